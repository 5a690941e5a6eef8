"""Judge all of history: every step that landed, by the same rules as a pull request, and what its merges left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Final

from farm_gitops.model.moment import Moment
from farm_gitops.store.landed import LandedFiles
from farm_gitops.validate.baseline import NO_BASELINE, Baseline
from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import Landed, PlacedFinding
from farm_gitops.validate.step import errors_brought, judge_lasting

_TELL_EVERY: Final = 25  # steps


def _nobody_asks(_: int) -> None:
    pass


def audit(
    steps: Iterable[LandedFiles], baseline: Baseline = NO_BASELINE, done: Callable[[int], None] = _nobody_asks
) -> Report:
    """Every error that a step brought, oldest first; those that the baseline names are told and do not count.

    Warnings are left out: they are advice for when something can still be changed. Raises FarmError as the steps do.
    """
    found: list[PlacedFinding] = []
    reach = _Reach()
    for number, step in enumerate(steps, 1):
        findings = tuple(baseline.applied(finding) for finding in _brought(step))
        reach.add(step, findings)
        found += findings
        if number % _TELL_EVERY == 0:
            done(number)
    return Report(tuple(found), 0, 0, history=reach.history())


def audit_in_parts(
    steps: Iterable[LandedFiles],
    part_of: Mapping[str, int],
    baseline: Baseline = NO_BASELINE,
    done: Callable[[int], None] = _nobody_asks,
) -> dict[int, Report]:
    """The same with a report for each part: `part_of` gives its number by the commit that landed.

    A part of which there is no step has no report.
    """
    reports: dict[int, Report] = {}
    judged = 0
    for part, own in groupby(steps, key=lambda step: part_of[step.landed.after]):
        reports[part] = audit(own, baseline, after(judged, done))
        judged += _steps(reports[part])
    return reports


def after(judged: int, done: Callable[[int], None]) -> Callable[[int], None]:
    """Tells `done` of steps that come after so many others."""
    return lambda number: done(judged + number)


def joined(reports: Iterable[Report]) -> Report:
    """What several audits found, each of which begins where the one before ends."""
    every = tuple(reports)
    histories = (report.history or History() for report in every)
    findings = (finding for report in every for finding in report.findings)
    return Report(tuple(findings), 0, 0, history=reduce(History.then, histories, History()))


def _steps(report: Report) -> int:
    return report.history.steps if report.history else 0


def _brought(step: LandedFiles) -> Iterator[PlacedFinding]:
    """Each error once, also where a merge breaks the same rule against several parents."""
    seen: set[tuple[str, str, str]] = set()
    for finding in _errors(step):
        what = (finding.path, finding.rule, finding.message)
        if what not in seen:
            seen.add(what)
            yield finding._replace(landed=_landed(step, finding.path))


def _errors(step: LandedFiles) -> Iterator[PlacedFinding]:
    yield from errors_brought(step.files)
    for files in step.further:
        yield from judge_lasting(files)


@dataclass
class _Reach:
    """How far the guarantee reaches, while step after step is judged."""

    steps: int = 0
    start: LandedFiles | None = None
    last_known: LandedFiles | None = None
    last_good: LandedFiles | None = None
    first_bad: LandedFiles | None = None

    def add(self, step: LandedFiles, findings: tuple[PlacedFinding, ...]) -> None:
        """One more step, and what was found there."""
        self.steps += 1
        self.start = self.start or step
        if any(not finding.is_existing for finding in findings):
            self.first_bad = self.first_bad or step
        elif self.first_bad is None:
            self.last_good = step
        if any(finding.is_existing for finding in findings):
            self.last_known = step

    def history(self) -> History:
        """The same for whoever reads the report."""
        is_founding = self.start is not None and self.start.files.before is None
        ends = (self.last_known, self.last_good, self.first_bad)
        told = (_landed(step) if step else None for step in ends)
        return History(self.steps, _landed(self.start) if self.start else None, is_founding, *told)


def _landed(step: LandedFiles, path: str = "") -> Landed:
    """The commit that landed and when; by whom is who changed the path, else who made the commit."""
    commit, policy = step.landed.authored, step.files.step.policy
    actor, author = step.files.step.actor(path), commit.author
    by = actor.shown if actor else policy.person_of(author.email) or f"{author.name} <{author.email}>"
    return Landed(commit.id, by, Moment.parse(commit.committed), commit.subject)
