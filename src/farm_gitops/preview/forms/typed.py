"""What somebody typed into a form, as their browser sent it, and whether they changed what the form showed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from farm_gitops.errors import UsageError
from farm_gitops.model.moment import Moment

WAS: Final = "was-"
"""Begins the name of the hidden field that says by a digest what another one held when it was shown."""

_FROM_PICKER: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?", re.ASCII)


class Wrong(UsageError):  # noqa: N818 - it says what is wrong with a field
    """What was typed into one field cannot be meant; `rule` is the validator's that says so, if one does."""

    def __init__(self, field: str, message: str, cure: str = "", rule: str = "") -> None:
        super().__init__(message, cure)
        self.field: Final = field
        self.rule: Final = rule


def digest(values: Iterable[str]) -> str:
    """What tells the values of a field, or the texts of files, from all others."""
    told = "".join(f"{len(value)}:{value}" for value in values)
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:20]


def held(values: Iterable[str]) -> str:
    """What tells the values of a field from others; boxes in which nothing stands are none."""
    return digest(filter(None, map(plain, values)))


def plain(text: str) -> str:
    """A text with the line ends that records have; browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Typed:
    """The fields of a form by name, each with all its values."""

    fields: Mapping[str, tuple[str, ...]]

    def values(self, name: str) -> tuple[str, ...]:
        """Everything that was typed or chosen under a name."""
        return tuple(map(plain, self.fields.get(name, ())))

    def text(self, name: str) -> str:
        """One text, with its lines; empty where there is none."""
        return next(iter(self.values(name)), "")

    def line(self, name: str) -> str:
        """The same without blanks around it."""
        return self.text(name).strip()

    def several(self, name: str) -> tuple[str, ...]:
        """Those of several texts in which something stands."""
        return tuple(value for value in self.values(name) if value.strip())

    def moment(self, name: str) -> Moment | None:
        """A moment, in UTC unless it says otherwise; Wrong for what is none."""
        given = self.line(name)
        if not given:
            return None
        if _FROM_PICKER.fullmatch(given):
            given = f"{given}:00Z" if given.count(":") == 1 else f"{given}Z"
        try:
            return Moment.parse(given)
        except ValueError as error:
            raise Wrong(name, str(error), rule="invalid-timestamp") from error

    def is_touched(self, name: str) -> bool:
        """Whether a field holds something else than it did when it was shown."""
        return self.text(f"{WAS}{name}") != held(self.values(name))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sent at all, as when a form is opened."""
        return not self.fields


NOTHING_TYPED: Final = Typed({})
"""As when a form is opened."""
