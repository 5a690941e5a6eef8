"""A feed as XML and as JSON.

Source of the formats: RFC 4287 (Atom), JSON Feed 1.1.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from farm_gitops.model.moment import Moment
from farm_gitops.views import address
from farm_gitops.views.feeds import Entry, Feed

_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(feed: Feed, as_of: Moment) -> bytes:
    """The feed as Atom, in ASCII, so that no host can name it an encoding that it does not have."""
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _put(root, "title", feed.title)
    _put(root, "id", feed.id)
    _put(root, "updated", _updated(feed, as_of))
    _put(SubElement(root, "author"), "name", feed.title)
    _put(root, "generator", "farm-gitops")
    if feed.base:
        SubElement(
            root, "link", rel="self", type="application/atom+xml", href=urljoin(feed.base, address.atom(feed.name))
        )
        SubElement(root, "link", rel="alternate", type="text/html", href=feed.home)
    for entry in feed.entries:
        _entry(root, entry)
    indent(root)
    return bytes(tostring(root, encoding="us-ascii", xml_declaration=True)) + b"\n"


def json_feed(feed: Feed) -> dict[str, object]:
    """The feed as JSON Feed 1.1."""
    places = {"home_page_url": feed.home, "feed_url": urljoin(feed.base, address.json_feed(feed.name))}
    head = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, **(places if feed.base else {})}
    return {**head, "items": [_item(entry) for entry in feed.entries]}


def _updated(feed: Feed, as_of: Moment) -> str:
    return feed.entries[0].at.utc if feed.entries else as_of.utc


def _entry(root: Element, entry: Entry) -> None:
    here = SubElement(root, "entry")
    _put(here, "title", entry.title)
    _put(here, "id", entry.id)
    _put(here, "published", entry.at.utc)
    _put(here, "updated", entry.at.utc)
    if entry.url:
        SubElement(here, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.author:
        _put(SubElement(here, "author"), "name", entry.author)
    for tag in entry.tags:
        SubElement(here, "category", term=_clean(tag))
    _put(here, "content", entry.content, type="html")


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _item(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        **({"url": entry.url} if entry.url else {}),
        "title": entry.title,
        "content_html": entry.content,
        "date_published": entry.at.utc,
        "date_modified": entry.at.utc,
        **({"authors": [{"name": entry.author}]} if entry.author else {}),
        "tags": list(entry.tags),
    }
