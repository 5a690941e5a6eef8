"""Where errors end: message and cure for a person, and for a bug a log that can be sent in."""

from __future__ import annotations

import sys
import tempfile
import traceback

import click

from farm_gitops.errors import FarmError


def tell(error: FarmError) -> None:
    """Say what is wrong and what to type, on standard error."""
    from farm_gitops.records.layout import shown

    click.secho(f"error: {shown(error.message)}", fg="red", err=True)
    if error.cure:
        click.echo(f"  cure: {shown(error.cure)}", err=True)


def tell_bug(error: Exception) -> None:
    """Say that this is our fault, and where the traceback is."""
    with tempfile.NamedTemporaryFile("w", prefix="farm-gitops-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"arguments: {sys.argv[1:]!r}\n")
        log.write("".join(traceback.format_exception(error)))
    click.secho(f"error: this is a bug in farm-gitops ({type(error).__name__})", fg="red", err=True)
    click.echo(f"  cure: report it with {log.name}; nothing that was not reported as saved has been changed", err=True)
