"""The form that reports an incident."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.already_open import AlreadyOpen, require_no_twin
from farm_gitops.actions.declare import Declaration, declare
from farm_gitops.preview.forms import offered
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.facts import fact_fields, fact_place, facts_typed
from farm_gitops.preview.forms.field import Choice, Field, given
from farm_gitops.preview.forms.form import Form
from farm_gitops.preview.forms.sheet import Sheet


def _sheet(bench: Bench) -> Sheet:
    teams = offered.organizations(bench)
    return Sheet(
        action="declare",
        title="Create an incident",
        button="Create incident",
        fields=(*_whose(bench, teams), *fact_fields(bench, [team.value for team in teams]), *_again(bench)),
        lede="It begins as open, reported now by you.",
        draft="declare",
    )


def _whose(bench: Bench, teams: tuple[Choice, ...]) -> tuple[Field, ...]:
    asked = bench.asked.get("organization", "")
    preset = (asked,) if asked in {team.value for team in teams} else tuple(team.value for team in teams[:1])
    if len(teams) > 1:
        return (Field("organization", "Organization", "one", preset, teams, is_required=True),)
    return (Field("organization", "", "hidden", preset),)


def _again(bench: Bench) -> tuple[Field, ...]:
    """Asked only of whoever types the title of an incident that is open."""
    organization = _organization(bench)
    if organization not in bench.configuration.organizations:
        return ()
    try:
        require_no_twin(bench.snapshot, organization, bench.typed.line("title"), bench.desk.now)
    except AlreadyOpen as twin:
        return (Field("again", f"This is another incident than {twin.incident}", "flag", given(_ticked(bench))),)
    return ()


def _organization(bench: Bench) -> str | None:
    return bench.only or bench.typed.line("organization") or None


def _ticked(bench: Bench) -> str:
    return bench.typed.line("again")


def _deed(bench: Bench) -> Deed:
    typed = bench.typed
    facts, again = facts_typed(typed), bool(_ticked(bench))
    return declare(bench.desk, Declaration(typed.line("title"), facts, _organization(bench), again=again))


DECLARE: Final = Form("declare", _sheet, _deed, fact_place, is_about_incident=False)
