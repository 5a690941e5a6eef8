"""Why something was refused, beside the field that it is about: the validator's own findings, rule and cure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from farm_gitops.actions.act import RefusedByRules
from farm_gitops.actions.already_open import AlreadyOpen
from farm_gitops.documents.tree import Route, Span
from farm_gitops.errors import FarmError
from farm_gitops.preview.forms.field import Note
from farm_gitops.preview.forms.form import Form
from farm_gitops.preview.forms.typed import Typed, Wrong
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.views import address

_MISSING: Final = re.compile(r"`([^`]+)` is missing")


def placed_notes(error: FarmError, form: Form, typed: Typed) -> Iterator[tuple[str, Note]]:
    """Every reason with the name of its field; the name is of none where all of the form is meant."""
    if isinstance(error, RefusedByRules):
        for finding in error.findings:
            yield form.place(_route(finding), typed), Note(finding.message, _cure(finding), finding.rule)
    elif isinstance(error, Wrong):
        yield error.field, Note(error.message, error.cure, error.rule)
    elif isinstance(error, AlreadyOpen):
        yield (
            "again",
            Note(error.message, f"post an update at /{address.href(address.incident(error.incident))}, or tick"),
        )
    else:
        yield "", Note(error.message, error.cure)


def _cure(finding: PlacedFinding) -> str:
    """What to do in a form: a key that a file lacks is a field that was left empty."""
    return "fill it in" if finding.rule == "missing-field" else finding.cure


def _route(finding: PlacedFinding) -> Route:
    """Where it stands in the record; what is missing stands nowhere, so the finding's words name it."""
    place = finding.finding.place
    missing = _MISSING.match(finding.message)
    if missing:
        return tuple(missing[1].split("."))
    return () if isinstance(place, Span) else place
