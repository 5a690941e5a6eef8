"""A source with some files replaced in memory: how things would be if they were written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from farm_gitops.records.layout import File
from farm_gitops.store.source import Source


class Overlay:
    """Another source's files, and over them texts that nobody has written yet; implements `Source`."""

    def __init__(self, below: Source, texts: Mapping[str, str]) -> None:
        self._below: Final = below
        self._data: Final = {path: text.encode() for path, text in texts.items()}

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        prefix = f"{folder}/" if folder else ""
        kept = [file for file in self._below.files(folder) if file.path not in self._data]
        laid = [File(path, size=len(data)) for path, data in self._data.items() if path.startswith(prefix)]
        return tuple(sorted(kept + laid))

    def read(self, path: str) -> bytes | None:
        """See `Source`."""
        return self._data[path] if path in self._data else self._below.read(path)
