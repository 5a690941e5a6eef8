"""Make a repository of incidents out of a folder: configuration with its first person, schemas for editors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.documents.yaml_writer import write_scalar
from farm_gitops.errors import FarmError, Refused, UsageError
from farm_gitops.git.identity import Identity, require_identity
from farm_gitops.git.runner import find_repository
from farm_gitops.git.write import commit_paths
from farm_gitops.git.write import initialize as initialize_git
from farm_gitops.records import layout
from farm_gitops.records.amend import modeline
from farm_gitops.records.decode import decode_configuration
from farm_gitops.records.schema import KINDS, schema_text
from farm_gitops.store.whole_file import write_bytes

_CONFIGURATION: Final = """\
{modeline}
# Who may change policy: maintainers, organizations, people, rules, trust and landing (the keys down to `site`).
maintainers: [{person}]
trust: names      # approvals rest on the names that git records
landing: squash   # how pull requests land: squash, merge or rebase

organizations:
  {organization}:
    name: {organization_name}
    admins: [{person}]     # may also approve post-mortems
    members: []     # may declare incidents and post updates
    open_updates: false     # true lets everybody post updates

people:
  {person}: {{name: {name}, emails: [{email}]}}

# rules: {{missing-commander: error, stale-timeline: off}}     # farm-gitops explain lists them all

# From here on any member may change things.
site:
  title: {title}

environments:
  production: {{}}
  staging: {{}}

components: {{}}
#  payments-db: {{name: Payments database, owner: data-platform}}
# catalog: [catalog/**/*.yaml]     # Backstage descriptors, if you have them
"""


class Initialized(NamedTuple):
    """What was made: files (from the root), whether git's repository is new, and the commit if there is one."""

    files: tuple[str, ...]
    organization: str
    person: str
    is_new_repository: bool
    commit: str | None


def initialize(folder: Path, organization: str | None, *, commit: bool) -> Initialized:
    """Write what a repository of incidents needs; what is there stays as it is, and `.gitignore` gets a line.

    Refused where there is a farm.yaml already, FarmError where git does not know who is asking.
    """
    if (folder / layout.CONFIGURATION).exists():
        raise Refused("this is a repository of incidents already: it has a farm.yaml", "farm-gitops validate")
    repository = find_repository(folder)
    if repository is not None and repository.top.resolve() != folder.resolve():
        raise Refused(
            f"this folder lies inside the git repository {repository.top}", f"cd {repository.top}, or git init here"
        )
    founder = require_identity(repository, scope="--global")
    name = _organization(organization, folder)
    person = layout.slug(founder.email.partition("@")[0], fallback=layout.slug(founder.name, fallback="me"))
    files = _files(name, person, founder) | {".gitignore": _ignored(folder)}
    files = {path: data for path, data in files.items() if path == ".gitignore" or not (folder / path).exists()}
    is_new = repository is None
    repository = repository or initialize_git(folder)
    for path, data in files.items():
        write_bytes(folder / path, data)
    made = commit_paths(repository, sorted(files), f"Begin tracking incidents of {name}") if commit else None
    return Initialized(tuple(sorted(files)), name, person, is_new, made)


def _organization(given: str | None, folder: Path) -> str:
    name = given or layout.slug(folder.resolve().name, fallback="team")
    if not layout.is_slug(name):
        raise UsageError(f"`{name}` cannot name an organization", f"--organization {layout.slug(name, 'team')}")
    return name


def _files(organization: str, person: str, founder: Identity) -> dict[str, bytes]:
    words = organization.replace("-", " ")
    configuration = _CONFIGURATION.format(
        modeline=modeline("config", depth=0).rstrip(),
        person=person,
        organization=organization,
        organization_name=write_scalar(words.title(), indent=0),
        title=write_scalar(f"{words.title()} incidents", indent=0),
        name=_in_flow(founder.name),
        email=_in_flow(founder.email),
    )
    _require_readable(configuration)
    schemas = {f"{layout.SCHEMAS}/{kind}.json": schema_text(kind).encode() for kind in KINDS}
    return {layout.CONFIGURATION: configuration.encode(), f"{layout.INCIDENTS}/.gitkeep": b"", **schemas}


def _in_flow(text: str) -> str:
    """A text inside `{…}`: in quotes unless it is a plain word."""
    plain = re.fullmatch(r"[A-Za-z][\w.@+ -]*\w", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _require_readable(configuration: str) -> None:
    problems = decode_configuration(layout.CONFIGURATION, configuration.encode()).problems
    if problems:
        raise FarmError(f"git's name for you cannot be written down: {problems[0].message}", "git config user.name")


def _ignored(folder: Path) -> bytes:
    """`.gitignore` with the site's output added; what stands there stays, byte for byte."""
    file = folder / ".gitignore"
    before = file.read_bytes() if file.is_file() else b""
    if b"/site/" in before.splitlines():
        return before
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    return before + (newline if before and not before.endswith(b"\n") else b"") + b"/site/" + newline
