"""`build`: build the static site."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict, Unpack

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.options import read_moment
from farm_gitops.cli.progress import progress_bar
from farm_gitops.cli.timings import Timings
from farm_gitops.errors import explain_stop

if TYPE_CHECKING:
    from farm_gitops.actions.build import BuiltSite, SiteOf
    from farm_gitops.actions.unchanged import Asked, Built
    from farm_gitops.store.place import Place
    from farm_gitops.store.project import Project
    from farm_gitops.views.world import Broken

_EXAMPLES: Final = """\b
Examples:
  farm-gitops build
  farm-gitops build --at HEAD --output public
  farm-gitops build --organization acme
\b
Exit codes: 0 built, 1 built without the records that cannot be read, 2 wrong call, 3 cannot build here.
"""


class Options(TypedDict):
    """What the command was given."""

    revision: str | None
    as_of: str | None
    organization: str | None
    no_history: bool
    verify_output: bool
    no_cache: bool
    timings: bool


@click.command("build", epilog=_EXAMPLES)
@click.option("--output", metavar="DIR", help="Where to (default: site/ beside farm.yaml).")
@click.option("--at", "revision", metavar="REV", help="Build a commit rather than the working tree.")
@click.option("--as-of", metavar="TIME", help="The moment that the site speaks of (default: the commit's date).")
@click.option("--organization", metavar="ORG", help="Build one organization alone.")
@click.option("--no-history", is_flag=True, help="Leave git's history out, as in a shallow clone.")
@click.option("--verify-output", is_flag=True, help="Look at every file of the output, also where nothing changed.")
@click.option("--no-cache", is_flag=True, help="Work everything out anew.")
@click.option("--timings", is_flag=True, help="Say on standard error where the time went.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_context
def build_command(context: Context, output: str | None, as_json: bool, **options: Unpack[Options]) -> int:
    """Build the static site. The same commit and the same moment always give the same bytes.

    Only what differs is made and written. What was worked out is kept in git's own folder, and may be deleted.
    """
    place = context.place
    folder = place.root / "site" if output is None else Path(os.path.normpath(Path.cwd() / output))
    wanted = _asked(place, options)
    known = _known(place, folder, wanted, options)
    if known is not None:
        _tell(Told(known.files, 0, 0, 0, known.as_of), folder, as_json=as_json)
        return 0
    return _build(context, folder, wanted, options, as_json=as_json)


class Told(NamedTuple):
    """What a build did, in files, and the moment in UTC of which the site speaks; `broken` files are left out of it."""

    files: int
    made: int
    written: int
    removed: int
    as_of: str
    broken: int = 0


def _asked(place: Place, options: Options) -> Asked | None:
    """What is asked for, where that can be known."""
    from farm_gitops.actions import unchanged

    wishes = unchanged.Options(
        options["revision"], options["as_of"], options["organization"], history=not options["no_history"]
    )
    return unchanged.asked(place, wishes)


def _known(place: Place, folder: Path, wanted: Asked | None, options: Options) -> Built | None:
    """What lies there already."""
    from farm_gitops.actions.unchanged import already_built

    if wanted is None or options["no_cache"]:
        return None
    return already_built(place, folder, wanted, verifies=options["verify_output"])


def _build(context: Context, folder: Path, wanted: Asked | None, options: Options, *, as_json: bool) -> int:
    from farm_gitops.actions.build import SiteOf
    from farm_gitops.actions.unchanged import Built, is_as_left, remember

    gc.disable()  # a build holds what it makes to its end: of 10,000 incidents, what is collected are 700 objects
    project, as_of = context.project, options["as_of"]
    moment = read_moment(as_of, "--as-of") if as_of else None
    if project.repository is None:
        click.echo("note: no git repository here, so only the files say who did what and when", err=True)
    asked_for = SiteOf(
        folder,
        options["revision"],
        moment,
        options["organization"],
        history=not options["no_history"],
        remembers=not options["no_cache"],
        verifies=options["verify_output"],
        trusts=wanted is not None and not wanted.is_tree and is_as_left(context.place, folder),
    )
    with progress_bar() as progress:
        timings = Timings(progress)
        built = _made(project, asked_for, timings)
    if options["timings"]:
        click.echo("\n".join(timings.lines()), err=True)
    _tell_broken(built.broken)
    told = Told(*built.written, built.as_of.utc, len(built.broken))
    if wanted and not built.broken and not options["no_cache"]:
        remember(context.place, folder, wanted, Built(told.files, told.as_of), built.tree)
    _tell(told, folder, as_json=as_json)
    return 1 if built.broken else 0


def _made(project: Project, asked_for: SiteOf, timings: Timings) -> BuiltSite:
    from farm_gitops.actions.build import build_site
    from farm_gitops.publish.manifest import is_unfinished

    try:
        return build_site(project, asked_for, timings)
    except KeyboardInterrupt as stop:
        half = "some pages are new and others are not: farm-gitops build completes it"
        explain_stop(stop, half if is_unfinished(asked_for.output) else "the site is as it was")
        raise


def _tell_broken(broken: tuple[Broken, ...]) -> None:
    from farm_gitops.records.layout import shown

    for each in broken:
        place = f"{each.path}:{each.line}"
        click.secho(f"left out: {place} {shown(each.message)} [{each.rule}]", fg="yellow", err=True)


def _tell(told: Told, folder: Path, *, as_json: bool) -> None:
    if as_json:
        counts = {"files": told.files, "made": told.made, "written": told.written, "removed": told.removed}
        document = {"version": 1, "output": str(folder), "asOf": told.as_of, **counts, "broken": told.broken}
        click.echo(json.dumps(document, indent=2))
        return
    click.echo(
        f"{told.files} files as of {told.as_of}: {told.made} made, {told.written} written, {told.removed} removed"
    )
    click.echo(f"open {folder / 'index.html'}")


COMMANDS: Final = {"build": build_command}
