"""What stands at the top of a page: who sits here, and what can be done about what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from farm_gitops.actions.author import Author
from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.preview.contract import FORMS
from farm_gitops.preview.forms.approve import APPROVE
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Note
from farm_gitops.preview.forms.move import move_sheets
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.update import UPDATE
from farm_gitops.views import address

_ORGANIZATIONS: Final = "organizations/"


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done: in a form that unfolds here (`sheet`), on a page of its own (`href`), or why not."""

    label: str
    sheet: Sheet | None = None
    href: str = ""
    refusal: Note | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Who sits here (`name`), or why nobody may do anything, and what can be done."""

    name: str
    trouble: Note | None
    buttons: tuple[Button, ...]


def has_panel(page: str) -> bool:
    """Whether anything can be done about what a page shows: an incident, or those of an organization or of all."""
    is_list = page == address.DASHBOARD or page.startswith(_ORGANIZATIONS)
    return is_list or address.incident_of(page) is not None


def panel(page: str, bench: Bench) -> Panel:
    """The panel of a page that has one; the bench has the incident if it is of one."""
    if bench.incident is not None:
        team = bench.organization
        return Panel(name_of(bench), bench.trouble_of_member(team), tuple(_of_incident(bench)))
    return _reporting(bench, page.removeprefix(_ORGANIZATIONS).partition("/")[0] if page != address.DASHBOARD else "")


def _reporting(bench: Bench, organization: str) -> Panel:
    every = bench.configuration.organizations
    known = (organization,) if organization in every else tuple(every)
    troubles = [bench.trouble_of_member(key) for key in known if bench.only in {None, key}]
    trouble = None if None in troubles else next(iter(troubles), None)
    asked = f"?organization={organization}" if organization in every else ""
    create = Button("Create incident", href=f"{FORMS}declare{asked}", tone="create")
    return Panel(name_of(bench), trouble, () if trouble else (create,))


def _of_incident(bench: Bench) -> Iterator[Button]:
    team, is_member = bench.organization, bench.trouble_of_member(bench.organization) is None
    if bench.trouble_of_poster(team) is None:
        yield Button("Add update", UPDATE.sheet(bench))
    if not is_member:
        return
    for sheet in move_sheets(bench):
        yield Button(sheet.tone, sheet, tone=sheet.tone)
    yield Button("Edit facts", href=f"{FORMS}edit/{bench.id}")
    if is_terminal(bench.record.facts.status):
        yield from _learning(bench)
    yield _for_admins(bench, "Take a text out", "take a text out", f"{FORMS}redact/{bench.id}")


def _learning(bench: Bench) -> Iterator[Button]:
    found, href = bench.record.post_mortem, f"{FORMS}post-mortem/{bench.id}"
    if found is None:
        yield Button("Create post-mortem", href=href)
    elif found.is_approved:
        yield Button("Action items", href=href)
    else:
        yield Button("Edit post-mortem", href=href)
        yield _for_admins(bench, "Approve", "approve a post-mortem", APPROVE.sheet(bench))


def _for_admins(bench: Bench, label: str, act: str, way: Sheet | str) -> Button:
    refusal = bench.trouble_of_admin(bench.organization, act)
    if refusal:
        return Button(label, refusal=refusal)
    return Button(label, href=way) if isinstance(way, str) else Button(label, way, tone=way.tone)


def name_of(bench: Bench) -> str:
    """Who sits here; empty where git names nobody."""
    if not isinstance(bench.who, Author):
        return ""
    person = bench.who.person
    return bench.configuration.person_name(person) if person else bench.who.identity.name
