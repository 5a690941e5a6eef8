"""Whatever a status page says, what is imported can be read and breaks no rule, and importing again adds nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from status_page import House

_NASTY = st.sampled_from(
    [
        "\x00",
        "\u202e",
        "\ud800",
        "\ufeff",
        "\ufffe",
        "\u2028",
        "\x85",
        "\r\n",
        "---\n",
        "<br>",
        "&lt;",
        "\u200b",
        "'",
        ": ",
        "# ",
    ]
)
_WORDS = st.sampled_from(["Actions", "actions ", "Search", "is slow", "C++", "C#", "🔥", "Zürich", "<b>", "</b>"])
_TEXTS = st.lists(_WORDS | _NASTY | st.text(st.characters(), max_size=4), max_size=6).map(" ".join) | st.text(
    min_size=190, max_size=260
)
_TIMES = st.one_of(
    st.integers(0, 59).map(lambda minute: f"2026-11-23T10:{minute:02}:00.{minute:03}Z"),
    st.integers(0, 3).map(lambda second: f"2026-11-23T10:00:0{second}Z"),
    st.datetimes().map(lambda at: f"{at.isoformat()}+01:00"),
    st.sampled_from(["2026-11-23", "2026-11-23 8:00", "20260-11-23T10:00:00Z", "0001-01-01T00:00:00+23:59", "soon"]),
)
_STATUSES = st.sampled_from(["investigating", "identified", "monitoring", "resolved", "postmortem", "update", "\n"])
_IMPACTS = st.sampled_from(["none", "minor", "major", "critical", "maintenance", "huge"])
_WRONG: st.SearchStrategy[Any] = st.sampled_from([None, 7, True, float("nan"), [], {}, [[]], {"name": []}])


def _usually(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One value in forty is of another kind."""
    return st.integers(0, 39).flatmap(lambda number: usual if number else _WRONG)


_COMPONENTS = _usually(st.lists(st.fixed_dictionaries({"name": _usually(_TEXTS)}) | _WORDS, max_size=4))
_IDS = _usually(st.sampled_from("abcdefgh"))
_UPDATES = st.fixed_dictionaries(
    {"id": _IDS, "status": _usually(_STATUSES), "body": _usually(_TEXTS)},
    optional={"display_at": _usually(_TIMES), "created_at": _usually(_TIMES), "affected_components": _COMPONENTS},
)
_INCIDENTS = st.fixed_dictionaries(
    {
        "id": _IDS,
        "name": _usually(_TEXTS),
        "incident_updates": st.lists(_UPDATES, max_size=5),
        "created_at": _usually(_TIMES),
    },
    optional={
        "status": _usually(_STATUSES),
        "impact": _usually(_IMPACTS),
        "started_at": _usually(_TIMES),
        "resolved_at": _usually(_TIMES),
        "shortlink": _usually(_WORDS.map("https://stspg.io/{}".format)),
        "components": _COMPONENTS,
    },
)
_PAGES = st.fixed_dictionaries({"id": st.sampled_from(["gh", "\u202e x", "a: b #c"]), "name": _TEXTS})
_DOCUMENTS = st.fixed_dictionaries({"page": _PAGES, "incidents": st.lists(_usually(_INCIDENTS), max_size=4)})


@given(_DOCUMENTS)
def test_what_is_imported_breaks_no_rule_and_is_known_again(document: dict[str, Any]) -> None:
    house = House()
    result = house.take_in(document)
    report = house.judged()
    assert [finding for finding in report.findings if finding.level == "error"] == []
    taken = len(result.added) + len(result.skipped) + len(result.refused)
    assert (report.incidents, taken) == (len(result.added), len(document["incidents"]))
    again = house.take_in(document)
    assert (again.files, again.repairs, again.unchanged) == ({}, (), len(result.added))


@given(_DOCUMENTS, _DOCUMENTS)
def test_what_is_added_later_breaks_no_rule_either(first: dict[str, Any], second: dict[str, Any]) -> None:
    house = House()
    house.take_in(first)
    before = dict(house.files)
    house.take_in({**second, "page": first["page"]})
    assert house.judged().errors == 0
    rewritten = {path for path, text in before.items() if house.files[path] != text}
    assert not [path for path in rewritten if "/timeline/" in path]
