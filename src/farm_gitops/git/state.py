"""Where a repository stands: its head, its branch, how much history it holds, what is not committed yet."""

from __future__ import annotations

import os
import re

from farm_gitops.errors import FarmError
from farm_gitops.git.filters import without_filters
from farm_gitops.git.runner import GitFailed, Repository

_COMMIT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BRANCH = re.compile(rb"ref: (refs/heads/(?!.*\.\.)[^\0\n]+)\n")
_ID_LINE = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64})\n")
_MEANINGLESS = re.compile(r"-.*|0{40}|0{64}|.*[\0-\x1f\x7f].*", re.DOTALL)


def head(repository: Repository) -> str | None:
    """The full id of the commit that is checked out; None on a branch without commits."""
    return _loose_head(repository) or _asked_head(repository)


def _loose_head(repository: Repository) -> str | None:
    """The head where it is a branch with a file of its own, as most are: who looks often need not start git for it."""
    try:
        branch = _BRANCH.fullmatch((repository.git_dir / "HEAD").read_bytes())
        found = _ID_LINE.fullmatch((repository.common_dir / os.fsdecode(branch[1])).read_bytes()) if branch else None
    except OSError:
        return None
    return found[1].decode() if found else None


def _asked_head(repository: Repository) -> str | None:
    done = repository.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if done.status == 1 and current_branch(repository) is not None:
        return None
    if done.status != 0:
        raise GitFailed(("rev-parse",), done.status, done.stderr)
    return done.output.decode().strip()


def current_branch(repository: Repository) -> str | None:
    """The name of the branch that is checked out; None when a commit is (a detached head)."""
    # Not `--short`: that prints `heads/main` as soon as a tag has the same name.
    done = repository.ask("symbolic-ref", "--quiet", "HEAD")
    if done.status not in (0, 1):
        raise GitFailed(("symbolic-ref",), done.status, done.stderr)
    name = done.output.decode("utf-8", "surrogateescape").removesuffix("\n").removeprefix("refs/heads/")
    return name or None


def remote_url(repository: Repository) -> str | None:
    """The address from which others get it, as git would fetch from it; None where there is no remote.

    Of several remotes that of `origin`, else of the one that the current branch follows, else of the first.
    """
    remotes = repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
    if not remotes:
        return None
    question = ("for-each-ref", "--format=%(upstream:remotename)", f"refs/heads/{current_branch(repository)}")
    followed = repository.line(*question)
    remote = next((name for name in ("origin", followed) if name in remotes), remotes[0])
    done = repository.ask("remote", "get-url", remote)
    return done.output.decode("utf-8", "surrogateescape").removesuffix("\n") if done.status == 0 else None


def published_branch(repository: Repository) -> str:
    """The branch that others get: the one that origin's HEAD names as far as is known here, else the current one."""
    done = repository.ask("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    known = done.output.decode("utf-8", "surrogateescape").removesuffix("\n")
    return known.removeprefix("refs/remotes/origin/") or current_branch(repository) or "main"


def is_shallow(repository: Repository) -> bool:
    """Whether the history was cut off when the repository was cloned."""
    return repository.line("rev-parse", "--is-shallow-repository") == "true"


def is_partial(repository: Repository) -> bool:
    """Whether objects were left out when the repository was cloned (`--filter`)."""
    found = repository.ask("config", "-z", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    lines = found.output.decode("utf-8", "surrogateescape").split("\0")
    settings = (line.partition("\n") for line in lines if line)
    return any(key == "extensions.partialclone" or not (given and _is_no(value)) for key, given, value in settings)


def _is_no(value: str) -> bool:
    """Whether git takes a setting for false ("boolean" in git-config(1)); what nobody can read is not false."""
    return value.lower() in {"false", "no", "off", "0", ""}


def uncommitted(repository: Repository, prefixes: tuple[str, ...] = ()) -> frozenset[str]:
    """The paths below these folders that differ from HEAD or are untracked and not ignored, relative to `top`.

    Without prefixes: everywhere. A repository without a work tree has none.
    """
    return frozenset(line[3:] for line in _status(repository, prefixes))


def staged(repository: Repository) -> frozenset[str]:
    """The paths that differ from HEAD and that the index holds as they are in the work tree."""
    return frozenset(line[3:] for line in _status(repository) if line[0] not in " ?" and line[1] == " ")


def _status(repository: Repository, prefixes: tuple[str, ...] = ()) -> tuple[str, ...]:
    if repository.bare:
        return ()
    report = repository.run(
        *("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=dirty"),
        *("--", *prefixes),
        environment=without_filters(repository),
    )
    return tuple(line for line in report.decode("utf-8", "surrogateescape").split("\0") if line)


def unfinished(repository: Repository) -> str | None:
    """The act that was begun and not ended here (`merge`, `rebase`, `cherry-pick`, `revert`), or None."""
    traces = {
        "merge": ("MERGE_HEAD",),
        "rebase": ("rebase-merge", "rebase-apply"),
        "cherry-pick": ("CHERRY_PICK_HEAD",),
        "revert": ("REVERT_HEAD",),
    }
    begun = (act for act, names in traces.items() if any((repository.git_dir / name).exists() for name in names))
    return next(begun, None)


def require_finished(repository: Repository) -> None:
    """Raises FarmError in the middle of a merge, rebase, cherry-pick or revert, and where there is no work tree."""
    if repository.bare:
        raise FarmError("this repository has no work tree to commit from", "work in a clone of it")
    begun = unfinished(repository)
    if begun is not None:
        raise FarmError(f"a {begun} is in progress here", f"git {begun} --continue  or  git {begun} --abort")


def resolve(repository: Repository, revision: str) -> str:
    """The full id of the commit that a branch, tag or id names; raises FarmError when it is not exactly one."""
    if not revision or _MEANINGLESS.fullmatch(revision):
        raise FarmError(
            f"{revision!r} is not a revision",
            "give a branch, a tag or a commit, for example origin/main (also on the first push of a branch)",
        )
    question = ("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    done = repository.ask(*question)
    if "is ambiguous" in done.stderr:
        cure = f"git show-ref {revision}  and then give the full name, for example refs/heads/{revision}"
        raise FarmError(f"{revision!r} names more than one thing here", cure)
    commit = done.output.decode("utf-8", "replace").strip()
    if done.status != 0 or not _COMMIT_ID.fullmatch(commit):
        raise FarmError(f"there is no commit {revision!r} here", "git fetch --all  and check the name")
    return commit
