"""A form as it is shown: what it asks, what it will do, and what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from farm_gitops.preview.forms.field import Field, Note
from farm_gitops.preview.forms.markdown import shown
from farm_gitops.preview.forms.typed import Typed


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form; `action` is its path below `/_preview/forms/`, `back` the page that it belongs to.

    `rows` are fields that stand together, as those of an action item do. `seen` tells what the records said when it was
    shown; `draft` names what is typed here, wherever else it is asked. One that `is_back` holds what was typed before.
    """

    action: str
    title: str
    button: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Field, ...], ...] = ()
    back: str = "index.html"
    lede: str = ""
    seen: str = ""
    draft: str = ""
    tone: str = ""
    is_back: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The fields that it has."""
        return frozenset(field.name for field in self._all())

    @property
    def extras(self) -> tuple[Field, ...]:
        """The fields that are folded away."""
        return tuple(field for field in self.fields if field.is_extra)

    @property
    def is_unfolded(self) -> bool:
        """Whether somebody should see what is folded away."""
        return any(field.notes or any(field.values) for field in self.extras)

    def typed(self, typed: Typed) -> Sheet:
        """The same with what somebody typed."""
        return replace(self._with(lambda field: field.typed(typed)), is_back=True)

    def noted(self, placed: Iterable[tuple[str | None, Note]]) -> Sheet:
        """The same with what is wrong, beside the fields that it is about."""
        notes: dict[str | None, list[Note]] = {}
        for name, note in placed:
            notes.setdefault(name if name in self.names else None, []).append(note)
        beside = self._with(lambda field: replace(field, notes=tuple(notes.get(field.name, ()))))
        return replace(beside, notes=tuple(notes.get(None, ())))

    def looked_at(self, name: str) -> Sheet:
        """The same, with what the Markdown of a field becomes."""
        return self._with(lambda field: replace(field, look=shown(field.value)) if field.name == name else field)

    def _with(self, change: Callable[[Field], Field]) -> Sheet:
        rows = tuple(tuple(map(change, row)) for row in self.rows)
        return replace(self, fields=tuple(map(change, self.fields)), rows=rows)

    def _all(self) -> Iterator[Field]:
        yield from self.fields
        for row in self.rows:
            yield from row
