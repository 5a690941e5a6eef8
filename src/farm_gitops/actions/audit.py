"""Audit what a branch holds: which commits, and what a baseline excuses there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final, NamedTuple

from farm_gitops.actions.audit_memory import KnownParts
from farm_gitops.actions.audit_together import Part, Reports, Stretch, audit_stretch, audit_together, stretches
from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs
from farm_gitops.git.revisions import first_parent_line, require_intact
from farm_gitops.records import layout
from farm_gitops.store.cache import NO_CACHE, cache_of
from farm_gitops.store.project import Project
from farm_gitops.store.source import Revision
from farm_gitops.store.write import one_writer, write_texts
from farm_gitops.validate.audit import after, joined
from farm_gitops.validate.baseline import NO_BASELINE, Baseline, baseline_of, read_baseline
from farm_gitops.validate.judge import Report

_PART: Final = 1_000  # steps; so many at most are judged again for one that is new

Done = Callable[[int, int], None]
"""Told now and then: how many steps of how many are judged."""


class Span(NamedTuple):
    """The commits to judge: those after `start` (None: from the founding on) up to `end`; names or ids."""

    start: str | None
    end: str


def audit_history(project: Project, span: Span, *, excused: bool, remember: bool, done: Done) -> Report:
    """Judge the steps of a span, with what the baseline of its last commit excuses if `excused`.

    With `remember`, what was judged before by this user with this program is taken from the cache. Raises FarmError
    where it cannot be judged, or nothing in it is under a policy.
    """
    repository = project.require_repository()
    require_intact(repository)
    start, end = project.resolve(span.start) if span.start else None, project.resolve(span.end)
    baseline = baseline_at(project, end) if excused else NO_BASELINE
    commits = first_parent_line(repository, start, end)
    line = _parts(start, end, commits)
    with cache_of(project) if remember else NO_CACHE as cache:
        known = KnownParts(cache, start, baseline)
        report = joined(_reports(project, known, line, lambda number: done(number, len(commits))))
    if start is None and not (report.history and report.history.steps):
        raise FarmError("no commit here has a farm.yaml, so there is nothing to audit", "farm-gitops init")
    return report


def write_baseline(project: Project, report: Report) -> str:
    """Excuse what was found from now on; returns the path of the file, which a maintainer commits."""
    path = layout.BASELINE
    with one_writer(project), project.workbench() as files:
        write_texts(project, {path: baseline_of(report.findings).text}, files.find)
    return path


def baseline_at(project: Project, commit: str) -> Baseline:
    """What the baseline of a commit (full id) excuses."""
    repository = project.require_repository()
    with Blobs(repository) as blobs:
        data = Revision(repository, commit, blobs).read(layout.BASELINE)
    return NO_BASELINE if data is None else read_baseline(data)


def _parts(start: str | None, end: str, commits: tuple[str, ...]) -> Stretch:
    """The line cut where it will be cut again when it has grown, so that what is known of a part stays of use."""
    cuts = range(0, len(commits), _PART)
    pieces = [commits[cut : cut + _PART] for cut in cuts]
    if not pieces:
        return (Part(start, end, ()),)
    return tuple(
        Part(before[-1] if before else start, piece[-1], piece)
        for before, piece in zip([(), *pieces], pieces, strict=False)
    )


def _reports(project: Project, known: KnownParts, line: Stretch, done: Callable[[int], None]) -> list[Report]:
    """What is known of each part, and the rest judged, each run of unknown parts in one go."""
    found = known.of(line)
    for is_known, run in groupby(line, key=found.__contains__):
        if not is_known:
            judged = sum(len(part.commits) for part in found)
            stretch = tuple(run)
            try:
                reports = _judged(project, stretch, known.baseline, after(judged, done))
            except FarmError:
                # It cannot begin where farm.yaml is missing or broken, and whoever comes from before can go on. What is
                # wrong with all of it is said once more.
                return list(audit_stretch(project, line, known.baseline, done))
            new = dict(zip(stretch, reports, strict=True))
            known.keep(new)
            found |= new
    return [found[part] for part in line]


def _judged(project: Project, stretch: Stretch, baseline: Baseline, done: Callable[[int], None]) -> Reports:
    cut = stretches(stretch)
    return (
        audit_together(project, cut, baseline, done)
        if len(cut) > 1
        else audit_stretch(project, stretch, baseline, done)
    )
