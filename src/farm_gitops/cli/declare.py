"""`open`: declare an incident."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.alert import AlertOptions, alert_options, land_alert
from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import Level, at_option, read_moment
from farm_gitops.cli.typed import is_interactive, kept_on_refusal, text_or_editor
from farm_gitops.errors import UsageError
from farm_gitops.model.severity import MEANING, Severity

if TYPE_CHECKING:
    from farm_gitops.documents.yaml_writer import YamlValue
    from farm_gitops.model.moment import Moment

_EXAMPLES: Final = """\b
Examples:
  farm-gitops open "Checkout is down" --severity P1 --description "No payment goes through." \\
      --commander alice --component checkout --environment production --commit
  farm-gitops open --from-alert notification.json --push
"""
_SEVERITIES: Final = "\n".join(f"  {level}  {meaning.label}: {meaning.text}" for level, meaning in MEANING.items())


@click.command("open", epilog=f"{_EXAMPLES}\n\b\nSeverities:\n{_SEVERITIES}")
@click.argument("title", required=False)
@click.option("--severity", type=Level(), help="How bad it is.")
@click.option("--organization", metavar="ORG", help="Whose incident it is (default: the only organization).")
@click.option("--description", metavar="TEXT", help="What is known, in Markdown; - reads standard input.")
@click.option("--commander", metavar="PERSON", help="Who coordinates.")
@click.option("--component", "components", metavar="NAME", multiple=True, help="What is affected; may be repeated.")
@click.option("--environment", "environments", metavar="NAME", multiple=True, help="Where; may be repeated.")
@click.option("--started-at", metavar="TIME", help="When the impact began, if before it is reported.")
@click.option("--follows", metavar="ID", help="An earlier incident that this one continues.")
@click.option("--again", is_flag=True, help="It is another incident than the open one of the same title.")
@alert_options
@at_option
@landing_options
@pass_context
def open_command(
    context: Context,
    /,
    title: str | None,
    severity: str | None,
    organization: str | None,
    description: str | None,
    at: Moment | None,
    started_at: str | None,
    again: bool,
    landing: Landing,
    alert: AlertOptions | None,
    **optional: str | tuple[str, ...] | None,
) -> None:
    """Declare an incident: TITLE says in one line what is wrong.

    With --from-alert, Alertmanager's notification says it all; see docs/alertmanager.md.
    """
    from farm_gitops.actions.declare import Declaration, declare

    if alert is not None:
        given = {"title": title, "severity": severity, "description": description}
        desk = replace(context.desk, now=at) if at else context.desk
        land_alert(desk, alert._replace(organization=organization), {**given, **_facts(started_at, optional)}, landing)
        return
    desk = context.desk  # whoever is in no project should not first have to say how bad it is
    if title is None:
        raise UsageError("the title is missing", 'farm-gitops open "What is wrong" --severity P2')
    severity = severity or _asked_severity()
    facts = {
        "severity": severity,
        "description": text_or_editor(description, option="--description", question="What is known?"),
        **_facts(started_at, optional),
    }
    deed = declare(desk, Declaration(title, facts, organization, at, again))
    with kept_on_refusal(str(facts["description"]), ".md") if description is None else nullcontext():
        land(desk, deed, landing, following='farm-gitops update {id} -m "…"')


def _facts(started_at: str | None, optional: Mapping[str, str | tuple[str, ...] | None]) -> dict[str, YamlValue]:
    return {
        "commander": optional["commander"],
        "affected_components": list(optional["components"] or ()),
        "affected_environments": list(optional["environments"] or ()),
        "started_at": read_moment(started_at, "--started-at").text if started_at else None,
        "follows": optional["follows"],
    }


def _asked_severity() -> str:
    if not is_interactive():
        raise UsageError("the severity is missing", f"--severity, one of {', '.join(Severity)}")
    click.echo(_SEVERITIES)
    answer: str = click.prompt("Severity", type=Level())
    return answer


COMMANDS: Final = {"open": open_command}
