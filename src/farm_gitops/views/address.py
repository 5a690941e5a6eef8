"""Where every page of the site lies, as paths from the site's root; the only place that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout

DASHBOARD: Final = "index.html"
POST_MORTEMS: Final = "post-mortems/index.html"
ARCHIVE: Final = "archive/index.html"
ABOUT: Final = "about/index.html"
NOT_FOUND: Final = "404.html"
INDEX_SCRIPT: Final = "data/incidents.js"
INDEX_JSON: Final = "data/incidents.json"


def incident(of: IncidentId) -> str:
    """The page of an incident."""
    return f"incidents/{of}/index.html"


def attachment(of: IncidentId, name: str) -> str:
    """Where the copy of an attachment lies (a path, not yet quoted for a link)."""
    return f"incidents/{of}/attachments/{name}"


def month(year: int, number: int, page: int = 1) -> str:
    """A page of the archive's lists; the first page of a month has no number."""
    folder = f"archive/{year:04}/{number:02}"
    return f"{folder}/index.html" if page == 1 else f"{folder}/page-{page}/index.html"


def undated(page: int = 1) -> str:
    """A page of the incidents that nobody dated."""
    return "archive/undated/index.html" if page == 1 else f"archive/undated/page-{page}/index.html"


def slugs(keys: Iterable[str]) -> Mapping[str, str]:
    """A folder name for every key, unique and the same whatever the order of the keys."""
    taken: dict[str, str] = {}
    used: set[str] = set()
    for key in sorted(set(keys)):
        base = layout.slug(key, "unnamed")
        taken[key] = layout.untaken(base, used) if base in used else base
        used.add(taken[key])
    return taken


def root_from(page: str) -> str:
    """The way from a page back to the site's root: `../../../`, or empty on the dashboard."""
    return "../" * page.count("/")


def base_path(url: str | None) -> str:
    """The path of the site's address, for the one page that is served at any depth: `/status/`, or `/`."""
    path = urlsplit(url).path if url else "/"
    return path if path.endswith("/") else f"{path}/"


def filtered(**values: str) -> str:
    """The dashboard with a filter set."""
    return f"{DASHBOARD}?{urlencode(values)}"


def href(path: str) -> str:
    """A path as it stands in a link."""
    return quote(path, safe="/")


def commit(repository: str, oid: str) -> str:
    """The forge's page of a commit; GitHub, Gitea and Forgejo agree, GitLab puts `/-` before it."""
    middle = "/-/commit/" if "gitlab" in (urlsplit(repository).hostname or "") else "/commit/"
    return f"{repository.rstrip('/')}{middle}{oid}"
