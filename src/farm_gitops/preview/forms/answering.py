"""Answers the browser: shows a form, carries it out as the commands would, and keeps what was typed where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.land import Wish, do
from farm_gitops.errors import FarmError, Refused, UsageError
from farm_gitops.model.incident import IncidentId
from farm_gitops.preview.contract import FormRequest, FormResponse, Viewer
from farm_gitops.preview.forms.bench import Bench, who_sits_here
from farm_gitops.preview.forms.field import Note
from farm_gitops.preview.forms.form import SEEN, ChangedMeanwhile, Form
from farm_gitops.preview.forms.markdown import shown
from farm_gitops.preview.forms.notes import placed_notes
from farm_gitops.preview.forms.once import Once, said
from farm_gitops.preview.forms.pages import Pages, Said
from farm_gitops.preview.forms.panel import Panel, has_panel, name_of, panel
from farm_gitops.preview.forms.registry import FORMS
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import NOTHING_TYPED, Typed
from farm_gitops.records.layout import as_bytes
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views import address

MARKDOWN: Final = "markdown"
"""The path at which a script asks what Markdown becomes."""

_LOOK: Final = "look"
"""The button that shows the same without a script; its value names the field."""

_SENT: Final = Note(
    "this form was sent already, and what it said then is saved; since then you changed something in it",
    "send it again if you mean that as well",
)


@dataclass(frozen=True)
class Limits:
    """How far forms go: whether their acts are committed, whether there are any, and whose incidents there are."""

    commits: bool = True
    is_read_only: bool = False
    organization: str | None = None


NO_LIMITS: Final = Limits()


class Forms:
    """The forms of a project; implements `contract.Forms`. Every act takes its desk, and with it the time, anew."""

    def __init__(self, desk_of: Callable[[], Desk], limits: Limits = NO_LIMITS) -> None:
        self._desk_of: Final = desk_of
        self._limits: Final = limits
        self._pages: Final = Pages()
        self._once: Final = Once()

    def panel(self, page_path: str, viewer: Viewer) -> str:
        """See `contract.Forms`."""
        if viewer.is_read_only or self._limits.is_read_only or not has_panel(page_path):
            return ""
        incident, desk = address.incident_of(page_path), self._desk_of()
        with desk.project.workbench() as snapshot:
            try:
                found = panel(page_path, self._bench(desk, snapshot, incident))
            except FarmError as error:
                found = Panel("", Note(error.message, error.cure), ())
        return self._pages.panel(found, self._said(found.name, viewer.csrf))

    def answer(self, request: FormRequest) -> FormResponse:
        """See `contract.Forms`."""
        if self._limits.is_read_only:
            return self._trouble(403, Note("nothing can be changed here", "start it without --read-only"))
        if request.path == MARKDOWN and request.method == "POST":
            return FormResponse(200, json=json.dumps({"html": shown(Typed(request.fields).text("text")).html}))
        asked = _asked(request.path)
        if asked is None:
            return self._trouble(404, Note("there is no such form"))
        desk = self._desk_of()
        with desk.project.workbench() as snapshot:
            try:
                return self._answer(asked, self._bench(desk, snapshot, asked.incident, request), request)
            except FarmError as error:
                return self._trouble(_status(error), Note(error.message, error.cure), snapshot)

    def _answer(self, asked: Asked, bench: Bench, request: FormRequest) -> FormResponse:
        if bench.incident is not None and not _is_there(bench):
            return self._trouble(404, Note(f"there is no incident {bench.id}"), bench.snapshot)
        if request.method == "GET":
            return self._page(200, asked.form.sheet(bench), bench, request)
        look = bench.typed.line(_LOOK)
        if look:
            return self._page(200, _kept(asked.form, bench).looked_at(look), bench, request)
        before = self._once.before(request.fields)
        if before is None:
            return self._carry_out(asked.form, bench, request)
        if before.said == said(request.fields):
            return FormResponse(303, location=before.location)
        return self._page(409, _kept(asked.form, bench).noted([("", _SENT)]), bench, request)

    def _carry_out(self, form: Form, bench: Bench, request: FormRequest) -> FormResponse:
        try:
            act = self._do(bench.desk, form.deed(bench))
        except _SavedOnly as half:
            self._once.remember(request.fields, _location(form, half.act))
            return self._trouble(500, half.trouble, bench.snapshot)
        except FarmError as error:
            return self._refused(form, bench, request, error)
        self._once.remember(request.fields, _location(form, act))
        return FormResponse(303, location=_location(form, act))

    def _do(self, desk: Desk, deed: Deed) -> Act:
        acts: list[Act] = []

        def noted(snapshot: FileSnapshot) -> Act:
            acts.append(deed(snapshot))
            return acts[-1]

        try:
            return do(desk, noted, Wish(commit=self._limits.commits and desk.project.repository is not None)).act
        except FarmError as error:
            if acts and _is_written(desk, acts[-1]):
                raise _SavedOnly(acts[-1], error) from error
            raise

    def _refused(self, form: Form, bench: Bench, request: FormRequest, error: FarmError) -> FormResponse:
        """The form again, as the records are by now, with all that was typed and what is wrong with it."""
        with bench.desk.project.workbench() as snapshot:
            again = replace(bench, snapshot=snapshot)
            sheet = form.sheet(again).typed(bench.typed) if isinstance(error, ChangedMeanwhile) else _kept(form, again)
            noted = sheet.noted(placed_notes(error, form, bench.typed))
            return self._page(_status(error), noted, again, request)

    def _bench(
        self, desk: Desk, snapshot: FileSnapshot, incident: IncidentId | None, request: FormRequest | None = None
    ) -> Bench:
        who = who_sits_here(desk, snapshot.configuration)
        asked, typed = (request.query, Typed(request.fields)) if request else ({}, NOTHING_TYPED)
        return Bench(desk, snapshot, who, incident, asked, typed, self._limits.organization)

    def _page(self, status: int, sheet: Sheet, bench: Bench, request: FormRequest) -> FormResponse:
        html = self._pages.form(sheet, bench.configuration, self._said(name_of(bench), request.csrf))
        return FormResponse(status, html)

    def _trouble(self, status: int, trouble: Note, snapshot: FileSnapshot | None = None) -> FormResponse:
        known = snapshot.configuration_document.value if snapshot and snapshot.has_configuration else None
        return FormResponse(status, self._pages.trouble(trouble, known))

    def _said(self, name: str, csrf: str) -> Said:
        return Said(name, self._limits.commits, csrf)


class _SavedOnly(Exception):  # noqa: N818 - half of it was done
    """The files are written, and the commit could not be made; sent again, it would be written twice."""

    def __init__(self, act: Act, error: FarmError) -> None:
        super().__init__(error.message)
        self.act: Final = act
        self.trouble: Final = Note(f"saved, but not committed: {error.message}", error.cure)


class Asked(NamedTuple):
    """The form that a path names, and the incident that it is about."""

    form: Form
    incident: IncidentId | None


def _asked(path: str) -> Asked | None:
    name, *rest = path.split("/")
    form = next((each for each in FORMS if each.name == name), None)
    if form is None or len(rest) != (2 if form.is_about_incident else 0):
        return None
    return Asked(form, IncidentId(rest[0], rest[1]) if rest else None)


def _location(form: Form, act: Act) -> str:
    """Where one sees what was done."""
    assert act.incident is not None, "every form is about an incident"
    return f"/{address.href(form.then(act.incident))}"


def _is_there(bench: Bench) -> bool:
    """Whether there is such an incident, and the preview shows it."""
    return bench.only in {None, bench.organization} and bench.snapshot.has(bench.id)


def _is_written(desk: Desk, act: Act) -> bool:
    files = ((desk.project.root / path, text) for path, text in act.files.items())
    return all(file.is_file() and file.read_bytes() == as_bytes(text) for file, text in files)


def _kept(form: Form, bench: Bench) -> Sheet:
    """The form with what was typed; it still tells what the records said when it was first shown."""
    sheet = form.sheet(bench).typed(bench.typed)
    return replace(sheet, seen=bench.typed.text(SEEN) or sheet.seen)


def _status(error: FarmError) -> int:
    """As HTTP has it."""
    if isinstance(error, ChangedMeanwhile):
        return 409
    return 422 if isinstance(error, Refused | UsageError) else 500
