"""Replays the real history of a cState site as commits of our format: each file an incident, each version a commit.

A file's first text becomes the first entry of its timeline and stays; what changes from version to version is the
title, the date, the severity and whether it is resolved. The data names no authors, so one admin stands for them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from git_world import GitWorld

FARM = """\
maintainers: [site]
organizations: {jenkins: {name: Jenkins, admins: [site]}}
people: {site: {name: The status site, emails: [site@jenkins.example]}}
"""
_SITE = "The status site <site@jenkins.example>"
_SEVERITIES = {"down": "P1", "disrupted": "P2", "notice": "P3"}


class Version(NamedTuple):
    """What one commit of the source did to one file: `change` is git's letter, `path` where it was found afterwards."""

    commit: str
    at: str
    change: str
    path: str
    was: str
    text: str
    first: str


def replay(data: Path, world: GitWorld) -> dict[str, str]:
    """One commit for each of the source's on `main`, after a founding one; which of ours stands for which of theirs."""
    stream = [*_commit("Begin", _SITE, "2020-01-01T00:00:00+00:00", [_written("farm.yaml", FARM)])]
    groups: dict[str, list[Version]] = {}
    for version in _versions(data):
        groups.setdefault(version.commit, []).append(version)
    for source, versions in groups.items():
        changes = [line for version in versions for line in _changes(version)]
        stream += _commit(source, _SITE, versions[0].at, changes)
    world.git("fast-import", "--quiet", stdin=b"".join(stream))
    logged = world.git("log", "--format=%H %s", "main").splitlines()
    return {ours: source for ours, _, source in (line.partition(" ") for line in logged)}


def incident_of(path: str) -> str:
    """The name of the incident that a file of the site becomes."""
    words = re.findall("[a-z0-9]+", path.rpartition("/")[2].removesuffix(".md").lower())
    return "-".join(words)[:100].strip("-")


def _versions(data: Path) -> list[Version]:
    """Every version of every issue, oldest first."""
    found = [
        version for line in data.read_text(encoding="utf-8").splitlines() for version in _of_file(json.loads(line))
    ]
    return sorted(found, key=lambda version: datetime.fromisoformat(version.at))


def _of_file(record: dict[str, object]) -> Iterator[Version]:
    path, here, versions = str(record["path"]), str(record["first_path"]), record["versions"]
    assert isinstance(versions, list)
    if not path.endswith(".md"):
        return
    for version in versions:
        was = here
        here = path if version["change"] == "R" else here
        told = (version["commit"], version["committed_at"], version["change"])
        yield Version(*told, here, was, version["text"] or "", versions[0]["text"])


def _changes(version: Version) -> Iterator[bytes]:
    folder, was = (f"incidents/jenkins/{incident_of(path)}" for path in (version.path, version.was))
    if version.change in "DR":
        yield f"D {was}\n".encode()
    if version.change != "D":
        yield _written(f"{folder}/incident.yaml", _facts(version.text))
        yield _written(f"{folder}/timeline/first.md", _entry(version.first))


def _facts(text: str) -> str:
    title = _key(text, "title").strip("\"'").strip()[:200]
    status = "resolved" if _key(text, "resolved") == "true" else "open"
    severity = _SEVERITIES.get(_key(text, "severity"), "P4")
    lines = [
        f"title: {json.dumps(title)}",
        f"severity: {severity}",
        f"status: {status}",
        "description: From the site.",
        f"x-date: {json.dumps(_key(text, 'date'))}",
    ]
    return "\n".join(lines) + "\n"


def _entry(text: str) -> str:
    body = text.partition("\n---")[2].strip() or "Nothing more."
    return f"---\nauthor: site\n---\n{body}\n"


def _key(text: str, name: str) -> str:
    found = re.search(rf"^{name}:[ \t]*([^#\n]*)", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _written(path: str, text: str) -> bytes:
    data = text.encode()
    return b"M 100644 inline %s\n%s" % (path.encode(), _data(data))


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _commit(message: str, who: str, at: str, changes: list[bytes]) -> Iterator[bytes]:
    """Source of the format: git-fast-import(1)."""
    when = datetime.fromisoformat(at)
    person = f"{who} {int(when.timestamp())} {when:%z}".encode()
    yield b"commit refs/heads/main\nauthor %s\ncommitter %s\n%s" % (person, person, _data(message.encode()))
    yield from changes
    yield b"\n"
