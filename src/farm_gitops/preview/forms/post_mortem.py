"""The form that writes a post-mortem and revises it; of an approved one it asks for the action items alone."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Act, Deed
from farm_gitops.actions.find import find_record
from farm_gitops.actions.post_mortem import BODY
from farm_gitops.actions.revise import Revision, revise_post_mortem
from farm_gitops.documents.tree import Route
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.preview.forms.action_items import item_field, item_rows, items_typed
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Field
from farm_gitops.preview.forms.form import Form, by_name, unless_changed
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import Typed, Wrong, digest
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views import address

_FIELDS: Final = {"contributing_factors": "factor"}


def _sheet(bench: Bench) -> Sheet:
    current = bench.record.post_mortem
    is_approved = current is not None and current.is_approved
    return Sheet(
        action=f"post-mortem/{bench.id}",
        title="Action items" if is_approved else "Edit the post-mortem" if current else "Write the post-mortem",
        button="Save",
        fields=() if is_approved else _words(current),
        rows=item_rows(bench, current),
        back=address.post_mortem(bench.id) if current else address.incident(bench.id),
        lede=_APPROVED if is_approved else _DRAFT,
        seen=_told(bench),
        draft=f"post-mortem/{bench.id}",
    )


_APPROVED: Final = "The post-mortem is approved, so its words stay as they are."
_DRAFT: Final = "A draft, until an admin approves it. Look for what made this possible, rather than for who did it."


def _words(current: PostMortem | None) -> tuple[Field, ...]:
    factors = current.contributing_factors if current else ()
    return (
        Field(
            "root_cause", "Root cause", "markdown", (current.root_cause,) if current else (), is_required=True,
            hint="Why it happened. Markdown.",
        ),
        Field(
            "factor", "Contributing factors", "lines", (*factors, "", ""),
            hint="What made it likelier or worse, one a box; an empty box is left out.",
        ),
        Field("body", "What else is to be said", "markdown", (current.body if current else BODY,), hint="Markdown."),
    )  # fmt: skip


def _told(bench: Bench) -> str:
    return digest((bench.post_mortem,))


def _deed(bench: Bench) -> Deed:
    def deed(snapshot: FileSnapshot) -> Act:
        current = find_record(snapshot, str(bench.id)).post_mortem
        revision = _revision(bench.typed, current)
        if not revision.root_cause.strip():
            raise Wrong("root_cause", "a post-mortem needs a root cause", "say why it happened", "missing-field")
        return revise_post_mortem(bench.desk, str(bench.id), revision)(snapshot)

    return unless_changed(bench, _told, deed)


def _revision(typed: Typed, current: PostMortem | None) -> Revision:
    """What it shall say: of a field that nobody touched, to the letter what the file says."""
    items = items_typed(typed, current)
    if current is not None and current.is_approved:
        return Revision(current.root_cause, current.contributing_factors, items, current.body)
    is_kept = {name: current is not None and not typed.is_touched(name) for name in ("root_cause", "factor", "body")}
    return Revision(
        current.root_cause if current and is_kept["root_cause"] else typed.text("root_cause"),
        current.contributing_factors if current and is_kept["factor"] else typed.several("factor"),
        items,
        current.body if current and is_kept["body"] else typed.text("body"),
    )


def _place(route: Route, typed: Typed) -> str:
    if len(route) > 2 and route[0] == "action_items" and isinstance(route[1], int):
        return item_field(typed, route[1], str(route[2]))
    name = by_name(route, typed)
    return _FIELDS.get(name, name)


POST_MORTEM: Final = Form("post-mortem", _sheet, _deed, _place, then=address.post_mortem)
