"""Which pages are generated, and from what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from farm_gitops.rules.page import rules_book
from reference.api import api_page
from reference.commands import commands_page
from reference.events import events_page
from reference.manual import manual_page

ROOT: Final = Path(__file__).resolve().parents[1]

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/rules.md": rules_book,
    "docs/commands.md": commands_page,
    "docs/events.md": events_page,
    "docs/api.md": api_page,
    "man/farm-gitops.1": manual_page,
}
