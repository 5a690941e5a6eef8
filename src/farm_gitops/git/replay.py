"""Writes a history into a repository: commits of other people at other times, landed as forges land them.

Source of the format: git-fast-import(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple

from farm_gitops.git.identity import Identity
from farm_gitops.git.quoting import quoted
from farm_gitops.git.runner import Repository

How = Literal["push", "merge", "squash", "rebase"]
Files = Mapping[str, bytes | None]
"""New contents by path; None takes a file away."""

_BRANCH: Final = "refs/heads/main"


class Draft(NamedTuple):
    """A commit as its author made it; `at` is RFC 3339 with the author's own offset."""

    author: Identity
    at: str
    message: str
    files: Files


class Landing(NamedTuple):
    """Some commits, and how, by whom and when they came to the published branch; `title` names the pull request."""

    drafts: tuple[Draft, ...]
    how: How = "push"
    by: Identity | None = None
    at: str = ""
    title: str = ""

    @property
    def landed(self) -> str:
        """When it landed: what was pushed, when it was made."""
        return self.at or self.drafts[-1].at


def replay(repository: Repository, landings: Sequence[Landing]) -> str:
    """Import the landings in the order in which they landed, and check them out; returns the id of the last commit.

    For an empty repository.
    """
    stream = _Stream(_BRANCH)
    for landing in sorted(landings, key=lambda each: _instant(each.landed)):
        stream.land(landing)
    head = _imported(repository, stream)
    repository.run("read-tree", "--reset", "-u", _BRANCH)
    return head


def append(repository: Repository, landings: Sequence[Landing], parent: str, ref: str) -> str:
    """Put the landings, in the order given, on top of a commit (full id); returns the id of the last one.

    Only `ref` leads there, which is made or moved: no branch, no index and no file changes.
    """
    stream = _Stream(ref, parent)
    for landing in landings:
        stream.land(landing)
    return _imported(repository, stream) if landings else parent


def _imported(repository: Repository, stream: _Stream) -> str:
    repository.run("fast-import", "--quiet", "--force", "--date-format=raw", input=b"".join(stream.parts))
    return repository.line("rev-parse", "--verify", stream.branch)


class _Stream:
    """The input of `git fast-import`, while it grows; it begins at the commit `start` if there is one."""

    def __init__(self, branch: str, start: str | None = None) -> None:
        self.branch: Final = branch
        self.parts: Final[list[bytes]] = []
        self._start: Final = start
        self._marks = 0
        self._pull_requests = 0
        self._main: Final[list[tuple[datetime, int]]] = []

    def land(self, landing: Landing) -> None:
        """Add what a landing brings to the branch."""
        self._pull_requests += landing.how != "push"
        number = self._pull_requests
        by = landing.by or landing.drafts[-1].author
        match landing.how:
            case "merge":
                self._merge(landing, by, number)
            case "squash":
                first = landing.drafts[0]
                message = f"{landing.title} (#{number})"
                self._on_main(first._replace(message=message, files=_together(landing.drafts)), by, landing.landed)
            case "push" | "rebase":
                for draft in landing.drafts:
                    committer = draft.author if landing.how == "push" else by
                    self._on_main(draft, committer, draft.at if landing.how == "push" else landing.landed)

    def _on_main(self, draft: Draft, committer: Identity, committed: str, *more: int) -> None:
        tip = [f":{self._main[-1][1]}"] if self._main else [self._start] if self._start else []
        mark = self._commit(self.branch, draft, (committer, committed), [*tip, *(f":{each}" for each in more)])
        self._main.append((_instant(committed), mark))

    def _merge(self, landing: Landing, by: Identity, number: int) -> None:
        """A branch that began where main stood then, and a merge commit."""
        begun = _instant(landing.drafts[0].at)
        side = max((mark for at, mark in self._main if at <= begun), default=self._main[0][1])
        for draft in landing.drafts:
            side = self._commit(f"refs/replay/{number}", draft, (draft.author, draft.at), [f":{side}"])
        self.parts.append(b"reset refs/replay/%d\nfrom %040d\n\n" % (number, 0))
        message = f"Merge pull request #{number}: {landing.title}"
        self._on_main(Draft(by, landing.landed, message, _together(landing.drafts)), by, landing.landed, side)

    def _commit(self, branch: str, draft: Draft, committer: tuple[Identity, str], parents: list[str]) -> int:
        self._marks += 1
        self.parts.append(f"commit {branch}\nmark :{self._marks}\n".encode())
        self.parts.append(_person("author", draft.author, draft.at) + _person("committer", *committer))
        self.parts.append(_data(draft.message.encode()))
        for verb, parent in zip(("from", *["merge"] * len(parents)), parents, strict=False):
            self.parts.append(f"{verb} {parent}\n".encode())
        self.parts.extend(_changes(draft.files))
        return self._marks


def _together(drafts: Iterable[Draft]) -> dict[str, bytes | None]:
    return {path: data for draft in drafts for path, data in draft.files.items()}


def _changes(files: Files) -> Iterator[bytes]:
    for path, data in files.items():
        name = quoted(path)
        yield f"D {name}\n".encode() if data is None else f"M 100644 inline {name}\n".encode() + _data(data)
    yield b"\n"


def _person(role: str, who: Identity, at: str) -> bytes:
    moment = datetime.fromisoformat(at)
    seconds = max(int(moment.timestamp()), 0)  # git knows no time before 1970
    return f"{role} {who.name} <{who.email}> {seconds} {moment:%z}\n".encode()


def _data(data: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(data), data)


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)
