"""`import`: incidents from another tool."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.import_options import ImportWish, import_options
from farm_gitops.cli.landing import told_of_taken_back
from farm_gitops.cli.options import Level
from farm_gitops.cli.progress import progress_bar
from farm_gitops.model.severity import Severity

if TYPE_CHECKING:
    from farm_gitops.actions.bring_in import Importer
    from farm_gitops.actions.land import Landed
    from farm_gitops.importers.result import Import

_EXAMPLE: Final = """\b
Example:
  farm-gitops import statuspage incidents.json --organization acme --commit
"""
_CSTATE_EXAMPLE: Final = """\b
Example:
  git clone https://github.com/acme/status && farm-gitops import cstate status --history
"""
_JSONL_EXAMPLE: Final = """\b
Example:
  farm-gitops -C old export --output all.jsonl && farm-gitops -C new import jsonl all.jsonl --history
"""
_POST_MORTEMS_EXAMPLE: Final = """\b
Example:
  farm-gitops import postmortems ../postmortems --severity P2 --commit
"""
_SHOWN: Final = 5


@click.group("import", epilog=_EXAMPLE)
def import_command() -> None:
    """Import incidents from another tool. Importing again adds only what is new."""


@import_command.command("statuspage", epilog=_EXAMPLE)
@click.argument("file", type=click.File("rb"))
@import_options
@pass_context
def statuspage_command(context: Context, file: IO[bytes], wish: ImportWish) -> int:
    """Import a Statuspage document (/api/v2/incidents.json or summary.json) or an export of status pages as JSON Lines.

    Which of them FILE is shows in its content; - reads standard input. docs/import.md says what becomes of each key.
    """
    from farm_gitops.actions.bring_in import into_one
    from farm_gitops.importers.statuspage import import_statuspage

    read = partial(import_statuspage, file.read(), history=wish.history)
    return _run(context, "Statuspage", into_one(read), wish)


@import_command.command("postmortems", epilog=_POST_MORTEMS_EXAMPLE)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--severity",
    type=Level(),
    help="How bad those were that do not say it (default: P3, and a repair).",
)
@import_options
@pass_context
def post_mortems_command(context: Context, source: Path, severity: str | None, wish: ImportWish) -> int:
    """Import post-mortems in Markdown as drafts: a folder of them, or a clone of its repository.

    Each makes a resolved incident. What is named is recognised (root cause, contributing factors, action items,
    timeline, impact); the rest is the body. docs/import.md says how.
    """
    from farm_gitops.actions.bring_in import into_one
    from farm_gitops.importers.post_mortems import import_post_mortems, is_wanted
    from farm_gitops.store.foreign import read_foreign

    folder, level = read_foreign(source, is_wanted), Severity(severity) if severity else None
    read = partial(import_post_mortems, folder, level, history=wish.history)
    return _run(context, "post-mortems", into_one(read), wish)


@import_command.command("jsonl", epilog=_JSONL_EXAMPLE)
@click.argument("file", type=click.File("rb"))
@import_options
@pass_context
def jsonl_command(context: Context, file: IO[bytes], wish: ImportWish) -> int:
    """Import what `export` wrote, without loss. Each incident goes to its own organization, or all to --organization.

    docs/export.md describes the format; - reads standard input.
    """
    from farm_gitops.importers.own import import_own

    data = file.read()
    return _run(context, "an export", lambda there, into: import_own(data, there, into, history=wish.history), wish)


@import_command.command("cstate", epilog=_CSTATE_EXAMPLE)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@import_options
@pass_context
def cstate_command(context: Context, source: Path, wish: ImportWish) -> int:
    """Import a cState site: its folder, a clone of its repository, or its versions as git_history.jsonl.

    From a clone, updates have the times and authors of their commits. docs/import.md says what becomes of what.
    """
    from farm_gitops.actions.bring_in import into_one
    from farm_gitops.importers.cstate import import_cstate, is_wanted
    from farm_gitops.store.foreign import read_foreign

    folder = read_foreign(source, is_wanted)
    return _run(context, "cState", into_one(partial(import_cstate, folder, history=wish.history)), wish)


def _run(context: Context, source: str, importer: Importer, wish: ImportWish) -> int:
    """Import and say what was done; the exit code."""
    from farm_gitops.actions.bring_in import Wanted, bring_in, look_at
    from farm_gitops.actions.bring_in_history import bring_in_with_history
    from farm_gitops.actions.land import Wish

    wanted = Wanted(source, importer, wish.organization)
    how_far = Wish(wish.landing.commit, wish.landing.branch, wish.landing.push)
    with progress_bar() as progress:
        desk = replace(context.desk, done=lambda done, total: progress("judging", done, total))
        if wish.dry_run:
            landed, account = look_at(desk, wanted)
        elif wish.history:
            landed, account = bring_in_with_history(desk, wanted, how_far)
        else:
            landed, account = bring_in(desk, wanted, how_far)
    if wish.landing.as_json:
        click.echo(json.dumps({**_as_json(account), **_landed_json(landed, wish)}, indent=2))
    else:
        told = (*told_of_taken_back(landed), *_told(account, verbose=wish.verbose), *_next(landed, wish))
        for line in told:
            click.echo(line)
    return 1 if account.refused else 0


def _landed_json(landed: Landed, wish: ImportWish) -> dict[str, object]:
    return {
        "commit": landed.commit,
        "branch": landed.branch,
        "pushedTo": landed.pushed_to,
        "pullRequest": landed.pull_request,
        "takenBack": list(landed.taken_back),
        "dryRun": wish.dry_run,
    }


def _next(landed: Landed, wish: ImportWish) -> Iterator[str]:
    if wish.dry_run:
        yield "nothing was written (--dry-run)"
    elif landed.commit:
        yield f"committed as {landed.commit[:10]} on {landed.branch or 'a detached HEAD'}"
        if landed.pushed_to:
            yield f"pushed to {landed.pushed_to}"
        if landed.pull_request:
            yield f"open the pull request: {landed.pull_request}"
        if wish.history:
            yield "each commit is a step: push them as they are, or merge by rebase; a squash would lose the past"
    elif landed.act.files:
        yield "not committed yet; next: farm-gitops validate"


def _told(account: Import, *, verbose: bool) -> Iterator[str]:
    yield (
        f"{len(account.added)} incidents added, {len(account.updated)} updated, {account.unchanged} unchanged, "
        f"{len(account.skipped)} skipped, {len(account.refused)} refused"
    )
    for kind, left_out in (("skipped", account.skipped), ("refused", account.refused)):
        for skipped in left_out if verbose or kind == "refused" else left_out[:_SHOWN]:
            yield f"  {kind} {skipped.source} ({_short(skipped.title)}): {skipped.why}"
        if not verbose and kind == "skipped" and len(left_out) > _SHOWN:
            yield f"  and {len(left_out) - _SHOWN} more"
    counts = Counter(repair.oddity for repair in account.repairs)
    for oddity, number in counts.most_common():
        yield f"{oddity}: {number} times"
        examples = [repair for repair in account.repairs if repair.oddity == oddity]
        for repair in examples if verbose else examples[:1]:
            rule = f" [{repair.rule}]" if repair.rule else ""
            yield f"  {repair.source} ({_short(repair.title)}): {_short(repair.found)} → {_short(repair.made)}{rule}"
        if not verbose and number > 1:
            yield f"  and {number - 1} more"
    if not verbose and (counts or len(account.skipped) > _SHOWN):
        yield "every repair and what was skipped: --verbose or --json"


def _as_json(account: Import) -> dict[str, object]:
    return {
        "version": 1,
        "added": [str(incident) for incident in account.added],
        "updated": [str(incident) for incident in account.updated],
        "unchanged": account.unchanged,
        "skipped": [skipped._asdict() for skipped in account.skipped],
        "refused": [refused._asdict() for refused in account.refused],
        "repair_counts": dict(Counter(repair.oddity.value for repair in account.repairs).most_common()),
        "repairs": [{**repair._asdict(), "rule": repair.rule} for repair in account.repairs],
    }


def _short(text: str) -> str:
    from farm_gitops.records.layout import shown

    return shown(text if len(text) <= 70 else f"{text[:69]}…")


COMMANDS: Final = {"import": import_command}
