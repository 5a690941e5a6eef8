"""Feeds: what is in which, ids that last, links only where the site lies somewhere, and nothing that runs."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hostile_world import PAYLOADS
from views_world import CONFIGURATION, entry, origin, record, with_history, world

from farm_gitops.model.history import Standing
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.atom import atom, json_feed
from farm_gitops.views.feeds import NEWEST, Feed, feeds
from farm_gitops.views.world import World

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def all_feeds(of: World) -> dict[str, Feed]:
    """The feeds by their names."""
    return {feed.name: feed for feed in feeds(of)}


def ids(feed: Feed) -> list[str]:
    """What is in a feed."""
    return [each.id.removeprefix("urn:farm-gitops:") for each in feed.entries]


def placed() -> Configuration:
    """The usual configuration of a site that lies somewhere."""
    site = CONFIGURATION.site.model_copy(update={"url": "https://x.example/status"})
    return CONFIGURATION.model_copy(update={"site": site})


def slow(**given: object) -> IncidentRecord:
    """An incident with one update."""
    look = entry("20261124T100400Z-x.md", "See [the graph](../attachments/graph.png), **now**.", author="bob")
    usual = {"created_at": "2026-11-24T10:00:00Z", "affected_components": ["checkout"]}
    made = record("slow", look, **{**usual, **given})
    return replace(made, attachments={"graph.png": "0" * 64})


def test_every_update_is_an_entry_newest_first() -> None:
    of = world(slow(status="investigating"))
    found = all_feeds(of)["all"]
    assert ids(found) == ["acme/slow:derived-investigating", "acme/slow:20261124T100400Z-x", "acme/slow:reported"]
    assert [each.title for each in found.entries] == [
        "P2 Checkout is slow: open → investigating",
        "P2 Checkout is slow: update",
        "P2 Checkout is slow: reported",
    ]


def test_a_feed_of_a_severity_or_a_component_has_its_own_updates_alone() -> None:
    other = record("other", severity="P4", created_at="2026-11-24T11:00:00Z", affected_components=["pay-db"])
    found = all_feeds(world(slow(), other))
    assert ids(found["severity/P4"]) == ids(found["components/payments-db"]) == ["acme/other:reported"]
    assert ids(found["severity/P2"]) == ids(found["components/checkout"])
    assert ids(found["severity/P1"]) == []


def test_ids_are_the_same_before_and_after_the_commit() -> None:
    committed = entry("20261124T100400Z-x.md", "Said.", origin("Bob", "bob@acme.example"))
    before, after = record("a", entry("20261124T100400Z-x.md", "Said.")), record("a", committed)
    assert ids(all_feeds(world(before))["all"]) == ids(all_feeds(world(after))["all"])


def test_the_newest_hundred_are_told() -> None:
    entries = [entry(f"20261124T10{number // 60:02}{number % 60:02}Z-x.md", "x") for number in range(150)]
    found = all_feeds(world(record("a", *entries, created_at="2026-11-24T09:00:00Z")))["all"]
    assert len(ids(found)) == NEWEST
    assert ids(found)[0] == "acme/a:20261124T100229Z-x"


def test_links_are_absolute_or_not_there() -> None:
    nowhere = json_feed(all_feeds(world(slow()))["all"])
    assert "home_page_url" not in nowhere
    text = str(nowhere)
    assert "href" not in text
    assert "the graph" in text
    somewhere = json_feed(all_feeds(world(slow(), configuration=placed()))["all"])
    assert somewhere["home_page_url"] == "https://x.example/status/"
    assert 'href="https://x.example/status/incidents/acme/slow/attachments/graph.png"' in str(somewhere)
    assert "https://x.example/status/incidents/acme/slow/index.html#update-20261124t100400z-x" in str(somewhere)


def test_moving_the_site_changes_no_entrys_id() -> None:
    assert ids(all_feeds(world(slow()))["all"]) == ids(all_feeds(world(slow(), configuration=placed()))["all"])


def test_atom_has_what_rfc_4287_asks_for() -> None:
    of = world(slow())
    root = ElementTree.fromstring(atom(all_feeds(of)["all"], of.as_of))
    assert root.findtext("a:updated", None, ATOM) == "2026-11-24T10:04:00Z"
    assert (root.findtext("a:id", None, ATOM) or "").startswith("urn:farm-gitops:")
    for each in root.findall("a:entry", ATOM):
        for needed in ("id", "title", "updated", "content"):
            assert each.findtext(f"a:{needed}", None, ATOM), needed


def test_a_feed_is_ascii_and_holds_what_xml_can_hold() -> None:
    of = world(record("a", entry("20261124T100400Z-x.md", "Bell \x07, é and 🎉"), created_at="2026-11-24T09:00:00Z"))
    data = atom(all_feeds(of)["all"], of.as_of)
    assert data.isascii()
    assert "é and 🎉" in "".join(ElementTree.fromstring(data).itertext())


def test_text_is_sanitized_as_on_the_pages() -> None:
    entries = [entry(f"20261124T1{n // 60}{n % 60:02}00Z-x.md", payload) for n, payload in enumerate(PAYLOADS)]
    content = "".join(each.content for each in all_feeds(world(record("a", *entries)))["all"].entries)
    assert "pwned(4)" in content
    assert "<script" not in content
    assert "<img" not in content
    assert 'href="javascript' not in content.lower()


def test_a_commits_subject_is_text() -> None:
    by = origin("Bob", "bob@acme.example", subject="<img src=x onerror=pwned()> bob@acme.example")

    kept = record("a", status="identified", created_at="2026-11-24T09:00:00Z")
    now = Standing.of(kept.facts)
    told = with_history(kept, (now._replace(status=Status.OPEN), by), (now, by))
    content = "".join(each.content for each in all_feeds(world(told))["all"].entries)
    assert "&lt;img" in content
    assert "@acme.example" not in content


def test_a_text_that_was_taken_out_is_said_to_be() -> None:
    gone = {"by": "alice", "at": "2026-11-24T11:00:00Z", "reason": "a name"}
    of = world(record("a", entry("20261124T100400Z-x.md", "", redacted=gone)))
    assert "The text was taken out." in "".join(each.content for each in all_feeds(of)["all"].entries)
