"""What a named history is, and the small changes that most of them are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from git_world import GitWorld

from histories.base import BASE, BOB

Change = Callable[[GitWorld], object]
"""Does something in the repository; the one that it returns, if any, is judged in its place."""

Verdict = Literal["pass", "reject", "error"]
Policy = Literal["squash", "merge", "rebase", "signed"]
"""What the farm.yaml of the base says: how things land, or (`signed`, and squashed) that names are not trusted."""


class History(NamedTuple):
    """A claim, how it comes about and what the answer must be.

    `landed` happens on `main` before the branch `change` leaves it, and `change` on that branch. `rules` are exactly
    the rules whose errors refuse it. `judged_by` audit: all of it happens on `main`, and `span` of it is judged.
    """

    claim: str
    change: Change
    verdict: Verdict
    rules: frozenset[str] = frozenset()
    landed: Change | None = None
    policy: Policy = "squash"
    base: str = "main"
    judged_by: Literal["validate", "audit"] = "validate"
    span: str = ""


def refused(
    claim: str, change: Change, *rules: str, landed: Change | None = None, policy: Policy = "squash"
) -> History:
    """A history that exactly these rules refuse."""
    return History(claim, change, "reject", frozenset(rules), landed, policy)


def passes(claim: str, change: Change, *, landed: Change | None = None, policy: Policy = "squash") -> History:
    """A control: a history that must pass."""
    return History(claim, change, "pass", landed=landed, policy=policy)


def cannot_be_judged(
    claim: str, change: Change, *, base: str = "main", landed: Change | None = None, policy: Policy = "squash"
) -> History:
    """A history about which nothing can be said, so that the answer is neither yes nor no."""
    return History(claim, change, "error", landed=landed, base=base, policy=policy)


def cannot_be_audited(claim: str, change: Change, *, span: str) -> History:
    """A published branch about which nothing can be said."""
    return History(claim, change, "error", judged_by="audit", span=span)


def refused_by_audit(claim: str, change: Change, *rules: str, policy: Policy = "squash") -> History:
    """A history that somebody pushed to the published branch."""
    return History(claim, change, "reject", frozenset(rules), policy=policy, judged_by="audit")


def writes(files: Mapping[str, str | bytes | None], author: str = BOB, message: str = "Change") -> Change:
    """One commit; None takes a file away."""
    return lambda world: world.commit(files, author, message=message)


def puts(path: str, content: str | bytes, author: str = BOB) -> Change:
    """One file is written."""
    return writes({path: content}, author)


def replaces(path: str, old: str, new: str, author: str = BOB) -> Change:
    """A part of a file becomes another."""

    def change(world: GitWorld) -> None:
        text = (world.top / path).read_bytes().decode()
        assert text.count(old) == 1, f"{path} does not hold {old!r} once"
        world.commit({path: text.replace(old, new)}, author)

    return change


def deletes(*prefixes: str, author: str = BOB) -> Change:
    """Every landed file that begins so is taken away."""
    gone = dict.fromkeys(path for path in BASE if path.startswith(prefixes))
    assert gone
    return writes(gone, author)


def moves(source: str, target: str, author: str = BOB) -> Change:
    """Landed files are found elsewhere, byte for byte."""
    inside = [path for path in BASE if path.startswith(source)]
    assert inside
    moved = {path.replace(source, target): BASE[path] for path in inside}
    return writes({**dict.fromkeys(inside), **moved}, author)


def links(path: str, target: str, author: str = BOB) -> Change:
    """A symbolic link, also where a file was."""

    def change(world: GitWorld) -> None:
        place = world.top / path
        place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)
        stage(world, path)
        world.commit({}, author)

    return change


def stage(world: GitWorld, *paths: str) -> None:
    """Into the index as it lies there."""
    world.git("--literal-pathspecs", "add", "--all", "--force", "--", *paths)


def then(*changes: Change) -> Change:
    """One after the other."""

    def change(world: GitWorld) -> None:
        for each in changes:
            each(world)

    return change


def on_main(*changes: Change) -> Change:
    """Lands meanwhile, while the branch stays where it is."""

    def change(world: GitWorld) -> None:
        world.git("switch", "-q", "main")
        then(*changes)(world)
        world.git("switch", "-q", "change")

    return change


def merging(source: str, *options: str, author: str = BOB, also: Mapping[str, str | None] | None = None) -> Change:
    """A merge commit; `also` is what only the merge itself does."""

    def change(world: GitWorld) -> None:
        world.git("merge", "-q", "--no-ff", "--no-commit", *options, source, author=author)
        world.commit(also or {}, author, message="Merge")

    return change


def branching(*changes: Change, name: str = "side") -> Change:
    """A branch from here with some changes; afterwards the one that was checked out is so again."""

    def change(world: GitWorld) -> None:
        world.git("switch", "-qc", name)
        then(*changes)(world)
        world.git("switch", "-q", "-")

    return change


def reverts(revision: str, *options: str, author: str = BOB) -> Change:
    """What git itself makes of taking a commit back."""
    return lambda world: world.git("revert", "--no-edit", *options, revision, author=author)
