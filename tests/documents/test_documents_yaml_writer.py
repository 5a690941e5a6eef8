"""What the writer writes is what the reader reads, and what other YAML tools take for text too."""

from __future__ import annotations

import pytest
from document_strategies import mappings
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from farm_gitops.documents.tree import plain
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_scalars import write_scalar
from farm_gitops.documents.yaml_writer import YamlValue, as_read, write_flow, write_mapping


@given(mappings, st.sampled_from(["\n", "\r\n"]))
def test_every_value_is_read_as_it_was_written(pairs: dict[str, YamlValue], newline: str) -> None:
    reading = read_yaml(write_mapping(pairs, newline=newline))
    assert not reading.problems
    assert (plain(reading.root) or {}) == as_read(pairs)


@given(mappings)
def test_every_value_is_read_as_it_was_written_on_one_line(pairs: dict[str, YamlValue]) -> None:
    reading = read_yaml(write_flow(pairs))
    assert not reading.problems
    assert plain(reading.root) == as_read(pairs)


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "Yes",
        "y",
        "2026",
        "1_000",
        "1.10",
        "0x1F",
        "0o17",
        "017",
        "1:30",
        "190:20:30.5",
        "2026-11-23",
        "~",
        "null",
        "",
        ".inf",
        "-.INF",
        ".nan",
        "1e3",
        "+1",
        ".5",
        "=",
        "<<",
        "2026-11-23 10:04:00",
        "true",
        "0b1",
        "- x",
        "#",
        "a: b",
    ],
)
def test_a_text_is_a_text_to_other_tools_too(text: str, version: tuple[int, int]) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    assert yaml.load(f"a: {write_scalar(text, indent=0)}\n") == {"a": text}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Database outage", "Database outage"),
        ("2026-11-23T10:04:00Z", "2026-11-23T10:04:00Z"),
        ("2026-11-23T10:04:00+01:00", "2026-11-23T10:04:00+01:00"),
        ("2026-11-23", '"2026-11-23"'),
        ("https://a.example/b?c#d", "https://a.example/b?c#d"),
        ("it's", "it's"),
        ("👩‍🚒 out", "👩‍🚒 out"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\nb\n", "|\n  a\n\n  b\n".removesuffix("\n")),
        (" a\nb", "|2-\n   a\n  b"),
        ("a\n\n", '"a\\n\\n"'),
        ("a\r\nb", '"a\\r\\nb"'),
        ("x\u2028y", '"x\\u2028y"'),
        (True, "true"),
        (None, "null"),
        (3, "3"),
        (99.9, "99.9"),
        (float("-inf"), "-.inf"),
    ],
)
def test_a_scalar_is_written_in_its_plainest_safe_form(value: str | float | None, written: str) -> None:
    assert write_scalar(value, indent=0) == written


def test_blank_lines_stand_around_the_keys_that_ask_for_them() -> None:
    pairs = {"title": "x", "severity": "P1", "status": "open", "links": [], "a": "1"}
    written = write_mapping(pairs, blank_lines_around=frozenset({"severity", "status"}))
    assert written == 'title: x\n\nseverity: P1\n\nstatus: open\n\nlinks: []\na: "1"\n'
