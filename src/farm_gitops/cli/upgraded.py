"""What `init --upgrade` says: in JSON, and line by line for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from farm_gitops.records.names import CONFIGURATION

if TYPE_CHECKING:
    from farm_gitops.actions.set_up import Standing, State
    from farm_gitops.actions.upgrade import Upgraded

Line = tuple[dict[str, Any], str]
"""How a line is styled, and what it says."""

_YOURS: Final[dict[State, str]] = {
    "changed": "you changed it, and it stays; this is what would be different:",
    "kept": "yours, as before",
    "removed": "you removed it, and it stays away",
}
_OF_NO_USE: Final[dict[State, str]] = {
    "withdrawn": "taken away: nobody changed it, and here it is of no use",
    "orphaned": "of no use here, and it stays, since you changed it; without it:",
}


def in_json(done: Upgraded) -> dict[str, object]:
    """Everything, with the difference wherever somebody changed a file."""
    from farm_gitops.actions.upgrade import difference

    files = [
        {
            "path": each.path,
            "state": each.state,
            "written": each.path in done.written,
            "removed": each.is_ours_to_remove,
            "diff": difference(each) if each.state in {"changed", "kept"} else None,
        }
        for each in done.files
    ]
    known = {
        "forge": done.forge,
        "left": done.left,
        "idleBot": done.bot,
        "before": done.before,
        "now": done.now,
        "files": files,
    }
    return {**known, "alsoWritten": _also(done), "commit": done.commit}


def in_words(done: Upgraded, forge: str) -> Iterator[Line]:
    """The same for people; what differs is shown once."""
    yield {"bold": True}, f"workflows and settings for {forge}: {done.before or 'none of ours'} → {done.now}"
    if done.forge == "none":
        yield {}, "another forge: git remote add origin URL, or  farm-gitops init --upgrade --ci github|gitlab|gitea"
    for path in _also(done):
        yield {}, f"  {path}  written: what the form reports may land, also where GitHub squashes it as its bot"
    for each in done.files:
        yield from _told(each, is_written=each.path in done.written)
    if done.bot:
        yield {"fg": "yellow"}, f"  farm.yaml  {done.bot} is GitHub's bot; without its form: active: false under people"
    left = [each.path for each in done.files if each.state in _YOURS and each.path not in done.written]
    if left:
        yield {}, f"to take one as it is offered: farm-gitops init --upgrade --take {left[0]}"
    if done.commit:
        yield {}, f"committed as {done.commit[:10]}"
    elif done.written or any(each.is_ours_to_remove for each in done.files):
        yield {}, "they are policy: let a maintainer look at them and commit them (--commit does it next time)"
    else:
        yield {}, "nothing to write"


def _told(each: Standing, *, is_written: bool) -> Iterator[Line]:
    from farm_gitops.actions.upgrade import difference
    from farm_gitops.records.layout import shown

    if is_written:
        yield {}, f"  {each.path}  written"
    elif each.state in _OF_NO_USE:
        cure = f" git rm {each.path}" if each.state == "orphaned" else ""
        yield {"fg": "yellow"}, f"  {each.path}  {_OF_NO_USE[each.state]}{cure}"
    elif each.state in _YOURS:
        yield {"fg": "yellow"}, f"  {each.path}  {_YOURS[each.state]}"
        if each.state == "changed":
            yield from (({}, f"    {shown(line)}") for line in difference(each).splitlines())


def _also(done: Upgraded) -> list[str]:
    """What was written besides the files that are offered."""
    return [path for path in done.written if path == CONFIGURATION]
