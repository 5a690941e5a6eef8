"""A foreign incident as plain values, whichever shape it was read from; what is odd about it is judged later."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from farm_gitops.importers.cleaning import is_blank, one_line, shortened
from farm_gitops.importers.repair import Oddity
from farm_gitops.model.moment import Moment

STATUSPAGE: Final = "statuspage"
CSTATE: Final = "cstate"
POST_MORTEM: Final = "post-mortem"
EXPORT: Final = "export"
_STATUSPAGE_ID: Final = re.compile("[0-9a-z]{12}")


PLANNED: Final = "a planned maintenance is no incident"


class Page(NamedTuple):
    """Whose records these are: the beginning of every `x-imported-from`, and a name to show."""

    origin: str
    name: str


def page_of(kind: str, key: str, name: str) -> Page:
    """The page of a source (`statuspage`, `cstate`, …), known by its key there."""
    return Page(f"{kind}:{one_line(key).replace('/', '-')[:200]}", name)


def page_name(name: str) -> str:
    """What a page is called here: `GitHub` → `GitHub status page`, `oci-statuspage` → `oci status page`."""
    short = shortened(one_line(name).removesuffix("-statuspage"), 150)
    if short.casefold().endswith("status page"):
        return short
    if short.casefold().endswith(" status"):
        return f"{short} page"
    return "Status page" if is_blank(short) else f"{short} status page"


class SourceAuthor(NamedTuple):
    """Who wrote something, as a commit of the source claims it."""

    name: str
    email: str


class Recorded(NamedTuple):
    """When a source wrote something down, and, where its history says so, who did it in which commit.

    `authored` is the commit's other clock, where it differs.
    """

    at: Moment
    author: SourceAuthor | None = None
    commit: str = ""
    authored: Moment | None = None


class SourceUpdate(NamedTuple):
    """One update as it is written there; `times` in the order in which they are to be believed.

    `status` is a word as `status_word` gives it. `corrects` is the id of the update whose words it replaces; `recorded`
    is known where the source has a history.
    """

    id: str
    status: str
    body: str
    times: tuple[str, ...]
    components: tuple[str, ...]
    recorded: Recorded | None = None
    corrects: str = ""


class SourceVersion(NamedTuple):
    """How the facts of an incident read from one moment of its history on."""

    recorded: Recorded
    name: str
    impact: str
    components: tuple[str, ...]


class SourcePostMortem(NamedTuple):
    """The text of a post-mortem, from one moment of its history on; None where nobody knows when."""

    recorded: Recorded | None
    text: str


class SourceIncident(NamedTuple):
    """One incident as it is written there; `updates` oldest first, texts empty where there are none.

    `skip` says why it is left out, if it is. `odd` holds what its reader found odd and what was made of it. Of a source
    with a history, `versions` are how its facts read over time, `ended` says when its end was written down, and
    `aliases` are ids that it had before. `description` is that of a source that has one apart from its updates, and
    `post_mortems` are the versions of the post-mortem, oldest first.
    """

    page: Page
    id: str
    name: str
    status: str
    impact: str
    created_at: str
    started_at: str
    resolved_at: str
    link: str
    skip: str
    components: tuple[str, ...]
    updates: tuple[SourceUpdate, ...]
    odd: tuple[tuple[Oddity, str, str], ...] = ()
    versions: tuple[SourceVersion, ...] = ()
    ended: Recorded | None = None
    aliases: tuple[str, ...] = ()
    description: str = ""
    post_mortems: tuple[SourcePostMortem, ...] = ()

    @property
    def has_statuspage_id(self) -> bool:
        """Whether its id is one that Statuspage gives, of which no two pages share one."""
        return self.page.origin.startswith(f"{STATUSPAGE}:") and _STATUSPAGE_ID.fullmatch(self.id) is not None

    @property
    def key(self) -> str:
        """What tells it from every other incident."""
        return self.id if self.has_statuspage_id else f"{self.page.origin}/{self.id}"


class Unusable(NamedTuple):
    """Something among the incidents that is none, and why."""

    id: str
    name: str
    why: str


def identifier(text: str) -> str:
    """A foreign id as it can stand in an origin."""
    return one_line(text)[:200]
