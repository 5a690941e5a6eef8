"""Files understood as records, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from farm_gitops.model.lifecycle import Status
from farm_gitops.records.complaint import Complaint
from farm_gitops.records.decode import decode_configuration, decode_entry, decode_incident, decode_post_mortem
from farm_gitops.records.descriptor import decode_descriptors

GOOD = b"title: Outage\nseverity: P1\nstatus: open\ndescription: Down.\n"


def problems(data: bytes) -> list[tuple[str, str]]:
    return [(problem.rule, problem.message) for problem in decode_incident("incident.yaml", data).problems]


def test_a_plain_scalar_in_a_text_field_is_its_text() -> None:
    facts = decode_incident("incident.yaml", GOOD.replace(b"Outage", b"2026").replace(b"Down.", b"no")).value
    assert facts is not None
    assert (facts.title, facts.description) == ("2026", "no")


def test_keys_that_begin_with_x_are_the_users_own_at_every_depth() -> None:
    data = GOOD + b"x-ticket: {a: [1]}\nlinks:\n  - {title: Chat, url: 'https://chat.example/1', x-room: 7}\n"
    assert problems(data) == []


def test_an_unknown_key_is_told_what_was_meant() -> None:
    (complaint,) = decode_incident("incident.yaml", GOOD + b"comander: alice\n").problems
    assert (complaint.rule, complaint.cure, complaint.place) == ("unknown-field", "write `commander`", ("comander",))


def test_a_required_key_that_is_misspelt_is_one_finding_that_says_what_was_meant() -> None:
    assert problems(GOOD.replace(b"severity", b"severty")) == [
        ("unknown-field", "`severty` is no known key; did you mean `severity`?")
    ]
    missing_as_well = problems(GOOD.replace(b"severity: P1", b"x-a: 1\nsevrity: P1").replace(b"status: open\n", b""))
    assert sorted(rule for rule, _ in missing_as_well) == ["missing-field", "unknown-field"]
    inside = problems(GOOD + b"links:\n  - {titel: Chat, url: 'https://chat.example/1'}\n")
    assert inside == [("unknown-field", "`links[0].titel` is no known key; did you mean `title`?")]


def test_an_unknown_key_inside_a_list_is_told_what_was_meant_there() -> None:
    data = GOOD + b"links:\n  - {titel: Chat, url: 'https://chat.example/1'}\n"
    rules = {(complaint.rule, complaint.place, complaint.cure) for complaint in decode_incident("f", data).problems}
    assert ("unknown-field", ("links", 0, "titel"), "write `title`") in rules


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        (b"severity: p1", "invalid-value", "did you mean `P1`"),
        (b"status: closed", "invalid-value", "not one of open, investigating, identified, resolved"),
        (b"title: " + b"x" * 201, "invalid-value", "longer than 200 characters"),
        (b'title: "a\\nb"', "invalid-value", "more than one line"),
        (b"title: ''", "invalid-value", "is empty"),
        (b"title:", "invalid-value", "has no value"),
        (b"title: [a]", "invalid-value", "not a text"),
        (b"affected_components: checkout", "invalid-value", "not a list"),
        (b"created_at: 2026-11-23 10:04", "invalid-timestamp", "such as 2026-11-23T10:04:00Z"),
        (b"commander: Alice Ng", "invalid-value", "lower-case words"),
        (b"links: [{title: a, url: 'javascript:alert(1)'}]", "invalid-value", "web address"),
    ],
)
def test_each_wrong_value_is_said_in_plain_words(line: bytes, rule: str, words: str) -> None:
    key = line.partition(b":")[0]
    kept = [other for other in GOOD.splitlines() if not other.startswith(key + b":")]
    found = problems(b"\n".join([*kept, line, b""]))
    assert [(rule, True)] == [(found_rule, words in message) for found_rule, message in found], found


def test_an_empty_file_lacks_every_required_key() -> None:
    assert [rule for rule, _ in problems(b"")] == ["missing-field"] * 4


def test_several_problems_are_all_told() -> None:
    assert [rule for rule, _ in problems(b"title: a\nseverity: P9\nstatus: x\nfoo: 1\n")] == [
        "invalid-value",
        "invalid-value",
        "missing-field",
        "unknown-field",
    ]


def test_an_entry_of_nothing_but_text_is_valid() -> None:
    entry = decode_entry("timeline/20261123T100400Z-bob.md", b"We look into it.\n").value
    assert entry is not None
    assert entry.message == "We look into it."
    assert entry.happened is not None
    assert entry.happened.text == "2026-11-23T10:04:00Z"


def test_an_entry_may_tell_a_transition_without_words_but_not_nothing() -> None:
    told = decode_entry("timeline/a.md", b"---\nstatus: identified\n---\n").value
    assert told is not None
    assert told.facts.status is Status.IDENTIFIED
    assert [problem.rule for problem in decode_entry("timeline/a.md", b"---\nauthor: bob\n---\n\n").problems] == [
        "missing-field"
    ]


def test_a_rule_of_dashes_that_never_ends_is_front_matter_that_was_not_closed() -> None:
    document = decode_entry("timeline/a.md", b"---\nauthor: bob\nText.\n")
    assert [problem.rule for problem in document.problems] == ["invalid-front-matter"]


def test_a_post_mortem_keeps_its_lists_and_a_comma_is_just_a_comma() -> None:
    text = b"---\nstatus: draft\nroot_cause: Disk\ncontributing_factors: ['a, b']\naction_items:\n"
    text += b"  - {title: Alert, done: true, due: 2026-12-01}\n---\nBody.\r\n"
    found = decode_post_mortem("postmortem.md", text).value
    assert found is not None
    assert found.contributing_factors == ("a, b",)
    assert found.action_items[0].done is True
    assert str(found.action_items[0].due) == "2026-12-01"
    assert found.body == "Body."


def test_a_post_mortem_without_front_matter_says_what_to_write() -> None:
    (problem,) = decode_post_mortem("postmortem.md", b"# Why\n").problems
    assert problem.rule == "invalid-front-matter"
    assert "root_cause" in problem.cure


def test_names_will_do_for_environments_and_nothing_is_empty() -> None:
    farm = decode_configuration("farm.yaml", b"organizations: {acme: }\nenvironments: [production, lab]\n").value
    assert farm is not None
    assert list(farm.environments) == ["production", "lab"]
    assert farm.organizations["acme"].admins == ()


def test_two_people_do_not_share_an_address() -> None:
    text = b"organizations: {acme: {}}\npeople: {a: {emails: [x@y.example]}, b: {emails: [X@y.example]}}\n"
    (problem,) = decode_configuration("farm.yaml", text).problems
    assert "a and b share X@y.example" in problem.message


@pytest.mark.parametrize("glob", ["/etc/*", "../*.yaml", "catalog/../../x"])
def test_a_catalog_does_not_lead_out_of_the_repository(glob: str) -> None:
    text = f"organizations: {{acme: {{}}}}\ncatalog: ['{glob}']\n"
    assert [problem.rule for problem in decode_configuration("farm.yaml", text.encode()).problems] == ["invalid-value"]


def test_front_matter_after_an_empty_line_is_not_taken_for_text() -> None:
    document = decode_entry("timeline/a.md", b"\n---\nstatus: resolved\n---\nDone.\n")
    assert [problem.rule for problem in document.problems] == ["invalid-front-matter"]
    assert decode_entry("timeline/a.md", b"\n---\n\nA rule across the page.\n").value is not None


def test_a_component_may_be_called_x_something() -> None:
    farm = decode_configuration("farm.yaml", b"organizations: {acme: {}}\ncomponents: {x-ray: {}}\n").value
    assert farm is not None
    assert list(farm.components) == ["x-ray"]


def test_a_key_that_cannot_name_a_person_is_pointed_at() -> None:
    (problem,) = decode_configuration("farm.yaml", b"organizations: {acme: {}}\npeople: {Alice: {}}\n").problems
    assert (problem.place, problem.on_key) == (("people", "Alice"), True)


def test_every_real_backstage_file_gives_components_or_one_warning(shared_data: Path) -> None:
    files = sorted((shared_data / "backstage").rglob("*.yaml"))
    documents = [decode_descriptors(file.name, file.read_bytes()) for file in files]
    assert sum(len(document.value.entities) for document in documents if document.value) >= 20
    for document in documents:
        assert (document.value is None) == bool(document.problems)
        assert all(problem.level == "warning" for problem in document.problems)
        assert len(document.problems) <= 1


def test_several_documents_a_file_give_several_components_and_users_give_names_only() -> None:
    text = b"""\
kind: Component
metadata: {name: checkout, title: Check-out}
---
kind: API
metadata: {name: payments, namespace: shop}
---
kind: User
metadata: {name: dora}
spec: {profile: {displayName: Dora M., email: dora@acme.example}}
---
kind: Group
metadata: {name: team-a}
"""
    found = decode_descriptors("catalog/all.yaml", text).value
    assert found is not None
    assert [entity.reference for entity in found.entities] == ["component:default/checkout", "api:shop/payments"]
    assert found.users == (("dora", "Dora M."),)


def test_a_catalog_file_that_the_strict_reader_refuses_is_skipped_with_one_warning() -> None:
    document = decode_descriptors("catalog/a.yaml", b"a: &x 1\nb: *x\nc: !t 2\n")
    assert document.value is None
    assert [(type(problem), problem.level) for problem in document.problems] == [(Complaint, "warning")]
