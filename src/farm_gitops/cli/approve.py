"""`approve`: approve a post-mortem."""

from __future__ import annotations

from typing import Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import incident_argument


@click.command("approve", epilog="\b\nExample:\n  farm-gitops approve 2026-11-23-checkout --branch --push\n")
@incident_argument
@landing_options
@pass_context
def approve_command(context: Context, incident: str, landing: Landing) -> None:
    """Approve the post-mortem of incident ID, as an admin of its organization. Its words are frozen from then on."""
    from farm_gitops.actions.post_mortem import approve

    desk = context.desk
    land(desk, approve(desk, incident), landing)


COMMANDS: Final = {"approve": approve_command}
