"""`doctor`: say what is wrong with a set-up, what cannot be seen from here, and how to mend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from farm_gitops.actions.doctor.check import Check, State

_EXAMPLES: Final = """\b
Examples:
  farm-gitops doctor
  farm-gitops doctor --json
\b
Exit codes: 0 fine (advice too), 1 something is wrong, 2 wrong call, 3 something could not be looked at.
"""
_WORDS: Final[dict[State, tuple[str, str]]] = {
    "wrong": ("wrong", "red"),
    "blind": ("cannot look", "red"),
    "advice": ("advice", "yellow"),
    "fine": ("fine", "green"),
    "unseen": ("not visible here", "cyan"),
}
_EXIT: Final = {"pass": 0, "reject": 1, "error": 3}


@click.command("doctor", epilog=_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def doctor_command(as_json: bool) -> int:
    """Look at this machine, this clone, farm.yaml and the set-up of the forge; each thing comes with its cure.

    Nothing is changed. It works in an empty folder too, and where farm.yaml is broken.
    """
    from farm_gitops.actions.doctor.check import asked, verdict
    from farm_gitops.actions.doctor.machine import yaml_reader

    checks = list(asked("yaml-reader", yaml_reader))
    if verdict(checks) == "pass":  # else nothing that reads files can be loaded
        from farm_gitops.actions.doctor.examine import examine

        checks += examine(Path.cwd())
    found = verdict(checks)
    if as_json:
        known = [{"name": c.name, "state": c.state, "message": c.message, "cure": c.cure} for c in checks]
        click.echo(json.dumps({"version": 1, "verdict": found, "checks": known}, indent=2))
    else:
        _tell(checks)
    return _EXIT[found]


def _tell(checks: list[Check]) -> None:
    """What needs somebody first."""
    from farm_gitops.records.layout import shown

    for state, (word, colour) in _WORDS.items():
        for check in (each for each in checks if each.state == state):
            click.echo(f"{click.style(word, fg=colour)}  {check.name}: {shown(check.message)}")
            if check.cure:
                click.echo(f"       {'look' if state == 'unseen' else 'cure'}: {shown(check.cure)}")
    counts = {state: sum(1 for check in checks if check.state == state) for state in _WORDS}
    told = [f"{number} {_WORDS[state][0]}" for state, number in counts.items() if number]
    click.secho(", ".join(told), bold=True)


COMMANDS: Final = {"doctor": doctor_command}
