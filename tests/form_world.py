"""The preview's forms as a browser without scripts uses them: opens a page, fills in what it finds, and sends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Self

from command import Farm
from git_world import GitWorld

from farm_gitops.actions.act import Desk
from farm_gitops.model.moment import Moment
from farm_gitops.preview.contract import FormRequest, FormResponse, Viewer
from farm_gitops.preview.forms.answering import NO_LIMITS, Forms, Limits
from farm_gitops.store.project import find_project

CSRF = "csrf-token"
_VOID = frozenset({"input", "br", "hr", "img", "link", "meta"})


@dataclass
class Filled:
    """A form of a page: where it goes, and what every field of it holds."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, **typed: str | tuple[str, ...]) -> Self:
        """Type something else into some fields; several values tick several boxes. `_` in a name stands for `-` too."""
        for name, value in typed.items():
            known = name if name in self.names else name.replace("_", "-")
            self.values = [pair for pair in self.values if pair[0] != known]
            self.values += [(known, each) for each in ((value,) if isinstance(value, str) else value)]
        return self

    @property
    def names(self) -> set[str]:
        """The fields that hold something."""
        return {name for name, _ in self.values}

    def held(self, name: str) -> list[str]:
        """What a field holds."""
        return [value for key, value in self.values if key == name]

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """What a browser sends, with its line ends."""
        sent = {name: tuple(self.held(name)) for name in sorted(self.names)}
        return {name: tuple(value.replace("\n", "\r\n") for value in values) for name, values in sent.items()}


class FormReader(HTMLParser):
    """Finds the forms of a page and what their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Filled] = []
        self._text: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        got = {name: value or "" for name, value in attrs}
        if tag == "form" and "pv-form" in got.get("class", ""):
            self.forms.append(Filled(got["action"]))
        elif tag == "textarea":
            self._text = (got["name"], [])
        elif tag == "select":
            self._select = (got["name"], [])
        elif tag == "option" and self._select:
            self._select[1].append((got["value"], "selected" in got))
        elif tag == "input" and self.forms and "name" in got and _is_sent(got):
            self.forms[-1].values.append((got["name"], got.get("value", "")))

    def handle_data(self, data: str) -> None:
        """See `HTMLParser`."""
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser`; the first line end in a text area is none."""
        if tag == "textarea" and self._text:
            self.forms[-1].values.append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None
        elif tag == "select" and self._select and self.forms:
            name, options = self._select
            chosen = [value for value, is_selected in options if is_selected] or [options[0][0]]
            self.forms[-1].values.append((name, chosen[0]))
            self._select = None


def _is_sent(field: dict[str, str]) -> bool:
    return field["type"] not in {"radio", "checkbox"} or "checked" in field


def forms_in(html: str) -> list[Filled]:
    """Every form of the preview in a page."""
    reader = FormReader()
    reader.feed(html)
    return reader.forms


@dataclass
class Somebody:
    """Somebody before the forms of a project; the clock stands at `now`."""

    root: Path
    now: str = "2026-11-23T12:00:00Z"
    limits: Limits = NO_LIMITS
    forms: Forms = field(init=False)

    def __post_init__(self) -> None:
        """The forms live as long as the preview does."""
        self.forms = Forms(lambda: Desk(find_project(self.root), Moment.parse(self.now)), self.limits)

    def get(self, path: str, **query: str) -> FormResponse:
        """Ask for the page of a form."""
        return self.forms.answer(FormRequest("GET", path, query, {}, CSRF))

    def open(self, path: str, **query: str) -> Filled:
        """The form of such a page."""
        answer = self.get(path, **query)
        assert answer.status == 200, answer
        (form,) = forms_in(answer.html or "")
        return form

    def panel(self, page: str) -> str:
        """What stands on a page."""
        return self.forms.panel(page, Viewer(CSRF, False))

    def on_page(self, page: str, button: str) -> Filled:
        """The form that a button of a page unfolds."""
        return next(form for form in forms_in(self.panel(page)) if button in form.action or (button,) in _pairs(form))

    def send(self, form: Filled) -> FormResponse:
        """Press the button of a form."""
        path = form.action.removeprefix("/_preview/forms/")
        return self.forms.answer(FormRequest("POST", path, {}, form.fields, CSRF))

    def done(self, form: Filled) -> str:
        """Send a form that must succeed: the page to which it leads."""
        answer = self.send(form)
        assert answer.status == 303, answer.html
        assert answer.location is not None
        return answer.location


def _pairs(form: Filled) -> Iterator[tuple[str]]:
    return ((value,) for value in form.held("status"))


@dataclass
class Twins:
    """The same project twice; what is typed into the command line, and what is filled in."""

    farm: Farm
    somebody: Somebody

    def at(self, now: str) -> None:
        """Both clocks stand at a moment."""
        self.farm.now = self.somebody.now = now

    def run(self, *command: str) -> None:
        """Run a command that must succeed, and commit it as forms do."""
        self.farm.ok(*command, "--commit")

    def assert_equal(self) -> None:
        """Both have the same files, and commits with the same words by the same people."""
        told = [GitWorld(root).git("log", "--format=%B%an <%ae>", "--name-status", "-p") for root in self.roots]
        assert told[0] == told[1]
        assert [GitWorld(root).git("status", "--short") for root in self.roots] == ["", ""]

    @property
    def roots(self) -> tuple[Path, Path]:
        """Both folders."""
        return self.farm.root, self.somebody.root
