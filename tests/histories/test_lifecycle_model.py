"""Random histories of an incident, step by step: the program lets in exactly what a small reference lets in."""

from __future__ import annotations

import os
from copy import deepcopy
from unittest import TestCase

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from step_world import Made, step

from farm_gitops.validate.step import judge_step
from histories.reference import (
    RESOLVED,
    WORDS,
    Known,
    Told,
    may_approve,
    may_redact,
    may_tell,
    may_write_post_mortem,
)

IS_SOAK = bool(os.environ.get("FARM_SOAK"))
NAMES = ("incidents/acme/one", "incidents/acme/two", "incidents/acme/three")
PEOPLE = st.sampled_from(["alice", "dora", "bob"])
STATUS = st.integers(0, RESOLVED)
TOLD = st.lists(STATUS, max_size=3)
WHY = "redacted:\n  by: {}\n  at: 2026-11-24T09:00:00Z\n  reason: x\n"

Tree = dict[str, str | bytes | None]


def facts(known: Known) -> str:
    """`incident.yaml`."""
    status = WORDS[known.status]
    reported = f"created_at: 2026-11-23T09:00:{known.reported:02}Z\nreported_by: bob\n"
    return f"title: {known.title}\nseverity: P4\nstatus: {status}\ndescription: x\n{reported}"


def entry(name: str, told: Told) -> str:
    """A timeline entry; the later its name, the later it happened."""
    status = "" if told.status is None else f"status: {WORDS[told.status]}\n"
    why = WHY.format("dora") if told.is_redacted else ""
    return f"---\nat: 2026-11-23T10:{int(name):02}:00Z\n{status}{why}---\n{'' if told.is_redacted else told.text}\n"


def post_mortem(known: Known) -> str:
    """`postmortem.md`."""
    by = known.approved_by
    approval = f"approved_by: {by}\napproved_at: 2026-11-24T09:00:00Z\n" if by else ""
    items = f"action_items:\n  - title: Alert\n    done: {str(known.is_done).lower()}\n"
    return f"---\nstatus: {'approved' if by else 'draft'}\nroot_cause: {known.cause}\n{items}{approval}---\n"


def files(folder: str, known: Known) -> Tree:
    """An incident's folder."""
    found: Tree = {f"{folder}/incident.yaml": facts(known)}
    found |= {f"{folder}/timeline/{name}.md": entry(name, told) for name, told in known.entries.items()}
    return found | ({f"{folder}/postmortem.md": post_mortem(known)} if known.cause else {})


def everything(incidents: dict[str, Known]) -> Tree:
    """Every incident's files."""
    return {path: text for name, known in incidents.items() for path, text in files(name, known).items()}


class Lifecycle(RuleBasedStateMachine):
    """Each rule is one step somebody tries; what is refused leaves everything as it was."""

    @initialize(status=STATUS)
    def begin(self, status: int) -> None:
        self.known = {NAMES[0]: Known(status)}
        self.number = 0

    def tries(self, by: str, after: dict[str, Known], *, is_allowed: bool) -> None:
        """A step to another state, by the files that differ."""
        landed, later = everything(self.known), everything(after)
        changed = {path: later.get(path) for path in {*landed, *later} if landed.get(path) != later.get(path)}
        report = judge_step(step(landed, Made(changed, by)))
        assert (report.errors == 0) is is_allowed, [finding[:6] for finding in report.findings]
        if is_allowed:
            self.known = after

    def pick(self, data: st.DataObject) -> tuple[dict[str, Known], Known]:
        """A copy of everything, and one incident of it to change."""
        after = deepcopy(self.known)
        return after, after[data.draw(st.sampled_from(sorted(after)))]

    def adds(self, known: Known, told: list[int]) -> None:
        """New entries, in the order in which they happened."""
        for status in told:
            self.number += 1
            known.entries[f"{self.number:02}"] = Told(f"Note {self.number}.", status)

    @precondition(lambda self: len(self.known) < len(NAMES))
    @rule(status=STATUS, told=TOLD, by=PEOPLE)
    def declare(self, status: int, told: list[int], by: str) -> None:
        after = deepcopy(self.known)
        new = after[NAMES[len(after)]] = Known(status)
        self.adds(new, told)
        # Who reports for another is an admin; the report is Bob's.
        self.tries(by, after, is_allowed=may_tell(0, status, told))

    @rule(data=st.data(), status=STATUS, told=TOLD, by=PEOPLE)
    def move(self, data: st.DataObject, status: int, told: list[int], by: str) -> None:
        after, known = self.pick(data)
        before, known.status = known.status, status
        self.adds(known, told)
        self.tries(by, after, is_allowed=may_tell(before, status, told))

    @rule(data=st.data(), by=PEOPLE)
    def update(self, data: st.DataObject, by: str) -> None:
        after, known = self.pick(data)
        self.number += 1
        known.entries[f"{self.number:02}"] = Told("Still so.")
        self.tries(by, after, is_allowed=True)

    @rule(data=st.data(), title=st.sampled_from(["It", "That"]), by=PEOPLE)
    def edit(self, data: st.DataObject, title: str, by: str) -> None:
        after, known = self.pick(data)
        known.title = title
        self.tries(by, after, is_allowed=True)

    @rule(data=st.data(), seconds=st.integers(1, 59), by=PEOPLE)
    def backdate(self, data: st.DataObject, seconds: int, by: str) -> None:
        after, known = self.pick(data)
        known.reported += seconds
        known.reported %= 60
        self.tries(by, after, is_allowed=False)

    @precondition(lambda self: any(known.entries for known in self.known.values()))
    @rule(data=st.data(), by=PEOPLE, how=st.sampled_from(["text", "status", "name", "gone"]))
    def rewrite(self, data: st.DataObject, by: str, how: str) -> None:
        after = deepcopy(self.known)
        known = after[data.draw(st.sampled_from([name for name in sorted(after) if after[name].entries]))]
        name = data.draw(st.sampled_from(sorted(known.entries)))
        told = known.entries[name]
        if how in {"name", "gone"}:
            del known.entries[name]
        if how == "name":
            known.entries["59"] = told
        if how == "text":
            told.text, told.is_redacted = "Never happened.", False
        if how == "status":
            told.status = 0 if told.status is None else None
        self.tries(by, after, is_allowed=False)

    @precondition(lambda self: any(known.entries for known in self.known.values()))
    @rule(data=st.data(), by=PEOPLE)
    def redact(self, data: st.DataObject, by: str) -> None:
        after = deepcopy(self.known)
        known = after[data.draw(st.sampled_from([name for name in sorted(after) if after[name].entries]))]
        told = known.entries[data.draw(st.sampled_from(sorted(known.entries)))]
        if told.is_redacted:
            return
        is_allowed = may_redact(told, by) and by == "dora"  # the files name her
        told.is_redacted = True
        self.tries(by, after, is_allowed=is_allowed)

    @precondition(lambda self: len(self.known) > 1)
    @rule(data=st.data(), by=PEOPLE, home=st.sampled_from([None, "incidents/acme/elsewhere"]))
    def remove(self, data: st.DataObject, by: str, home: str | None) -> None:
        after = deepcopy(self.known)
        known = after.pop(data.draw(st.sampled_from(sorted(after))))
        if home:
            after[home] = known
        self.tries(by, after, is_allowed=False)

    @rule(data=st.data(), cause=st.sampled_from(["Rust", "Dust"]), by=PEOPLE)
    def write_post_mortem(self, data: st.DataObject, cause: str, by: str) -> None:
        after, known = self.pick(data)
        is_allowed = may_write_post_mortem(known) or known.cause == cause
        known.cause = cause
        self.tries(by, after, is_allowed=is_allowed)

    @rule(data=st.data(), by=PEOPLE)
    def approve(self, data: st.DataObject, by: str) -> None:
        after, known = self.pick(data)
        if known.approved_by == by:
            return
        is_allowed = may_approve(known, by)
        known.cause, known.approved_by = known.cause or "Rust", by
        self.tries(by, after, is_allowed=is_allowed)

    @precondition(lambda self: any(known.cause for known in self.known.values()))
    @rule(data=st.data(), by=PEOPLE, how=st.sampled_from(["done", "withdrawn", "gone"]))
    def change_post_mortem(self, data: st.DataObject, by: str, how: str) -> None:
        after = deepcopy(self.known)
        known = after[data.draw(st.sampled_from([name for name in sorted(after) if after[name].cause]))]
        was_approved = known.approved_by is not None
        if how == "done":
            known.is_done = not known.is_done
        elif how == "withdrawn":
            known.approved_by = None
        else:
            known.cause = known.approved_by = None
        self.tries(by, after, is_allowed=how == "done" or (how == "withdrawn" and not was_approved))


Lifecycle.TestCase.settings = settings(
    max_examples=300 if IS_SOAK else 20, stateful_step_count=50 if IS_SOAK else 20, deadline=None
)
TestLifecycle: type[TestCase] = Lifecycle.TestCase
