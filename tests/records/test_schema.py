"""The JSON Schemas agree with the reader."""

from __future__ import annotations

from typing import Any

import pytest
from command import FARM_YAML
from jsonschema import Draft202012Validator

from farm_gitops.documents.tree import plain
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.records.schema import KINDS, json_schema


def errors(kind: str, value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(kind)).iter_errors(value)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(kind))


def test_a_good_incident_fits_and_a_bad_one_does_not() -> None:
    good = {"title": "a", "severity": "P1", "status": "open", "description": "b", "x-own": 1}
    assert errors("incident", good) == []
    assert errors("incident", {**good, "severity": "P9"})
    assert errors("incident", {**good, "comander": "alice"})
    assert errors("incident", {"title": "a"})


def test_severities_and_statuses_are_described_where_somebody_chooses() -> None:
    definitions = json_schema("incident")["$defs"]
    assert "requires immediate response" in definitions["Severity"]["description"]
    assert "root cause has been identified" in definitions["Status"]["description"]


def test_a_configuration_fits_also_with_empty_values_and_lists_of_names() -> None:
    value = plain(read_yaml(FARM_YAML).root)
    assert isinstance(value, dict)
    value["people"] = {"alice": None}
    assert errors("config", {**value, "environments": ["production"]}) == []
    assert errors("config", {**value, "organisations": {}})


def test_an_action_item_is_described() -> None:
    post_mortem = {"status": "draft", "root_cause": "x", "action_items": [{"title": "a", "done": True}]}
    assert errors("post-mortem", post_mortem) == []
    assert errors("post-mortem", {**post_mortem, "action_items": [{"done": True}]})
