"""What Markdown becomes, by the same renderer and sanitizer as on the site."""

from __future__ import annotations

from farm_gitops.views.markup import Markup, markup


def shown(text: str) -> Markup:
    """A text as a page would show it; links to other records lead nowhere before it is saved."""
    return markup(text, under=2, id_prefix="look-", resolve=lambda _: None)
