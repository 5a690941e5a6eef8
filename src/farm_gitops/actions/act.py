"""What an act is: the files that it changes and a sentence for history; the rules judge it before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from farm_gitops.documents.yaml_editor import EditError
from farm_gitops.errors import Refused
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.write import write_texts
from farm_gitops.validate.judge import Done, Question, judge
from farm_gitops.validate.placed import PlacedFinding


class Act(NamedTuple):
    """New texts by path, and what happened in the words of a commit message.

    `word` names the kind of act in a branch name (`update`); `incident` is None for what concerns the whole. `with_it`
    are other paths that a commit of the act takes along where they are not committed yet.
    """

    files: Mapping[str, layout.Content]
    message: str
    word: str
    incident: IncidentId | None = None
    with_it: tuple[str, ...] = ()


class RefusedByRules(Refused):
    """What the act would write breaks rules that the files did not break before; nothing was written."""

    def __init__(self, findings: tuple[PlacedFinding, ...]) -> None:
        first, *more = findings
        also = f" (and {len(more)} more)" if more else ""
        super().__init__(f"{first.message}{also} [{first.rule}]", first.cure)
        self.findings: Final = findings


@dataclass(frozen=True)
class Desk:
    """Where and when somebody acts, and who is told how far the judgement of it has come."""

    project: Project
    now: Moment
    done: Done = field(default=lambda _done, _total: None, compare=False)


Deed = Callable[[FileSnapshot], Act]
"""Looks at the files as they are and says what to change; raises Refused or UsageError."""


def carry_out(desk: Desk, deed: Deed) -> Act:
    """Do a deed: look, judge, write. Raises what the deed raises, and RefusedByRules; `land.do` holds the lock.

    A file that somebody saved since the deed looked at it is left alone. The files of one act are written one by one,
    the facts last, so that a timeline never lacks what the facts say; what stops it (Ctrl-C, a full disk) takes all of
    them back.
    """
    with desk.project.workbench() as snapshot:
        act = act_of(deed, snapshot)
        refuse_what_rules_refuse(snapshot, act, desk.done)
        write_down(desk, snapshot, act)
        return act


def act_of(deed: Deed, snapshot: FileSnapshot) -> Act:
    """What a deed would do; Refused also where a file cannot be edited."""
    try:
        return deed(snapshot)
    except EditError as error:
        raise Refused(str(error), "edit the file by hand, then: farm-gitops validate") from error


def branch_name(act: Act) -> str:
    """How a branch for an act is called, unless that is taken."""
    return f"{act.word}/{act.incident}" if act.incident else act.word


def write_down(desk: Desk, snapshot: FileSnapshot, act: Act) -> None:
    """Write the files of an act that was judged, over what the snapshot read of them and nothing else."""
    facts_last = sorted(act.files, key=lambda path: path.endswith(layout.FACTS))
    write_texts(desk.project, {path: act.files[path] for path in facts_last}, snapshot.find)


def refuse_what_rules_refuse(snapshot: FileSnapshot, act: Act, done: Done) -> None:
    """RefusedByRules where an act would bring errors into the files that they do not hold already."""
    after = snapshot.with_texts(act.files)
    scope = (layout.folder(act.incident),) if act.incident else ()
    before = {_kind(finding) for finding in judge(snapshot, Question(only=scope)).findings}
    found = judge(after, Question(only=scope, earlier=snapshot), done).findings
    fresh = tuple(finding for finding in found if finding.level == "error" and _kind(finding) not in before)
    if fresh:
        raise RefusedByRules(fresh)


def _kind(finding: PlacedFinding) -> tuple[str, str, str]:
    return finding.path, finding.rule, finding.message
