"""Whatever the lines of an export hold, each imports without breaking a rule or is refused, skipped or known."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from status_page import House, feed, lines

_NASTY = st.sampled_from(
    ["\x00", "\u202e", "\ud800", "\ufeff", "\u2028", "\r\n", "---\n", "<br>", "\u200b", ": ", "# "]
)
_TEXTS = st.lists(st.sampled_from(["Search", "is slow", "C#", "🔥", "</b>"]) | _NASTY, max_size=5).map(
    " ".join
) | st.text(st.characters(), max_size=6)
_TIMES = st.sampled_from(
    [
        "2026-11-23T10:00:00Z",
        "2026-11-23T10:01:00Z",
        "2026-11-23T10:01:30.5Z",
        "2026-11-23T09:59:00+01:00",
        "2026-11-23 8:00",
        "20260-11-23T10:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "soon",
        "",
    ]
)
_WORDS = st.sampled_from(
    ["Investigating", "Update", "Monitoring", "Resolved", "AVAILABLE", "SERVICE_OUTAGE", "opened", "planned", "Hm.", ""]
)
_SEVERITIES = st.sampled_from(["critical", "impact-none", "high/SERVICE_OUTAGE", "3", "under-maintenance", "huge", "/"])
_WRONG: st.SearchStrategy[Any] = st.sampled_from([None, 7, True, float("nan"), [], {}, [[]], {"name": []}])


def _usually(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One value in thirty is of another kind."""
    return st.integers(0, 29).flatmap(lambda number: usual if number else _WRONG)


_URLS = st.sampled_from(
    [
        *(f"https://www.githubstatus.com/incidents/{letter * 12}" for letter in "abc"),
        "https://stspg.io/x",
        "http://[",
        "javascript:alert(1)",
    ]
)
_UPDATES = _usually(
    st.lists(
        _usually(
            st.fixed_dictionaries(
                {"at": _usually(_TIMES), "status": _usually(_WORDS)},
                optional={"message": _usually(_TEXTS), "body": _usually(_TEXTS), "created_at": _usually(_TIMES)},
            )
        ),
        max_size=5,
    )
)
_RECORDS = st.fixed_dictionaries(
    {"id": _usually(st.sampled_from("abcd")), "title": _usually(_TEXTS), "updates": _UPDATES},
    optional={
        "source": _usually(st.sampled_from(["gcp", "a/b", "\u202e x", "cloudflare-statuspage"])),
        "same_as": _usually(st.sampled_from(["statuspage:" + "a" * 12, "statuspage:b"])),
        "kind": _usually(st.sampled_from(["incident", "maintenance", "notice"])),
        "url": _usually(_URLS),
        "impact": _usually(_SEVERITIES),
        "severity_raw": _usually(_SEVERITIES),
        "status_final": _usually(_WORDS),
        "created_at": _usually(_TIMES),
        "started_at": _usually(_TIMES),
        "resolved_at": _usually(_TIMES),
        "components": _usually(st.lists(_usually(_TEXTS), max_size=4)),
        "components_source": _usually(_TEXTS),
        "postmortem_markdown": _usually(_TEXTS),
    },
)
_ODD_LINES = st.sampled_from([b"{", b"7", b"null", b"\xff", b'"x"', b"{}", b'{"a": 1} {"b": 2}', b"\xef\xbb\xbf[]"])
_LINES = st.lists(_RECORDS.map(lambda record: json.dumps(record).encode()) | _ODD_LINES, max_size=5)
_GOOD = feed(("Investigating", 1), url="", id="good")


@given(_LINES)
def test_what_an_export_gives_breaks_no_rule_and_is_known_again(given_lines: list[bytes]) -> None:
    house, data = House(), lines(*given_lines, _GOOD)
    result = house.take_in(data)
    assert [finding for finding in house.judged().findings if finding.level == "error"] == []
    taken = len(result.added) + len(result.skipped) + len(result.refused)
    assert taken == len(given_lines) + 1
    assert all(left_out.why for left_out in (*result.skipped, *result.refused))
    again = house.take_in(data)
    assert (again.files, again.repairs, again.unchanged) == ({}, (), len(result.added))


@given(_LINES, _LINES)
def test_what_a_later_export_adds_breaks_no_rule_either(first: list[bytes], second: list[bytes]) -> None:
    house = House()
    house.take_in(lines(*first, _GOOD))
    before = dict(house.files)
    house.take_in(lines(*second, _GOOD))
    assert house.judged().errors == 0
    assert not [path for path, text in before.items() if "/timeline/" in path and house.files[path] != text]
