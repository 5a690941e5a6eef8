"""Feed readers read the feeds, and find nothing to complain of."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from clients.conftest import Served


def ids(served: Served, name: str = "all") -> list[str]:
    """The entries of a feed, by the JSON of the same."""
    return [item["id"] for item in served.json(f"feeds/{name}.json")["items"]]


@pytest.mark.parametrize("name", ["all", "severity/P1", "severity/P4", "components/checkout"])
def test_feedparser_reads_every_feed_and_finds_it_well_formed(served: Served, name: str) -> None:
    feedparser = importlib.import_module("feedparser")
    read = feedparser.parse(f"{served.url}/feeds/{name}.xml")
    assert (read.bozo, read.version) == (False, "atom10")
    assert [entry.id for entry in read.entries] == ids(served, name) != []
    assert all(entry.updated_parsed and entry.content[0].value and entry.author for entry in read.entries)


def test_feedparser_sees_the_letters_that_were_written(served: Served) -> None:
    feedparser = importlib.import_module("feedparser")
    authors = {entry.author for entry in feedparser.parse(f"{served.url}/feeds/all.xml").entries}
    assert "Tomasz Zieliński" in authors


def test_fastfeedparser_reads_atom_and_json(served: Served) -> None:
    fastfeedparser = importlib.import_module("fastfeedparser")
    for ending in ("xml", "json"):
        read = fastfeedparser.parse(f"{served.url}/feeds/all.{ending}")
        assert [entry["id"] for entry in read.entries] == ids(served)


def test_atoma_reads_atom_and_json(served: Served) -> None:
    atoma = importlib.import_module("atoma")
    feed = atoma.parse_atom_file(str(served.folder / "feeds/all.xml"))
    assert [entry.id_ for entry in feed.entries] == ids(served)
    assert all(entry.updated.tzinfo for entry in feed.entries)


@pytest.mark.npm
def test_rss_parser_reads_atom(served: Served, node: Callable[[str, str], Any]) -> None:
    read = node("feed", f"{served.url}/feeds/all.xml")
    assert read["title"] == "Acme incidents"
    assert [item["id"] for item in read["items"]] == ids(served)
    assert all(item["isoDate"] and item["link"].startswith("https://") for item in read["items"])
