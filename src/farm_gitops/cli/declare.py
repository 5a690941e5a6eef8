"""`open`: declare an incident."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import at_option, read_moment
from farm_gitops.cli.typed import is_interactive, kept_on_refusal, text_or_editor
from farm_gitops.errors import UsageError
from farm_gitops.model.severity import MEANING, Severity

if TYPE_CHECKING:
    from farm_gitops.model.moment import Moment

_EXAMPLE: Final = """\b
Example:
  farm-gitops open "Checkout is down" --severity P1 --description "No payment goes through." \\
      --commander alice --component checkout --environment production --commit
"""
_SEVERITIES: Final = "\n".join(f"  {level}  {meaning.label}: {meaning.text}" for level, meaning in MEANING.items())


@click.command("open", epilog=f"{_EXAMPLE}\n\b\nSeverities:\n{_SEVERITIES}")
@click.argument("title")
@click.option("--severity", type=click.Choice(list(Severity), case_sensitive=False), help="How bad it is.")
@click.option("--organization", metavar="ORG", help="Whose incident it is (default: the only organization).")
@click.option("--description", metavar="TEXT", help="What is known, in Markdown; - reads standard input.")
@click.option("--commander", metavar="PERSON", help="Who coordinates.")
@click.option("--component", "components", metavar="NAME", multiple=True, help="What is affected; may be repeated.")
@click.option("--environment", "environments", metavar="NAME", multiple=True, help="Where; may be repeated.")
@click.option("--started-at", metavar="TIME", help="When the impact began, if before it is reported.")
@click.option("--follows", metavar="ID", help="An earlier incident that this one continues.")
@at_option
@landing_options
@pass_context
def open_command(
    context: Context,
    /,
    title: str,
    severity: str | None,
    organization: str | None,
    description: str | None,
    at: Moment | None,
    started_at: str | None,
    landing: Landing,
    **optional: str | tuple[str, ...] | None,
) -> None:
    """Declare an incident: TITLE says in one line what is wrong."""
    from farm_gitops.actions.declare import Declaration, declare

    severity = severity or _asked_severity()
    facts = {
        "severity": severity,
        "description": text_or_editor(description, option="--description", question="What is known?"),
        "commander": optional["commander"],
        "affected_components": list(optional["components"] or ()),
        "affected_environments": list(optional["environments"] or ()),
        "started_at": read_moment(started_at, "--started-at").text if started_at else None,
        "follows": optional["follows"],
    }
    desk = context.desk
    deed = declare(desk, Declaration(title, facts, organization, at))
    with kept_on_refusal(str(facts["description"]), ".md") if description is None else nullcontext():
        land(desk, deed, landing, following='farm-gitops update {id} -m "…"')


def _asked_severity() -> str:
    if not is_interactive():
        raise UsageError("the severity is missing", f"--severity, one of {', '.join(Severity)}")
    click.echo(_SEVERITIES)
    answer: str = click.prompt("Severity", type=click.Choice(list(Severity), case_sensitive=False))
    return answer


COMMANDS: Final = {"open": open_command}
