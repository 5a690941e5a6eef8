"""Forms and panels as HTML, through the package's own templates: what a project's theme brings plays no part here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.model.organization import Configuration, Site
from farm_gitops.preview.contract import CSRF_FIELD, FORMS
from farm_gitops.preview.forms.field import Note
from farm_gitops.preview.forms.form import SEEN
from farm_gitops.preview.forms.once import ONCE, Once
from farm_gitops.preview.forms.panel import Panel
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import WAS
from farm_gitops.publish.render import Templates
from farm_gitops.publish.site import POLICY
from farm_gitops.views.frame import ALTERNATES, PLACES, Frame

_ROOT: Final = "/"
_POLICY: Final = POLICY.replace("form-action 'none'", "form-action 'self'")


class Said(NamedTuple):
    """What a page says besides its form: who sits here and whether the acts are committed."""

    name: str
    commits: bool
    csrf: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the hidden fields are called, and the token that every form must send; `once` makes a word for each form."""

    csrf: str
    csrf_field: str = CSRF_FIELD
    seen_field: str = SEEN
    once_field: str = ONCE
    was: str = WAS
    forms: str = FORMS

    @staticmethod
    def once() -> str:
        """See `Once`."""
        return Once.word()


class Pages:
    """Makes the HTML; knows nothing of records."""

    def __init__(self) -> None:
        self._templates: Final = Templates(_no_override, has_own=False)

    def form(self, sheet: Sheet, configuration: Configuration, said: Said) -> str:
        """The page of a form."""
        return self._page("preview/form.html", configuration, {"sheet": sheet, "said": said, "names": Names(said.csrf)})

    def trouble(self, trouble: Note, configuration: Configuration | None) -> str:
        """A page that says why there is no form, and leads back."""
        return self._page("preview/trouble.html", configuration, {"trouble": trouble})

    def panel(self, panel: Panel, said: Said) -> str:
        """The fragment at the top of a page."""
        values = {"panel": panel, "said": said, "names": Names(said.csrf)}
        return self._templates.page("preview/panel.html", values).decode()

    def _page(self, template: str, configuration: Configuration | None, values: dict[str, object]) -> str:
        around = {"frame": _frame(configuration), "path": "", "root": _ROOT, "policy": _POLICY}
        return self._templates.page(template, {**around, **values}).decode()


def _frame(configuration: Configuration | None) -> Frame:
    """What stands around a form; without a configuration, as while farm.yaml is broken, in general words."""
    site = configuration.site if configuration else Site()
    return Frame(
        title=site.title,
        scope="",
        places=PLACES,
        alternates=ALTERNATES,
        repository=site.repository or "",
        commit=None,
        committed=None,
        as_of=None,
        uncommitted=0,
        base=_ROOT,
        has_several=False,
    )


def _no_override(name: str) -> bytes | None:  # noqa: ARG001 - a ReadOverride
    return None
