"""What is wrong with files that cannot be shown: where, by which rule, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from farm_gitops.actions.understanding import READABLE
from farm_gitops.errors import FarmError
from farm_gitops.preview.contract import FindingJson
from farm_gitops.records import layout
from farm_gitops.records.layout import shown
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.judge import Question, judge
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.views.world import Broken

# What editors, and our own commands, put beside a file for the moment in which they save it.
_PASSING: Final = re.compile(r"\..*|.*(~|\.tmp|\.swp|\.swx|\.bak)|#.*#|4913")
_TEMPLATE: Final = re.compile(r"(templates/[^,:]+)(?:, line (\d+))?: ")


def findings_of(snapshot: FileSnapshot, broken: Iterable[Broken]) -> tuple[FindingJson, ...]:
    """The findings behind files that a build leaves out, with their places."""
    wrong = {each.path: each for each in broken if not _is_passing(each)}
    if not wrong:
        return ()
    found = judge(snapshot, Question(only=tuple(sorted(wrong)), rules=READABLE)).findings
    told = [_finding(each) for each in found if each.level == "error"]
    # A name that cannot be printed is not found again by what is printed of it.
    missing = wrong.keys() - {each["path"] for each in told}
    return (*told, *(_of_broken(wrong[path]) for path in sorted(missing)))


def why_not(snapshot: FileSnapshot, error: FarmError) -> tuple[FindingJson, ...]:
    """Why nothing can be built at all: the findings of farm.yaml if that is it, else what the error says."""
    document = snapshot.configuration_document if snapshot.has_configuration else None
    if document is not None and document.value is None:
        found = judge(snapshot, Question(only=(layout.CONFIGURATION,))).findings
        return tuple(_finding(each) for each in found if each.level == "error" and each.path == layout.CONFIGURATION)
    return (_of_error(error),)


def crash(error: Exception) -> FindingJson:
    """A bug of ours, told like a finding so that whoever looks at the page knows."""
    message = f"this is a bug in farm-gitops ({type(error).__name__}); the pages are as they were before"
    return _told("", 1, "bug", message, "see the terminal in which the preview runs")


def _of_error(error: FarmError) -> FindingJson:
    """A template that cannot be shown names its file and line."""
    named = _TEMPLATE.match(error.message)
    path, line = (named[1], int(named[2] or 1)) if named else ("", 1)
    return _told(path, line, "cannot-build", error.message, error.cure)


def _of_broken(broken: Broken) -> FindingJson:
    return _told(broken.path, broken.line, broken.rule, broken.message, f"farm-gitops explain {broken.rule}")


def _told(path: str, line: int, rule: str, message: str, cure: str) -> FindingJson:
    return {
        "path": shown(path),
        "line": line,
        "column": 1,
        "rule": rule,
        "message": shown(message),
        "cure": shown(cure),
        "source": "",
    }


def _finding(found: PlacedFinding) -> FindingJson:
    told = _told(found.path, found.line, found.rule, found.message, found.cure)
    return {**told, "column": found.column, "source": shown(found.source_line)}


def _is_passing(broken: Broken) -> bool:
    return broken.rule == "unexpected-file" and bool(_PASSING.fullmatch(broken.path.rpartition("/")[2]))
