"""Audit what a branch holds: which commits, and what a baseline excuses there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from farm_gitops.actions.audit_together import Stretch, audit_stretch, audit_together, stretches
from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs
from farm_gitops.git.revisions import first_parent_line
from farm_gitops.records import layout
from farm_gitops.store.project import Project
from farm_gitops.store.source import Revision
from farm_gitops.store.write import one_writer, write_texts
from farm_gitops.validate.baseline import NO_BASELINE, Baseline, baseline_of, read_baseline
from farm_gitops.validate.judge import Report

Done = Callable[[int, int], None]
"""Told now and then: how many steps of how many are judged."""


class Span(NamedTuple):
    """The commits to judge: those after `start` (None: from the founding on) up to `end`; names or ids."""

    start: str | None
    end: str


def audit_history(project: Project, span: Span, *, excused: bool, done: Done) -> Report:
    """Judge the steps of a span, with what the baseline of its last commit excuses if `excused`.

    Raises FarmError where it cannot be judged, or nothing in it is under a policy.
    """
    start, end = project.resolve(span.start) if span.start else None, project.resolve(span.end)
    baseline = baseline_at(project, end) if excused else NO_BASELINE
    commits = first_parent_line(project.require_repository(), start, end)
    report = _audited(
        project, stretches(Stretch(start, end), commits), baseline, lambda number: done(number, len(commits))
    )
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


def _audited(project: Project, cut: tuple[Stretch, ...], baseline: Baseline, done: Callable[[int], None]) -> Report:
    whole = Stretch(cut[0].start, cut[-1].end)
    if len(cut) > 1:
        try:
            return audit_together(project, cut, baseline, done)
        except FarmError:
            # A stretch cannot begin where farm.yaml is missing or broken, and whoever comes from before can go on. What
            # is wrong with all of it is said once more.
            return audit_stretch(project, whole, baseline, done)
    return audit_stretch(project, whole, baseline, done)
