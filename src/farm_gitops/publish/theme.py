"""A project's own theme beside ours: which assets it adds, and whether its pages stand in for any of ours."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from farm_gitops.errors import FarmError
from farm_gitops.publish.render import OVERRIDES
from farm_gitops.records import layout
from farm_gitops.records.layout import File
from farm_gitops.store.shipped import shipped_templates

_ASSETS: Final = "assets/"
_PAGES: Final = "pages/"


def own_assets(theme: Iterable[str]) -> tuple[str, ...]:
    """The assets among a theme's files (named from `templates/`): all with names that are safe everywhere."""
    found = (name for name in theme if name.startswith(_ASSETS) and "/." not in name)
    return tuple(name for name in found if not any(layout.dangers(File(name))))


def has_templates(theme: Iterable[str]) -> bool:
    """Whether any of a theme's files is more than an asset, which is copied as it is."""
    return any(not name.startswith(_ASSETS) for name in theme)


def require_known_pages(theme: Iterable[str]) -> None:
    """FarmError for a page that stands in for none of ours: nothing would ever show it."""
    known = sorted(f"{_PAGES}{page.name}" for page in shipped_templates().joinpath("pages").iterdir())
    for name in theme:
        if name.startswith(_PAGES) and name.endswith(".html") and name not in known:
            meant = next(iter(get_close_matches(name, known, n=1)), known[0])
            raise FarmError(
                f"{OVERRIDES}{name} stands in for no page of the site: {', '.join(known)}",
                f"git mv {OVERRIDES}{name} {OVERRIDES}{meant}  (what other templates include lies in another folder)",
            )
