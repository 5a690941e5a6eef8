"""Write down what was learned, and approve it."""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_admin, require_member, who_acts
from farm_gitops.actions.find import find_record
from farm_gitops.actions.sign import NO_PEN, Pen, is_good, signature
from farm_gitops.actions.text_of import text_of
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import ActionItem, PostMortem, PostMortemStatus
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import action_item, amend_body, amend_items, amend_post_mortem, post_mortem_text
from farm_gitops.records.sealed import digest_of_approval
from farm_gitops.store.snapshot import FileSnapshot

BODY: Final = """\
<!-- Look for what in the system made this possible, rather than for who did it: whoever acted did what made sense
     with what they knew then. Ask how it could be so, and what would have to change for it not to be so again. -->

## Summary

## Impact

## What made this possible

## How it was found, and how it could have been found sooner

## What went well

## Where we were lucky
"""


class Findings(NamedTuple):
    """What somebody writes into a post-mortem; None and empty leave what stands there."""

    root_cause: str | None = None
    contributing_factors: tuple[str, ...] = ()
    action_items: tuple[ActionItem, ...] = ()
    done: tuple[int, ...] = ()
    body: str | None = None


def write_post_mortem(desk: Desk, wanted: str, findings: Findings) -> Deed:
    """Begin a post-mortem, or add to the draft; of an approved one only action items can be ticked off.

    `done` counts action items from 1.
    """

    def deed(snapshot: FileSnapshot) -> Act:
        record = require_writer(desk, snapshot, wanted)
        path = layout.post_mortem_path(record.id)
        if record.post_mortem is None:
            return Act({path: draft(record.id, findings)}, f"{record.id}: post-mortem begun", "post-mortem", record.id)
        text = _amended(text_of(snapshot, path), record, record.post_mortem, findings)
        return Act({path: text}, f"{record.id}: post-mortem amended", "post-mortem", record.id)

    return deed


def require_writer(desk: Desk, snapshot: FileSnapshot, wanted: str) -> IncidentRecord:
    """The incident whose post-mortem the person that git names may write; else Refused."""
    record = find_record(snapshot, wanted)
    _require_resolved(record)
    configuration = snapshot.configuration
    require_member(who_acts(desk.project, configuration), configuration, record.id.organization)
    _refuse_over_a_broken_one(snapshot, record, layout.post_mortem_path(record.id))
    return record


def approve(desk: Desk, wanted: str, pen: Pen = NO_PEN) -> Deed:
    """Approve a post-mortem as the admin that git names, signed where `farm.yaml` asks for it; then it is frozen."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted)
        configuration = snapshot.configuration
        author = who_acts(desk.project, configuration)
        admin = require_admin(author, configuration, record.id.organization, "approve a post-mortem")
        path = layout.post_mortem_path(record.id)
        _refuse_over_a_broken_one(snapshot, record, path)
        approved = _approvable(record, configuration, admin).model_copy(
            update={"approved_by": admin, "approved_at": desk.now}
        )
        signed = signature(desk, configuration, admin, digest_of_approval(record, approved), pen)
        approval = {
            "status": PostMortemStatus.APPROVED.value,
            "approved_by": admin,
            "approved_at": desk.now.text,
            "signature": signed,
        }
        text = amend_post_mortem(text_of(snapshot, path), approval)
        return Act({path: text}, f"{record.id}: post-mortem approved by {admin}", "approve", record.id)

    return deed


def _require_resolved(record: IncidentRecord) -> None:
    if not is_terminal(record.facts.status):
        raise Refused(
            f"{record.id} is {record.facts.status}; a post-mortem is written once it is resolved",
            f"farm-gitops resolve {record.id}",
        )


def _approvable(record: IncidentRecord, configuration: Configuration, admin: str) -> PostMortem:
    """A draft; also one's own approval that lacks its signature, which could not land as it is."""
    _require_resolved(record)
    found = record.post_mortem
    if found is None:
        raise Refused(
            f"{record.id} has no post-mortem that could be approved",
            f'farm-gitops postmortem {record.id} --root-cause "…"',
        )
    if found.is_approved and not _lacks_signature(record, found, configuration, admin):
        by, at = found.approved_by, found.approved_at
        raise Refused(f"the post-mortem of {record.id} was approved by {by} at {at}", "nothing is left to do")
    return found


def _lacks_signature(record: IncidentRecord, found: PostMortem, configuration: Configuration, admin: str) -> bool:
    if configuration.trust == "names" or found.approved_by != admin:
        return False
    return not is_good(configuration, admin, digest_of_approval(record, found), found.signature)


def _refuse_over_a_broken_one(snapshot: FileSnapshot, record: IncidentRecord, path: str) -> None:
    found = snapshot.folder(record.id).post_mortem
    if found is not None and found.value is None:
        raise Refused(f"{path} is there and cannot be read", f"see why: farm-gitops validate {path}")


def draft(incident: IncidentId, findings: Findings) -> str:
    """The text of a post-mortem that is begun; UsageError where it lacks what it must have."""
    if not (findings.root_cause or "").strip():
        raise UsageError("a post-mortem needs a root cause", f'farm-gitops postmortem {incident} --root-cause "…"')
    if findings.done:
        raise UsageError("there are no action items yet that could be done", "leave --done away")
    front: dict[str, YamlValue] = {
        "status": PostMortemStatus.DRAFT.value,
        "root_cause": findings.root_cause,
        "contributing_factors": list(findings.contributing_factors),
        "action_items": [action_item(item) for item in findings.action_items],
    }
    return post_mortem_text(front, BODY if findings.body is None else findings.body)


def _amended(text: str, record: IncidentRecord, current: PostMortem, findings: Findings) -> str:
    """The text with what is given; lists grow at their end, and nothing else in them is touched."""
    refuse_new_words(record, are_new=current.is_approved and findings != Findings(done=findings.done))
    if findings == Findings():
        raise UsageError("nothing to change was given", "--root-cause, --factor, --action-item, --done or --body-file")
    if findings.root_cause:
        text = amend_post_mortem(text, {"root_cause": findings.root_cause})
    text = amend_items(text, "contributing_factors", findings.contributing_factors)
    done = [number - 1 for number in findings.done if not _item(record, current, number).done]
    text = amend_items(text, "action_items", [action_item(item) for item in findings.action_items], done)
    return text if findings.body is None else amend_body(text, findings.body)


def refuse_new_words(record: IncidentRecord, *, are_new: bool) -> None:
    """Refused where words of an approved post-mortem would change."""
    if are_new:
        raise Refused(
            f"the post-mortem of {record.id} is approved; its words stay as they are",
            "tick off an action item with --done N, or write what is new as an update",
        )


def _item(record: IncidentRecord, current: PostMortem, number: int) -> ActionItem:
    items = current.action_items
    if not 1 <= number <= len(items):
        raise UsageError(f"there is no action item {number}; there are {len(items)}", f"farm-gitops show {record.id}")
    return items[number - 1]
