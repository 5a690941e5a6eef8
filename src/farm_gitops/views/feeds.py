"""What one can subscribe to: every update of the site, of a component, or of incidents of one severity.

Source of the formats: RFC 4287 (Atom), JSON Feed 1.1.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urljoin

from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.brief import Brief, attachments
from farm_gitops.views.level import SEVERITIES
from farm_gitops.views.links import resolver
from farm_gitops.views.markup import markup
from farm_gitops.views.newest import by_last_update, newest_updates
from farm_gitops.views.updates import Update, news, plain_words, words
from farm_gitops.views.world import World

NEWEST: Final = 100
"""So many updates are in a feed."""


class Entry(NamedTuple):
    """An update as a feed tells it; `url` is empty where nobody knows where the site lies."""

    id: str
    url: str
    title: str
    content: str
    author: str
    at: Moment
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """The newest updates first; `home` and `base` are absolute, or empty where nobody knows where the site lies.

    They come from the incidents in `briefs`, the one first that has the newest.
    """

    name: str
    title: str
    home: str
    base: str
    source: str
    briefs: tuple[Brief, ...]
    teller: _Teller

    @property
    def id(self) -> str:
        """Where the feed lies, else a name made of the organizations' names."""
        return urljoin(self.base, address.atom(self.name)) if self.base else f"{self.source}:feed:{self.name}"

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What is in it, as far as a feed goes back."""
        updates = newest_updates(self.teller.world, self.briefs)
        return tuple(map(self.teller.entry, islice(updates, NEWEST)))


def feeds(world: World) -> Iterator[Feed]:
    """Every feed of a site; of as many incidents as a feed has updates, since each tells at least its report."""
    briefs = by_last_update(world)
    title, base = world.snapshot.configuration.site.title, address.absolute_base(world.snapshot.configuration.site.url)
    teller, source = _Teller(world, base), _source(world)

    def feed(name: str, label: str, page: str, found: Iterable[Brief]) -> Feed:
        full, home = f"{title}: {label}" if label else title, urljoin(base, page) if base else ""
        return Feed(name, full, home, base, source, tuple(islice(found, NEWEST)), teller)

    yield feed("all", "", "", briefs)
    for severity, level in SEVERITIES.items():
        found = (each for each in briefs if each.severity is severity)
        yield feed(f"severity/{level.key}", f"{level.key} {level.label}", address.filtered(severity=level.key), found)
    by_component = _by_component(world, briefs)
    for named in world.components:
        name = f"components/{address.slug(named.href)}"
        yield feed(name, named.label, address.href(named.href), by_component.get(named.key, ()))


def _by_component(world: World, briefs: Iterable[Brief]) -> dict[str, list[Brief]]:
    found: dict[str, list[Brief]] = {}
    for each in briefs:
        for named in world.row_of[each.id].components:
            group = found.setdefault(named.key, [])
            if len(group) < NEWEST:
                group.append(each)
    return found


def _source(world: World) -> str:
    names = [world.organization] if world.organization else sorted(world.snapshot.configuration.organizations)
    return f"urn:farm-gitops:{'+'.join(names)}"


class _Teller:
    """Says what an update is to a reader of feeds."""

    def __init__(self, world: World, base: str) -> None:
        self.world: Final = world
        self._base: Final = base
        self._told: Final[dict[str, Entry]] = {}

    def entry(self, update: Update) -> Entry:
        """The entry of an update, made once, since it stands in several feeds."""
        if update.id not in self._told:
            self._told[update.id] = self._entry(update)
        return self._told[update.id]

    def _entry(self, update: Update) -> Entry:
        record, item = update.record, update.item
        row = self.world.row_of[record.id]
        who = self.world.people.shown(record.id.organization, item.author, item.origin)
        names = (named.label for named in row.components)
        return Entry(
            id=update.urn,
            url=urljoin(self._base, update.page) if self._base else "",
            title=f"{row.severity.key} {row.title}: {news(update)}",
            content=self._content(update),
            author=who.name if who else "",
            at=update.at,
            tags=(row.severity.key, row.status.key, *names),
        )

    def _content(self, update: Update) -> str:
        people, record = self.world.people, update.record
        if update.item.kind == "derived":
            return f"<p>{html.escape(plain_words(update, people))}</p>\n"
        attached = frozenset(layout.attachment_path(record.id, name) for name in attachments(record))
        inside = resolver(update.file, self.world.row_of, attached, self._base)
        # A reader of feeds does not know what a relative link is relative to.
        resolve = inside if self._base else _nowhere
        text = words(update, people)
        return markup(text, under=2, id_prefix=f"{update.anchor}-", resolve=resolve).html


def _nowhere(url: str) -> None:
    """For a site that lies nowhere: a link into it leads nowhere."""
