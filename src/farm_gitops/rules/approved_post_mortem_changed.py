"""`approved-post-mortem-changed`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from farm_gitops.documents.tree import Route
from farm_gitops.model.changes import PostMortemChanged
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import put_back, who

_FROZEN: Final = ("root_cause", "contributing_factors", "approved_by", "approved_at", "signature", "body")


def approved_post_mortem_changed(change: IncidentStep) -> Iterator[Finding]:
    """An approved post-mortem keeps its words; only its action items move on.

    What was approved is what is read; a later edit would speak in the name of somebody who never saw it.

    Of an action item `done`, `assignee`, `due` and `link` may change. None is added, removed, moved or given another
    title.

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: Somebody filled the disk.
        action_items:
          - title: Alert at 80 percent
            assignee: bob
            due: 2026-12-01
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
        Nobody watched the disk.

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
        Nobody watched the disk.

    Passes (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        action_items:
          - title: Alert at 80 percent
            assignee: dora
            done: true
            link: https://tickets.example/7
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
        Nobody watched the disk.
    """
    for each in change.changes:
        if isinstance(each, PostMortemChanged) and each.before and each.was_approved:
            yield from _judged(change, each.before, each.after)


def _judged(change: IncidentStep, before: PostMortem, after: PostMortem | None) -> Iterator[Finding]:
    """One that is gone, and one that is a draft again, are for rules of their own."""
    path = layout.post_mortem_path(change.id)
    if after is not None and after.is_approved:
        for what, place in _differences(before, after):
            yield _finding(change, f"changed {what} of an approved post-mortem", place)
    elif after is None and not change.step.is_gone(path):
        yield _finding(change, "left an approved post-mortem so that it can no longer be read", ())


def _differences(before: PostMortem, after: PostMortem) -> Iterator[tuple[str, Route]]:
    for key in _FROZEN:
        if getattr(before, key) != getattr(after, key):
            yield ("the text", ()) if key == "body" else (f"`{key}`", (key,))
    pairs = zip_longest(before.action_items, after.action_items)
    for rank, (old, new) in enumerate(pairs):
        if old is None or new is None:
            yield "the number of action items", ("action_items",)
            return
        if old.title != new.title:
            yield f"`action_items[{rank}].title`", ("action_items", rank, "title")


def _finding(change: IncidentStep, did: str, place: Route) -> Finding:
    path = layout.post_mortem_path(change.id)
    return Finding(path, f"{who(change.step, path)} {did}", f"put it back: {put_back(change.step, path)}", place)
