"""The form that edits the facts of an incident: only what was changed in it is written."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.edit import edit
from farm_gitops.errors import UsageError
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.facts import ORDER, fact, fact_fields, fact_place
from farm_gitops.preview.forms.form import Form, unless_changed
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import digest
from farm_gitops.views import address


def _sheet(bench: Bench) -> Sheet:
    return Sheet(
        action=f"edit/{bench.id}",
        title="Edit the facts",
        button="Save",
        fields=fact_fields(bench, (bench.organization,)),
        back=address.incident(bench.id),
        seen=_told(bench),
        draft=f"edit/{bench.id}",
    )


def _told(bench: Bench) -> str:
    return digest((bench.facts,))


def _deed(bench: Bench) -> Deed:
    changes = dict(fact(bench.typed, name) for name in ORDER if bench.typed.is_touched(name))
    if not changes:
        raise UsageError("nothing was changed in the form", "change something, or go back to the incident")
    return unless_changed(bench, _told, edit(bench.desk, str(bench.id), changes))


EDIT: Final = Form("edit", _sheet, _deed, fact_place)
