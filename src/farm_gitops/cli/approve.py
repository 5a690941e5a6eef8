"""`approve`: approve a post-mortem."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import incident_argument, key_option

_EXAMPLES: Final = """\b
Examples:
  farm-gitops approve 2026-11-23-checkout --branch --push
  farm-gitops approve 2026-11-23-checkout --key ~/.ssh/id_ed25519 --commit
"""


@click.command("approve", epilog=_EXAMPLES)
@incident_argument
@key_option
@landing_options
@pass_context
def approve_command(context: Context, incident: str, key: Path | None, landing: Landing) -> None:
    """Approve the post-mortem of incident ID, as an admin of its organization. Its words are frozen from then on.

    With `trust: signed` in farm.yaml the approval is signed; an approval of yours that lacks its signature, and has not
    landed, is signed too.
    """
    from farm_gitops.actions.post_mortem import approve
    from farm_gitops.actions.sign import Pen

    desk = context.desk
    land(desk, approve(desk, incident, Pen(key)), landing)


COMMANDS: Final = {"approve": approve_command}
