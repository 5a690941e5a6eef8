"""Commits: who made them, when and why, and which commit brought a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from farm_gitops.git.identity import Identity
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import resolve

_FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cd", "%s")
_FORMAT = (f"--format={'%x00'.join(_FIELDS)}", "--date=raw", "--encoding=UTF-8", "--no-color")
_LAST_SECOND = 253402214399  # 9999-12-30T23:59:59Z, so that no offset leads past what a year of four digits can say


class Commit(NamedTuple):
    """A commit as it describes itself: names, addresses and dates are claims, not evidence.

    `authored` and `committed` are RFC 3339 with the offset that the commit states; `subject` is the first
    paragraph of its message on one line; the first of `parents` is the line that it landed on.
    """

    id: str
    author: Identity
    authored: str
    committed: str
    subject: str
    parents: tuple[str, ...]


def commit(repository: Repository, revision: str) -> Commit:
    """The commit that a revision names; raises FarmError as `resolve` does."""
    output = repository.run("log", "--max-count=1", "-z", *_FORMAT, "--no-patch", resolve(repository, revision), "--")
    fields = output.decode("utf-8", "surrogateescape").split("\0")
    return _commit(fields[: len(_FIELDS)])


def committer_date(repository: Repository, revision: str) -> str:
    """When a commit was recorded, RFC 3339 with the committer's offset."""
    return commit(repository, revision).committed


def additions(repository: Repository, revision: str, prefix: str) -> dict[str, Commit]:
    """For every path that was ever added below the folder `prefix`, the newest commit that did so.

    What a merge brings is credited to the commit of the merged branch that added it, for that one has the author;
    what only the merge itself contains is credited to the merge. A rename adds its new name. Newest is meant
    as topology has it (children before parents), because dates can be forged. In a shallow clone the oldest commits
    seem to add all that they hold: ask `is_shallow` first.
    """
    # Without a path: git filters by path at twice the cost of doing it here.
    output = repository.run(
        *("log", "--topo-order", "--raw", "-z", "--diff-merges=combined", "--no-renames"),
        *("--diff-filter=A", "--no-relative", "--no-ext-diff", "--no-textconv", *_FORMAT),
        *(resolve(repository, revision), "--"),
    )
    folder = f"{prefix.rstrip('/')}/" if prefix else ""
    found: dict[str, Commit] = {}
    for fields, paths in _records(output):
        fresh = [path for path in paths if path.startswith(folder) and path not in found]
        if fresh:
            found.update(dict.fromkeys(fresh, _commit(fields)))
    return found


def _records(output: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """The fields of each commit and the paths of its raw lines, from `git log --raw -z`."""
    words = output.decode("utf-8", "surrogateescape").split("\0")
    fields: list[str] = []
    paths: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word.startswith((":", "\n:")):  # a raw line; the path follows
            paths.append(words[place + 1])
            place += 2
        elif word in ("", "\n"):  # what stands between a commit and its raw lines
            place += 1
        else:
            if fields:
                yield fields, paths
            fields, paths = words[place : place + len(_FIELDS)], []
            place += len(_FIELDS)
    if fields:
        yield fields, paths


def _commit(fields: list[str]) -> Commit:
    oid, parents, name, email, authored, committed, subject = fields
    author = Identity(_readable(name), _readable(email))
    return Commit(oid, author, _moment(authored), _moment(committed), _readable(subject), tuple(parents.split()))


def _readable(text: str) -> str:
    """Text in which bytes that are not UTF-8 became the replacement character."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _moment(raw: str) -> str:
    """RFC 3339 of git's raw date (`1795449454 +0100`); what no calendar can say becomes the nearest that one can."""
    seconds, _, zone = raw.partition(" ")
    shift = int(zone or 0)
    minutes = abs(shift) // 100 * 60 + abs(shift) % 100
    offset = timedelta(minutes=minutes if shift > 0 else -minutes)
    known = offset if abs(offset) < timedelta(days=1) else timedelta()
    at = datetime.fromtimestamp(min(max(int(seconds or 0), 0), _LAST_SECOND), UTC).astimezone(timezone(known))
    return at.isoformat().replace("+00:00", "Z")
