"""The form that takes a text out which should never have been written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from farm_gitops.actions.act import Deed
from farm_gitops.actions.redact import STILL_THERE, Wanted, redact
from farm_gitops.actions.sign import NO_PEN
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice, Field
from farm_gitops.preview.forms.form import Form
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import Wrong
from farm_gitops.preview.forms.update import entry_choice
from farm_gitops.views import address

_DESCRIPTION: Final = "description"
_WARNING: Final = " ".join(STILL_THERE.replace("note: the", "The").split())


def _sheet(bench: Bench) -> Sheet:
    return Sheet(
        action=f"redact/{bench.id}",
        title="Take a text out",
        button="Take it out for good",
        fields=(
            Field("what", "Which text", "one", choices=(Choice("", "choose one"), *_texts(bench)), is_required=True),
            Field("reason", "Why", "line", hint="It stays, and everybody can read it.", is_required=True),
        ),
        back=address.incident(bench.id),
        lede=f"What stays is that a text was there, who took it out, when and why. {_WARNING}",
        draft=f"redact/{bench.id}",
        tone="P1",
    )


def _texts(bench: Bench) -> Iterator[Choice]:
    record = bench.record
    if record.facts.redacted is None:
        yield Choice(_DESCRIPTION, "the description of the incident")
    for entry in record.entries:
        if entry.facts.redacted is None:
            yield entry_choice(entry)


def _deed(bench: Bench) -> Deed:
    what = bench.typed.line("what")
    if not what:
        raise Wrong("what", "say which text shall go", "choose the description or an update")
    reason = bench.typed.line("reason")
    if not reason:
        raise Wrong("reason", "a redaction needs a reason", "say in a few words why, without repeating the text")
    entry = None if what == _DESCRIPTION else what
    return redact(bench.desk, Wanted(str(bench.id), entry, reason), NO_PEN)


REDACT: Final = Form("redact", _sheet, _deed)
