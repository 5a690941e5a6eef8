"""What programs read of the built site: the same data as the pages, whole, described, and nobody's e-mail."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hostile_world import hostile
from jsonschema import Draft202012Validator
from site_world import acme, build_site, snapshot

from farm_gitops.records.schema import KINDS
from farm_gitops.views.api import incident_json
from farm_gitops.views.people import People

RULES = Path(__file__).parents[2] / "templates/assets/prometheus-rules.yml"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small world."""
    folder = tmp_path_factory.mktemp("machines")
    build_site(acme(folder / "repository"), folder / "site")
    return folder / "site"


def read(site: Path, path: str) -> Any:
    """A document of the site."""
    return json.loads((site / path).read_text())


def ids(site: Path, path: str) -> set[str]:
    """The incidents of a list."""
    return {each["id"] for each in read(site, path)["data"]}


def test_the_list_holds_every_incident_newest_first_in_farms_envelope(site: Path) -> None:
    listed = read(site, "api/v1/incidents.json")
    assert (listed["total"], listed["skip"], listed["take"]) == (5, 0, 5)
    created = [each["createdAt"] for each in listed["data"]]
    assert created == sorted(created, reverse=True)
    seen = snapshot(site.parent / "repository")
    people = People(seen.configuration, seen.catalog.users)
    assert {each["id"]: each for each in listed["data"]} == {
        str(record.id): incident_json(record, people) for record in seen.records()
    }


def test_each_incident_is_a_document_of_its_own(site: Path) -> None:
    for each in read(site, "api/v1/incidents.json")["data"]:
        assert read(site, f"api/v1/incidents/{each['id']}.json") == each


def test_cuts_hold_what_they_name_and_are_there_when_nothing_is_in_them(site: Path) -> None:
    cuts = "api/v1/incidents/by-"
    assert ids(site, f"{cuts}severity/P1.json") == {"acme/2026-11-24-checkout-fails-for-every-third-customer"}
    assert ids(site, f"{cuts}status/identified.json") == set()
    assert len(ids(site, f"{cuts}component/payments-db.json")) == 2
    assert len(ids(site, f"{cuts}environment/production.json")) == 5
    assert ids(site, f"{cuts}organization/globex.json") == {"globex/2026-11-23-no-mail-leaves"}
    for by in ("severity", "status", "organization"):
        files = (site / f"{cuts}{by}").glob("*.json")
        assert sum(len(read(site, str(file.relative_to(site)))["data"]) for file in files) == 5


def test_post_mortems_are_listed_and_found_by_incident(site: Path) -> None:
    [only] = read(site, "api/v1/post-mortems.json")["data"]
    assert only == read(site, f"api/v1/post-mortems/{only['incidentId']}.json")
    assert [item["done"] for item in only["actionItems"]] == [True, False, False]


def test_the_published_schemas_are_schemas(site: Path) -> None:
    for kind in KINDS:
        Draft202012Validator.check_schema(read(site, f"api/v1/schema/{kind}.json"))


def test_every_json_document_is_what_its_description_says(site: Path) -> None:
    described = read(site, "api/openapi.json")
    answers = {path: item["get"]["responses"]["200"]["content"] for path, item in described["paths"].items()}
    patterns = {re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path[1:]))): path for path in answers}
    for file in sorted((site / "api").rglob("*.json")):
        document = file.relative_to(site).as_posix()
        if document != "api/openapi.json":
            # Of two paths that fit the more concrete one counts, and those are described first.
            path = next(path for pattern, path in patterns.items() if pattern.fullmatch(document))
            schema = {"components": described["components"], **answers[path]["application/json"]["schema"]}
            Draft202012Validator(schema).validate(read(site, document))


def test_examples_are_what_the_description_says(site: Path) -> None:
    described = read(site, "api/openapi.json")
    for path, item in described["paths"].items():
        answer = item["get"]["responses"]["200"]["content"].get("application/json")
        if answer:
            schema = {"components": described["components"], **answer["schema"]}
            assert not list(Draft202012Validator(schema).iter_errors(answer["example"])), path


def test_every_alert_asks_for_figures_that_there_are(site: Path) -> None:
    figures = set(re.findall(r"^# TYPE (\w+)", (site / "metrics").read_text(), re.MULTILINE))
    asked = set(re.findall(r"\b(farm_gitops_\w+)", RULES.read_text()))
    assert asked
    assert asked <= figures
    assert (site / "metrics").read_bytes() == (site / "metrics.txt").read_bytes()


def test_events_are_cloud_events_with_ids_that_differ(site: Path) -> None:
    told = read(site, "events.json")
    assert len({each["id"] for each in told}) == len(told) > 5
    assert told[-1]["source"] == "https://incidents.acme.example/status/"


def test_every_incident_and_post_mortem_has_a_twin_in_markdown(site: Path) -> None:
    pages = {page.with_suffix(".md") for page in (site / "incidents").rglob("index.html")}
    assert pages == set(site.rglob("index.md"))
    [text] = [page.read_text() for page in pages if page.parent.name.endswith("out-of-disk")]
    assert "# Payments database out of disk" in text
    assert "- [x] Alert at 80 % of" in text


def test_programs_find_everything_from_every_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text()
        for needed in ("feeds/all.xml", "feeds/all.json", "calendar.ics", "api/v1/incidents.json", "metrics.txt"):
            assert len(re.findall(rf'href="[^"]*{re.escape(needed)}"', text)) == 2, (page, needed)


def test_attacks_are_text_for_every_format(tmp_path: Path) -> None:
    build_site(hostile(tmp_path / "repository"), tmp_path / "site")
    xml = [*tmp_path.rglob("feeds/**/*.xml"), *tmp_path.rglob("*.svg")]
    assert len(xml) > 20
    for file in xml:
        assert "script" not in {
            part.tag.rpartition("}")[2] for part in ElementTree.fromstring(file.read_bytes()).iter()
        }
    for file in (tmp_path / "site").rglob("*.json"):
        json.loads(file.read_text())


def test_a_site_of_one_organization_tells_programs_nothing_of_another(tmp_path: Path) -> None:
    build_site(acme(tmp_path / "repository"), tmp_path / "site", organization="globex")
    files = [file for file in (tmp_path / "site").rglob("*") if file.is_file() and file.suffix != ".html"]
    everything = b"".join(file.read_bytes() for file in files)
    assert b"No mail leaves" in everything
    assert b"Checkout fails" not in everything
    assert b"Payments database" not in everything
