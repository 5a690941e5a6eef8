"""`update`: post an update to an incident's timeline."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import at_option, incident_argument
from farm_gitops.cli.typed import kept_on_refusal, text_or_editor

if TYPE_CHECKING:
    from farm_gitops.model.moment import Moment

_EXAMPLES: Final = """\b
Examples:
  farm-gitops update 2026-11-23-checkout -m "Rolling back to the previous release." --commit
  farm-gitops update acme/2026-11-23-checkout -m - < update.md
  farm-gitops update 2026-11-23-checkout --corrects 20261123T1004 -m "It is the cache after all."
"""


@click.command("update", epilog=_EXAMPLES)
@incident_argument
@click.option("-m", "--message", metavar="TEXT", help="What is known now, in Markdown; - reads standard input.")
@click.option("--author", metavar="PERSON", help="In whose name (admins only; default: who git says you are).")
@click.option(
    "--corrects", metavar="ENTRY", help="The file name (or its beginning) of an entry that this one replaces."
)
@at_option
@landing_options
@pass_context
def update_command(
    context: Context,
    incident: str,
    message: str | None,
    author: str | None,
    corrects: str | None,
    at: Moment | None,
    landing: Landing,
) -> None:
    """Post an update to the timeline of incident ID (its name or a unique beginning will do)."""
    from farm_gitops.actions.update import Update, update

    desk = context.desk
    text = text_or_editor(message, option="-m", question="What is known now?")
    with kept_on_refusal(text, ".md") if message is None else nullcontext():
        land(desk, update(desk, incident, Update(text, at, author, corrects)), landing)


COMMANDS: Final = {"update": update_command}
