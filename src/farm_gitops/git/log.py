"""Commits: who made them, when and why, and which files they changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import NamedTuple

from farm_gitops.git.diff import RAW, FileChange, file_change
from farm_gitops.git.identity import Identity
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import resolve
from farm_gitops.git.stream import words

_CO_AUTHORS = "%(trailers:key=Co-authored-by,valueonly=true,unfold=true,separator=%x0A)"
_FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cd", "%s", _CO_AUTHORS)
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


class LogEntry(NamedTuple):
    """A commit as `git log` printed it, not yet understood: its fields, and its raw lines with the path of each."""

    fields: list[str]
    lines: list[tuple[str, str]]

    @property
    def commit(self) -> Commit:
        """Who made it, when and why."""
        oid, parents, name, email, authored, committed, subject, _ = self.fields
        author = Identity(_readable(name), _readable(email))
        return Commit(oid, author, _moment(authored), _moment(committed), _readable(subject), tuple(parents.split()))

    @property
    def co_authors(self) -> tuple[Identity, ...]:
        """The people of its `Co-authored-by` trailers, as it claims; an address may be missing."""
        return tuple(_person(_readable(line)) for line in self.fields[-1].split("\n") if line.strip())

    @property
    def files(self) -> tuple[FileChange, ...]:
        """What its raw lines say, as values."""
        return tuple(file_change(line, path) for line, path in self.lines)


def entries(
    repository: Repository, *args: str, commits: Iterable[str] = (), folders: Sequence[str] = ()
) -> Iterator[LogEntry]:
    """What `git log` prints of commits and their files, as it comes; raises GitFailed as `words` does.

    `commits` are full ids, for where they are too many for `args`; of `folders`, if any, is told what lies in them.
    """
    ids = "".join(f"{oid}\n" for oid in commits).encode()
    stdin = ("--stdin",) if ids else ()
    return _entries(words(repository, "log", *_FORMAT, *RAW, *args, *stdin, "--", *folders, text=ids))


def _entries(printed: Iterator[str]) -> Iterator[LogEntry]:
    entry = LogEntry([], [])
    for word in printed:
        if word.startswith((":", "\n:")):  # a raw line; the path follows
            entry.lines.append((word, next(printed)))
        elif word not in ("", "\n"):  # what stands between a commit and its raw lines
            if entry.fields:
                yield entry
            entry = LogEntry([word, *islice(printed, len(_FIELDS) - 1)], [])
    if entry.fields:
        yield entry


def commit(repository: Repository, revision: str) -> Commit:
    """The commit that a revision names; raises FarmError as `resolve` does."""
    (entry,) = entries(repository, "--max-count=1", "--no-patch", resolve(repository, revision))
    return entry.commit


def committer_date(repository: Repository, revision: str) -> str:
    """When a commit was recorded, RFC 3339 with the committer's offset."""
    return commit(repository, revision).committed


def _person(text: str) -> Identity:
    """Of `Name <address>`, as a trailer has it."""
    name, _, rest = text.partition("<")
    return Identity(name.strip(), rest.partition(">")[0].strip())


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
