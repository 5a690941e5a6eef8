"""Templates to text: the only place that knows Jinja, and it trusts no template that a project brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from farm_gitops.errors import FarmError
from farm_gitops.publish.compiled import Compiled
from farm_gitops.publish.quick import QuickEnvironment
from farm_gitops.records import layout
from farm_gitops.store.memory import NOTHING_KEPT, Cache
from farm_gitops.store.shipped import shipped_templates

OVERRIDES: Final = f"{layout.TEMPLATES}/"

ReadOverride = Callable[[str], bytes | None]
"""The bytes of a file of the project's own `templates/` folder, by its name there; None where it has none."""


class Templates:
    """Every template by its name (`pages/incident.html`); a project's own file stands in for ours of the same name.

    Every variable is escaped, whatever the name of the file is. All run in Jinja's sandbox as soon as one of them is
    the project's own (`has_own`): ours alone are as good as our code, and run at twice the speed without it.
    """

    def __init__(self, read_override: ReadOverride, *, has_own: bool = True, cache: Cache = NOTHING_KEPT) -> None:
        self._loader: Final = _Loader(read_override)
        kind = _Sandbox if has_own else QuickEnvironment
        self.compiled: Final = Compiled(kind.__name__, cache)
        self._environment: Final[Environment] = kind(
            bytecode_cache=self.compiled,
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        # The same records must always give the same bytes.
        del self._environment.globals["lipsum"], self._environment.filters["random"]

    def page(self, name: str, values: Mapping[str, object]) -> bytes:
        """A page as UTF-8; FarmError where a project's own template is at fault, naming its file and line."""
        try:
            text = self._environment.get_template(name).render(values)
        except Exception as error:
            # Whatever an override does wrong is a wrong environment; what ours do wrong is a bug and stays one.
            blamed = self._blame(error)
            if blamed is None:
                raise
            raise FarmError(f"{blamed}: {error}", f"mend the template, or remove it: git rm {OVERRIDES}…") from error
        return text.encode()

    def asset(self, name: str) -> bytes:
        """A file that is copied as it is, the project's own if it has one."""
        return self._loader.read(name)

    def _blame(self, error: Exception) -> str | None:
        if isinstance(error, TemplateSyntaxError) and error.name in self._loader.overridden:
            return f"{OVERRIDES}{error.name}, line {error.lineno}"
        place = _innermost(error.__traceback__)
        if place and place.removeprefix(OVERRIDES).partition(",")[0] in self._loader.overridden:
            return place
        if isinstance(error, UndefinedError) and self._loader.overridden:
            # Ours asks for what an override of another file no longer has.
            return f"{', '.join(OVERRIDES + name for name in sorted(self._loader.overridden))} ({place} asks for more)"
        return None


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks the same questions of every attribute; for our own frozen views it asks one."""

    def getattr(self, obj: object, attribute: str) -> object:
        """A public attribute of a view is a plain value; everything else goes the long way."""
        if type(obj).__module__.startswith("farm_gitops.views.") and not attribute.startswith("_"):
            value = getattr(obj, attribute, missing)
            if value is not missing and not callable(value):
                return value
        return super().getattr(obj, attribute)


class _Loader(BaseLoader):
    """A project's own template first, else ours; remembers which were the project's own."""

    def __init__(self, read_override: ReadOverride) -> None:
        self._read_override: Final = read_override
        self._package: Final = shipped_templates()
        self.overridden: Final[set[str]] = set()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        try:
            text = self.read(template).decode()
        except UnicodeDecodeError as error:
            raise FarmError(f"{OVERRIDES}{template} is not UTF-8", "save it as UTF-8 without BOM") from error
        return text, f"{OVERRIDES}{template}", lambda: True

    def read(self, name: str) -> bytes:
        """The bytes of a template or asset; TemplateNotFound for one that nobody has, or that lies outside."""
        parts = split_template_path(name)
        own = self._read_override("/".join(parts))
        if own is not None:
            self.overridden.add(name)
            return own
        try:
            return self._package.joinpath(*parts).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise TemplateNotFound(name) from error


def _innermost(traceback: TracebackType | None) -> str | None:
    """The last place in a template that a traceback passes: `templates/pages/about.html, line 3`."""
    place = None
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith(OVERRIDES):
            place = f"{name}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
