"""`init`: make a repository of incidents out of a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

_EXAMPLE: Final = """\b
Example:
  mkdir incidents-of-acme && cd incidents-of-acme
  farm-gitops init --organization acme --commit
"""


@click.command("init", epilog=_EXAMPLE)
@click.option("--organization", metavar="ORG", help="The first organization (default: this folder's name).")
@click.option("--commit", is_flag=True, help="Commit what was made: the founding commit.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def init_command(organization: str | None, commit: bool, as_json: bool) -> None:
    """Make a repository of incidents out of this folder; you become its maintainer and first admin."""
    from farm_gitops.actions.initialize import initialize

    made = initialize(Path.cwd(), organization, commit=commit)
    if as_json:
        known = {"organization": made.organization, "person": made.person, "files": made.files, "commit": made.commit}
        click.echo(json.dumps({"version": 1, **known}, indent=2))
        return
    kind = "a new git repository" if made.is_new_repository else "this git repository"
    click.secho(f"{kind} tracks the incidents of {made.organization}; {made.person} is its admin", bold=True)
    for path in made.files:
        click.echo(f"  {path}")
    if made.commit:
        click.echo(f"committed as {made.commit[:10]}")
    else:
        click.echo("not committed yet: git add -A && git commit -m 'Begin tracking incidents'")
    click.echo('next: farm-gitops open "What is wrong" --severity P2 --description "What is known"')


COMMANDS: Final = {"init": init_command}
