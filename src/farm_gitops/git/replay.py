"""Writes a history into an empty repository: commits of other people at other times, landed as forges land them.

Source of the format: git-fast-import(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple

from farm_gitops.git.identity import Identity
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
    """Import the landings in the order in which they landed, and check them out; returns the id of the last commit."""
    stream = _Stream()
    for landing in sorted(landings, key=lambda each: _instant(each.landed)):
        stream.land(landing)
    repository.run("fast-import", "--quiet", "--date-format=raw", input=b"".join(stream.parts))
    repository.run("read-tree", "--reset", "-u", _BRANCH)
    return repository.line("rev-parse", _BRANCH)


class _Stream:
    """The input of `git fast-import`, while it grows."""

    def __init__(self) -> None:
        self.parts: Final[list[bytes]] = []
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
        tip = [self._main[-1][1]] if self._main else []
        mark = self._commit(_BRANCH, draft, (committer, committed), [*tip, *more])
        self._main.append((_instant(committed), mark))

    def _merge(self, landing: Landing, by: Identity, number: int) -> None:
        """A branch that began where main stood then, and a merge commit."""
        begun = _instant(landing.drafts[0].at)
        side = max((mark for at, mark in self._main if at <= begun), default=self._main[0][1])
        for draft in landing.drafts:
            side = self._commit(f"refs/replay/{number}", draft, (draft.author, draft.at), [side])
        self.parts.append(b"reset refs/replay/%d\nfrom %040d\n\n" % (number, 0))
        message = f"Merge pull request #{number}: {landing.title}"
        self._on_main(Draft(by, landing.landed, message, _together(landing.drafts)), by, landing.landed, side)

    def _commit(self, branch: str, draft: Draft, committer: tuple[Identity, str], parents: list[int]) -> int:
        self._marks += 1
        self.parts.append(f"commit {branch}\nmark :{self._marks}\n".encode())
        self.parts.append(_person("author", draft.author, draft.at) + _person("committer", *committer))
        self.parts.append(_data(draft.message.encode()))
        for verb, parent in zip(("from", *["merge"] * len(parents)), parents, strict=False):
            self.parts.append(f"{verb} :{parent}\n".encode())
        self.parts.extend(_changes(draft.files))
        return self._marks


def _together(drafts: Iterable[Draft]) -> dict[str, bytes | None]:
    return {path: data for draft in drafts for path, data in draft.files.items()}


def _changes(files: Files) -> Iterator[bytes]:
    for path, data in files.items():
        yield f'D "{path}"\n'.encode() if data is None else f'M 100644 inline "{path}"\n'.encode() + _data(data)
    yield b"\n"


def _person(role: str, who: Identity, at: str) -> bytes:
    moment = datetime.fromisoformat(at)
    return f"{role} {who.name} <{who.email}> {int(moment.timestamp())} {moment:%z}\n".encode()


def _data(data: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(data), data)


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)
