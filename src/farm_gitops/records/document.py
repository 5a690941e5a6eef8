"""A file understood: its text, where everything stands in it, the value it states and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from farm_gitops.documents.tree import Node, Span
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.records.complaint import Complaint

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Document(Generic[Value_co]):
    """One file; `value` is None exactly when `problems` holds an error.

    `text` has replacement characters where the bytes are no text, and is empty where they are too many; `yaml` is where
    in it YAML stands (the front matter, in Markdown).
    """

    path: str
    text: str
    value: Value_co | None
    problems: tuple[Complaint, ...] = ()
    yaml: Span | None = None

    @property
    def root(self) -> Node | None:
        """The tree of its YAML, read once more: few ask, and most files are read for their values alone."""
        return _root(self.text[self.yaml.start : self.yaml.end], self.yaml.start) if self.yaml else None


@lru_cache(maxsize=4)  # whoever asks about a document asks for each of its findings
def _root(text: str, offset: int) -> Node | None:
    return read_yaml(text, offset=offset).root
