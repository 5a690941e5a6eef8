"""History read in parts, each of which is read once: what landed up to a commit stays as it was."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise
from typing import Final, Generic, NamedTuple, TypeVar

from farm_gitops.git.revisions import (
    Authored,
    LandedStep,
    brought_by,
    first_parent_line,
    first_parent_steps,
    grown_line,
    landed_history,
)
from farm_gitops.git.runner import Repository
from farm_gitops.store.memory import Cache
from farm_gitops.store.processors import copies

_KIND: Final = "history"
_LINE: Final = "line"
_MUCH: Final = 100  # steps; fewer are asked for again, for all are written down at once
_SIZES: Final = (1000, 100, 10, 1)  # steps in a part: as many as fit of each, so that a new step is a new part
_MANY: Final = 3_000  # steps; what fewer take is less than what another process would save
_FEW: Final = 50  # steps of which git is asked one by one what they brought

History = Iterable[tuple[LandedStep, tuple[Authored, ...]]]
Stretch = TypeVar("Stretch")


class _Part(NamedTuple):
    """The steps after one commit (None: from the first of all) up to another."""

    start: str | None
    end: str
    steps: int

    @property
    def key(self) -> str:
        return f"{self.start} {self.end}"


class Known(NamedTuple, Generic[Stretch]):
    """The parts that were read before: of this process by their keys, of others in the cache."""

    memory: Cache
    held: dict[str, Stretch]


def known_history(
    repository: Repository, commit: str, known: Known[Stretch], read: Callable[[Repository, History], Stretch]
) -> Iterator[Stretch]:
    """What `read` makes of each part of all history up to a commit, oldest first; known parts are not read again."""
    parts, held = _parts(_line(repository, commit, known.memory)), known.held
    kept = known.memory.get_many(_KIND, [part.key for part in parts if part.key not in held])
    # The cache answers with what this very program put there for this user, and with nothing else.
    held.update((key, pickle.loads(stretch)) for key, stretch in kept.items())  # noqa: S301
    for is_held, group in groupby(parts, key=lambda part: part.key in held):
        some = list(group)
        if not is_held:
            found = _read_parts(repository, some, known.memory, read)
            held.update((part.key, stretch) for part, stretch in zip(some, found, strict=True))
        yield from (held[part.key] for part in some)


def _line(repository: Repository, commit: str, memory: Cache) -> Sequence[str]:
    """The ids of all steps up to a commit, oldest first; of a line that grew only the new ones are asked for."""
    kept = memory.get_many(_LINE, [_LINE]).get(_LINE, b"").decode().split()
    if commit in kept:
        return kept[: kept.index(commit) + 1]
    newer = grown_line(repository, kept[-1], commit) if kept else None
    line = first_parent_line(repository, None, commit) if newer is None else (*kept, *newer)
    if newer is None or len(newer) > _MUCH:
        memory.put_many(_LINE, {_LINE: "\n".join(line).encode()})
    return line


def _read_parts(
    repository: Repository, parts: Sequence[_Part], memory: Cache, read: Callable[[Repository, History], Stretch]
) -> Iterator[Stretch]:
    """Several that follow one another."""
    processes = copies(sum(part.steps for part in parts), _MANY)
    told = _by_several(repository, parts, read, processes) if processes > 1 else _in_one_go(repository, parts, read)
    for part, (found, kept) in zip(parts, told, strict=True):
        memory.put_many(_KIND, {part.key: kept})
        yield found


def _in_one_go(
    repository: Repository, parts: Sequence[_Part], read: Callable[[Repository, History], Stretch]
) -> Iterator[tuple[Stretch, bytes]]:
    """From one reading of git: each part, and as it is kept."""
    history = iter(_history(repository, parts))
    for part in parts:
        found = read(repository, islice(history, part.steps))
        yield found, pickle.dumps(found)


def _by_several(
    repository: Repository, parts: Sequence[_Part], read: Callable[[Repository, History], Stretch], processes: int
) -> Iterator[tuple[Stretch, bytes]]:
    """The same, from a reading for each part."""
    from farm_gitops.store.together import Tell, Work, together  # noqa: PLC0415 - few builds need to load it

    def kept(part: _Part, _: Tell) -> bytes:
        return pickle.dumps(read(repository, _history(repository, [part])))

    for told in together(Work(kept, processes), parts, lambda _: None):
        yield pickle.loads(told), told  # noqa: S301 - from a copy of this process


def newer_history(repository: Repository, start: str, end: str) -> History:
    """What landed after one commit up to another, which grew from it."""
    return _landed(repository, start, end, len(first_parent_line(repository, start, end)))


def _history(repository: Repository, parts: Sequence[_Part]) -> History:
    return _landed(repository, parts[0].start, parts[-1].end, sum(part.steps for part in parts))


def _landed(repository: Repository, start: str | None, end: str, steps: int) -> History:
    if start is None or steps > _FEW:
        return landed_history(repository, start, end)
    return ((step, brought_by(repository, step)) for step in first_parent_steps(repository, start, end))


def _parts(line: Sequence[str]) -> list[_Part]:
    """Cut at places that stay where they are when the line grows, until so many new parts make one that is larger."""
    ends: list[int] = []
    for size in _SIZES:
        ends += range((ends[-1] if ends else 0) + size, len(line) + 1, size)
    return [
        _Part(line[start - 1] if start else None, line[end - 1], end - start) for start, end in pairwise([0, *ends])
    ]
