"""GitHub's bot as a member: where GitHub squashes, whatever the form "Report an incident" brings lands in its name."""

from __future__ import annotations

from typing import Final

from farm_gitops.documents.yaml_editor import EditError, append_item, set_value
from farm_gitops.errors import Refused
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout

FORM_BOT: Final = "41898282+github-actions[bot]@users.noreply.github.com"
"""The address of the bot, who is the author of what lands; the reporter is a co-author then."""

FORM_WORKFLOW: Final = ".github/workflows/incidents-report.yml"
"""The workflow that makes a pull request of a report."""

KEY: Final = "report-form"
"""Under what name the bot stands in farm.yaml, unless somebody has that name."""


def closed_to_the_form(configuration: Configuration) -> tuple[str, ...]:
    """The organizations of which the bot is no member, although changes are squashed."""
    if configuration.landing != "squash":
        return ()
    bot = configuration.person_of(FORM_BOT)
    teams = configuration.organizations.items()
    return tuple(name for name, team in teams if bot is None or not team.has_member(bot))


def opened_to_the_form(text: str, configuration: Configuration) -> str:
    """`farm.yaml` with the bot as a member wherever it is none; Refused where only a person can edit the file."""
    bot = configuration.person_of(FORM_BOT)
    try:
        if bot is None:
            bot = layout.untaken(KEY, configuration.people)
            text = set_value(text, ("people", bot), {"name": "Reports by form", "emails": [FORM_BOT]})
        for name in closed_to_the_form(configuration):
            text = append_item(text, ("organizations", name, "members"), bot)
    except EditError as error:
        raise Refused(f"farm.yaml cannot be edited: {error}", by_hand(configuration)) from error
    return text


def by_hand(configuration: Configuration) -> str:
    """What to write into farm.yaml."""
    bot = configuration.person_of(FORM_BOT) or KEY
    person = f'under people: `{bot}: {{name: Reports by form, emails: ["{FORM_BOT}"]}}`; '
    name = closed_to_the_form(configuration)[0]
    known = configuration.person_of(FORM_BOT) is not None
    return f"in farm.yaml, {'' if known else person}under organizations.{name}.members: `{bot}`"
