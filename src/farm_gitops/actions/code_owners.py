"""CODEOWNERS: whom a forge asks before policy or an approval lands, written from farm.yaml in the forge's own dialect.

Sources: GitHub's and GitLab's documentation of CODEOWNERS (globs; people by `@name` or e-mail address), Gitea's
(regular expressions; people by `@name` alone).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from farm_gitops.git.forges import ForgeKind
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.store.glob import matches

PLACES: Final[dict[ForgeKind, tuple[str, ...]]] = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    "gitea": ("CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS"),
}
"""Where each forge looks, in its order; it reads the first that is there."""

_OURS: Final[dict[ForgeKind, str]] = {
    "github": ".github/CODEOWNERS",
    "gitlab": ".gitlab/CODEOWNERS",
    "gitea": ".gitea/CODEOWNERS",
}
_RULES_OF: Final[dict[ForgeKind, tuple[str, ...]]] = {
    "github": ("/.github/",),
    "gitlab": ("/.gitlab/", "/.gitlab-ci.yml"),
    "gitea": ("/.gitea/",),
}
_PLAIN: Final = re.compile(r"(?:\\\\[^\w\s]|[\w/-]|\.[*+]?|\[\^/\][*+])*")
"""Expressions of letters, escaped signs, and stars behind a dot or `[^/]`; a backslash is written twice there."""

_MOST_STARS: Final = 4

_HEAD: Final = """\
# Whom the forge asks before policy or an approval lands; farm-gitops judges it by farm.yaml in any case. Written from
# farm.yaml by `farm-gitops init`; after a change of maintainers or admins: farm-gitops init --upgrade
"""


def code_owners(forge: ForgeKind, configuration: Configuration) -> tuple[str, str]:
    """The path of the file that we write for a forge, and its text."""
    return _OURS[forge], "\n".join([_HEAD, "# Policy", *_policy(forge, configuration), "", "# Approvals",
                                    *_approvals(forge, configuration), ""])  # fmt: skip


def policy_paths(forge: ForgeKind) -> tuple[str, ...]:
    """One path for each place whose owner must be asked, by which it is told whether a file covers it."""
    return tuple(f"{place}any" if place.endswith("/") else place for place in map(_bare, _policy_places(forge)))


def approval_path(organization: str) -> str:
    """A path of a post-mortem of an organization."""
    return f"{layout.INCIDENTS}/{organization}/any/{layout.POST_MORTEM}"


def uncovered(forge: ForgeKind, text: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Those paths for which a CODEOWNERS file names nobody."""
    rules = list(_rules(text))
    fits = _fits_expression if forge == "gitea" else _fits_glob

    def owned(path: str) -> bool:
        # The last line that fits counts; Gitea asks the owners of every one.
        fitting = [has_owner for pattern, has_owner in rules if fits(pattern, path)]
        return any(fitting) if forge == "gitea" else bool(fitting and fitting[-1])

    return tuple(path for path in paths if not owned(path))


def _policy_places(forge: ForgeKind) -> tuple[str, ...]:
    own = (f"/{layout.CONFIGURATION}", f"/{layout.POLICY_SIGNATURE}", f"/{layout.TEMPLATES}/", "/.farm-gitops/")
    return (*own, *_RULES_OF[forge], "/CODEOWNERS", "/docs/CODEOWNERS")


def _bare(place: str) -> str:
    return place.removeprefix("/")


def _policy(forge: ForgeKind, configuration: Configuration) -> Iterator[str]:
    for place in _policy_places(forge):
        yield _line(forge, place, configuration.maintainers, configuration)


def _approvals(forge: ForgeKind, configuration: Configuration) -> Iterator[str]:
    for key, organization in configuration.organizations.items():
        place = f"/{layout.INCIDENTS}/{key}/*/{layout.POST_MORTEM}"
        yield _line(forge, place, organization.admins, configuration)


def _line(forge: ForgeKind, place: str, people: Iterable[str], configuration: Configuration) -> str:
    owners = [owner for person in people for owner in _owner(forge, person, configuration)]
    pattern = _expression(place) if forge == "gitea" else place
    if not owners:
        return f"# {pattern}   say who: give somebody `github:` (the name on the forge) in farm.yaml"
    return f"{pattern} {' '.join(owners)}"


def _owner(forge: ForgeKind, key: str, configuration: Configuration) -> Iterator[str]:
    person = configuration.people.get(key)
    if person is None or not person.active:
        return
    if person.github:
        yield f"@{person.github}"
    elif person.emails and forge != "gitea":
        yield person.emails[0]


def _expression(place: str) -> str:
    """A glob from the root as an expression of Gitea's, which has to fit the whole path."""
    words = re.escape(_bare(place)).replace(r"\*", "[^/]+").replace("\\", "\\\\")
    return f"{words}.*" if place.endswith("/") else words


def _rules(text: str) -> Iterator[tuple[str, bool]]:
    """Each pattern of a file, and whether it has owners."""
    for line in text.splitlines():
        words = line.partition(" #")[0].split()
        if words and not words[0].startswith(("#", "[", "^[")):
            yield words[0], len(words) > 1


def _fits_glob(pattern: str, path: str) -> bool:
    """As .gitignore has it: from the root with a `/` in it, else anywhere; a folder means all that is in it."""
    anchored = "/" in pattern.removesuffix("/")
    glob = pattern.strip("/") if anchored else f"**/{pattern.strip('/')}"
    return matches(f"{glob}/**", path) if pattern.endswith("/") else matches(glob, path) or matches(f"{glob}/**", path)


def _fits_expression(pattern: str, path: str) -> bool:
    """Only expressions that surely end soon are tried; whoever writes others is told that they cover nothing."""
    is_plain = _PLAIN.fullmatch(pattern) is not None and len(re.findall(r"[*+]", pattern)) <= _MOST_STARS
    return is_plain and re.fullmatch(pattern.replace("\\\\", "\\"), path) is not None
