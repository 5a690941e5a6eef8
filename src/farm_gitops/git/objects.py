"""Trees and blobs of a commit, read raw: no filter, no conversion, whatever the work tree holds."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from types import TracebackType
from typing import IO, NamedTuple, Self, TypeVar

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import Repository

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DAMAGED = "git fsck; in a partial clone: git fetch --refetch"
_STREAMED = "core.bigFileThreshold=1m"  # git passes a larger blob on as it unpacks it, and holds no such blob whole
_PIECE = 1 << 16  # bytes
_AT_ONCE = 32  # blobs asked for together; the question must fit into the smallest pipe (4096 bytes), or both sides wait

Told = TypeVar("Told")
_Taken = Callable[[IO[bytes], int], Told]  # what is wanted of an answer whose header tells the size


class TreeFile(NamedTuple):
    """A file of a tree; `mode` is 100644, 100755, 120000 (a symbolic link) or 160000 (a submodule).

    `size` is in bytes, and None unless it was asked for. A path that is not UTF-8 keeps its bytes as surrogates
    (PEP 383).
    """

    path: str
    mode: str
    oid: str
    size: int | None


def tree(repository: Repository, commit: str, *places: str, sizes: bool = False) -> tuple[TreeFile, ...]:
    """Every file of a commit's tree in git's own order; if `places` are given, those at or below any of them."""
    listing = repository.run(
        *("ls-tree", "-r", "-z", "--full-tree", *(("-l",) if sizes else ())),
        *("--end-of-options", commit, *filter(None, places)),
    )
    return tuple(_tree_file(line) for line in listing.decode("utf-8", "surrogateescape").split("\0") if line)


class TreeEntry(NamedTuple):
    """Something that lies in a folder of a tree; the `oid` of a folder tells all that is in it from anything else."""

    path: str
    is_folder: bool
    oid: str


def entries(repository: Repository, commit: str, folders: Sequence[str]) -> list[TreeEntry]:
    """What lies directly in some folders of a commit's tree, in git's own order."""
    found = []
    for start in range(0, len(folders), _AT_ONCE):
        inside = (f"{folder}/" for folder in folders[start : start + _AT_ONCE])
        listing = repository.run("ls-tree", "-z", "--full-tree", "--end-of-options", commit, *inside)
        for line in filter(None, listing.decode("utf-8", "surrogateescape").split("\0")):
            facts, _, path = line.partition("\t")
            _, kind, oid = facts.split(" ")
            found.append(TreeEntry(path, kind == "tree", oid))
    return found


def _tree_file(line: str) -> TreeFile:
    facts, _, path = line.partition("\t")
    mode, _, oid, *size = facts.split()
    if size == ["BAD"]:  # what `git ls-tree -l` prints for a blob that is not there
        raise FarmError(f"the blob {oid} is missing in this repository", _DAMAGED)
    return TreeFile(path, mode, oid, int(size[0]) if size and size[0] != "-" else None)


class Blobs:
    """Reads blobs through one `git cat-file`; a context manager, so that the child always ends.

    It is started for the first blob that is asked for. A copy of this process (see `store/together.py`) asks a child of
    its own, which ends with it.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._is_open = False
        self._process: subprocess.Popen[bytes] | None = None
        self._of_others: list[subprocess.Popen[bytes]] = []
        self._owner = 0

    def __enter__(self) -> Self:
        self._is_open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()
        self._is_open = False

    def rest(self) -> None:
        """End the child, which holds what it read of the repository; whoever asks again starts another."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()  # it only reads, and after an error it may wait for somebody to take its output
            self._process.communicate()
            self._process = None

    def size(self, oid: str) -> int:
        """How many bytes a blob has; raises as `read`."""
        (size,) = self._answers("info", [oid], _size)
        return size

    def read(self, oid: str, most: int | None = None) -> bytes:
        """The content of a blob, or its first `most` bytes; raises FarmError when it is missing here or is no blob."""
        (content,) = self._answers("contents", [oid], partial(_content, most))
        return content

    def read_many(self, oids: Iterable[str], most: int | None = None) -> Iterator[bytes]:
        """The contents of many blobs in the order given, at a fraction of the cost of reading each; see `read`.

        A few are held at a time, and other blobs may be read in between.
        """
        waiting = iter(oids)
        while some := list(islice(waiting, _AT_ONCE)):
            yield from self._answers("contents", some, partial(_content, most))

    def _answers(self, command: str, oids: list[str], taken: _Taken[Told]) -> Iterator[Told]:
        """What git answers; all of it is taken before the first is handed on, so that no other answer is mixed in."""
        for oid in oids:
            if not _OBJECT_ID.fullmatch(oid):
                raise FarmError(f"{oid!r} is not the id of an object", "give 40 or 64 hexadecimal digits")
        question, answer = self._pipes()
        _ask(command, oids, question)
        for oid, (kind, told) in zip(oids, [_answered(answer, taken) for _ in oids], strict=True):
            if kind != "blob" or told is None:
                raise FarmError(f"the blob {oid} is {kind} in this repository", _DAMAGED)
            yield told

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Those of the child of this process, by which it is asked and answers."""
        if not self._is_open:
            raise FarmError("blobs are read inside `with Blobs(repository) as blobs`")
        if self._process is not None and self._owner != os.getpid():
            self._of_others.append(self._process)  # whose answers are not for us, and which is not ours to end
            self._process = None
        if self._process is None:
            self._process = self._repository.start("-c", _STREAMED, "cat-file", "--batch-command")
            self._owner = os.getpid()
        question, answer = self._process.stdin, self._process.stdout
        assert question is not None
        assert answer is not None
        return question, answer


def _ask(command: str, oids: Iterable[str], question: IO[bytes]) -> None:
    # Git gave up over a damaged object that was asked for before: then there is no answer, which is read as missing.
    with suppress(BrokenPipeError):
        question.write("".join(f"{command} {oid}\n" for oid in oids).encode())
        question.flush()


def _answered(answer: IO[bytes], taken: _Taken[Told]) -> tuple[str, Told | None]:
    """The type of an object and what is taken of it; the type is `missing` where there is none to be had."""
    header = answer.readline().split()
    if len(header) != 3:
        return "missing", None
    return header[1].decode(), taken(answer, int(header[2]))


def _size(_: IO[bytes], size: int) -> int:
    return size


def _content(most: int | None, answer: IO[bytes], size: int) -> bytes:
    """The beginning of what follows; the rest is passed over in pieces, for it may be larger than memory."""
    content = answer.read(size if most is None else min(size, most))
    rest = size - len(content) + 1  # with the line end that follows every object
    while rest > 0 and (piece := answer.read(min(rest, _PIECE))):
        rest -= len(piece)
    return content
