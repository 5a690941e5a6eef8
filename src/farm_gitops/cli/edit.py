"""`edit`: change the facts of an incident, by options or in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import Level, incident_argument, read_moment
from farm_gitops.cli.typed import given_or_read, in_editor, is_interactive, kept_on_refusal
from farm_gitops.errors import UsageError

if TYPE_CHECKING:
    from farm_gitops.actions.act import Desk

_EXAMPLES: Final = """\b
Examples:
  farm-gitops edit 2026-11-23-checkout --severity P2 --commander bob --commit
  farm-gitops edit 2026-11-23-checkout --component checkout --component payments-db
  farm-gitops edit 2026-11-23-checkout --commander ''      takes the commander out
  farm-gitops edit 2026-11-23-checkout                     opens incident.yaml in your editor
"""


@click.command("edit", epilog=_EXAMPLES)
@incident_argument
@click.option("--title", metavar="TEXT", help="What is wrong, in one line.")
@click.option("--severity", type=Level(), help="How bad it is.")
@click.option("--description", metavar="TEXT", help="What is known, in Markdown; - reads standard input.")
@click.option("--commander", metavar="PERSON", help="Who coordinates.")
@click.option("--component", "affected_components", metavar="NAME", multiple=True, help="What is affected (all of it).")
@click.option("--environment", "affected_environments", metavar="NAME", multiple=True, help="Where (all of it).")
@click.option("--started-at", metavar="TIME", help="When the impact began.")
@click.option("--follows", metavar="ID", help="An earlier incident that this one continues.")
@click.option("--related", metavar="ID", multiple=True, help="Other incidents worth reading (all of them).")
@landing_options
@pass_context
def edit_command(context: Context, /, incident: str, landing: Landing, **facts: Any) -> None:
    """Change the facts of incident ID; only the lines that must change do. An empty text takes a fact out."""
    from farm_gitops.actions.edit import edit, rewrite

    changes = {key: _value(key, given) for key, given in facts.items() if given not in (None, ())}
    desk = context.desk
    if changes:
        land(desk, edit(desk, incident, changes), landing)
        return
    typed = _typed(desk, incident)
    with kept_on_refusal(typed, ".yaml"):
        land(desk, rewrite(desk, incident, typed), landing)


def _value(key: str, given: str | tuple[str, ...]) -> str | list[str] | None:
    if isinstance(given, tuple):
        return [item for item in given if item]
    if key == "started_at" and given:
        return read_moment(given, "--started-at").text
    return (given_or_read(given, "--description") if key == "description" else given) or None


def _typed(desk: Desk, incident: str) -> str:
    """`incident.yaml` as somebody changed it in an editor."""
    from farm_gitops.actions.find import find_incident
    from farm_gitops.records.layout import facts_path

    if not is_interactive():
        raise UsageError("nothing to change was given", "farm-gitops edit --help")
    with desk.project.worktree(history=False) as snapshot:
        path = desk.project.root / facts_path(find_incident(snapshot.ids(), incident))
    typed = in_editor(path.read_text("utf-8"), ".yaml")
    if typed is None:
        raise UsageError("nothing was changed in the editor")
    return typed


COMMANDS: Final = {"edit": edit_command}
