"""Whatever records hold, an export and its import lose nothing, and importing again adds nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from own_world import CONFIGURATION, exported, imported, known_of, snapshot

from farm_gitops.records.amend import entry_text, incident_text, post_mortem_text

FOLDER = "incidents/acme/2026-11-23-outage"
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]) | st.sampled_from("\n\t"), max_size=40)
_NASTY = st.sampled_from(
    ["---", "--- a", "null", "~", "true", "2026-11-23", "12:30", "# no", "a: b", "'", '"', "|", "  x", "é\n\n", "- a"]
)
_WORDS = st.one_of(_NASTY, _TEXTS, st.lists(_NASTY | _TEXTS, max_size=3).map("\n".join))
_SAID = _WORDS.filter(lambda text: bool(text.strip()))
_LINES = _SAID.map(lambda text: " ".join(text.split())[:150]).filter(bool)
_OWN: st.SearchStrategy[Any] = st.recursive(
    st.none() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_LINES, inner, max_size=3),
    max_leaves=5,
)
_PEOPLE = st.sampled_from(["alice", "bob"])
_TIMES = st.integers(0, 23).map(lambda hour: f"2026-11-23T{hour:02}:30:00.5+01:00")
_REDACTIONS = st.fixed_dictionaries({"by": _PEOPLE, "at": _TIMES, "reason": _SAID}, optional={"signature": _SAID})
_FACTS = st.fixed_dictionaries(
    {
        "title": _LINES,
        "severity": st.sampled_from(["P1", "P4"]),
        "status": st.sampled_from(["open", "resolved"]),
        "description": _SAID,
        "created_at": st.just("2026-11-23T10:00:00+01:00"),
    },
    optional={
        "commander": _PEOPLE,
        "affected_components": st.lists(st.sampled_from(["checkout", "payments-db"]), unique=True),
        "affected_environments": st.lists(st.just("production"), max_size=1),
        "reported_by": _PEOPLE,
        "related": st.just(["2026-11-23-outage"]),
        "links": st.lists(
            st.fixed_dictionaries({"title": _LINES, "url": st.just("https://a.example/?b=1")}), max_size=2
        ),
        "x-own": _OWN,
        "x-more": _OWN,
    },
)
_ENTRIES = st.tuples(
    st.fixed_dictionaries(
        {},
        optional={"at": _TIMES, "author": _PEOPLE, "redacted": _REDACTIONS, "x-own": _OWN, "corrects": st.just("a.md")},
    ),
    _WORDS,
)
_POST_MORTEMS = st.tuples(
    st.fixed_dictionaries(
        {"status": st.just("draft"), "root_cause": _SAID},
        optional={
            "contributing_factors": st.lists(_SAID, max_size=2),
            "action_items": st.lists(
                st.fixed_dictionaries(
                    {"title": _LINES, "done": st.booleans()},
                    optional={"assignee": _PEOPLE, "due": st.just("2026-12-01")},
                ),
                max_size=2,
            ),
        },
    ),
    _WORDS,
)


@given(_FACTS, st.lists(_ENTRIES, max_size=3), st.none() | _POST_MORTEMS, st.dictionaries(st.sampled_from("ab"), _SAID))
def test_nothing_is_lost(
    facts: dict[str, Any],
    entries: list[tuple[dict[str, Any], str]],
    post_mortem: tuple[dict[str, Any], str] | None,
    attachments: dict[str, str],
) -> None:
    files: dict[str, str | bytes] = {"farm.yaml": CONFIGURATION, f"{FOLDER}/incident.yaml": incident_text(facts)}
    for number, (front, message) in enumerate(entries):
        files[f"{FOLDER}/timeline/{'abc'[number]}.md"] = entry_text(front, message)
    if post_mortem and facts["status"] == "resolved":
        files[f"{FOLDER}/postmortem.md"] = post_mortem_text(*post_mortem)
    files |= {f"{FOLDER}/attachments/{name}.txt": text.encode() for name, text in attachments.items()}
    there = snapshot(files)
    assume(all(document.value is not None for each in there.ids() for document in there.folder(each).documents()))
    data = exported(files)
    account, here = imported(data)
    assert (account.refused, [str(added) for added in account.added]) == ((), ["acme/2026-11-23-outage"])
    assert known_of(here) == known_of(files)
    assert exported(here) == data
    again, _ = imported(data, here)
    assert (again.files, again.attachments, again.unchanged) == ({}, {}, 1)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_are_more_than_refused(data: bytes) -> None:
    head = b'{"farm-gitops-export":1}\n'
    account, _ = imported(head + data)
    assert account.added == ()
