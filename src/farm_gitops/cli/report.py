"""How `validate` and `audit` report: the options, the printing, and the summary on the page of a CI job."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from farm_gitops.validate.report.formats import NAMES, format_named

if TYPE_CHECKING:
    from farm_gitops.validate.judge import Report
    from farm_gitops.validate.report.words import Failure, Line

SUMMARY_LIMIT: Final = 1024 * 1024
"""How many bytes of job summaries GitHub takes from one step; it drops them all where there are more."""

_STYLES: Final[dict[str, dict[str, Any]]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "cure": {"fg": "cyan"},
    "quiet": {"dim": True},
    "path": {"bold": True},
}


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --format and --json, which the command receives as `form`."""
    short = click.option("--json", "form", flag_value="json", help="The same as --format json.")(command)
    return click.option("--format", "form", type=click.Choice(NAMES), default="text", help="How to report.")(short)


def tell_report(report: Report, form: str) -> None:
    """Print a report in one of the formats; for GitHub also add it to the summary of the job."""
    chosen = format_named(form)
    _print(chosen.report(report))
    summary = chosen.summary
    if summary:
        _add_to_job_summary(lambda limit: summary(report, limit))


def tell_failure(failure: Failure, form: str) -> None:
    """Say in the same format why there is no report, so that whoever reads it never takes nothing for a pass."""
    chosen = format_named(form)
    _print(chosen.failure(failure))
    summary = chosen.failure_summary
    if summary:
        _add_to_job_summary(lambda limit: summary(failure, limit))


def _print(lines: Iterable[Line]) -> None:
    for style, line in lines:
        click.secho(line, **_STYLES.get(style, {}))


def _add_to_job_summary(summary: Callable[[int], str]) -> None:
    """Whatever else the step has written there takes its part of the limit."""
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    if not named:
        return
    try:
        with Path(named).open("ab") as file:
            file.write(summary(SUMMARY_LIMIT - file.tell()).encode())
    except OSError as error:
        click.echo(f"note: the job summary was not written: {error.strerror}", err=True)
