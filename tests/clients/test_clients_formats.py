"""A calendar, an OpenMetrics and an OpenAPI reader take what the site offers them."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest

from clients.conftest import Served


def test_icalendar_reads_every_incident(served: Served) -> None:
    icalendar = importlib.import_module("icalendar")
    read = icalendar.Calendar.from_ical((served.folder / "calendar.ics").read_bytes())
    events = read.walk("VEVENT")
    listed = served.json("api/v1/incidents.json")
    assert [str(event["UID"]) for event in events] == [f"urn:farm-gitops:{each['id']}" for each in listed["data"]]
    assert not [event.errors for event in (read, *events) if event.errors]
    assert all(event.end - event.start >= timedelta() and event.start.tzinfo for event in events)


@pytest.mark.parametrize("path", ["metrics", "metrics.txt"])
def test_prometheus_reads_the_metrics_in_its_new_format_and_in_its_old_one(served: Served, path: str) -> None:
    openmetrics = importlib.import_module("prometheus_client.openmetrics.parser")
    old = importlib.import_module("prometheus_client.parser")
    text = (served.folder / path).read_text()
    for parser in (openmetrics, old):
        families = {family.name: family for family in parser.text_string_to_metric_families(text)}
        counted = sum(sample.value for sample in families["farm_gitops_incidents"].samples)
        assert counted == served.json("api/v1/incidents.json")["total"]
        assert {family.type for family in families.values()} == {"gauge"}


def test_the_openapi_validators_accept_the_description_and_its_examples(served: Served) -> None:
    spec = importlib.import_module("openapi_spec_validator")
    schema = importlib.import_module("openapi_schema_validator")
    described = served.json("api/openapi.json")
    spec.validate(described)
    checked = 0
    for item in described["paths"].values():
        for answer in item["get"]["responses"]["200"]["content"].values():
            if "example" in answer:
                whole = {**answer["schema"], "components": described["components"]}
                schema.validate(answer["example"], whole, cls=schema.OAS31Validator)
                checked += 1
    assert checked > 15


def test_the_openapi_validator_bites(served: Served) -> None:
    spec = importlib.import_module("openapi_spec_validator")
    described = served.json("api/openapi.json")
    del described["info"]["title"]
    with pytest.raises(Exception, match="title"):
        spec.validate(described)
