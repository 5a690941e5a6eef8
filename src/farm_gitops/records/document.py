"""A file understood: its text, where everything stands in it, the value it states and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from farm_gitops.documents.tree import Node
from farm_gitops.records.complaint import Complaint

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Document(Generic[Value_co]):
    """One file; `value` is None exactly when `problems` holds an error.

    `text` has replacement characters where the bytes are no text, and is empty where they are too many; `root` is the
    tree of its YAML (of its front matter, in Markdown).
    """

    path: str
    text: str
    value: Value_co | None
    problems: tuple[Complaint, ...] = ()
    root: Node | None = None
