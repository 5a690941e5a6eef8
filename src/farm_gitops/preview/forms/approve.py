"""The form that approves a post-mortem."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.post_mortem import approve
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.form import Form, unless_changed
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import digest
from farm_gitops.views import address


def _sheet(bench: Bench) -> Sheet:
    signed = " It is signed with the SSH key that git names." if bench.configuration.trust == "signed" else ""
    return Sheet(
        action=f"approve/{bench.id}",
        title="Approve the post-mortem",
        button="Approve",
        fields=(),
        back=address.post_mortem(bench.id),
        lede="Its words are frozen from then on; only the action items move on." + signed,
        seen=_told(bench),
        tone="resolved",
    )


def _told(bench: Bench) -> str:
    return digest((bench.post_mortem,))


def _deed(bench: Bench) -> Deed:
    return unless_changed(bench, _told, approve(bench.desk, str(bench.id)))


APPROVE: Final = Form("approve", _sheet, _deed, then=address.post_mortem)
