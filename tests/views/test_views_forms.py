"""The forms that the forge answers: each forge's addresses, and texts that name nobody."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from views_world import entry, record, records, world

from farm_gitops.views.forge import Forge, ForgeKind
from farm_gitops.views.forms import IncidentForms, incident_forms, report_forms
from farm_gitops.views.world import World

PLACE = "https://forge.example/acme/incidents"
PATH = "incidents/acme/it/timeline/update.md"


def on(kind: ForgeKind | None, *names: str, branch: str = "main", status: str = "open") -> World:
    """A world of one incident whose records lie on such a forge; `names` are those of its entries."""
    kept = record("it", *(entry(name) for name in names), status=status)
    return replace(world(kept), forge=Forge(kind, PLACE, branch))


def forms_of(here: World) -> IncidentForms:
    """The forms of its only incident."""
    found = incident_forms(records(here)[0], here)
    assert found
    return found


@pytest.mark.parametrize(
    ("kind", "page", "name"),
    [("github", "new", "filename"), ("gitea", "_new", "filename"), ("gitlab", "-/new", "file_name")],
)
def test_a_new_file_is_made_where_its_forge_makes_them(kind: ForgeKind, page: str, name: str) -> None:
    form = forms_of(on(kind, branch="release/2")).update
    parts = urlsplit(form.href)
    assert parts._replace(query="").geturl() == f"{PLACE}/{page}/release/2"
    asked = parse_qs(parts.query)
    assert asked[name] == [PATH]
    assert asked.get("value", [form.text]) == [form.text]


@pytest.mark.parametrize(("kind", "page"), [("github", "edit"), ("gitea", "_edit"), ("gitlab", "-/edit")])
def test_a_status_is_changed_in_the_editor_of_its_forge(kind: ForgeKind, page: str) -> None:
    form = forms_of(on(kind)).status
    assert form
    assert form.href == f"{PLACE}/{page}/main/incidents/acme/it/incident.yaml"


def test_only_a_form_that_surely_comes_filled_in_says_so() -> None:
    kinds: tuple[ForgeKind | None, ...] = ("github", "gitea", "gitlab", None)
    assert [forms_of(on(kind)).update.is_filled_in for kind in kinds] == [True, False, False, False]


def test_an_unknown_forge_is_opened_at_its_first_page_and_the_text_is_there_to_copy() -> None:
    form = forms_of(on(None)).update
    assert (form.href, form.path) == (PLACE, PATH)
    assert form.text


def test_only_statuses_that_may_follow_are_offered() -> None:
    form = forms_of(on("github", status="investigating")).status
    assert form
    assert [choice.line for choice in form.choices] == ["status: identified", "status: resolved"]
    assert forms_of(on("github", status="resolved")).status is None


def test_a_name_that_is_taken_is_not_offered_again() -> None:
    assert forms_of(on("github", "update.md")).update.path.endswith("/update-2.md")
    here = replace(world(record("new-incident")), forge=Forge("github", PLACE, "main"))
    assert report_forms(here)[0].path == "incidents/acme/new-incident-2/incident.yaml"


def test_an_incident_can_be_reported_for_each_organization_of_the_site() -> None:
    here = on("github")
    assert [form.label for form in report_forms(here)] == ["Acme Corporation", "globex"]
    assert [form.label for form in report_forms(replace(here, organization="globex"))] == ["globex"]


def test_no_text_names_an_author() -> None:
    here = on("github")
    for form in (forms_of(here).update, *report_forms(here)):
        assert "author" not in form.text
        assert "reported_by" not in form.text


def test_without_a_forge_there_is_nothing_to_fill_in() -> None:
    here = world(record("it"))
    assert report_forms(here) == ()
    assert incident_forms(records(here)[0], here) is None
