"""Who acts: the person that git's configuration names, and what farm.yaml lets that person do."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.errors import Refused
from farm_gitops.git.identity import Identity, require_identity
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.store.project import Project


class Author(NamedTuple):
    """Somebody at the keyboard; `person` is the key in farm.yaml, or None for one whom it does not know."""

    identity: Identity
    person: str | None

    @property
    def short_name(self) -> str:
        """What goes into the file name of an entry."""
        return self.person or layout.slug(self.identity.name, fallback="somebody")


def who_acts(project: Project, configuration: Configuration) -> Author:
    """The author of what this command does; FarmError where git names nobody."""
    found = require_identity(project.repository)
    return Author(found, configuration.person_of(found.email))


def require_member(author: Author, configuration: Configuration, organization: str) -> str:
    """The person's key; Refused for one who is no member of the organization."""
    team = configuration.organizations.get(organization)
    if team is None:
        raise Refused(f"farm.yaml knows no organization `{organization}`", _known_organizations(configuration))
    if author.person is None:
        key = layout.slug(author.identity.name, fallback="you")
        raise Refused(
            f"farm.yaml knows nobody with the e-mail {author.identity.email}",
            f"in farm.yaml, add `{key}: {{name: {author.identity.name}, emails: [{author.identity.email}]}}`"
            f" under people, and {key} to the members of {organization}",
        )
    if not team.has_member(author.person):
        raise Refused(
            f"{author.person} is no member of {organization}",
            f"add {author.person} to organizations.{organization}.members in farm.yaml",
        )
    if not configuration.people[author.person].active:
        raise Refused(
            f"{author.person} has left (`active: false` in farm.yaml)", "let somebody do it who is still a member"
        )
    return author.person


def require_poster(author: Author, configuration: Configuration, organization: str) -> str | None:
    """The person's key for an update; None for an unknown person where the organization has `open_updates`."""
    team = configuration.organizations.get(organization)
    if team is not None and team.open_updates:
        return author.person
    return require_member(author, configuration, organization)


def require_admin(
    author: Author, configuration: Configuration, organization: str, act: str, *, instead: str = ""
) -> str:
    """The person's key; Refused for one who is no admin of the organization. `instead` is what a member may do."""
    person = require_member(author, configuration, organization)
    admins = configuration.organizations[organization].admins
    if person not in admins:
        cure = f"ask {' or '.join(admins)}{f', or {instead}' if instead else ''}"
        raise Refused(f"only an admin of {organization} may {act}; {person} is none", cure)
    return person


def require_maintainer(author: Author, policy: Configuration) -> str:
    """The person's key; Refused for one who may not change the policy."""
    if author.person is None or author.person not in policy.maintainers:
        who, maintainers = author.person or author.identity.email, " or ".join(policy.maintainers)
        raise Refused(f"only a maintainer may sign a change of policy; {who} is none", f"ask {maintainers or 'nobody'}")
    return author.person


def _known_organizations(configuration: Configuration) -> str:
    return f"one of: {', '.join(configuration.organizations)}"
