"""The page about the files, by hand: it names every key, its examples are sound, and it says what the code says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from small_world import full_path, judged

from farm_gitops.model import lifecycle, severity
from farm_gitops.model.incident import Incident, Link, Redaction
from farm_gitops.model.organization import Component, Configuration, Environment, Organization, Person, Site, Slo
from farm_gitops.model.post_mortem import ActionItem, PostMortemFrontMatter
from farm_gitops.model.record import Record
from farm_gitops.model.timeline import EntryFrontMatter
from farm_gitops.records import layout
from farm_gitops.records.amend import modeline
from farm_gitops.records.decode import decode_configuration, decode_entry, decode_incident, decode_post_mortem
from farm_gitops.records.document import Document

PAGE = (Path(__file__).parents[1] / "docs" / "files.md").read_text("utf-8")
FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [(found[1], found[2]) for found in FENCE.finditer(PAGE)]
MODELS: Mapping[str, type[Record]] = {
    "incident.yaml": Incident,
    "timeline/*.md": EntryFrontMatter,
    "postmortem.md": PostMortemFrontMatter,
    "farm.yaml": Configuration,
}
INNER = [
    ("incident.yaml", "links", Link),
    ("incident.yaml", "redacted", Redaction),
    ("postmortem.md", "action_items", ActionItem),
    ("farm.yaml", "organizations", Organization),
    ("farm.yaml", "people", Person),
    ("farm.yaml", "site", Site),
    ("farm.yaml", "environments", Environment),
    ("farm.yaml", "components", Component),
    ("farm.yaml", "slos", Slo),
]
REQUIRED = {
    "incident.yaml": {"title": "a", "severity": "P2", "status": "open", "description": "b"},
    "timeline/*.md": {},
    "postmortem.md": {"status": "draft", "root_cause": "a"},
    "farm.yaml": {"organizations": "{acme: {}}"},
}


def rows(section: str) -> dict[str, list[str]]:
    """The cells of a section's table of keys, by key."""
    _, _, after = PAGE.partition(f"\n## {section}\n")
    text = after.partition("\n## ")[0]
    table = text.partition("| key | required | meaning | example |\n|---|---|---|---|\n")[2].partition("\n\n")[0]
    found = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells] for cells in found}


def decoded(section: str, keys: Mapping[str, str]) -> Document[object]:
    """A file of nothing but these keys, read."""
    yaml = "".join(f"{key}: {value}\n" for key, value in keys.items())
    front = f"---\n{yaml}---\nWords.\n".encode()
    readers: Mapping[str, Callable[[], Document[object]]] = {
        "incident.yaml": lambda: decode_incident("incident.yaml", yaml.encode()),
        "timeline/*.md": lambda: decode_entry("an-update.md", front),
        "postmortem.md": lambda: decode_post_mortem("postmortem.md", front),
        "farm.yaml": lambda: decode_configuration("farm.yaml", yaml.encode()),
    }
    return readers[section]()


@pytest.mark.parametrize("section", MODELS)
def test_each_table_has_exactly_the_keys_of_its_file_in_the_order_of_the_tools(section: str) -> None:
    assert list(rows(section)) == list(MODELS[section].model_fields)


@pytest.mark.parametrize("section", MODELS)
def test_a_key_is_called_required_exactly_where_it_is(section: str) -> None:
    required = {name for name, field in MODELS[section].model_fields.items() if field.is_required()}
    assert {key for key, cells in rows(section).items() if cells[1] == "yes"} == required


@pytest.mark.parametrize(("section", "key"), [(section, key) for section in MODELS for key in rows(section)])
def test_the_example_of_each_key_is_read_without_a_complaint(section: str, key: str) -> None:
    example = rows(section)[key][3].strip("`")
    assert decoded(section, {**REQUIRED[section], key: example}).problems == ()


@pytest.mark.parametrize(("section", "key", "model"), INNER)
def test_a_key_that_holds_others_names_every_one_of_them(section: str, key: str, model: type[Record]) -> None:
    meaning = rows(section)[key][2]
    assert [name for name in model.model_fields if f"`{name}`" not in meaning] == []


def test_the_examples_together_are_a_world_without_a_finding(tmp_path: Path) -> None:
    assert sorted(path for path, _ in EXAMPLES) == [
        "attachments/free-space.log",
        "farm.yaml",
        "incident.yaml",
        "postmortem.md",
        "timeline/20261123T101500Z-bob.md",
        "timeline/all-clear.md",
    ]
    for path, text in EXAMPLES:
        place = tmp_path / full_path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    report = judged(tmp_path)
    assert report.findings == ()
    assert (report.incidents, report.files) == (1, len(EXAMPLES))


@pytest.mark.parametrize(("path", "kind", "depth"), [("incident.yaml", "incident", 3), ("farm.yaml", "config", 0)])
def test_an_example_begins_with_the_modeline_that_the_tools_write(path: str, kind: str, depth: int) -> None:
    assert dict(EXAMPLES)[path].startswith(modeline(kind, depth))


@pytest.mark.parametrize("level", severity.Severity)
def test_each_severity_is_told_with_its_meaning(level: severity.Severity) -> None:
    label, text = severity.MEANING[level]
    assert f"| `{level}` | {label}: {text} |" in PAGE


@pytest.mark.parametrize("status", lifecycle.Status)
def test_each_status_is_told_with_its_meaning_and_what_may_follow(status: lifecycle.Status) -> None:
    following = " ".join(f"`{after}`" for after in lifecycle.TRANSITIONS[status]) or "nothing; "
    assert f"| `{status}` | {lifecycle.MEANING[status]} | {following}" in PAGE


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("farm.yaml", layout.CONFIGURATION_LIMIT),
        ("incident.yaml", layout.FACTS_LIMIT),
        ("<name>.md", layout.ENTRY_LIMIT),
        ("postmortem.md", layout.POST_MORTEM_LIMIT),
        ("<file>", layout.ATTACHMENT_LIMIT),
    ],
)
def test_each_kind_of_file_is_told_with_its_limit(path: str, limit: int) -> None:
    size = f"{limit // layout.KIB**2} MiB" if limit >= layout.KIB**2 else f"{limit // layout.KIB} KiB"
    assert re.search(rf"^\| `(?:\S*/)?{re.escape(path)}` \|.*\| {size} \|$", PAGE, re.MULTILINE)


def test_every_type_of_attachment_is_named() -> None:
    assert " ".join(layout.ATTACHMENT_TYPES) in PAGE
