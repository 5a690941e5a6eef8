"""What a rule is: a function over one subject, whose docstring is its page, in a group that says how much it weighs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from farm_gitops.documents.tree import Route, Span
from farm_gitops.model.organization import RuleLevel
from farm_gitops.records.document import Document

Group = Literal["text", "shape", "references", "life", "step", "practice"]

GROUPS: Final[dict[Group, str]] = {
    "text": "Whether a file can be read at all",
    "shape": "Whether it has the keys and values that it should",
    "references": "Whether what it names exists",
    "life": "Whether the life of the incident makes sense, in the files",
    "step": "Whether the step from the base is allowed",
    "practice": "Whether it is done as good teams do it",
}

ADJUSTABLE: Final = frozenset({"references", "practice"})
"""The groups whose levels `rules:` in farm.yaml may set; the others are always errors."""


class Finding(NamedTuple):
    """What a rule found: in which file, what and the cure, and where (a span of its text or a route of keys).

    `level` overrides the rule's own; `replacement` is what `--fix` may put at the route.
    """

    path: str
    message: str
    cure: str = ""
    place: Span | Route = ()
    on_key: bool = False
    level: RuleLevel | None = None
    replacement: str | None = None


def complaints(document: Document[object], rule: str) -> Iterator[Finding]:
    """What decoding a document complained about, as findings of one rule."""
    for rule_id, message, cure, place, on_key, level, replacement in document.problems:
        if rule_id == rule:
            own_level: RuleLevel | None = "warning" if level == "warning" else None
            yield Finding(document.path, message, cure, place, on_key, own_level, replacement)


Check = Callable[[Any], Iterator[Finding]]
"""A rule's function; the type of its one parameter says what it looks at (see `rules.subject`)."""


@dataclass(frozen=True)
class Rule:
    """One entry of the registry; `lasting` is what must hold against every parent of a merge, not only the first."""

    group: Group
    check: Check
    lasting: bool = False

    @cached_property
    def id(self) -> str:
        """The kebab-case name that it has everywhere: the function's, with `-` for `_`."""
        return self.check.__name__.replace("_", "-")

    @cached_property
    def subjects(self) -> tuple[type, ...]:
        """The types of what it looks at."""
        (hint,) = (kind for name, kind in get_type_hints(self.check).items() if name != "return")
        kinds = get_args(hint) if get_origin(hint) in {UnionType, Union} else (hint,)
        return tuple(get_origin(kind) or kind for kind in kinds)

    @property
    def level(self) -> RuleLevel:
        """Its level where farm.yaml sets none."""
        return "warning" if self.group == "practice" else "error"

    @property
    def is_adjustable(self) -> bool:
        """Whether farm.yaml may set its level."""
        return self.group in ADJUSTABLE

    @cached_property
    def page(self) -> str:
        """Its documentation: what must hold, why it matters, and the examples."""
        return inspect.getdoc(self.check) or ""

    @property
    def title(self) -> str:
        """What must hold, in one sentence."""
        return self._paragraphs[0]

    @property
    def why(self) -> str:
        """Why it matters, in a sentence or two."""
        return self._paragraphs[1]

    @cached_property
    def _paragraphs(self) -> tuple[str, ...]:
        return tuple(" ".join(paragraph.split()) for paragraph in self.page.split("\n\n"))
