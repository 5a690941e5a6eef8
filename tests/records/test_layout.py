"""Paths and what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.records.layout import AttachmentFile, EntryFile, FactsFile, File, Misplaced, PostMortemFile

OUTAGE = IncidentId("acme", "2026-11-23-outage")


@given(st.text())
def test_every_title_gives_a_folder_name(title: str) -> None:
    assert layout.is_slug(layout.slug(title))


@given(st.lists(st.sampled_from(["outage", "x" * 100, "a-b"]), max_size=30))
def test_a_taken_name_gets_the_next_number_and_stays_a_name(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        free = layout.untaken(name, taken)
        assert free not in taken
        assert layout.is_slug(free)
        taken.add(free)


def test_numbers_count_from_two() -> None:
    assert layout.untaken("outage", ["outage", "outage-2"]) == "outage-3"


def test_a_title_of_nothing_but_signs_is_an_incident() -> None:
    assert layout.slug("🔥🔥 !") == "incident"
    assert layout.slug("Zürich: DB/Outage") == "zurich-db-outage"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (layout.facts_path(OUTAGE), FactsFile(OUTAGE)),
        (layout.entry_path(OUTAGE, "any name.md"), EntryFile(OUTAGE, "any name.md")),
        (layout.post_mortem_path(OUTAGE), PostMortemFile(OUTAGE)),
        (layout.attachment_path(OUTAGE, "graph.PNG"), AttachmentFile(OUTAGE, "graph.PNG")),
    ],
)
def test_a_path_that_layout_makes_is_understood(path: str, place: layout.Place) -> None:
    assert layout.place(path) == place


@pytest.mark.parametrize(
    "path",
    [
        "incidents/readme.md",
        "incidents/acme/incident.yaml",
        "incidents/Acme/2026-11-23-outage/incident.yaml",
        "incidents/acme/2026-11-23-outage/incident.yml",
        "incidents/acme/2026-11-23-outage/timeline/a.txt",
        "incidents/acme/2026-11-23-outage/timeline/deep/a.md",
        "incidents/acme/2026-11-23-outage/attachments/page.html",
        "incidents/acme/2026-11-23-outage/attachments/logo.svg",
        f"incidents/acme/{'x' * 101}/incident.yaml",
    ],
)
def test_anything_else_is_misplaced_and_told_why(path: str) -> None:
    found = layout.place(path)
    assert isinstance(found, Misplaced)
    assert found.why
    assert found.cure


@pytest.mark.parametrize(
    "name",
    ["a\nb.md", "a\u202eb.md", "a\\b.md", "a:b.md", "-rf.md", " a.md", "a.md ", "CON.md", "nul", "a\u0308.md", ".GIT"],
)
def test_a_name_that_some_machine_cannot_hold_is_dangerous(name: str) -> None:
    assert list(layout.dangers(File(f"incidents/acme/x/timeline/{name}")))


@pytest.mark.parametrize("mode", ["100755", "120000", "160000", "000000"])
def test_links_submodules_and_programs_are_dangerous(mode: str) -> None:
    assert list(layout.dangers(File(layout.facts_path(OUTAGE), mode)))


@pytest.mark.parametrize("name", ["20261123T100400Z-alice.md", "Ärger.md", "an update.md", "日本.md"])
def test_an_ordinary_name_is_not_dangerous(name: str) -> None:
    assert not list(layout.dangers(File(f"incidents/acme/x/timeline/{name}")))


@given(st.text())
def test_what_is_printed_of_a_path_is_one_harmless_line(path: str) -> None:
    assert layout.shown(path).isprintable()


@pytest.mark.parametrize(
    ("extension", "data", "fits"),
    [
        ("png", b"\x89PNG\r\n\x1a\n...", True),
        ("png", b"<svg onload=alert(1)>", False),
        ("pdf", b"%PDF-1.7", True),
        ("txt", b"plain", True),
        ("log", b"\0binary", False),
        ("txt", b"\xff\xfe", False),
    ],
)
def test_an_attachment_is_what_its_ending_says(extension: str, data: bytes, *, fits: bool) -> None:
    assert layout.content_matches(extension, data) is fits
