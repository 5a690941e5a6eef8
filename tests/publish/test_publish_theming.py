"""docs/theming.md says what every template gets: written from the views that the templates are really shown with."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from site_world import acme, build_site

from farm_gitops.publish.site import Site

BOOK = Path(__file__).parents[2] / "docs/theming.md"
MARK = "<!-- What follows is written by tests/publish/test_publish_theming.py from the views themselves. -->\n"
REGENERATE = "FARM_WRITE_GOLDEN"

Shown = dict[str, type]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Which view each template is shown with, in a world with one of everything."""
    found: Shown = {}
    make = Site.html

    def html(site: Site, path: str, template: str, view: object, **rest: Any) -> bytes:
        assert found.setdefault(template, type(view)) is type(view)
        found["partials/base.html"] = type(site.frame)
        return make(site, path, template, view, **rest)

    monkeypatch.setattr(Site, "html", html)
    build_site(acme(tmp_path / "repository"), tmp_path / "site")
    return found


def written(shown: Shown) -> str:
    """The generated part of the book."""
    return "\n".join([*_templates(shown), *_views(shown), ""])


def _templates(shown: Shown) -> Iterator[str]:
    yield "\n## What templates get\n"
    yield "Every page gets `view` (below), `frame` (what is the same on all pages), `path` (its own place on the site),"
    yield "`root` (the way from it to the site's root, to be put before every link within the site) and `policy`.\n"
    yield "| template | `view` |"
    yield "|---|---|"
    for template, view in sorted(shown.items()):
        if template.startswith("pages/"):
            name = view.__name__
            yield f"| `{template}` | {'none' if view is type(None) else f'[{name}](#{name.lower()})'} |"


def _views(shown: Shown) -> Iterator[str]:
    yield "\n## The views\n"
    yield "A moment is a `Stamp`: `datetime` for machines, `text` for people. An address (`href`, `…_href`) leads from"
    yield "the site's root unless it says otherwise. A `Markup` is HTML that is safe already.\n"
    for view in sorted(_reachable(set(shown.values()) - {type(None)}), key=lambda each: each.__name__):
        yield f"### {view.__name__}\n"
        yield f"{inspect.cleandoc(view.__doc__ or '')}\n"
        yield from (f"- `{name}`: `{kind}`" for name, kind in _fields(view))
        yield ""


def _fields(view: type) -> Iterator[tuple[str, str]]:
    """A view's values by name, each with its type as it is written in the code."""
    for name, kind in view.__annotations__.items():
        if not name.startswith("_"):
            yield name, kind if isinstance(kind, str) else kind.__forward_arg__
    for name, value in vars(view).items():
        if isinstance(value, property) and not name.startswith("_"):
            yield name, value.fget.__annotations__["return"]


def _reachable(views: set[type]) -> set[type]:
    """These views and all that they hold."""
    found: set[type] = set()
    ahead = list(views)
    while ahead:
        view = ahead.pop()
        if view not in found:
            found.add(view)
            ahead += [inner for kind in get_type_hints(view).values() for inner in _held(kind)]
    return found


def _held(kind: Any) -> Iterator[type]:
    for inner in get_args(kind):
        yield from _held(inner)
    is_view = isinstance(kind, type) and kind.__module__.startswith("farm_gitops.views.")
    if is_view and (is_dataclass(kind) or hasattr(kind, "_fields")):
        yield kind


def test_the_book_says_what_every_template_gets(shown: Shown) -> None:
    head, mark, _ = BOOK.read_text().partition(MARK)
    if os.environ.get(REGENERATE):
        BOOK.write_text(head + MARK + written(shown))
    assert BOOK.read_text() == head + mark + written(shown)


def test_every_page_of_ours_is_shown_with_a_view(shown: Shown) -> None:
    ours = {f"pages/{page.name}" for page in (BOOK.parents[1] / "templates/pages").iterdir()}
    assert ours == {template for template in shown if template.startswith("pages/")}


def test_every_view_says_what_it_is(shown: Shown) -> None:
    views = _reachable(set(shown.values()) - {type(None)})
    assert len(views) > 30
    assert [view for view in views if not re.match(r"[A-Z`].*\.", (view.__doc__ or "").partition("\n")[0])] == []
