"""Where errors end: message and cure for a person, and for a bug a log that can be sent in."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from itertools import pairwise

import click

from farm_gitops.errors import FarmError, Refused, UsageError


def tell(error: FarmError) -> None:
    """Say what is wrong and what to type, on standard error; where JSON was asked for, on standard output too."""
    message, cure = _printable(error.message), _printable(error.cure)
    click.secho(f"error: {message}", fg="red", err=True)
    if cure:
        click.echo(f"  cure: {cure}", err=True)
    if error.exit_code != UsageError.exit_code:
        _tell_as_json(message, cure, "reject" if isinstance(error, Refused) else "error")


def _printable(text: str) -> str:
    """Several lines stay several, and none of them steers the terminal."""
    from farm_gitops.records.layout import shown

    return "\n  ".join(map(shown, text.splitlines()))


def _tell_as_json(message: str, cure: str, verdict: str) -> None:
    """The shape of every report, so that a script reads one thing however a command ends."""
    if "--json" in sys.argv or "--format=json" in sys.argv or ("--format", "json") in pairwise(sys.argv):
        error = {"message": message, "cure": cure}
        click.echo(json.dumps({"version": 1, "verdict": verdict, "findings": [], "error": error}, indent=2))


def tell_bug(error: Exception) -> None:
    """Say that this is our fault, and where the traceback is."""
    with tempfile.NamedTemporaryFile("w", prefix="farm-gitops-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"arguments: {sys.argv[1:]!r}\n")
        log.write("".join(traceback.format_exception(error)))
    click.secho(f"error: this is a bug in farm-gitops ({type(error).__name__})", fg="red", err=True)
    cure = f"report it with {log.name}; nothing that was not reported as saved has been changed"
    click.echo(f"  cure: {cure}", err=True)
    _tell_as_json(f"this is a bug in farm-gitops ({type(error).__name__})", cure, "error")
