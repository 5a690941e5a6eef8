"""The formats of a report, by the name that `--format` gives them; each is the module of that name beside this one."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from farm_gitops.validate.report.format import Format

NAMES: Final = ("text", "json", "github", "gitlab", "sarif", "junit")


def format_named(name: str) -> Format:
    """A format, imported when it is asked for, so that `--help` costs next to nothing."""
    found: Format = importlib.import_module(f"farm_gitops.validate.report.{name}").FORMAT
    return found
