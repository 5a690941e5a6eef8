"""`validate`: check all files against the rules."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from farm_gitops.cli.context import Context, now, pass_context
from farm_gitops.cli.options import read_moment
from farm_gitops.errors import FarmError, UsageError

if TYPE_CHECKING:
    from farm_gitops.store.project import Project
    from farm_gitops.store.snapshot import FileSnapshot
    from farm_gitops.validate.judge import Report

_EXAMPLES: Final = """\b
Examples:
  farm-gitops validate
  farm-gitops validate --now now                            also what is overdue
  farm-gitops validate incidents/acme/2026-11-23-checkout   one incident
  farm-gitops validate --fix                                mend what is safe to mend
\b
Exit codes: 0 no error, 1 findings, 2 wrong call, 3 cannot judge here.
"""
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "cure": {"fg": "cyan"},
    "quiet": {"dim": True},
    "path": {"bold": True},
}


@click.command("validate", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--now", "moment", metavar="TIME", help="Also judge what is late at TIME (`now` for this moment).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--fix", "do_fix", is_flag=True, help="Apply the cures that are safe; entries that landed stay.")
@click.option("--strict", is_flag=True, help="Warnings count as errors for the exit code.")
@pass_context
def validate_command(
    context: Context, paths: tuple[str, ...], moment: str | None, form: str, do_fix: bool, strict: bool
) -> int:
    """Check all files (or those under PATH) against the rules, all findings in one run."""
    with _errors_as_json(form):
        report = _judged(context, paths, moment, do_fix=do_fix)
    _print(report, form)
    return 1 if report.errors or (strict and report.findings) else 0


@contextmanager
def _errors_as_json(form: str) -> Iterator[None]:
    """JSON reports are printed where nothing can be judged, too."""
    try:
        yield
    except FarmError as error:
        if form == "json" and not isinstance(error, UsageError):
            from farm_gitops.validate.report.json import error_json

            click.echo(error_json(error.message, error.cure))
        raise


def _judged(context: Context, paths: tuple[str, ...], moment: str | None, *, do_fix: bool) -> Report:
    from farm_gitops.validate.judge import Question, judge

    project = context.project
    only = tuple(_relative(project, path) for path in paths)
    when = None if moment is None else now() if moment == "now" else read_moment(moment, "--now")
    with project.worktree() as snapshot, _landed(project, snapshot) as earlier:
        report = judge(snapshot, Question(when, earlier, only))
    if do_fix and _fixed(project, report):
        return _judged(context, paths, moment, do_fix=False)
    return report


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
    from farm_gitops.store.write import one_writer
    from farm_gitops.validate.fix import fix

    with one_writer(project):
        done = fix(project, report.findings, project.landed_paths())
    for line in done:
        click.echo(f"fixed {line}", err=True)
    return bool(done)


def _relative(project: Project, path: str) -> str:
    """A path of the command line, from the root; UsageError where it is not there or lies outside."""
    full = Path(os.path.normpath(Path.cwd() / path))
    inside = full if full.exists() else Path(os.path.normpath(project.root / path))
    if not inside.exists() and not inside.is_symlink():
        raise UsageError(f"there is no {path}", "name a file or a folder under incidents/")
    if not inside.is_relative_to(project.root):
        raise UsageError(f"{path} lies outside of {project.root}", f"farm-gitops -C {inside.parent} validate")
    return inside.relative_to(project.root).as_posix()


def _print(report: Report, form: str) -> None:
    if form == "json":
        from farm_gitops.validate.report.json import report_json

        click.echo(report_json(report))
        return
    from farm_gitops.validate.report.text import report_text

    for style, line in report_text(report):
        click.secho(line, **_STYLES.get(style, {}))


COMMANDS: Final = {"validate": validate_command}
