"""What was learned from an incident, as `postmortem.md` states it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from farm_gitops.model.moment import Moment
from farm_gitops.model.record import Flag, Lax, Line, Record, Slug, Text, Texts, WebAddress


class PostMortemStatus(StrEnum):
    """Whether the words may still change."""

    DRAFT = "draft"
    APPROVED = "approved"


def _calendar_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise PydanticCustomError("day", "is not a day such as 2026-12-01")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("day", "is no day that exists") from error


Day = Annotated[date, BeforeValidator(_calendar_day), WithJsonSchema({"type": "string", "format": "date"})]


class ActionItem(Record):
    """Something to be done so that it does not happen again."""

    title: Line
    assignee: Slug | None = None
    done: Flag = False
    due: Day | None = None
    link: WebAddress | None = None

    def is_overdue(self, as_of: Moment) -> bool:
        """See `is_overdue`."""
        return is_overdue(self.due, as_of, is_done=self.done)


def is_overdue(due: date | None, as_of: Moment, *, is_done: bool) -> bool:
    """Whether the whole day of a due date has passed, in UTC, and what was due is not done."""
    return not is_done and due is not None and due < as_of.instant.date()


class PostMortemFrontMatter(Record):
    """The keys of a post-mortem; its body is Markdown below them."""

    status: Annotated[PostMortemStatus, Lax] = Field(description="draft, or approved by an admin")
    root_cause: Text = Field(description="Why it happened, in Markdown")
    contributing_factors: Texts = Field((), description="What made it worse or likelier")
    action_items: Annotated[tuple[ActionItem, ...], Lax] = Field((), description="What will be done about it")
    approved_by: Slug | None = Field(None, description="The admin who approved it")
    approved_at: Moment | None = Field(None, description="The moment of the approval")
    signature: Text | None = Field(None, description="The approval's SSH signature, with `trust: signed`")


class PostMortem(PostMortemFrontMatter):
    """A whole post-mortem: the front matter and the body (Markdown)."""

    body: str

    @property
    def is_approved(self) -> bool:
        """Whether its words are frozen."""
        return self.status is PostMortemStatus.APPROVED


KEY_ORDER: Final = tuple(PostMortemFrontMatter.model_fields)
"""The order in which the tools write the keys."""
