"""`demo`: a small, real-looking repository to try things out in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

_EXAMPLE: Final = """\b
Example:
  farm-gitops demo try-it && cd try-it
  farm-gitops list
  farm-gitops build
"""


@click.command("demo", epilog=_EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def demo_command(folder: Path, as_json: bool) -> None:
    """Make a small, real-looking repository in DIR: incidents of several people over several weeks, with history."""
    from farm_gitops.actions.demo import make_demo
    from farm_gitops.cli.progress import progress_bar

    with progress_bar("making"):
        made = make_demo(folder)
    if as_json:
        known = {"folder": str(made.folder), "commits": made.commits, "incidents": made.incidents, "you": made.you}
        click.echo(json.dumps({"version": 1, **known}, indent=2))
        return
    click.echo(f"{made.incidents} incidents in {made.commits} commits lie in {made.folder}")
    click.echo(f"git's configuration there makes you {made.you}, an admin, so that every command can be tried")
    click.echo(f"next: cd {made.folder} && farm-gitops list && farm-gitops build")


COMMANDS: Final = {"demo": demo_command}
