"""Every form that there is."""

from __future__ import annotations

from typing import Final

from farm_gitops.preview.forms.approve import APPROVE
from farm_gitops.preview.forms.declare import DECLARE
from farm_gitops.preview.forms.edit import EDIT
from farm_gitops.preview.forms.form import Form
from farm_gitops.preview.forms.move import MOVE
from farm_gitops.preview.forms.post_mortem import POST_MORTEM
from farm_gitops.preview.forms.redact import REDACT
from farm_gitops.preview.forms.update import UPDATE

FORMS: Final[tuple[Form, ...]] = (
    DECLARE,
    UPDATE,
    MOVE,
    EDIT,
    POST_MORTEM,
    APPROVE,
    REDACT,
)
