"""cState sites for tests: a configuration, issues, and whole folders of them, with or without a history."""

from __future__ import annotations

from functools import partial

from status_page import House

from farm_gitops.git.identity import Identity
from farm_gitops.importers.cstate import import_cstate
from farm_gitops.importers.result import Import
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.store.foreign import ForeignFile, ForeignFolder, Version
from farm_gitops.store.foreign_git import Commit

CONFIG = """\
title: Acme Status
baseURL: https://status.acme.example/
params:
  systems:
    - name: API
      description: |
        What partners
        call.
      category: Core
    - name: Web site
"""
NAME = "content/issues/2026-11-23-api.md"


def issue(body: str = "The API is slow.", **front: str) -> str:
    """An issue of the API at ten; keys can be given or changed."""
    keys = {
        "title": "The API is slow",
        "date": "2026-11-23T10:00:00Z",
        "resolved": "false",
        "severity": "disrupted",
        "affected": "\n  - API",
        "section": "issue",
        **front,
    }
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n\n{body}\n"


def commit(number: int, hour: int, who: str = "") -> Commit:
    """The commit of a number at an hour of the day, by nobody or by a name with an address."""
    at = f"2026-11-23T{hour:02}:00:00Z"
    return Commit(f"{number:040x}", Identity(who, f"{who.casefold()}@status.example" if who else ""), at, at)


def site(*versions: str | tuple[str | None, Commit], path: str = NAME, config: str = CONFIG) -> ForeignFolder:
    """A site with one issue in some versions, oldest first, each with its commit if there is one."""
    told = [each if isinstance(each, tuple) else (each, None) for each in versions]
    held = tuple(Version(text.encode() if text is not None else None, made) for text, made in told)
    files = (ForeignFile("config.yml", (Version(config.encode()),)), ForeignFile(path, held))
    return ForeignFolder("status", files, has_history=True)


def taken(folder: ForeignFolder, house: House | None = None, *, history: bool = False) -> tuple[Import, House]:
    """What importing a site gives, and the repository that then has it, without an error."""
    house = house or House()
    result = house.take(partial(import_cstate, folder, history=history))
    assert [finding for finding in house.judged().findings if finding.level == "error"] == []
    return result, house


def only(folder: ForeignFolder) -> tuple[IncidentRecord, dict[str, str]]:
    """The one incident of a site, and its repairs: what was made of each."""
    result, house = taken(folder)
    (added,) = result.added
    return house.record(added), {repair.oddity.value: repair.made for repair in result.repairs}


def said(record: IncidentRecord) -> list[tuple[str, str | None, str]]:
    """Each entry in time: when, the status that it tells, its words."""
    entries = [item.entry for item in record.timeline() if item.entry]
    return [(entry.happened.utc if entry.happened else "", entry.facts.status, entry.message) for entry in entries]
