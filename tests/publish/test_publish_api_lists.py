"""The lists of `/api/v1/`: whole in pages, cuts by their newest, and bytes that do not grow with the number of cuts."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from views_world import entry, record, world

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.page import Known
from farm_gitops.publish.texts import Texts
from farm_gitops.views.api import incident_json, post_mortem_json
from farm_gitops.views.api_lists import A_PAGE, Document, documents, post_mortem_documents
from farm_gitops.views.world import World


def incident(number: int, **given: object) -> IncidentRecord:
    """One of many, a day after the one before it."""
    day = f"2026-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    done = entry("done.md", at=f"{day}T13:00:00Z", status="resolved")
    return record(f"i{number:04}", done, created_at=f"{day}T12:00:00Z", status="resolved", **given)


def texts_of(here: World) -> Texts:
    """Those of a world's incidents."""
    return Texts("incident text", lambda each: incident_json(here.record(each), here.people), Known())


def read(here: World, found: list[Document]) -> dict[str, Any]:
    """Every document by its path."""
    texts = texts_of(here)
    return {document.path: json.loads(texts.page(document)) for document in found}


def test_a_list_that_fits_is_one_page_of_everything() -> None:
    here = world(*(incident(number) for number in range(3)))
    listed = read(here, list(documents(here)))["api/v1/incidents.json"]
    assert (len(listed["data"]), listed["total"], listed["skip"], listed["take"]) == (3, 3, 0, 3)


@given(st.integers(0, 2 * A_PAGE + 1))
def test_a_client_that_follows_skip_and_take_reads_everything_once(count: int) -> None:
    here = world(*(incident(number) for number in range(count)))
    found = read(here, list(documents(here)))
    seen: list[str] = []
    number = 1
    while True:
        page = found["api/v1/incidents.json" if number == 1 else f"api/v1/incidents/page-{number}.json"]
        assert (page["skip"], page["total"], page["take"]) == (len(seen), count, len(page["data"]))
        seen += [each["id"] for each in page["data"]]
        number += 1
        if len(seen) >= page["total"]:
            break
    assert seen == [str(row.id) for row in here.newest_first]
    assert f"api/v1/incidents/page-{number}.json" not in found


def test_a_cut_holds_its_newest_and_counts_all() -> None:
    here = world(*(incident(number, severity="P1") for number in range(A_PAGE + 7)), incident(999, severity="P2"))
    found = read(here, list(documents(here)))
    cut = found["api/v1/incidents/by-severity/P1.json"]
    assert (len(cut["data"]), cut["total"], cut["skip"], cut["take"]) == (A_PAGE, A_PAGE + 7, 0, A_PAGE)
    newest = [str(row.id) for row in here.newest_first if row.severity.key == "P1"]
    assert [each["id"] for each in cut["data"]] == newest[:A_PAGE]
    assert found["api/v1/incidents/by-severity/P3.json"] == {"data": [], "total": 0, "skip": 0, "take": 0}


def test_cuts_take_no_more_bytes_for_more_incidents() -> None:
    def size(count: int) -> int:
        here = world(*(incident(number, affected_components=["checkout"]) for number in range(count)))
        texts = texts_of(here)
        return sum(len(texts.page(document)) for document in documents(here) if "/by-" in document.path)

    assert size(3 * A_PAGE) - size(A_PAGE) < 200


def test_an_incident_is_described_once_however_many_lists_it_stands_in() -> None:
    here = world(incident(1, affected_components=["checkout"], affected_environments=["production"]))
    described: list[IncidentId] = []
    texts = Texts("text", lambda each: described.append(each) or {"id": str(each)}, Known())  # type: ignore[func-returns-value]
    pages = [texts.page(document) for document in documents(here)]
    assert sum(b"acme/i0001" in page for page in pages) == 6
    assert len(described) == 1


def test_post_mortems_come_in_pages_too() -> None:
    learned = PostMortem.model_validate({"status": "draft", "root_cause": "Why.", "body": ""})
    kept = [incident(number) for number in range(A_PAGE + 2)]
    here = world(*(IncidentRecord(each.id, each.facts, each.entries, learned) for each in kept), incident(999))
    texts = Texts("post-mortem text", lambda each: post_mortem_json(here.record(each)), Known())
    first, second = [json.loads(texts.page(document)) for document in post_mortem_documents(here)]
    assert [document.path for document in post_mortem_documents(here)] == [
        "api/v1/post-mortems.json",
        "api/v1/post-mortems/page-2.json",
    ]
    assert (first["total"], second["skip"], second["take"]) == (A_PAGE + 2, A_PAGE, 2)
    assert second["data"][-1]["incidentId"] == "acme/i0000"
