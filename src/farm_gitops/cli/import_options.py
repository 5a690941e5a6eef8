"""The options that every kind of import has, as one value."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import click

from farm_gitops.cli.landing import Landing, landing_options


class ImportWish(NamedTuple):
    """Into which organization, with its history or not, how far, and how much is said of it."""

    organization: str | None
    history: bool
    dry_run: bool
    verbose: bool
    landing: Landing


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what every import asks for (organization, history, how far); the command receives it as one `wish`."""

    @landing_options
    @click.option("--verbose", is_flag=True, help="List every repair, rather than some of each kind.")
    @click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
    @click.option("--history", is_flag=True, help="Commit each update at its own time, by its author if known.")
    @click.option("--organization", metavar="ORG", help="Whose incidents they become (default: the only organization).")
    @wraps(command)
    def with_wish(
        *args: Any, organization: str | None, history: bool, dry_run: bool, verbose: bool, landing: Landing, **rest: Any
    ) -> Any:
        return command(*args, wish=ImportWish(organization, history, dry_run, verbose, landing), **rest)

    return with_wish
