"""The tree of a commit held in memory while it moves along history, and how it looks with some files otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from farm_gitops.git.diff import FileChange
from farm_gitops.git.objects import Blobs, TreeFile
from farm_gitops.records import layout
from farm_gitops.records.layout import File

_HELD: Final = 1 << 16  # sizes that are kept for whoever asks again
_ATTACHED: Final = f"/{layout.ATTACHMENTS}/"
_LONGEST: Final = max(layout.POST_MORTEM_LIMIT, layout.CONFIGURATION_LIMIT)


class Tree(Protocol):
    """Files with the ids of their contents; what a `Source` is made of."""

    def at(self, path: str) -> TreeFile | None:
        """What lies at a path, or None."""

    def below(self, folder: str) -> Iterator[TreeFile]:
        """Every file at or below a path (`""` is the root), in no order."""


class MovingTree:
    """The tree at one commit, brought to the next by what differs; implements `Tree`."""

    def __init__(self, files: Iterable[TreeFile] = ()) -> None:
        # By incident, so that asking for one costs the same however many there are.
        self._groups: Final[dict[str, dict[str, TreeFile]]] = defaultdict(dict)
        for file in files:
            self._groups[_group(file.path)][file.path] = file

    def move(self, changes: Iterable[FileChange]) -> None:
        """Take over what differs in the next commit."""
        for change in changes:
            group = self._groups[_group(change.path)]
            if change.after is None:
                group.pop(change.path, None)
            else:
                group[change.path] = change.after

    def at(self, path: str) -> TreeFile | None:
        """See `Tree`."""
        group = self._groups.get(_group(path))
        return group.get(path) if group else None

    def below(self, folder: str) -> Iterator[TreeFile]:
        """See `Tree`."""
        if _is_in_one_group(folder) and folder == _group(folder):
            yield from self._groups.get(folder, {}).values()
            return
        groups = [self._groups.get(_group(folder), {})] if _is_in_one_group(folder) else list(self._groups.values())
        yield from (file for files in groups for file in files.values() if _is_at_or_below(file.path, folder))


class Patched:
    """Another tree with some paths otherwise (None: nothing is there); implements `Tree`."""

    def __init__(self, below: Tree, files: Mapping[str, TreeFile | None]) -> None:
        self._below: Final = below
        self._files: Final = files

    def at(self, path: str) -> TreeFile | None:
        """See `Tree`."""
        return self._files[path] if path in self._files else self._below.at(path)

    def below(self, folder: str) -> Iterator[TreeFile]:
        """See `Tree`."""
        files = self._files
        yield from (file for file in self._below.below(folder) if file.path not in files)
        yield from (file for path, file in self._files.items() if file and _is_at_or_below(path, folder))


class Contents:
    """What blobs hold; many are fetched at once, before somebody asks for them."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs: Final = blobs
        self._held: dict[str, bytes] = {}
        self._sizes: Final[dict[str, int]] = {}

    def fetch(self, oids: Iterable[str]) -> None:
        """Hold these, but for what is too long for a text, and let go of what was held before."""
        wanted = list(dict.fromkeys(oids))
        found = zip(wanted, self._blobs.read_many(wanted, _LONGEST + 1), strict=True)
        self._held = {oid: content for oid, content in found if len(content) <= _LONGEST}

    def read(self, oid: str, most: int | None = None) -> bytes:
        """The bytes of a blob, or the first `most` of them."""
        held = self._held.get(oid)
        return self._blobs.read(oid, most) if held is None else held[:most]

    def size(self, oid: str) -> int:
        """How many bytes a blob has."""
        if oid not in self._sizes:
            if len(self._sizes) > _HELD:
                self._sizes.clear()
            self._sizes[oid] = self._blobs.size(oid)
        return self._sizes[oid]


class TreeSource:
    """A tree and the contents of its files; implements `Source`."""

    def __init__(self, tree: Tree, contents: Contents) -> None:
        self._tree: Final = tree
        self._contents: Final = contents
        self._listed: Final[dict[str, tuple[File, ...]]] = {}

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`; the size is told of attachments alone, for nobody asks for others."""
        if folder not in self._listed:
            self._listed[folder] = tuple(sorted(map(self._file, self._tree.below(folder))))
        return self._listed[folder]

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`."""
        inside = (file.path.removeprefix(f"{folder}/") for file in self._tree.below(folder))
        return tuple(sorted({name for name, rest in map(_split, inside) if rest}))

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`."""
        file = self._tree.at(path)
        return self._contents.read(file.oid, most) if file and file.mode in layout.READABLE_MODES else None

    def content_id(self, path: str) -> str | None:
        """See `Source`: the id of the blob."""
        file = self._tree.at(path)
        return file.oid if file and file.mode in layout.READABLE_MODES else None

    def file(self, path: str) -> File | None:
        """What lies at a path, or None."""
        found = self._tree.at(path)
        return self._file(found) if found else None

    def _file(self, file: TreeFile) -> File:
        if _ATTACHED not in file.path:
            return File(file.path, file.mode)
        is_sized = file.mode in layout.READABLE_MODES
        return File(file.path, file.mode, self._contents.size(file.oid) if is_sized else 0)


def _split(path: str) -> tuple[str, str]:
    name, _, rest = path.partition("/")
    return name, rest


def _group(path: str) -> str:
    """The incident's folder, or the first folder of what belongs to none."""
    if path.startswith(f"{layout.INCIDENTS}/"):
        return "/".join(path.split("/", 3)[:3])
    return path.partition("/")[0]


def _is_in_one_group(folder: str) -> bool:
    if folder == layout.INCIDENTS or folder.startswith(f"{layout.INCIDENTS}/"):
        return folder.count("/") >= 2
    return folder != ""


def _is_at_or_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
