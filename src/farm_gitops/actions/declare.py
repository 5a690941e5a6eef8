"""Declare an incident: its folder's name, and the facts as they are known now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.already_open import require_no_twin
from farm_gitops.actions.author import require_member, who_acts
from farm_gitops.actions.find import with_full_ids
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import UsageError
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.records.amend import incident_text
from farm_gitops.store.snapshot import FileSnapshot


class Declaration(NamedTuple):
    """What is reported; `facts` are keys of `incident.yaml` besides those that the act itself knows.

    `again` says that it is another incident than one of this title that is open.
    """

    title: str
    facts: Mapping[str, YamlValue]
    organization: str | None = None
    at: Moment | None = None
    again: bool = False


def declare(desk: Desk, declaration: Declaration) -> Deed:
    """Write a new incident, `open`, reported now (or `at`) by the person that git names; see `require_no_twin`."""

    def deed(snapshot: FileSnapshot) -> Act:
        configuration = snapshot.configuration
        organization = declaration.organization or the_only_organization(configuration)
        reporter = require_member(who_acts(desk.project, configuration), configuration, organization)
        created = declaration.at or desk.now
        if not declaration.again:
            require_no_twin(snapshot, organization, declaration.title, created)
        incident = new_id(snapshot, organization, created, declaration.title)
        own = {"title": declaration.title, "status": FIRST.value, "created_at": created.text, "reported_by": reporter}
        text = incident_text({**with_full_ids(snapshot, declaration.facts), **own})
        message = f"{incident}: opened ({declaration.facts.get('severity')}) {declaration.title}"
        return Act({layout.facts_path(incident): text}, message, "open", incident)

    return deed


def new_id(snapshot: FileSnapshot, organization: str, created: Moment, title: str) -> IncidentId:
    """The UTC date and a slug of the title; a taken name gets `-2`, `-3`, …"""
    taken = {known.name for known in snapshot.ids() if known.organization == organization}
    return IncidentId(organization, layout.untaken(layout.incident_name(created, title), taken))


def the_only_organization(configuration: Configuration) -> str:
    """The default organization; UsageError where there are several."""
    if len(configuration.organizations) > 1:
        choices = ", ".join(configuration.organizations)
        raise UsageError("there are several organizations", f"say which: --organization ORG, one of {choices}")
    return next(iter(configuration.organizations))
