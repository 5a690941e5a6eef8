"""Revise a post-mortem as a whole, as somebody left it who had all of it before them: only what differs is written."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.post_mortem import Findings, draft, refuse_new_words, require_writer
from farm_gitops.actions.text_of import text_of
from farm_gitops.documents.front_matter import without_blank_lines
from farm_gitops.errors import UsageError
from farm_gitops.model.post_mortem import ActionItem, PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_body, amend_post_mortem, revise_items
from farm_gitops.store.snapshot import FileSnapshot


class RevisedItem(NamedTuple):
    """An action item; `place` counts those that stand in the file from 0 and is None for a new one."""

    place: int | None
    item: ActionItem


class Revision(NamedTuple):
    """All that a post-mortem shall say; an action item of the file that is named no more is taken out."""

    root_cause: str
    contributing_factors: tuple[str, ...]
    action_items: tuple[RevisedItem, ...]
    body: str


def revise_post_mortem(desk: Desk, wanted: str, revision: Revision) -> Deed:
    """Begin a post-mortem, or make the one that is there say this; of an approved one no word changes.

    UsageError where nothing would change.
    """

    def deed(snapshot: FileSnapshot) -> Act:
        record = require_writer(desk, snapshot, wanted)
        path = layout.post_mortem_path(record.id)
        if record.post_mortem is None:
            return Act(
                {path: draft(record.id, _begun(revision))}, f"{record.id}: post-mortem begun", "post-mortem", record.id
            )
        before = text_of(snapshot, path)
        text = _revised(before, record, record.post_mortem, revision)
        if text == before:
            raise UsageError(f"nothing to change in the post-mortem of {record.id}: it says so already")
        return Act({path: text}, f"{record.id}: post-mortem amended", "post-mortem", record.id)

    return deed


def _begun(revision: Revision) -> Findings:
    items = tuple(each.item for each in revision.action_items)
    return Findings(revision.root_cause, revision.contributing_factors, items, body=revision.body)


def _revised(text: str, record: IncidentRecord, current: PostMortem, revision: Revision) -> str:
    if current.is_approved:
        refuse_new_words(record, are_new=_words(current) != _words_of(revision))
    if revision.root_cause != current.root_cause:
        text = amend_post_mortem(text, {"root_cause": revision.root_cause})
    if revision.contributing_factors != current.contributing_factors:
        text = amend_post_mortem(text, {"contributing_factors": list(revision.contributing_factors)})
    kept = {each.place: each.item for each in revision.action_items if each.place is not None}
    added = [each.item for each in revision.action_items if each.place is None]
    text = revise_items(text, current.action_items, kept, added)
    return text if _plain(revision.body) == _plain(current.body) else amend_body(text, revision.body)


def _words(of: PostMortem) -> tuple[object, ...]:
    """What is frozen once it is approved."""
    return of.root_cause, of.contributing_factors, tuple(item.title for item in of.action_items), _plain(of.body)


def _words_of(revision: Revision) -> tuple[object, ...]:
    """The same of what it shall say; an item that is new or gone changes the titles."""
    titles = tuple(each.item.title for each in revision.action_items)
    return revision.root_cause, revision.contributing_factors, titles, _plain(revision.body)


def _plain(body: str) -> str:
    """A body whatever its line ends are, which a form does not keep."""
    return without_blank_lines(body.replace("\r\n", "\n"))
