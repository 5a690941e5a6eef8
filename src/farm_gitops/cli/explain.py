"""`explain`: what a rule demands and why, and what severities and statuses mean."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

import click

from farm_gitops.errors import UsageError
from farm_gitops.model import lifecycle, severity
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.severity import Severity

_EXAMPLES: Final = """\b
Examples:
  farm-gitops explain                     every rule, a line each
  farm-gitops explain missing-commander
  farm-gitops explain P1
"""


@click.command("explain", epilog=_EXAMPLES)
@click.argument("name", required=False, metavar="[RULE|SEVERITY|STATUS]")
@click.option("--all", "everything", is_flag=True, help="The pages of all rules, as docs/rules.md holds them.")
def explain_command(name: str | None, everything: bool) -> None:
    """Explain a rule, a severity or a status; without a name, list the rules."""
    if everything:
        from farm_gitops.rules.page import rules_book

        click.echo(rules_book(), nl=False)
    elif name is None:
        _list_rules()
    elif name.upper() in set(Severity):
        meaning = severity.MEANING[Severity(name.upper())]
        click.echo(f"{name.upper()} ({meaning.label}): {meaning.text}")
    elif name.lower() in set(Status):
        _explain_status(Status(name.lower()))
    else:
        _explain_rule(name)


def _list_rules() -> None:
    from farm_gitops.rules import RULES
    from farm_gitops.rules.rule import GROUPS

    for group, meaning in GROUPS.items():
        click.secho(f"{group}: {meaning}", bold=True)
        for rule in RULES:
            if rule.group == group:
                click.echo(f"  {rule.id:<28} {rule.title}")


def _explain_status(status: Status) -> None:
    click.echo(f"{status}: {lifecycle.MEANING[status]}")
    following = ", ".join(lifecycle.TRANSITIONS[status]) or "nothing; it is the end"
    click.echo(f"What may follow: {following}.")


def _explain_rule(name: str) -> None:
    from farm_gitops.rules import RULES
    from farm_gitops.rules.page import rule_page

    rules = {rule.id: rule for rule in RULES}
    if name not in rules:
        near = get_close_matches(name, [*rules, *Severity, *Status], n=1)
        raise UsageError(f"there is no rule `{name}`", f"did you mean {near[0]}?" if near else "farm-gitops explain")
    click.echo(rule_page(rules[name]), nl=False)


COMMANDS: Final = {"explain": explain_command}
