"""Where errors end: message and cure for a person, and for a bug a log that can be sent in."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import click

from farm_gitops.errors import FarmError, Refused, UsageError


def tell(error: FarmError) -> None:
    """Say what is wrong and what to type, on standard error; in a format for programs, on standard output too."""
    message, cure = _printable(error.message), _printable(error.cure)
    _tell_people(message, cure)
    if error.exit_code != UsageError.exit_code:
        _tell_programs(message, cure, "reject" if isinstance(error, Refused) else "error")


def tell_bug(error: Exception) -> None:
    """Say that this is our fault, and where the traceback is."""
    with tempfile.NamedTemporaryFile("w", prefix="farm-gitops-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"arguments: {sys.argv[1:]!r}\n")
        log.write("".join(traceback.format_exception(error)))
    message = f"this is a bug in farm-gitops ({type(error).__name__})"
    cure = f"report it with {log.name}; nothing that was not reported as saved has been changed"
    _tell_people(message, cure)
    _tell_programs(message, cure, "error")


def _tell_people(message: str, cure: str) -> None:
    click.secho(f"error: {message}", fg="red", err=True)
    if cure:
        click.echo(f"  cure: {cure}", err=True)


def _printable(text: str) -> str:
    """Several lines stay several, and none of them steers the terminal, or the runner of CI that reads the log."""
    from farm_gitops.records.layout import shown
    from farm_gitops.validate.report.log import harmless

    return "\n  ".join(harmless(shown(line)) for line in text.splitlines())


def _tell_programs(message: str, cure: str, verdict: Literal["error", "reject"]) -> None:
    """The shape of every report, so that a script reads one thing however a command ends."""
    form = _format_asked_for(sys.argv)
    if form is None:
        return
    from farm_gitops.cli.report import tell_failure
    from farm_gitops.validate.report.formats import NAMES
    from farm_gitops.validate.report.words import Failure

    if form in NAMES:
        tell_failure(Failure(message, cure, verdict), form)


def _format_asked_for(arguments: Sequence[str]) -> str | None:
    """What `--format` names, or `--json` means; the last one counts, as everywhere."""
    for before, argument in reversed([*pairwise(arguments)]):
        if argument == "--json":
            return "json"
        if argument.startswith("--format=") or before == "--format":
            return argument.removeprefix("--format=")
    return None
