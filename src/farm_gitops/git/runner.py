"""Runs git: the one place that starts it, so that a repository's configuration never starts anything else.

A library's convenience calls would run programs that a hostile `.git/config` names, so none is used here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from farm_gitops.errors import FarmError

OLDEST_GIT = (2, 38)  # the first with `git merge-tree --write-tree`
PATIENCE = 300.0  # seconds that one command may take; the log of 50,000 commits takes a few

_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor="),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.pager=cat"),
    *("-c", "log.showSignature=false"),  # it would run gpg.program
    *("-c", "log.showRoot=true"),
    *("-c", "core.warnAmbiguousRefs=true"),
    *("-c", "user.useConfigOnly=true"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "trailer.separators=:"),  # as forges write co-authors
)
_OFFLINE = ("-c", "protocol.allow=never")
_SETTINGS = {
    "GIT_OPTIONAL_LOCKS": "0",  # reading must not get in the way of the user's own git
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_GRAFT_FILE": os.devnull,
}
# GIT_ALLOW_PROTOCOL outranks `protocol.<name>.allow` of a repository, which in turn outranks `protocol.allow`.
_OFFLINE_SETTINGS = {"GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0"}
_ONLINE_SETTINGS = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
# How CI hands over a login: keys, helpers and headers come from the user's environment, not from a repository.
_KEPT_ONLINE = (
    *("GIT_SSH", "GIT_ASKPASS", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_"),
    *("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"),
)


class GitFailed(FarmError):  # noqa: N818 - it says what happened, as `Refused` does
    """A git command ended with an error; `status` is its exit code, `stderr` what it said."""

    def __init__(self, arguments: Sequence[str], status: int, stderr: str) -> None:
        said = stderr.strip().removeprefix("fatal: ") or f"exit code {status}"
        super().__init__(f"git {arguments[0]} failed: {said}", "git fsck  (if the repository may be damaged)")
        self.status = status
        self.stderr = stderr


class Finished(NamedTuple):
    """How a git command ended: exit code, standard output, and standard error as text."""

    status: int
    output: bytes
    stderr: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on disk, with absolute paths.

    `top` is the root of the work tree, or the git folder where there is no work tree (`bare`). `git_dir` belongs to
    this work tree alone, `common_dir` to all work trees of the repository. `settings` are environment variables for
    every command here; a command's own environment outranks them.
    """

    top: Path
    git_dir: Path
    common_dir: Path
    bare: bool
    settings: tuple[tuple[str, str], ...] = ()

    def run(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - named as in subprocess
        environment: Mapping[str, str] | None = None,
        network: bool = False,
    ) -> bytes:
        """The standard output of one git command; raises GitFailed when it fails."""
        done = self.ask(*args, input=input, environment=environment, network=network)
        if done.status != 0:
            raise GitFailed(args, done.status, done.stderr)
        return done.output

    def ask(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - named as in subprocess
        environment: Mapping[str, str] | None = None,
        network: bool = False,
    ) -> Finished:
        """As `run`, for a command whose failure is an answer."""
        return execute(_start(self.top, args, {**dict(self.settings), **(environment or {})}, network), args, input)

    def line(self, *args: str) -> str:
        """The one line that a command prints, without its line end."""
        return self.run(*args).decode("utf-8", "surrogateescape").removesuffix("\n")

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """A git command left running, with a pipe for each stream; the caller closes it."""
        return _start(self.top, args, dict(self.settings), network=False)


def find_repository(start: Path) -> Repository | None:
    """The repository that `start` lies in; None in a plain folder. Raises FarmError when git cannot say."""
    _require_version(_require_git())
    question = ("--is-inside-work-tree", "--path-format=absolute", "--git-dir", "--git-common-dir", "--show-cdup")
    done = run_in(start, "rev-parse", *question)
    if done.status != 0:
        _require_plain_folder(start, done)
        return None
    answers = done.output.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    if len(answers) not in (3, 4):  # the last is missing where there is no work tree
        raise FarmError(f"the path of {start} holds a line break, which git cannot report", "rename the folder")
    inside, git_dir, common_dir, *up = answers
    bare = inside != "true"
    top = Path(git_dir) if bare else start.joinpath(*up).resolve()
    return Repository(top, Path(git_dir), Path(common_dir), bare)


def run_in(folder: Path, *args: str, environment: Mapping[str, str] | None = None) -> Finished:
    """One git command in a folder that need not be a repository."""
    return execute(_start(folder, args, environment or {}, network=False), args, None)


def run_program(name: str, *args: str, input: bytes, environment: Mapping[str, str]) -> Finished:  # noqa: A002
    """Another program than git, in an environment that holds `environment`, PATH and nothing else.

    Raises FarmError where there is no such program, or no answer.
    """
    found = shutil.which(name)
    if found is None:
        raise FarmError(f"{name} is not installed, or not on the PATH", f"install what brings {name}, then try again")
    settings = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **environment}
    try:
        return execute(_popen([found, *args], settings), (name, *args), input)
    except GitFailed as failure:
        raise FarmError(f"{name} gave no answer within {PATIENCE:g} seconds", "try again") from failure


def execute(process: subprocess.Popen[bytes], args: Sequence[str], text: bytes | None) -> Finished:
    """Feeds a started command, waits for it and closes it; raises GitFailed when it takes longer than PATIENCE."""
    with process:
        try:
            output, stderr = process.communicate(text, timeout=PATIENCE)
        except BaseException as interruption:
            process.kill()
            if isinstance(interruption, subprocess.TimeoutExpired):
                raise GitFailed(args, -1, f"no answer within {PATIENCE:g} seconds") from interruption
            raise
    return Finished(process.returncode, output, stderr.decode("utf-8", "replace"))


def _start(folder: Path, args: Sequence[str], environment: Mapping[str, str], network: bool) -> subprocess.Popen[bytes]:
    if not folder.is_dir():
        raise FarmError(f"{folder} is not a folder", "give an existing folder")
    settings = {**_SETTINGS, **(_ONLINE_SETTINGS if network else _OFFLINE_SETTINGS), **environment}
    kept = (*_KEPT, *_KEPT_ONLINE) if network else _KEPT
    command = [_require_git(), *_OPTIONS, *(() if network else _OFFLINE), "-C", str(folder), *args]
    return _popen(command, {**_without_foreign(kept), **settings})


def _popen(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)  # noqa: S603 - no shell; see above


def _without_foreign(kept: tuple[str, ...]) -> dict[str, str]:
    """The user's environment without the GIT_ variables that would steer git, and with its messages in English."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(kept)}
    return {**own, "LANGUAGE": "C", "LC_ALL": "C"}


def _require_git() -> str:
    found = shutil.which("git")
    if found is None:
        raise FarmError("git is not installed, or not on the PATH.", "install git from https://git-scm.com/downloads")
    return found


@cache
def _require_version(executable: str) -> None:
    args = ("version",)
    said = execute(_start(Path(executable).parent, args, {}, network=False), args, None).output.decode()
    version = re.search(r"(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_GIT:
        wanted = ".".join(map(str, OLDEST_GIT))
        raise FarmError(f"{said.strip()} is too old: {wanted} or newer is needed", "update git")


def _require_plain_folder(start: Path, done: Finished) -> None:
    if "dubious ownership" in done.stderr:
        named = re.search(r"repository at '(.*)'", done.stderr)
        folder = named[1] if named else str(start)
        cure = f"git config --global --add safe.directory '{folder}'  (if you trust it)"
        raise FarmError(f"the repository {folder} belongs to somebody else, and git refuses to read it", cure)
    # A `.git` file that leads nowhere says "not a git repository: PATH": that is damage, not a plain folder.
    if "not a git repository (or any" not in done.stderr:
        raise GitFailed(("rev-parse",), done.status, done.stderr)
