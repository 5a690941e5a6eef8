"""`list`: the incidents that somebody asks for, what still runs first."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.options import Level
from farm_gitops.errors import UsageError
from farm_gitops.model.lifecycle import Status

if TYPE_CHECKING:
    from farm_gitops.store.keeping import Keeping
    from farm_gitops.views.brief import Brief

_EXAMPLES: Final = """\b
Examples:
  farm-gitops list --status open --status investigating
  farm-gitops list --severity P1 --component payments-db --json
"""
_COLUMNS: Final = ("ID", "SEVERITY", "STATUS", "REPORTED", "COMMANDER", "TITLE")


def _several(name: str, meaning: str, **kind: Any) -> Callable[[Any], Any]:
    return click.option(f"--{name}", multiple=True, help=f"{meaning}; may be repeated.", **kind)


@click.command("list", epilog=_EXAMPLES)
@_several("severity", "Of this severity", type=Level())
@_several("status", "In this status", type=click.Choice(list(Status), case_sensitive=False))
@_several("organization", "Of this organization", metavar="ORG")
@_several("component", "Affecting this component", metavar="NAME")
@_several("environment", "In this environment", metavar="NAME")
@_several("commander", "Coordinated by this person", metavar="PERSON")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to answer.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_context
def list_command(context: Context, /, form: str, **wanted: tuple[str, ...]) -> None:
    """List incidents: those that still run first, the newest first in each. In a pipe: tab-separated, no header."""
    from farm_gitops.actions.build_memory import remembered
    from farm_gitops.cli.progress import progress_bar
    from farm_gitops.views.selection import Selection, active_first

    selection = Selection(**{kind: tuple(map(str, values)) for kind, values in wanted.items()})
    with ExitStack() as memory:
        with progress_bar() as progress:
            snapshot = memory.enter_context(remembered(context.project, progress))
        _refuse_unknown(wanted, snapshot)
        briefs = active_first(each for each in snapshot.briefs.values() if selection.holds(each, snapshot.catalog))
        _say_what_is_broken(len(snapshot.ids()) - len(snapshot.briefs))
        if form == "json":
            click.echo(_as_json(briefs, snapshot))
        elif sys.stdout.isatty():
            _print_table(briefs)
        else:
            for each in briefs:
                click.echo("\t".join(_cells(each)))


def _refuse_unknown(wanted: dict[str, tuple[str, ...]], snapshot: Keeping) -> None:
    """A name that neither the configuration nor any record knows is a slip rather than an empty answer."""
    configuration, briefs = snapshot.configuration, snapshot.briefs.values()
    known: dict[str, set[str]] = {
        "organization": {*configuration.organizations, *(each.id.organization for each in briefs)},
        "component": {*snapshot.catalog.all_names, *(name for each in briefs for name in each.components)},
        "environment": {*configuration.environments, *(name for each in briefs for name in each.environments)},
        "commander": {*configuration.people, *(each.commander or "" for each in briefs)},
    }
    for kind, names in known.items():
        for name in wanted[kind]:
            if name not in names and not (kind == "component" and snapshot.catalog.candidates(name)):
                near = get_close_matches(name, names, n=1)
                cure = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(filter(None, names)))}"
                raise UsageError(f"nothing knows the {kind} `{name}`", cure)


def _say_what_is_broken(number: int) -> None:
    if number:
        what = "1 incident is" if number == 1 else f"{number} incidents are"
        click.echo(f"note: {what} left out, for it cannot be read: farm-gitops validate", err=True)


def _as_json(briefs: list[Brief], snapshot: Keeping) -> str:
    from farm_gitops.views.api import incident_list
    from farm_gitops.views.people import People

    records = list(filter(None, (snapshot.record(each.id) for each in briefs)))
    people = People(snapshot.configuration, snapshot.catalog.users)
    return json.dumps({"version": 1, **incident_list(records, people)}, indent=2)


def _print_table(briefs: list[Brief]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in _COLUMNS:
        table.add_column(
            column, overflow="fold" if column in {"ID", "TITLE"} else "ellipsis", no_wrap=column != "TITLE"
        )
    for each in briefs:
        table.add_row(*_cells(each))
    Console(highlight=False, markup=False).print(table if briefs else "no incidents")


def _cells(of: Brief) -> tuple[str, ...]:
    reported = of.created.utc[:16].replace("T", " ") if of.created else "unknown"
    return str(of.id), of.severity, of.status, reported, of.commander or "", of.title


COMMANDS: Final = {"list": list_command}
