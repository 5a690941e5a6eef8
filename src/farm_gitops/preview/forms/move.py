"""The form that moves an incident along its lifecycle: one for each status that may follow."""

from __future__ import annotations

from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.move import Transition, move
from farm_gitops.errors import UsageError
from farm_gitops.model.incident import Resolution
from farm_gitops.model.lifecycle import MEANING, TRANSITIONS, Status, is_terminal
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice, Field
from farm_gitops.preview.forms.form import Form, unless_changed
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import Typed
from farm_gitops.preview.forms.update import AT
from farm_gitops.views import address

_ENDINGS: Final = (
    Choice("", "it is fixed"),
    Choice(Resolution.FALSE_ALARM.value, "it was a false alarm"),
    Choice(Resolution.DUPLICATE.value, "it repeats another incident"),
)


def move_sheets(bench: Bench) -> tuple[Sheet, ...]:
    """A form for each status that may follow, as the one table of them says."""
    return tuple(_sheet_to(bench, status) for status in TRANSITIONS[bench.record.facts.status])


def _sheet(bench: Bench) -> Sheet:
    return _sheet_to(bench, _status(bench))


def _sheet_to(bench: Bench, status: Status) -> Sheet:
    message = Field("message", "What to say about it", "markdown", hint="May be left empty. Markdown.")
    asked = (Field("status", "", "hidden", (status.value,)), message, AT, *(_ending() if is_terminal(status) else ()))
    return Sheet(
        action=f"move/{bench.id}",
        title=f"Move it to {status}",
        button=f"Move to {status}",
        fields=asked,
        back=address.incident(bench.id),
        lede=f"{MEANING[status][0].upper()}{MEANING[status][1:]}. No way leads back.",
        seen=_told(bench),
        draft=f"move/{bench.id}/{status}",
        tone=status.value,
    )


def _ending() -> tuple[Field, ...]:
    return (
        Field("resolution", "How it ended", "one", choices=_ENDINGS, is_extra=True),
        Field("duplicate_of", "The incident that it repeats", "line", hint="Its id.", is_extra=True),
    )


def _told(bench: Bench) -> str:
    return bench.record.facts.status.value


def _deed(bench: Bench) -> Deed:
    typed = bench.typed
    deed = move(bench.desk, str(bench.id), _transition(typed, _status(bench)))
    return unless_changed(bench, _told, deed)


def _transition(typed: Typed, status: Status) -> Transition:
    said = Transition(status, typed.text("message"), typed.moment("at"))
    if not is_terminal(status):
        return said
    ended = typed.line("resolution")
    resolution = Resolution(ended) if ended in {each.value for each in Resolution} else None
    return said._replace(resolution=resolution, duplicate_of=typed.line("duplicate_of") or None)


def _status(bench: Bench) -> Status:
    """Where it shall go, as the form or the address of it says."""
    wanted = bench.typed.line("status") or bench.asked.get("status", "")
    try:
        return Status(wanted)
    except ValueError as error:
        raise UsageError(f"there is no status `{wanted}`", f"one of: {', '.join(Status)}") from error


MOVE: Final = Form("move", _sheet, _deed)
