"""`build`: build the static site."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.options import read_moment
from farm_gitops.cli.progress import progress_bar

if TYPE_CHECKING:
    from farm_gitops.actions.build import BuiltSite

_EXAMPLES: Final = """\b
Examples:
  farm-gitops build
  farm-gitops build --at HEAD --output public
  farm-gitops build --organization acme
\b
Exit codes: 0 built, 1 built without the records that cannot be read, 2 wrong call, 3 cannot build here.
"""


@click.command("build", epilog=_EXAMPLES)
@click.option("--output", metavar="DIR", help="Where to (default: site/ beside farm.yaml).")
@click.option("--at", "revision", metavar="REV", help="Build a commit rather than the working tree.")
@click.option("--as-of", metavar="TIME", help="The moment that the site speaks of (default: the commit's date).")
@click.option("--organization", metavar="ORG", help="Build one organization alone.")
@click.option("--no-history", is_flag=True, help="Leave git's history out, as in a shallow clone.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_context
def build_command(
    context: Context,
    output: str | None,
    revision: str | None,
    as_of: str | None,
    organization: str | None,
    no_history: bool,
    as_json: bool,
) -> int:
    """Build the static site. The same commit and the same moment always give the same bytes."""
    from farm_gitops.actions.build import SiteOf, build_site

    project = context.project
    folder = project.root / "site" if output is None else Path(os.path.normpath(Path.cwd() / output))
    moment = read_moment(as_of, "--as-of") if as_of else None
    if project.repository is None:
        click.echo("note: no git repository here, so only the files say who did what and when", err=True)
    with progress_bar() as progress:
        built = build_site(project, SiteOf(folder, revision, moment, organization, not no_history), progress)
    _tell(built, folder, as_json=as_json)
    return 1 if built.broken else 0


def _tell(built: BuiltSite, folder: Path, *, as_json: bool) -> None:
    from farm_gitops.records.layout import shown

    for broken in built.broken:
        place = f"{broken.path}:{broken.line}"
        click.secho(f"left out: {place} {shown(broken.message)} [{broken.rule}]", fg="yellow", err=True)
    written = built.written
    if as_json:
        counts = {
            "files": written.pages,
            "made": written.made,
            "written": written.changed,
            "removed": written.removed,
        }
        told = {"version": 1, "output": str(folder), "asOf": built.as_of.utc, **counts, "broken": len(built.broken)}
        click.echo(json.dumps(told, indent=2))
        return
    did = f"{written.made} made, {written.changed} written, {written.removed} removed"
    click.echo(f"{written.pages} files as of {built.as_of.utc}: {did}")
    click.echo(f"open {folder / 'index.html'}")


COMMANDS: Final = {"build": build_command}
