"""`report`: an issue of the forge's form becomes an incident."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.errors import FarmError

_EXAMPLES: Final = """\b
Examples:
  farm-gitops report "$GITHUB_EVENT_PATH" --branch      in a workflow that runs when an issue is opened
  gh api repos/acme/incidents/issues/7 --jq '{issue: .}' | farm-gitops report - --commit
\b
Whoever git names as the author reports it: set GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL to the issue's author, with the
forge's no-reply address, by which `github:` in farm.yaml knows them.
"""


@click.command("report", epilog=_EXAMPLES)
@click.argument("event", metavar="FILE|-")
@landing_options
@pass_context
def report_command(context: Context, event: str, landing: Landing) -> None:
    """Declare an incident that somebody reported by the form "Report an incident": FILE holds the forge's event."""
    from farm_gitops.actions.declare import declare
    from farm_gitops.actions.from_issue import declaration_of

    desk = context.desk
    land(desk, declare(desk, declaration_of(_read(event))), landing, following='farm-gitops update {id} -m "…"')


def _read(event: str) -> bytes:
    if event == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(event).read_bytes()
    except OSError as error:
        raise FarmError(f"cannot read {event}: {error.strerror}", "name the file of the event") from error


COMMANDS: Final = {"report": report_command}
