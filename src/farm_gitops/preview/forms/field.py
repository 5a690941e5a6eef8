"""A field of a form, with what it holds, what may be chosen, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from farm_gitops.preview.forms.typed import WAS, Typed, held
from farm_gitops.views.markup import Markup

Kind = Literal["line", "text", "markdown", "one", "levels", "many", "moment", "day", "lines", "flag", "fixed", "hidden"]


class Note(NamedTuple):
    """Something that is wrong, and what to do about it; `rule` is empty where no rule says so."""

    message: str
    cure: str = ""
    rule: str = ""


class Choice(NamedTuple):
    """A value that may be chosen; `text` explains it, and choices of one `group` stand together."""

    value: str
    label: str
    text: str = ""
    group: str = ""


def given(value: str | None) -> tuple[str, ...]:
    """A value as a field holds it, or none."""
    return (value,) if value else ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked; `values` is what stands there.

    `at_first` is what the file says where something else stands there (`was` tells it by a digest), `now` the same in
    words where somebody changed it meanwhile, `look` what its Markdown becomes. An `is_extra` one is asked of few, so
    it is folded away.
    """

    name: str
    label: str
    kind: Kind
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    is_required: bool = False
    is_extra: bool = False
    notes: tuple[Note, ...] = ()
    now: str | None = None
    look: Markup | None = None
    at_first: tuple[str, ...] | None = None

    @property
    def value(self) -> str:
        """The only value."""
        return next(iter(self.values), "")

    @property
    def was(self) -> str:
        """See above; what a browser sends back untouched has this digest."""
        values = self.values if self.at_first is None else self.at_first
        in_order = [choice.value for choice in self.choices if choice.value in values]
        return held(in_order if self.kind == "many" else values)

    def typed(self, typed: Typed) -> Field:
        """The same with what somebody typed, unless they left it alone: then it shows what the file says by now."""
        if typed.is_empty or not typed.is_touched(self.name):
            return self
        has_changed = typed.text(f"{WAS}{self.name}") not in {"", self.was}
        now = self._shown() if has_changed else None
        return replace(self, values=typed.values(self.name), at_first=self.values, now=now)

    def _shown(self) -> str:
        labels = {choice.value: choice.label for choice in self.choices}
        return ", ".join(labels.get(value, value) for value in self.values if value) or "nothing"
