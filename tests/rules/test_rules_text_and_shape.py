"""Whether a file can be read and has what it should: where each finding stands, and in whose words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import OUTAGE, SEARCH, found, full_path, judged, lay_out

from farm_gitops.documents.yaml_writer import write_mapping
from farm_gitops.model.incident import Incident
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortemFrontMatter
from farm_gitops.model.timeline import EntryFrontMatter
from farm_gitops.records import decode, layout
from farm_gitops.records.layout import File
from farm_gitops.rules.subject import Listing
from farm_gitops.rules.unexpected_file import unexpected_file
from farm_gitops.rules.unsafe_path import unsafe_path

FACTS = "title: Database outage\nseverity: P2\nstatus: resolved\ndescription: Nothing works.\ncommander: alice\n"
DRAFT = "---\nstatus: draft\nroot_cause: x\n"
ENTRY = "timeline/20261123T101500Z-bob.md"


@pytest.mark.parametrize(
    ("path", "text", "rule", "place"),
    [
        ("incident.yaml", "title: Caf\N{LATIN SMALL LETTER E WITH ACUTE}\nseverity: P2\n", "invalid-encoding", (1, 11)),
        ("incident.yaml", FACTS.replace("Nothing", "No\u202ething"), "invalid-encoding", (4, 16)),
        (ENTRY, "---\nauthor: bob\n---\nAll\x00 well\n", "invalid-encoding", (4, 4)),
        ("incident.yaml", FACTS + "x-note: a: b\n", "invalid-yaml", (6, 10)),
        ("incident.yaml", FACTS + "status: open\n", "duplicate-key", (6, 1)),
        (ENTRY, "---\nauthor: bob\nauthor: bob\n---\nWell.\n", "duplicate-key", (3, 1)),
        (ENTRY, "---\nauthor: bob\n", "invalid-front-matter", (1, 1)),
        ("incident.yaml", FACTS + "comander: alice\n", "unknown-field", (6, 1)),
        ("incident.yaml", FACTS + "links:\n  - title: Chat\n    ulr: x\n", "unknown-field", (8, 5)),
        ("incident.yaml", FACTS + "links:\n  - title: Chat\n", "missing-field", (7, 5)),
        ("incident.yaml", FACTS.replace("P2", "P5"), "invalid-value", (2, 11)),
        ("incident.yaml", FACTS.replace("P2", ""), "invalid-value", (2, 10)),
        (ENTRY, "---\nat: 2026-11-23\n---\nWell.\n", "invalid-timestamp", (2, 5)),
        ("postmortem.md", DRAFT + "action_items:\n- title: a\n  due: soon\n---\n", "invalid-value", (6, 8)),
    ],
)
def test_a_finding_stands_where_the_mistake_is(
    tmp_path: Path, path: str, text: str, rule: str, place: tuple[int, int]
) -> None:
    data = text.encode("latin-1" if "\xe9" in text else "utf-8")
    (finding,) = found(tmp_path, {path: data}, rule=rule)
    assert (finding.path, finding.line, finding.column, finding.level) == (full_path(path), *place, "error")


def test_a_misspelt_key_is_told_what_was_meant(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {"incident.yaml": FACTS + "comander: alice\n"}, rule="unknown-field")
    assert finding.message == "`comander` is no known key; did you mean `commander`?"
    assert finding.cure == "write `commander`"


def test_a_misspelt_key_of_a_list_item_is_told_the_keys_of_that_item(tmp_path: Path) -> None:
    text = "---\nstatus: draft\nroot_cause: x\naction_items:\n  - title: a\n    asignee: bob\n---\n"
    (finding,) = found(tmp_path, {"postmortem.md": text}, rule="unknown-field")
    assert finding.cure == "write `assignee`"


def test_a_timestamp_without_offset_is_shown_corrected(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {"incident.yaml": FACTS + "created_at: 2026-11-23 10:00\n"}, rule="invalid-timestamp")
    assert "2026-11-23T10:00:00Z" in finding.cure


@pytest.mark.parametrize(("path", "kib"), [("incident.yaml", 257), (ENTRY, 257), ("postmortem.md", 1025)])
def test_a_file_over_its_limit_is_refused_whatever_it_says(tmp_path: Path, path: str, kib: int) -> None:
    (finding,) = found(tmp_path, {path: b"# x\n" * (kib * 256)}, rule="file-too-large")
    assert (finding.path, finding.line) == (full_path(path), 1)


def test_an_attachment_of_more_than_five_mebibytes_is_refused(tmp_path: Path) -> None:
    findings = found(tmp_path, {"attachments/a.log": b"x" * (5 * 2**20 + 1)}, rule="file-too-large")
    assert [finding.path for finding in findings] == [f"{OUTAGE}/attachments/a.log"]


@pytest.mark.parametrize(
    ("paths", "found_at"),
    [
        (["incidents/a/b/attachments/Log.txt", "incidents/a/b/attachments/log.txt"], 1),
        (["incidents/a/b/timeline/stra\N{LATIN SMALL LETTER SHARP S}e.md", "incidents/a/b/timeline/strasse.md"], 1),
        (["incidents/A/x/incident.yaml", "incidents/a/y/incident.yaml"], 1),
        (["incidents/a/b/timeline/\N{LATIN SMALL LIGATURE FI}x.md", "incidents/a/b/timeline/fix.md"], 1),
        (["incidents/a/b/timeline/one.md", "incidents/a/b/timeline/two.md"], 0),
    ],
)
def test_names_that_are_one_on_another_machine_collide(paths: list[str], found_at: int) -> None:
    findings = list(unsafe_path(Listing(tuple(map(File, sorted(paths))))))
    assert len(findings) == found_at


@pytest.mark.parametrize(
    ("file", "cure"),
    [
        (File("incidents/a/b/timeline/x y.md", "100755"), "chmod -x 'incidents/a/b/timeline/x y.md'"),
        (File("incidents/a/b/timeline/x.md", "120000"), "git rm -- incidents/a/b/timeline/x.md"),
        (File("incidents/a/b/timeline/sub", "160000"), "git rm --cached -- incidents/a/b/timeline/sub"),
        (File("incidents/a/b/timeline/con.md"), "git mv -- incidents/a/b/timeline/con.md NEW-NAME"),
        (File("incidents/a/b/timeline/a\nb.md"), "git mv -- 'incidents/a/b/timeline/a\nb.md' NEW-NAME"),
    ],
)
def test_each_danger_has_a_cure_that_can_be_typed(file: File, cure: str) -> None:
    (finding,) = unsafe_path(Listing((file,)))
    assert cure in finding.cure


def test_a_link_is_named_and_not_followed(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "here")
    (tmp_path / "secret.md").write_text("title: [")
    (root / OUTAGE / "timeline" / "link.md").symlink_to(tmp_path / "secret.md")
    assert [(finding.rule, finding.path) for finding in judged(root).findings] == [
        ("unsafe-path", f"{OUTAGE}/timeline/link.md")
    ]


@pytest.mark.parametrize("name", [".gitkeep", "timeline/.gitkeep"])
def test_a_placeholder_is_no_unexpected_file(name: str) -> None:
    assert list(unexpected_file(Listing((File(f"{OUTAGE}/{name}"),)))) == []


def test_a_folder_without_facts_is_an_incident_without_facts(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path, {f"{SEARCH}/incident.yaml": None, f"{SEARCH}/timeline/a.md": "x"}, rule="missing-field"
    )
    assert finding.path == f"{SEARCH}/incident.yaml"


FOREIGN_WORDS = re.compile(
    r"input should|pydantic|validation|type=|\b(?:str|int|bool|dict|tuple|None|NoneType|enum|literal|datetime)\b"
    r"|string should|field required|valid (?:string|dictionary|number|tuple)",
    re.IGNORECASE,
)
RECORDS = [
    (Incident, decode.decode_incident, "{}"),
    (EntryFrontMatter, decode.decode_entry, "---\n{}---\nText\n"),
    (PostMortemFrontMatter, decode.decode_post_mortem, "---\n{}---\n"),
    (Configuration, decode.decode_configuration, "{}"),
]
SCALARS = st.sampled_from(["", " ", "x", "x\ny", "P9", "true", "7", "-1", "99999999999999999999", "2026-13-01", "null"])
VALUES = st.recursive(
    SCALARS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "title", "url", "by", "name", "A b"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(("model", "read", "frame"), RECORDS, ids=lambda value: getattr(value, "__name__", ""))
@given(data=st.data())
def test_no_message_speaks_the_schema_librarys_language(model: Any, read: Any, frame: str, data: st.DataObject) -> None:
    keys = st.sampled_from(sorted(model.model_fields))
    given_values = data.draw(st.dictionaries(keys, VALUES, max_size=4))
    document = read("incidents/acme/x/timeline/a.md", frame.format(write_mapping(given_values)).encode())
    for complaint in document.problems:
        # What somebody wrote is quoted as it is; our own words are what is judged.
        said = re.sub(r"`[^`]*`", "", complaint.message)
        assert not FOREIGN_WORDS.search(said), complaint.message
        assert "\n" not in said
        assert complaint.cure


def test_the_limits_that_the_page_names_are_those_of_the_code() -> None:
    assert (layout.FACTS_LIMIT, layout.ENTRY_LIMIT) == (256 * 1024, 256 * 1024)
    assert (layout.POST_MORTEM_LIMIT, layout.CONFIGURATION_LIMIT) == (1024 * 1024, 1024 * 1024)
    assert layout.ATTACHMENT_LIMIT == 5 * 1024 * 1024


def test_a_file_that_is_wrong_everywhere_is_not_told_so_ten_thousand_times(tmp_path: Path) -> None:
    text = "".join(f"key{number}: x\n" for number in range(10_000))
    assert len(found(tmp_path, {"incident.yaml": text}, rule="unknown-field")) <= 50
