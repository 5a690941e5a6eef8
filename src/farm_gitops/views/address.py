"""Where every page of the site lies, as paths from the site's root; the only place that names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout

_OF_INCIDENT: Final = re.compile(
    r"(?:incidents/|api/v1/(?:incidents|post-mortems)/(?=[^/]+/[^/]+\.json$))(?P<organization>[^/]+)/(?P<name>[^/.]+)"
)

DASHBOARD: Final = "index.html"
POST_MORTEMS: Final = "post-mortems/index.html"
ACTION_ITEMS: Final = "action-items/index.html"
ARCHIVE: Final = "archive/index.html"
ABOUT: Final = "about/index.html"
INSIGHTS: Final = "insights/index.html"
NOT_FOUND: Final = "404.html"
API_INCIDENTS: Final = "api/v1/incidents.json"
API_BUDGETS: Final = "api/v1/slo-budgets.json"
API_POST_MORTEMS: Final = "api/v1/post-mortems.json"
OPENAPI: Final = "api/openapi.json"
EVENTS: Final = "events.json"
CALENDAR: Final = "calendar.ics"
METRICS: Final = "metrics"
METRICS_TEXT: Final = "metrics.txt"
PROMETHEUS_RULES: Final = "assets/prometheus-rules.yml"
LLMS: Final = "llms.txt"
BADGE: Final = "badges/status.svg"


def incident(of: IncidentId) -> str:
    """The page of an incident."""
    return f"incidents/{of}/index.html"


def incident_of(page: str) -> IncidentId | None:
    """The incident whose own page, or whose post-mortem's, lies at a path."""
    found = layout.incident_of(page)
    return found if found and page in {incident(found), post_mortem(found)} else None


def twin(of: IncidentId) -> str:
    """The same page in Markdown."""
    return f"incidents/{of}/index.md"


def slug(page: str) -> str:
    """The folder name of the page of a component or an environment, under which its other files lie as well."""
    return page.split("/")[1]


def api_incident(of: IncidentId) -> str:
    """An incident of the API."""
    return f"api/v1/incidents/{of}.json"


def api_post_mortem(of: IncidentId) -> str:
    """The post-mortem of an incident."""
    return f"api/v1/post-mortems/{of}.json"


def api_page(first: str, page: int) -> str:
    """A page of a list of the API, by the address of its first one, which has no number."""
    return first if page == 1 else f"{first.removesuffix('.json')}/page-{page}.json"


def api_cut(by: str, name: str) -> str:
    """Those incidents of the API that have one thing in common."""
    return f"api/v1/incidents/by-{by}/{name}.json"


def api_schema(kind: str) -> str:
    """The JSON Schema of a kind of file."""
    return f"api/v1/schema/{kind}.json"


def statuspage(name: str) -> str:
    """A document in Statuspage's shape."""
    return f"api/v2/{name}.json"


def atom(name: str) -> str:
    """A feed as Atom; `.xml`, since every host knows what that is."""
    return f"feeds/{name}.xml"


def json_feed(name: str) -> str:
    """The same feed as JSON."""
    return f"feeds/{name}.json"


def data(part: str, extension: str) -> str:
    """A part of the search index: as a script (`js`) for the page, as data (`json`) for machines."""
    return f"data/{part}.{extension}"


def badge(component: str) -> str:
    """The badge of a component, by the folder name of its page."""
    return f"badges/components/{component}.svg"


def window(component: str, days: int, page: int = 1) -> str:
    """A page of the incidents of a component (by its page) within the last so many days."""
    return part(f"{component.removesuffix('index.html')}{days}-days/index.html", page)


def post_mortem(of: IncidentId) -> str:
    """The page of the post-mortem of an incident."""
    return f"incidents/{of}/post-mortem/index.html"


def post_mortem_twin(of: IncidentId) -> str:
    """The same page in Markdown."""
    return f"incidents/{of}/post-mortem/index.md"


def attachment(of: IncidentId, name: str) -> str:
    """Where the copy of an attachment lies (a path, not yet quoted for a link)."""
    return f"incidents/{of}/attachments/{name}"


def month(year: int, number: int, page: int = 1) -> str:
    """A page of the archive's lists; the first page of a month has no number."""
    return part(f"archive/{year:04}/{number:02}/index.html", page)


def year(number: int, page: int = 1) -> str:
    """A page of the incidents of a year."""
    return part(f"archive/{number:04}/index.html", page)


def undated(page: int = 1) -> str:
    """A page of the incidents that nobody dated."""
    return part("archive/undated/index.html", page)


def part(first: str, page: int) -> str:
    """A page of a long list, by the address of its first one, which has no number."""
    return first if page == 1 else f"{first.removesuffix('index.html')}page-{page}/index.html"


def action_items(assignee: str | None, *, done: bool) -> str:
    """The action items that are open or done: of a person, of nobody (empty), or all."""
    folder = {None: "action-items/", "": "action-items/unassigned/"}.get(assignee, f"action-items/by/{assignee}/")
    return f"{folder}done/index.html" if done else f"{folder}index.html"


def slugs(keys: Iterable[str]) -> Mapping[str, str]:
    """A folder name for every key, unique and the same whatever the order of the keys."""
    taken: dict[str, str] = {}
    used: set[str] = set()
    for key in sorted(set(keys)):
        base = layout.slug(key, "unnamed")
        taken[key] = layout.untaken(base, used) if base in used else base
        used.add(taken[key])
    return taken


def organization_of(page: str) -> str | None:
    """The organization whose incidents alone a page is about; None for one that may speak of several."""
    for folder in ("incidents/", "organizations/", "api/v1/incidents/", "api/v1/post-mortems/"):
        name, slash, _ = page.removeprefix(folder).partition("/")
        if page.startswith(folder) and slash and not name.startswith("by-"):
            return name
    return None


def incident_at(page: str) -> IncidentId | None:
    """The incident from which alone a page can follow; None where its address is none of an incident's pages."""
    found = _OF_INCIDENT.match(page)
    return IncidentId(found["organization"], found["name"]) if found else None


def root_from(page: str) -> str:
    """The way from a page back to the site's root: `../../../`, or empty on the dashboard."""
    return "../" * page.count("/")


def base_path(url: str | None) -> str:
    """The path of the site's address, for the one page that is served at any depth: `/status/`, or `/`."""
    path = urlsplit(url).path if url else "/"
    return path if path.endswith("/") else f"{path}/"


def absolute_base(url: str | None) -> str:
    """The site's address with a slash at its end, for feeds and documents that leave the site; empty if unknown."""
    return "" if url is None else url if url.endswith("/") else f"{url}/"


def receipt(figure: str, page: int = 1) -> str:
    """A page of the incidents behind a figure, for figures that no filter of the dashboard tells."""
    return part(f"insights/{figure}/index.html", page)


def filtered(**values: str | Sequence[str]) -> str:
    """The dashboard with filters set, each to one value or to any of several; all of it without any."""
    asked = urlencode(values, doseq=True)
    return f"{DASHBOARD}?{asked}" if asked else DASHBOARD


def href(path: str) -> str:
    """A path as it stands in a link."""
    return quote(path, safe="/")


def commit(repository: str, oid: str) -> str:
    """The forge's page of a commit; GitHub, Gitea and Forgejo agree, GitLab puts `/-` before it."""
    middle = "/-/commit/" if "gitlab" in (urlsplit(repository).hostname or "") else "/commit/"
    return f"{repository.rstrip('/')}{middle}{oid}"
