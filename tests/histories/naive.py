"""Two validators of the usual kind, as trust.md defines them under "Figures to reach": what teams write first.

They refuse an entry that is deleted, modified or renamed and a status that goes back, and ask the head who is an admin.
What makes them stumble they refuse. One looks at the three-dot diff, the other at each commit that is no merge.
"""

from __future__ import annotations

from collections.abc import Mapping

from git_world import GitWorld
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ORDER = ("open", "investigating", "identified", "resolved")


class Stumbled(Exception):  # noqa: N818 - it says what happened
    """What such a script ends with a traceback on."""


def three_dots(world: GitWorld, base: str) -> bool:
    """Whether `git diff --name-status BASE...HEAD` shows nothing that is refused."""
    try:
        fork = _git(world, "merge-base", base, "HEAD").strip()
        return _is_fine(world, _git(world, "diff", "--name-status", f"{base}...HEAD"), fork, "HEAD")
    except Stumbled:
        return False


def commit_by_commit(world: GitWorld, base: str) -> bool:
    """Whether no commit of `git rev-list --no-merges BASE..HEAD` does what is refused."""
    try:
        commits = _git(world, "rev-list", "--no-merges", f"{base}..HEAD").split()
        return all(
            _is_fine(world, _git(world, "diff", "--name-status", f"{commit}^", commit), f"{commit}^", commit)
            for commit in commits
        )
    except Stumbled:
        return False


def _is_fine(world: GitWorld, listed: str, before: str, after: str) -> bool:
    changes = [line.split("\t") for line in listed.splitlines()]
    return not any(_is_refused(world, kind[0], paths, before, after) for kind, *paths in changes)


def _is_refused(world: GitWorld, kind: str, paths: list[str], before: str, after: str) -> bool:
    old, new = paths[0], paths[-1]
    if "/timeline/" in old:
        return kind in "DMR"
    if new.endswith("/incident.yaml") and kind in "MR":
        return _place(world, after, new) < _place(world, before, old)
    if new.endswith("/postmortem.md") and kind != "D":
        return _is_approved_by_nobody(world, new, after)
    return False


def _place(world: GitWorld, revision: str, path: str) -> int:
    status = _yaml(_git(world, "show", f"{revision}:{path}")).get("status")
    if status not in ORDER:
        raise Stumbled(f"no status in {path}")
    return ORDER.index(str(status))


def _is_approved_by_nobody(world: GitWorld, path: str, revision: str) -> bool:
    """An approval by somebody who is no admin in the farm.yaml of the head."""
    facts = _yaml(_git(world, "show", f"{revision}:{path}").partition("---\n")[2].partition("\n---")[0])
    policy = _yaml(_git(world, "show", "HEAD:farm.yaml"))
    organizations = policy["organizations"]
    assert isinstance(organizations, Mapping)
    admins = organizations.get(path.split("/")[1], {}).get("admins", [])
    return facts.get("status") == "approved" and facts.get("approved_by") not in admins


def _yaml(text: str) -> Mapping[str, object]:
    try:
        value = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as failure:
        raise Stumbled(str(failure)) from failure
    if not isinstance(value, Mapping):
        raise Stumbled("no mapping")
    return value


def _git(world: GitWorld, *arguments: str) -> str:
    done = world.git_anyway(*arguments)
    if done.returncode != 0:
        raise Stumbled(done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8", "replace")
