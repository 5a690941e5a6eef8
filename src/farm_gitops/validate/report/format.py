"""What a format of a report is: how it tells what was found, and how it tells that nothing could be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from farm_gitops.validate.judge import Report
from farm_gitops.validate.report.words import Failure, Line

Told = TypeVar("Told", Report, Failure)


class Format(NamedTuple):
    """Lines for standard output; what a failure says there comes on top of what standard error says.

    `summary` and `failure_summary` are for the page of a CI job, of at most so many bytes.
    """

    report: Callable[[Report], Iterable[Line]]
    failure: Callable[[Failure], Iterable[Line]]
    summary: Callable[[Report, int], str] | None = None
    failure_summary: Callable[[Failure, int], str] | None = None


def whole(tell: Callable[[Told], str]) -> Callable[[Told], Iterable[Line]]:
    """A text of its own as lines without a style."""
    return lambda told: [("", tell(told))]
