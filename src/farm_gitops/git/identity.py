"""Who would author a commit here, as git's configuration and environment say it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import GitFailed, Repository, run_in

# What git says when it knows nobody, as opposed to when its configuration cannot be read.
_NOBODY = ("auto-detection is disabled", "empty ident name", "disallowed characters")


class Identity(NamedTuple):
    """A name and an e-mail address, as a commit states them: anybody can claim any."""

    name: str
    email: str


def identity(repository: Repository | None, role: Literal["author", "committer"] = "author") -> Identity | None:
    """The identity that a commit would carry, or None; without a repository, that of the user's own configuration.

    GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL and the like come first, then `user.name` and `user.email`. The name of the
    machine is never made into an address.
    """
    question = ("var", f"GIT_{role.upper()}_IDENT")
    if repository is not None:
        done = repository.ask(*question, environment=stated())
    else:
        done = run_in(Path.cwd(), *question, environment={**stated(), "GIT_DIR": os.devnull})
    if done.status == 0:
        name, _, rest = done.output.decode("utf-8", "replace").rpartition(" <")
        return Identity(name, rest.partition(">")[0])
    if any(words in done.stderr for words in _NOBODY):
        return None
    raise GitFailed(("var",), done.status, done.stderr)


def require_identity(
    repository: Repository | None, role: Literal["author", "committer"] = "author", scope: str = ""
) -> Identity:
    """The identity that a commit would carry; FarmError where git names nobody.

    `scope` is the option of `git config` that the cure shall name.
    """
    found = identity(repository, role)
    if found is None:
        config = f"git config {scope}".rstrip()
        cure = f'{config} user.name "Your Name" && {config} user.email you@example.org'
        raise FarmError("git does not know who you are", cure)
    return found


def stated() -> dict[str, str]:
    """What the user's environment says of author and committer, to be passed on to commands that commit."""
    return {name: value for name, value in os.environ.items() if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_"))}


def act_as(repository: Repository, who: Identity) -> None:
    """Make somebody the user of this repository's own configuration."""
    repository.run("config", "--local", "user.name", who.name)
    repository.run("config", "--local", "user.email", who.email)
