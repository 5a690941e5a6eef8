"""Pushes the current branch, and brings it up to date first when somebody else was faster.

This is the one place that talks to a remote and lets git rebase: as with `git push` itself, the user's own settings for
ssh, credentials, filters and merge drivers apply; hooks, editors and signing programs do not run.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.forges import public_url
from farm_gitops.git.identity import stated
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.state import current_branch, head, require_finished, unfinished

# How `git push --porcelain` tells that the remote branch moved, before or while it was pushed to.
_MOVED = re.compile(
    r"\[rejected\] \((fetch first|non-fast-forward)\)"
    r"|\[remote rejected\] \((failed to update ref|cannot lock ref|incorrect old value|reference already exists)"
)
_NO_EDITOR = {"GIT_EDITOR": ":", "GIT_SEQUENCE_EDITOR": ":"}


class Pushed(NamedTuple):
    """What was pushed where, after how many attempts; `url` is the remote's address without credentials."""

    remote: str
    branch: str
    commit: str
    attempts: int
    url: str


class _Target(NamedTuple):
    remote: str
    branch: str
    known: bool  # whether the branch has it as its upstream already


def push(repository: Repository, *, retries: int = 5) -> Pushed:
    """Pushes the current branch to its upstream, or to `origin` (or the only remote), which becomes the upstream.

    When the remote moved meanwhile: fetches, rebases the local commits on it with uncommitted changes set aside and
    put back, and tries again, at most `retries` times. Raises FarmError when that conflicts (the rebase is taken back
    and the local commits stay), when the remote refuses, and where there is no branch, commit or remote.
    """
    require_finished(repository)
    target = _target(repository)
    for attempt in range(1, retries + 2):
        if _try(repository, target):
            url = public_url(repository.line("remote", "get-url", "--push", target.remote))
            return Pushed(target.remote, target.branch, head(repository) or "", attempt, url)
        if attempt <= retries:
            _catch_up(repository, target)
    raise FarmError(
        f"{target.remote}/{target.branch} kept moving; your commits are safe here, but not pushed",
        f"git pull --rebase {target.remote} {target.branch} && git push",
    )


def _target(repository: Repository) -> _Target:
    branch = current_branch(repository)
    if branch is None:
        raise FarmError("no branch is checked out, so there is nothing to push to", "git switch -c NAME")
    if head(repository) is None:
        raise FarmError(f"the branch {branch} has no commits yet", "commit something first")
    question = ("for-each-ref", "--format=%(upstream:remotename)%00%(upstream:remoteref)", f"refs/heads/{branch}")
    remote, _, reference = repository.line(*question).partition("\0")
    upstream = reference.removeprefix("refs/heads/")
    if not remote or remote == ".":  # a branch that follows a local one
        return _Target(_only_remote(repository), branch, known=False)
    if upstream != branch:  # as `push.default=simple`: else work in progress would land on the branch it came from
        cure = f"git push --set-upstream {remote} {branch}  or  git push {remote} HEAD:{upstream}"
        raise FarmError(f"the branch {branch} follows {remote}/{upstream}, which has another name", cure)
    return _Target(remote, branch, known=True)


def _only_remote(repository: Repository) -> str:
    remotes = repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
    if "origin" in remotes:
        return "origin"
    if len(remotes) == 1:
        return remotes[0]
    if remotes:
        raise FarmError("there are several remotes and none is `origin`", f"git push --set-upstream {remotes[0]} HEAD")
    raise FarmError("there is no remote to push to", "git remote add origin URL")


def _try(repository: Repository, target: _Target) -> bool:
    """Whether the push went through; False when the remote moved, FarmError when it refuses."""
    reference = f"refs/heads/{target.branch}"
    done = repository.ask(
        *("push", "--porcelain", "--no-recurse-submodules", "--no-follow-tags", "--no-signed"),
        *(() if target.known else ("--set-upstream",)),
        *("--", target.remote, f"{reference}:{reference}"),
        network=True,
    )
    report = done.output.decode("utf-8", "replace")
    if done.status == 0 or _MOVED.search(report):
        return done.status == 0
    reasons = re.findall(r"\[(?:remote )?rejected\] \((.*)\)", report)
    said = reasons[0] if reasons else done.stderr.strip()
    cure = "use --branch and open a pull request, or check the address and your access: git remote -v"
    raise FarmError(f"{target.remote} did not take the push: {said}", cure)


def _catch_up(repository: Repository, target: _Target) -> None:
    """Rebases the local commits on what the remote branch is now, or leaves everything as it was and raises."""
    quiet = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance")
    repository.run("fetch", *quiet, "--", target.remote, f"refs/heads/{target.branch}", network=True)
    plain = ("--autostash", "--rebase-merges", "--no-autosquash", "--no-update-refs", "--no-gpg-sign", "--no-verify")
    try:
        done = repository.ask("rebase", *plain, "FETCH_HEAD", environment={**stated(), **_NO_EDITOR}, network=True)
    finally:
        conflict = unfinished(repository) == "rebase"
        if conflict:
            repository.run("rebase", "--abort", environment=_NO_EDITOR)
    place = f"{target.remote}/{target.branch}"
    if conflict:
        raise FarmError(
            f"{place} changed the same lines; your commits are safe here, but not pushed",
            f"git pull --rebase {target.remote} {target.branch}, mend the files, git rebase --continue, git push",
        )
    if done.status != 0:
        raise GitFailed(("rebase",), done.status, done.stderr)
    if "Applying autostash resulted in conflicts" in done.stderr:
        raise FarmError(
            f"your uncommitted changes no longer fit what came from {place}; they are safe in the stash",
            "git push, then git stash pop and mend the files",
        )
