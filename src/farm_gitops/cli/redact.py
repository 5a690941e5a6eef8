"""`redact`: take a text out that should never have been written."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import incident_argument, key_option

_EXAMPLES: Final = """\b
Examples:
  farm-gitops redact 2026-11-23-checkout 20261123T1004 --reason "A customer's name." --branch --push
  farm-gitops redact 2026-11-23-checkout --reason "The description held a password."
"""


@click.command("redact", epilog=_EXAMPLES)
@incident_argument
@click.argument("entry", metavar="[ENTRY]", required=False)
@click.option("--reason", metavar="TEXT", required=True, help="Why; it stays, and everybody can read it.")
@key_option
@landing_options
@pass_context
def redact_command(
    context: Context, incident: str, entry: str | None, reason: str, key: Path | None, landing: Landing
) -> None:
    """Take out the message of ENTRY, or else the description of incident ID, as an admin of its organization.

    ENTRY is the entry's file name or a unique beginning of it. What stays is that a text was there, who took it out,
    when and why; git's history keeps the old text. Other keys stay as they are: a title is changed with `edit --title`.

    A post-mortem has no redaction: a draft can be edited, and an approved one is frozen.
    """
    from farm_gitops.actions.redact import STILL_THERE, Wanted, redact
    from farm_gitops.actions.sign import Pen

    desk = context.desk
    land(desk, redact(desk, Wanted(incident, entry, reason), Pen(key)), landing)
    click.secho(STILL_THERE, err=True, nl=False, fg="yellow")


COMMANDS: Final = {"redact": redact_command}
