"""Sources in memory: files that lie nowhere yet, and another source with some of its files replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from farm_gitops.records.layout import Content, File, as_bytes
from farm_gitops.store.source import Source, content_id


class InMemory:
    """Nothing but files in memory; implements `Source`."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self._data: Final = dict(data)

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        prefix = f"{folder}/" if folder else ""
        return tuple(sorted(File(path, size=len(data)) for path, data in self._data.items() if path.startswith(prefix)))

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`."""
        inside = (path.removeprefix(f"{folder}/") for path in self._data if path.startswith(f"{folder}/"))
        return tuple(sorted({path.partition("/")[0] for path in inside if "/" in path}))

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`."""
        data = self._data.get(path)
        return None if data is None else data[:most]

    def content_id(self, path: str) -> str | None:
        """See `Source`."""
        return content_id(self._data[path]) if path in self._data else None


class Overlay:
    """Another source's files, and over them what nobody has written yet; implements `Source`."""

    def __init__(self, below: Source, contents: Mapping[str, Content]) -> None:
        self._below: Final = below
        self._above: Final = InMemory({path: as_bytes(content) for path, content in contents.items()})

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        above = self._above.files(folder)
        covered = {file.path for file in above}
        return tuple(sorted([*above, *(file for file in self._below.files(folder) if file.path not in covered)]))

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`."""
        return tuple(sorted({*self._below.folders(folder), *self._above.folders(folder)}))

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`."""
        above = self._above.read(path, most)
        return self._below.read(path, most) if above is None else above

    def content_id(self, path: str) -> str | None:
        """See `Source`."""
        return self._above.content_id(path) or self._below.content_id(path)
