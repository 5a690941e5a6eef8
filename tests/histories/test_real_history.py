"""The real history of a status page: the audit names its reopenings, deletions and renames, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

from histories.cstate import replay

Named = set[tuple[str, str, str]]
"""Commits of the source, the rule, and the incident."""


def derived(data: Path) -> Named:
    """What the data itself says, file by file: nothing here knows how it is replayed or judged."""
    named: Named = set()
    for line in data.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        place, was_over = record["first_path"], False
        for version in record["versions"]:
            is_over = re.search(r"^resolved: *true", version["text"] or "", re.M) is not None
            if version["change"] == "D":
                named.add((version["commit"], "incident-deleted", place))
            elif version["change"] == "R":
                named.add((version["commit"], "incident-moved", record["path"]))
                place = record["path"]
            elif was_over and not is_over:
                named.add((version["commit"], "illegal-transition", place))
            was_over = is_over
    return {(commit, rule, re.sub("[^a-z0-9]+", "-", Path(path).stem.lower())) for commit, rule, path in named}


@pytest.fixture
def data(shared_data: Path) -> Path:
    return shared_data / "cstate-jenkins" / "git_history.jsonl"


def test_the_audit_names_what_happened_and_nothing_else(empty_farm: Farm, data: Path) -> None:
    world = GitWorld.new(empty_farm.root)
    sources = replay(data, world)
    world.git("reset", "-q", "--hard")
    report = empty_farm("audit", "--json")
    assert report.code == 1
    named = {
        (sources[finding["commit"]["id"]], finding["rule"], finding["path"].split("/")[2])
        for finding in report.json["findings"]
    }
    assert named == derived(data)
    assert len(sources) == 673


def test_the_data_holds_all_three_kinds(data: Path) -> None:
    kinds = [rule for _, rule, _ in derived(data)]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"incident-deleted": 7, "incident-moved": 21, "illegal-transition": 7}
