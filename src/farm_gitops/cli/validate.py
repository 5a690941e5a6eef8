"""`validate`: check all files against the rules."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, now, pass_context
from farm_gitops.cli.options import read_moment
from farm_gitops.cli.progress import progress_bar, told_of
from farm_gitops.cli.report import report_options, tell_report
from farm_gitops.errors import UsageError, stoppable

if TYPE_CHECKING:
    from farm_gitops.model.moment import Moment
    from farm_gitops.store.project import Project
    from farm_gitops.store.snapshot import FileSnapshot
    from farm_gitops.validate.judge import Report

_EXAMPLES: Final = """\b
Examples:
  farm-gitops validate
  farm-gitops validate --now now                            also what is overdue
  farm-gitops validate incidents/acme/2026-11-23-checkout   one incident
  farm-gitops validate --fix                                mend what is safe to mend
  farm-gitops validate --base origin/main                   what a pull request does
  farm-gitops validate --base origin/main --format github   the same, in a workflow
\b
Exit codes: 0 no error, 1 findings, 2 wrong call, 3 cannot judge here.
"""
_NOTHING_WRONG: Final = "fixed nothing, for nothing is wrong"
_NOTHING_FIXED: Final = "fixed nothing: no finding has a cure that is safe to apply without asking"


@click.command("validate", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--base", metavar="REF", help="Judge the step from REF to what merging HEAD into it would land.")
@click.option("--worktree", is_flag=True, help="With --base: judge the step to the working tree.")
@click.option("--now", "moment", metavar="TIME", help="Also judge what is late at TIME (`now` for this moment).")
@report_options
@click.option("--fix", "do_fix", is_flag=True, help="Apply the cures that are safe; entries that landed stay.")
@click.option("--strict", is_flag=True, help="Warnings count as errors for the exit code.")
@pass_context
def validate_command(
    context: Context,
    paths: tuple[str, ...],
    base: str | None,
    worktree: bool,
    moment: str | None,
    form: str,
    do_fix: bool,
    strict: bool,
) -> int:
    """Check all files (or those under PATH) against the rules, all findings in one run.

    With --base, judge what a change does to the records: whether it rewrites the past, skips the lifecycle or takes
    an authority that the base does not give.
    """
    _refuse_what_does_not_go_together(base, paths, worktree=worktree, do_fix=do_fix)
    if base is None:
        if not do_fix:
            _tell_what_was_left(context)
        report = _judged(context, paths, moment, do_fix=do_fix)
    else:
        report = _step_judged(context, base, moment, worktree=worktree)
    tell_report(report, form)
    return 1 if report.errors or (strict and report.warnings) else 0


def _judged(context: Context, paths: tuple[str, ...], moment: str | None, *, do_fix: bool) -> Report:
    from farm_gitops.validate.judge import Question, judge

    project = context.project
    only = tuple(_relative(project, path) for path in paths)
    with progress_bar() as progress, project.worktree() as snapshot, _landed(project, snapshot) as earlier:
        question = Question(_moment(moment), earlier, only)
        report = judge(snapshot, question, lambda done, total: progress("judging", done, total))
    if do_fix and _fixed(project, report):
        return _judged(context, paths, moment, do_fix=False)
    return report


def _refuse_what_does_not_go_together(
    base: str | None, paths: tuple[str, ...], *, worktree: bool, do_fix: bool
) -> None:
    if worktree and base is None:
        raise UsageError("--worktree says how --base is meant", "farm-gitops validate --base origin/main --worktree")
    if base is not None and (paths or do_fix):
        raise UsageError("a step is judged as a whole", "leave PATH and --fix away, or --base")


def _step_judged(context: Context, base: str, moment: str | None, *, worktree: bool) -> Report:
    """Judge the net step, or with `landing: rebase` at the base each commit; the report says which."""
    from farm_gitops.store.steps import each_commit, merging, working
    from farm_gitops.validate.step import judge_step, judge_steps, lands_each_commit

    step_of = working if worktree else merging
    with progress_bar("comparing") as progress:
        with step_of(context.history, base) as files:
            if worktree or not lands_each_commit(files):
                return judge_step(files, _moment(moment))
        commits = told_of(each_commit(context.history, base), lambda done: progress("judging", done, 0))
        return judge_steps(commits, _moment(moment))


def _moment(given: str | None) -> Moment | None:
    return None if given is None else now() if given == "now" else read_moment(given, "--now")


@contextmanager
def _landed(project: Project, snapshot: FileSnapshot) -> Iterator[FileSnapshot | None]:
    """The last commit's state, by which what is new is told; None where all is landed or nothing has been yet."""
    head = project.head
    if head is None or snapshot.configuration_document.value is None or not project.uncommitted():
        yield None
        return
    with project.revision(head, history=False) as earlier:
        yield earlier if earlier.has_configuration else None


def _fixed(project: Project, report: Report) -> bool:
    """Whether anything was mended; says what, also where it is nothing."""
    from farm_gitops.store.write import one_writer
    from farm_gitops.validate.fix import fix
    from farm_gitops.validate.report.log import harmless

    stopped = "some files may be mended already: git diff shows which"
    with one_writer(project) as left, stoppable(stopped):
        done = fix(project, report.findings, project.landed_paths())
    said = [f"took back {path}, which a command left when it was killed" for path in left]
    said += [f"fixed {line}" for line in done]
    for line in said or [_NOTHING_FIXED if report.findings else _NOTHING_WRONG]:
        click.echo(harmless(line), err=True)
    return bool(said)


def _tell_what_was_left(context: Context) -> None:
    """The findings would not say that the half of something is here."""
    from farm_gitops.store.write import abandoned

    left = abandoned(context.project)
    if left:
        said = f"a command was killed here while it wrote {len(left)} files; farm-gitops validate --fix takes them back"
        click.echo(said, err=True)


def _relative(project: Project, path: str) -> str:
    """A path of the command line, from the root; UsageError where it is not there or lies outside."""
    full = Path(os.path.normpath(Path.cwd() / path))
    inside = full if full.exists() else Path(os.path.normpath(project.root / path))
    if not inside.exists() and not inside.is_symlink():
        raise UsageError(f"there is no {path}", "name a file or a folder under incidents/")
    if not inside.is_relative_to(project.root):
        raise UsageError(f"{path} lies outside of {project.root}", f"farm-gitops -C {inside.parent} validate")
    return inside.relative_to(project.root).as_posix()


COMMANDS: Final = {"validate": validate_command}
