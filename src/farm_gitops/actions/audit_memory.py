"""What an audit found in each part of history, kept for the next one: a commit that was judged stays as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from farm_gitops.actions.audit_together import Part
from farm_gitops.model.moment import Moment
from farm_gitops.rules.rule import Finding
from farm_gitops.store.cache import Cache
from farm_gitops.validate.baseline import Baseline
from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import Landed, PlacedFinding

_KIND: Final = "audit"


class KnownParts:
    """The reports of parts of one line of history, which begins after `start`, under one baseline."""

    def __init__(self, cache: Cache, start: str | None, baseline: Baseline) -> None:
        self.baseline: Final = baseline
        self._cache: Final = cache
        self._under: Final = f"{start or 'founding'} {hashlib.sha256(baseline.text.encode()).hexdigest()}"

    def of(self, parts: Iterable[Part]) -> dict[Part, Report]:
        """Those that are known."""
        keys = {self._key(part): part for part in parts}
        return {keys[key]: _report(json.loads(text)) for key, text in self._cache.get_many(_KIND, keys).items()}

    def keep(self, reports: Mapping[Part, Report]) -> None:
        """Remember what was found."""
        texts = {self._key(part): json.dumps(_told(report)).encode() for part, report in reports.items()}
        self._cache.put_many(_KIND, texts)

    def _key(self, part: Part) -> str:
        # How farm.yaml stood before the part depends on where the line began, if it cannot be read just there.
        return f"{self._under} {part.start} {part.end}"


def _told(report: Report) -> dict[str, Any]:
    history = report.history or History()
    return {
        "findings": [_told_finding(finding) for finding in report.findings],
        "history": [history.steps, history.is_founding, *map(_told_landed, _ends(history))],
    }


def _report(told: Mapping[str, Any]) -> Report:
    steps, is_founding, *ends = told["history"]
    start, last_known, last_good, first_bad = map(_landed, ends)
    history = History(steps, start, is_founding, last_known, last_good, first_bad)
    return Report(tuple(map(_finding, told["findings"])), 0, 0, history=history)


def _ends(history: History) -> tuple[Landed | None, ...]:
    return history.start, history.last_known, history.last_good, history.first_bad


def _told_finding(placed: PlacedFinding) -> list[Any]:
    """Without the finding as its rule made it, which only a repair of files on disk asks for."""
    return [*placed._replace(finding=None, landed=None)[:-1], _told_landed(placed.landed)]  # type: ignore[arg-type]


def _finding(told: list[Any]) -> PlacedFinding:
    *fields, landed = told
    placed = PlacedFinding(*fields)
    return placed._replace(finding=Finding(placed.path, placed.message, placed.cure), landed=_landed(landed))


def _told_landed(landed: Landed | None) -> list[str] | None:
    return None if landed is None else [landed.commit, landed.by, landed.at.text, landed.subject]


def _landed(told: list[str] | None) -> Landed | None:
    if told is None:
        return None
    commit, by, at, subject = told
    return Landed(commit, by, Moment.parse(at), subject)
