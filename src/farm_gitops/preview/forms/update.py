"""The form that posts an update to the timeline."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.update import Update, update
from farm_gitops.model.timeline import Entry
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice, Field
from farm_gitops.preview.forms.form import Form
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import Wrong
from farm_gitops.views import address
from farm_gitops.views.stamp import stamp

AT: Final = Field("at", "When it happened (UTC)", "moment", hint="If that was not just now.", is_extra=True)


def _sheet(bench: Bench) -> Sheet:
    return Sheet(
        action=f"update/{bench.id}",
        title="Add an update",
        button="Add update",
        fields=(
            Field(
                "message", "What is known now", "markdown", is_required=True,
                hint="And what is being done about it, and when the next update will come. Markdown.",
            ),
            AT,
            Field("corrects", "Replaces an earlier update", "one", choices=_entries(bench), is_extra=True),
        ),
        back=address.incident(bench.id),
        draft=f"update/{bench.id}",
    )  # fmt: skip


def entry_choice(entry: Entry) -> Choice:
    """An entry of a timeline to choose: when, and how it begins."""
    when = stamp(entry.happened).text if entry.happened else entry.name
    return Choice(entry.name, f"{when}: {_beginning(entry.message)}")


def _entries(bench: Bench) -> tuple[Choice, ...]:
    shown = map(entry_choice, (entry for entry in reversed(bench.record.entries) if entry.message.strip()))
    return (Choice("", "none"), *shown)


def _beginning(message: str) -> str:
    line = " ".join(message.split())
    return f"{line[:60]}…" if len(line) > 60 else line


def _deed(bench: Bench) -> Deed:
    typed = bench.typed
    if not typed.line("message"):
        raise Wrong("message", "an update needs a message", "say what is known now")
    said = Update(typed.text("message"), typed.moment("at"), None, typed.line("corrects") or None)
    return update(bench.desk, str(bench.id), said)


UPDATE: Final = Form("update", _sheet, _deed)
