"""What every command that changes something shares: how far the change goes, and what is said when it is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from farm_gitops.actions.act import Deed, Desk
    from farm_gitops.actions.land import Landed


class Landing(NamedTuple):
    """How far a change goes (file, commit, branch, push), and whether the answer is JSON."""

    commit: bool
    branch: bool
    push: bool
    as_json: bool


def landing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --commit, --branch, --push and --json, which the command receives as one `landing`."""

    @wraps(command)
    def with_landing(*args: Any, commit: bool, branch: bool, push: bool, as_json: bool, **rest: Any) -> Any:
        return command(*args, landing=Landing(commit, branch, push, as_json), **rest)

    shaped = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(with_landing)
    shaped = click.option("--push", is_flag=True, help="Commit and push, retrying after a rebase.")(shaped)
    shaped = click.option("--branch", is_flag=True, help="Commit on a new branch.")(shaped)
    return click.option("--commit", is_flag=True, help="Commit with a message that says what happened.")(shaped)


def land(desk: Desk, deed: Deed, landing: Landing, *, following: str = "") -> None:
    """Do a deed and say what was done; `following` is what to type next, with `{id}` for the incident's id."""
    from farm_gitops.actions.land import Wish, do

    landed = do(desk, deed, Wish(landing.commit, landing.branch, landing.push))
    if landing.as_json:
        click.echo(json.dumps(_as_json(landed), indent=2))
        return
    click.secho(landed.act.message, bold=True)
    for line in [*told_of_taken_back(landed), *(f"  {path}" for path in sorted(landed.act.files)), *_history(landed)]:
        click.echo(line)
    if following:
        click.echo(f"next: {following.format(id=landed.act.incident)}")


def told_of_taken_back(landed: Landed) -> list[str]:
    """What was there before, where that was the half of a command that was killed."""
    files = len(landed.taken_back)
    return [f"first taken back: {files} files that a command left when it was killed here"] if files else []


def _history(landed: Landed) -> list[str]:
    if not landed.act.files:
        return ["nothing was written"]
    if landed.commit is None:
        return ["not committed yet: --commit does it next time, or git add and git commit now"]
    lines = [f"  {path}  (was not committed yet)" for path in landed.others]
    lines.append(f"committed as {landed.commit[:10]} on {landed.branch or 'a detached HEAD'}")
    if landed.apart:
        lines.append(f"the branch begins at {landed.apart.base}, not at {landed.apart.left}, where you stood")
    if landed.pushed_to:
        lines.append(f"pushed to {landed.pushed_to}")
    if landed.pull_request:
        lines.append(f"open the pull request: {landed.pull_request}")
    return lines


def _as_json(landed: Landed) -> dict[str, object]:
    return {
        "version": 1,
        "incident": str(landed.act.incident) if landed.act.incident else None,
        "message": landed.act.message,
        "files": sorted(landed.act.files),
        "alsoCommitted": list(landed.others),
        "commit": landed.commit,
        "branch": landed.branch,
        "pushedTo": landed.pushed_to,
        "pullRequest": landed.pull_request,
        "beginsAt": landed.apart.base if landed.apart else None,
        "takenBack": list(landed.taken_back),
    }
