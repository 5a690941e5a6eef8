"""The first `farm.yaml` of a repository: what is known of its founder, its organization and its forge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from farm_gitops.actions.form_bot import FORM_BOT, KEY
from farm_gitops.actions.set_up import Choice
from farm_gitops.documents.yaml_writer import write_scalar
from farm_gitops.errors import FarmError
from farm_gitops.git.forges import Home, pages_url
from farm_gitops.git.identity import Identity
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.records.amend import modeline
from farm_gitops.records.decode import decode_configuration

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
    members: [{members}]     # may declare incidents and post updates
    open_updates: false     # true lets everybody post updates

people:
  {person}: {{name: {name}, emails: [{email}]{login}}}
{reporter}
# rules: {{missing-commander: error, stale-timeline: off}}     # farm-gitops explain lists them all

# From here on any member may change things.
site:
  title: {title}
{home}
environments:
  production: {{}}
  staging: {{}}

components: {{}}
#  payments-db: {{name: Payments database, owner: data-platform}}
# catalog: [catalog/**/*.yaml]     # Backstage descriptors, if you have them
"""


_REPORTER: Final = f"""\
  # The form "Report an incident" writes in its reporters' names; where GitHub squashes, its bot is the author.
  {KEY}:
    name: Reports by form
    emails: ["{FORM_BOT}"]
"""


class Founding(NamedTuple):
    """What the first configuration says; `is_guess` where the forge is the remote's."""

    organization: str
    person: str
    founder: Identity
    forge: Choice
    is_guess: bool
    login: str | None
    home: Home | None
    branch: str


def first_configuration(founding: Founding) -> tuple[str, Configuration]:
    """The text, and what it says; FarmError where git's name for the founder cannot be written down."""
    text = _text(founding)
    return text, _readable(text)


def _text(founding: Founding) -> str:
    words = founding.organization.replace("-", " ")
    has_form = founding.forge == "github"
    return _CONFIGURATION.format(
        modeline=modeline("config", depth=0).rstrip(),
        person=founding.person,
        organization=founding.organization,
        organization_name=write_scalar(words.title(), indent=0),
        title=write_scalar(f"{words.title()} incidents", indent=0),
        name=_in_flow(founding.founder.name),
        email=_in_flow(founding.founder.email),
        login=f", github: {_in_flow(founding.login)}" if founding.login else "",
        members=KEY if has_form else "",
        reporter=_REPORTER if has_form else "",
        home="".join(f"  {line}\n" for line in _home(founding)),
    )


def _home(founding: Founding) -> Iterator[str]:
    """Where the repository and its page are, as far as the remote says it."""
    if founding.home is None:
        return
    yield f"repository: {write_scalar(founding.home.page, indent=0)}"
    pages = pages_url(founding.home)
    if pages:
        yield f"url: {write_scalar(pages, indent=0)}     # where GitHub's Pages show it"
    if founding.branch != "main":
        yield f"branch: {write_scalar(founding.branch, indent=0)}"


def _in_flow(text: str) -> str:
    """A text inside `{…}`: in quotes unless it is a plain word."""
    plain = re.fullmatch(r"[A-Za-z][\w.@+ -]*\w", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _readable(configuration: str) -> Configuration:
    document = decode_configuration(layout.CONFIGURATION, configuration.encode())
    if document.problems or document.value is None:
        said = document.problems[0].message if document.problems else "it says nothing"
        raise FarmError(f"git's name for you cannot be written down: {said}", "git config user.name")
    return document.value
