"""`transition` and its three short forms: move an incident along its lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import at_option, incident_argument
from farm_gitops.cli.typed import given_or_read
from farm_gitops.model.lifecycle import MEANING, TRANSITIONS, Status, is_terminal

if TYPE_CHECKING:
    from farm_gitops.actions.move import Transition
    from farm_gitops.model.moment import Moment

_STATUSES: Final = "\n".join(
    f"  {status:<14} {MEANING[status]}" + (f"; then {', '.join(following)}" if following else "")
    for status, following in TRANSITIONS.items()
)
_EPILOG: Final = f"\b\nStatuses, and what may follow:\n{_STATUSES}\n"
_MESSAGE: Final = click.option("-m", "--message", metavar="TEXT", default="", help="What to say about it, in Markdown.")

_RESOLUTION: Final = click.option(
    "--resolution",
    type=click.Choice(["fixed", "false-alarm", "duplicate"]),
    help="How it ended, once it is resolved (default: fixed).",
)
_DUPLICATE_OF: Final = click.option("--duplicate-of", metavar="ID", help="The incident that this one repeats.")


@click.command("transition", epilog=_EPILOG)
@incident_argument
@click.argument("status", type=click.Choice(list(Status), case_sensitive=False))
@_MESSAGE
@_RESOLUTION
@_DUPLICATE_OF
@at_option
@landing_options
@pass_context
def transition_command(context: Context, /, incident: str, status: str, **options: Any) -> None:
    """Move incident ID to STATUS: any later one, never back."""
    _move(context, incident, Status(status), **options)


def _short_form(name: str, status: Status) -> click.Command:
    def command(context: Context, /, incident: str, **options: Any) -> None:
        _move(context, incident, status, **options)

    command.__doc__ = f"Move incident ID to `{status}`: {MEANING[status]}."
    shaped = landing_options(at_option(_MESSAGE(incident_argument(pass_context(command)))))
    if is_terminal(status):
        shaped = _RESOLUTION(_DUPLICATE_OF(shaped))
    return click.command(name, epilog=_EPILOG)(shaped)


def _move(context: Context, incident: str, status: Status, landing: Landing, **told: Any) -> None:
    from farm_gitops.actions.move import move

    desk = context.desk
    following = 'farm-gitops postmortem {id} --root-cause "…"' if is_terminal(status) else ""
    land(desk, move(desk, incident, _transition(status, **told)), landing, following=following)


def _transition(
    status: Status,
    message: str,
    at: Moment | None,
    resolution: str | None = None,
    duplicate_of: str | None = None,
) -> Transition:
    from farm_gitops.actions.move import Transition
    from farm_gitops.model.incident import Resolution

    return Transition(
        status, given_or_read(message, "-m"), at, Resolution(resolution) if resolution else None, duplicate_of
    )


COMMANDS: Final = {
    "transition": transition_command,
    "investigate": _short_form("investigate", Status.INVESTIGATING),
    "identify": _short_form("identify", Status.IDENTIFIED),
    "resolve": _short_form("resolve", Status.RESOLVED),
}
