"""Judge all of history: every step that landed, by the same rules as a pull request, and what its merges left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from farm_gitops.git.revisions import LandedStep
from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import person_of
from farm_gitops.model.step import Step
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
    history = History()
    for number, step in enumerate(steps, 1):
        findings = tuple(baseline.applied(finding) for finding in _brought(step))
        history = _further(history, step, findings)
        found += findings
        if number % _TELL_EVERY == 0:
            done(number)
    return Report(tuple(found), 0, 0, history=history)


def joined(reports: Sequence[Report]) -> Report:
    """What several audits found, each of which begins where the one before ends."""
    histories = (report.history or History() for report in reports)
    findings = (finding for report in reports for finding in report.findings)
    return Report(tuple(findings), 0, 0, history=reduce(History.then, histories))


def _brought(step: LandedFiles) -> Iterator[PlacedFinding]:
    """Each error once, also where a merge breaks the same rule against several parents."""
    seen: set[tuple[str, str, str]] = set()
    for finding in _errors(step):
        what = (finding.path, finding.rule, finding.message)
        if what not in seen:
            seen.add(what)
            yield finding._replace(landed=_landed(step.landed, step.files.step, finding.path))


def _errors(step: LandedFiles) -> Iterator[PlacedFinding]:
    yield from errors_brought(step.files)
    for files in step.further:
        yield from judge_lasting(files)


def _further(history: History, step: LandedFiles, findings: tuple[PlacedFinding, ...]) -> History:
    """How far the guarantee reaches with one more step."""
    here = _landed(step.landed, step.files.step)
    if history.start is None:
        history = replace(history, start=here, is_founding=step.files.before is None)
    history = replace(history, steps=history.steps + 1)
    if any(not finding.is_existing for finding in findings):
        return history if history.first_bad else replace(history, first_bad=here)
    if history.first_bad is None:
        history = replace(history, last_good=here)
    return replace(history, last_known=here) if findings else history


def _landed(landed: LandedStep, step: Step, path: str = "") -> Landed:
    """The commit that landed and when; by whom is who changed the path, else who made the commit."""
    actor = step.actor(path)
    author = landed.authored.author
    by = actor.shown if actor else person_of(step.policy.people, author.email) or f"{author.name} <{author.email}>"
    return Landed(landed.after, by, Moment.parse(landed.authored.committed), landed.authored.subject)
