"""Addresses of remotes: without their credentials, which forge they lead to, and where it opens a pull request."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

ForgeKind = Literal["github", "gitea", "gitlab"]

# `git@host:owner/name`; git takes it for a local path when a slash comes before the colon (`git clone`, "GIT URLS").
_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/@]+):(?P<path>(?!//).+)")
# What the name of a host says of its forge; Forgejo's pages lie where Gitea's do.
_KINDS: Final[dict[str, ForgeKind]] = {
    "gitlab": "gitlab",
    "github": "github",
    "gitea": "gitea",
    "forgejo": "gitea",
    "codeberg": "gitea",
}
# The hosts that answer ssh on port 443.
_SSH_HOSTS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}


class _Project(NamedTuple):
    host: str
    path: str


def public_url(url: str) -> str:
    """The address of a remote without password, token or query; the user name of ssh stays, for it is no secret."""
    if "://" not in url:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    login = user.partition(":")[0]
    place = f"{login}@{host}" if login and parts.scheme == "ssh" else host
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


def pull_request_url(remote_url: str, branch: str, base: str) -> str | None:
    """The page of GitHub, GitLab, Gitea or Forgejo that opens a pull request of `branch` into `base`.

    The forge is told by the name of the host; None where that says nothing.
    """
    project = _project(remote_url)
    if project is None:
        return None
    page = f"https://{project.host}/{quote(project.path)}"
    comparison = f"{page}/compare/{quote(base)}...{quote(branch)}"
    match forge_kind(project.host):
        case "gitlab":
            wanted = {"merge_request[source_branch]": branch, "merge_request[target_branch]": base}
            return f"{page}/-/merge_requests/new?{urlencode(wanted)}"
        case "github":
            return f"{comparison}?expand=1"
        case "gitea":
            return comparison
    return None


class Home(NamedTuple):
    """Where a repository lives on a forge: its kind, None where the host does not say it, and its page."""

    kind: ForgeKind | None
    page: str


def home_of(remote_url: str) -> Home | None:
    """The home that the address of a remote leads to; None for a path on this machine."""
    project = _project(remote_url)
    return project and Home(forge_kind(project.host), f"https://{project.host}/{quote(project.path)}")


def pages_url(home: Home) -> str | None:
    """Where GitHub's Pages show a repository; None where that cannot be told from its address."""
    owner, _, name = home.page.removeprefix("https://github.com/").partition("/")
    if not name or "/" in name or ":" in owner:
        return None
    own = f"{owner.lower()}.github.io"
    return f"https://{own}/" if name.lower() == own else f"https://{own}/{name}/"


def forge_kind(host: str) -> ForgeKind | None:
    """Which forge answers on a host; None where the name does not say it."""
    return next((kind for name, kind in _KINDS.items() if name in host.lower()), None)


def _project(remote_url: str) -> _Project | None:
    if "://" in remote_url:
        parts = urlsplit(remote_url)
        host = parts.netloc.rpartition("@")[2] if parts.scheme in ("http", "https") else parts.hostname or ""
        path = parts.path
    elif found := _SCP.fullmatch(remote_url):
        host, path = found["host"], found["path"]
    else:
        return None
    name = path.strip("/").removesuffix(".git")
    return _Project(_SSH_HOSTS.get(host.lower(), host.lower()), name) if host and "/" in name else None
