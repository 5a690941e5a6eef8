"""The filters beside the list: what can be chosen in each, in which order, and how many incidents each value has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from farm_gitops.views.level import SEVERITIES, STATUSES
from farm_gitops.views.row import Row

SHOWN_AT_ONCE: Final = 8
"""Values of a filter in the page; the site's script adds the rest behind a button."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter and how many incidents have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: `choices` in the order shown, and for every row the positions of its values among them."""

    key: str
    label: str
    choices: tuple[Choice, ...]
    column: tuple[tuple[int, ...], ...]

    @property
    def at_once(self) -> tuple[Choice, ...]:
        """The choices that are visible before anybody asks for more."""
        return self.choices[:SHOWN_AT_ONCE]


Values = Callable[[Row], Sequence[tuple[str, str]]]
"""The keys and labels that a row has in a filter; none, one or several."""

COUNTED: Final = "incident"
"""The value of the filter "outcome" that incidents have which measures count."""

_OUTCOMES: Final = ((COUNTED, "incident"), ("false-alarm", "false alarm"), ("duplicate", "duplicate"))
_POST_MORTEM: Final = {"none": "none", "draft": "draft", "approved": "approved"}


def facets(rows: Sequence[Row]) -> tuple[Facet, ...]:
    """Every filter that has something to choose."""
    severities = tuple((level.key, f"{level.key} {level.label}") for level in SEVERITIES.values())
    statuses = tuple((level.key, level.label) for level in STATUSES.values())
    found = (
        _facet(rows, "severity", "Severity", lambda row: [(row.severity.key, "")], severities),
        _facet(rows, "status", "Status", lambda row: [(row.status.key, "")], statuses),
        _facet(rows, "organization", "Organization", lambda row: [row.organization[:2]]),
        _facet(rows, "component", "Component", lambda row: [each[:2] for each in row.components]),
        _facet(rows, "environment", "Environment", lambda row: [each[:2] for each in row.environments]),
        _facet(rows, "commander", "Commander", _commander),
        _facet(rows, "post-mortem", "Post-mortem", lambda row: [(row.post_mortem, "")], tuple(_POST_MORTEM.items())),
    )
    shown = tuple(facet for facet in found if facet.choices)
    return (*shown, _facet(rows, "outcome", "Outcome", _outcome, _OUTCOMES)) if has_outcomes(rows) else shown


def has_outcomes(rows: Sequence[Row]) -> bool:
    """Whether there is anything to tell apart: what measures count, and false alarms and duplicates."""
    return any(row.resolution for row in rows)


def _facet(rows: Sequence[Row], key: str, label: str, values: Values, fixed: tuple[tuple[str, str], ...] = ()) -> Facet:
    """A filter; `fixed` choices keep their order, all others come by how often they occur."""
    found = [tuple(values(row)) for row in rows]
    times = Counter(found)  # many rows have the very same
    counts = Counter[str]()
    for each, number in times.items():
        for choice, _ in each:
            counts[choice] += number
    labels = dict(pair for each in times for pair in each)
    often = sorted(labels.items(), key=lambda pair: (-counts[pair[0]], pair[1].casefold(), pair[0]))
    choices = tuple(Choice(choice, text, counts[choice]) for choice, text in fixed or often)
    place = {choice.key: position for position, choice in enumerate(choices)}
    columns = {each: tuple(place[choice] for choice, _ in each) for each in times}
    return Facet(key, label, choices, tuple(columns[each] for each in found))


def _outcome(row: Row) -> Sequence[tuple[str, str]]:
    return [(row.resolution.replace(" ", "-") or COUNTED, "")]


def _commander(row: Row) -> Sequence[tuple[str, str]]:
    who = row.commander
    return [(who.key, who.name)] if who and who.key else []
