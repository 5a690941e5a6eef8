"""Metrics, calendar, badges, llms.txt, Markdown twins and the API's description, from records in memory."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hostile_world import PAYLOADS
from views_world import entry, record, world

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.views.badges import Badge, badges, svg
from farm_gitops.views.calendar import calendar
from farm_gitops.views.llms import llms
from farm_gitops.views.metrics import metrics
from farm_gitops.views.openapi import openapi
from farm_gitops.views.twin import quoted, twin
from farm_gitops.views.world import World

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?\d+(\.\d+)?')


def small() -> World:
    """One active and one resolved incident with a post-mortem."""
    learned = PostMortem.model_validate(
        {
            "status": "draft",
            "root_cause": "Disk.",
            "body": "",
            "action_items": [{"title": "a", "due": "2026-11-23"}, {"title": "b"}, {"title": "c", "done": "true"}],
        }
    )
    over = record("over", status="resolved", created_at="2026-11-01T10:00:00Z")
    running = record("runs", severity="P1", affected_components=["checkout"], created_at="2026-11-24T11:00:00Z")
    return world(type(over)(over.id, over.facts, over.entries, learned), running)


def test_metrics_say_what_is_active_and_what_is_left_to_do() -> None:
    lines = metrics(small()).splitlines()
    assert 'farm_gitops_incidents{organization="acme",severity="P1",status="open"} 1' in lines
    assert 'farm_gitops_component_up{component="checkout"} 0' in lines
    assert 'farm_gitops_component_up{component="payments-db"} 1' in lines
    assert 'farm_gitops_action_items{state="overdue"} 1' in lines
    started = 'farm_gitops_incident_started_timestamp_seconds{incident="acme/runs",severity="P1",status="open"}'
    assert f"{started} 1795518000" in lines
    assert lines[-1] == "# EOF"
    assert all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in lines)


def test_a_label_that_needs_it_is_escaped() -> None:
    of = world(record("a", affected_components=['say "hi"\\']))
    assert 'component="say \\"hi\\"\\\\"' in metrics(of)


def test_a_calendar_event_lasts_as_long_as_the_incident_and_is_escaped() -> None:
    said = entry("20261101T113000Z-x.md", "Fixed.", status="resolved")
    over = record("over", said, title="A; B, C", status="resolved", created_at="2026-11-01T10:00:00Z")
    text = calendar(world(over)).decode().replace("\r\n ", "")
    assert "SUMMARY:P2 A\\; B\\, C (resolved)" in text
    assert "DTSTART:20261101T100000Z\r\nDURATION:PT1H30M" in text
    assert "UID:urn:farm-gitops:acme/over" in text


def test_an_incident_without_a_date_is_in_no_calendar() -> None:
    assert b"VEVENT" not in calendar(world(record("a")))


def test_a_badge_says_how_things_stand_and_is_xml_whatever_a_name_holds() -> None:
    words = {badge.subject: badge.status for badge in badges(small())}
    assert words == {"Acme incidents": "major_outage", "Checkout": "major_outage", "Payments database": "operational"}
    for payload in PAYLOADS:
        root = ElementTree.fromstring(svg(Badge("x", payload, "operational")))
        assert {part.tag.partition("}")[2] for part in root.iter()} == {"svg", "title", "rect", "g", "text"}


def test_the_twin_quotes_what_people_wrote() -> None:
    told = entry("20261124T100400Z-x.md", "# Not a heading of the page\n\n```\nunclosed", author="bob")
    text = twin(record("a", told, description="One.\n\n# Two"), world(record("a", told)))
    assert "> # Not a heading of the page\n>\n> ```\n> unclosed" in text
    assert [line for line in text.splitlines() if line.startswith("# ")] == ["# Checkout is slow"]
    assert quoted("") == ""


def test_a_title_is_text_in_markdown() -> None:
    hostile = record("a", title="[x](javascript:y) <b> # z")
    assert "\\[x\\](javascript:y) \\<b\\>" in twin(hostile, world(hostile))
    assert "](javascript" not in llms(world(hostile)).replace("\\](", "")


def test_llms_txt_leads_to_the_twins() -> None:
    text = llms(small())
    assert text.startswith("# Acme incidents\n\n> ")
    assert "## Active incidents\n\n- [Checkout is slow](incidents/acme/runs/index.md): P1 critical, open" in text


def test_the_description_does_not_depend_on_the_records_and_names_no_unknown_schema() -> None:
    described = openapi()
    text = str(described)
    schemas = described["components"]
    assert isinstance(schemas, dict)
    named = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert named
    assert named <= set(schemas["schemas"])
