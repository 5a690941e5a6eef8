"""The text of a record as it lies there, for an edit that keeps every other byte."""

from __future__ import annotations

from farm_gitops.errors import Refused
from farm_gitops.records.layout import File
from farm_gitops.store.snapshot import FileSnapshot


def text_of(snapshot: FileSnapshot, path: str) -> str:
    """The text of a file that decodes; Refused for one that is no UTF-8."""
    try:
        return snapshot.read(File(path)).decode()
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text", f"see why: farm-gitops validate {path}") from error
