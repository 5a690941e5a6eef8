"""What an audit found before the tool was adopted: told again, and no longer counted.

The file lies at `.farm-gitops/audit-baseline.json` in the audited commit and is policy, so that only a maintainer can
excuse a commit, and never the one that they are just making.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.records import layout
from farm_gitops.validate.placed import PlacedFinding


class Known(NamedTuple):
    """A finding that counts no more: in which commit, which rule, about which file."""

    commit: str
    rule: str
    path: str


class Baseline:
    """The findings that count no more."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._known: Final = frozenset(known)

    def applied(self, finding: PlacedFinding) -> PlacedFinding:
        """The finding, as existing where it is known."""
        return finding._replace(is_existing=_known(finding) in self._known)

    @property
    def text(self) -> str:
        """The file: by commit, the rules and paths that are excused there, sorted."""
        commits: dict[str, list[dict[str, str]]] = defaultdict(list)
        for each in sorted(self._known):
            commits[each.commit].append({"rule": each.rule, "path": each.path})
        return json.dumps({"version": 1, "commits": commits}, indent=2) + "\n"


NO_BASELINE: Final = Baseline()


def baseline_of(findings: Iterable[PlacedFinding]) -> Baseline:
    """Everything that was found, as known from now on."""
    return Baseline(map(_known, findings))


def read_baseline(data: bytes) -> Baseline:
    """What `Baseline.text` wrote; raises FarmError where it is anything else, for then nobody knows what was meant."""
    try:
        document = json.loads(data)
        if document["version"] != 1:
            raise FarmError(f"{layout.BASELINE} is of another version", "update farm-gitops")
        return Baseline(_read(document["commits"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FarmError(f"{layout.BASELINE} is damaged", "farm-gitops audit --write-baseline") from error


def _read(commits: dict[str, list[dict[str, str]]]) -> list[Known]:
    every = ((commit, each) for commit, many in commits.items() for each in many)
    return [Known(str(commit), str(each["rule"]), str(each["path"])) for commit, each in every]


def _known(finding: PlacedFinding) -> Known:
    return Known(finding.landed.commit if finding.landed else "", finding.rule, finding.path)
