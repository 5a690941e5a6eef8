"""A cState site: its systems become components, its issues incidents; `intake` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from farm_gitops.documents.tree import Plain
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import UsageError
from farm_gitops.importers.authors import recorded
from farm_gitops.importers.cleaning import one_line, shortened, unified_lines, visible
from farm_gitops.importers.configuration import Described
from farm_gitops.importers.cstate_issue import read_issue
from farm_gitops.importers.cstate_story import life_of_issue
from farm_gitops.importers.existing import Existing
from farm_gitops.importers.foreign_front import settings, word_at
from farm_gitops.importers.intake import Found, take_in
from farm_gitops.importers.repair import Oddity
from farm_gitops.importers.result import Import
from farm_gitops.importers.source_incident import CSTATE, Page, SourceIncident, Unusable, identifier, page_name, page_of
from farm_gitops.store.foreign import ForeignFile, ForeignFolder

CONFIGURATIONS: Final = tuple(f"{name}.{ending}" for name in ("config", "hugo") for ending in ("yml", "yaml", "toml"))
_ISSUES: Final = re.compile(r"content/(?:[\w-]+/)?issues/(?:.+/)?[^/]+\.(?:md|markdown)", re.IGNORECASE)
_INDEXES: Final = frozenset({"index", "_index"})
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


class _Site(NamedTuple):
    page: Page
    base: str
    systems: Described


def is_wanted(path: str) -> bool:
    """Whether a file of the site matters here: its settings and its issues."""
    return path in CONFIGURATIONS or (_ISSUES.fullmatch(path) is not None and not path.endswith("/_index.md"))


def import_cstate(folder: ForeignFolder, there: Existing, *, history: bool = False) -> Import:
    """Import a site beside what is there already; UsageError where the folder holds no issues, else as `take_in`."""
    site = _site(folder)
    issues = [file for file in folder.files if file.path not in CONFIGURATIONS]
    if not issues:
        raise UsageError(
            f"{folder.name} holds no cState issues (content/issues/*.md)",
            "give the folder of the site, its repository, or its git_history.jsonl",
        )
    return take_in((_issue(file, site) for file in issues), there, history=history, components=site.systems)


def _site(folder: ForeignFolder) -> _Site:
    path, data = next(((path, data) for path in CONFIGURATIONS if (data := folder.newest(path))), ("", b""))
    text = visible(unified_lines(data.decode("utf-8", "replace")))
    found = settings(text, is_toml=path.endswith(".toml")) or {}
    base = word_at(found, "baseURL").strip().rstrip("/")
    host = urlsplit(base).hostname or ""
    name = word_at(found, "title") or host or folder.name
    permalinks = "permalinks" in found
    return _Site(page_of(CSTATE, host or folder.name, page_name(name)), "" if permalinks else base, _systems(found))


def _systems(found: dict[str, Plain]) -> Described:
    """The systems of the site with what it says of them."""
    params = found.get("params")
    listed = params.get("systems") if isinstance(params, dict) else None
    systems = [system for system in listed if isinstance(system, dict)] if isinstance(listed, list) else []
    return {word_at(system, "name"): dict(_described(system)) for system in systems if word_at(system, "name").strip()}


def _described(system: Mapping[str, Plain]) -> Iterator[tuple[str, YamlValue]]:
    description = shortened(one_line(word_at(dict(system), "description")), 200)
    if description:
        yield "description", description


def _issue(file: ForeignFile, site: _Site) -> Found:
    name = _name(file.path)
    versions = [
        (read_issue(version.data), recorded(version.commit)) for version in file.versions if version.data is not None
    ]
    if not versions:
        return Unusable(name, "", "it was never there")
    newest, _ = versions[-1]
    gone = "it was deleted at the source" if file.versions[-1].data is None else ""
    life = life_of_issue(versions)
    odd = [(Oddity.FRONT_MATTER, newest.odd, "read line by line")] if newest.odd else []
    return SourceIncident(
        page=site.page,
        id=identifier(name),
        name=newest.title,
        status="resolved" if life.is_resolved else "open",
        impact=newest.severity,
        created_at=newest.date,
        started_at="",
        resolved_at=newest.resolved if life.is_resolved else "",
        link=f"{site.base}/issues/{name.casefold()}/" if site.base and _PLAIN_NAME.fullmatch(name) else "",
        skip=gone or newest.skip,
        components=newest.affected,
        updates=tuple(life.updates),
        odd=(*odd, *life.odd),
        versions=tuple(life.versions),
        ended=life.ended,
        aliases=tuple(identifier(_name(path)) for path in file.former),
    )


def _name(path: str) -> str:
    """What an issue is called in its address: its file, or its folder where the file is but an index."""
    place = PurePosixPath(path)
    return place.parent.name if place.stem in _INDEXES else place.stem
