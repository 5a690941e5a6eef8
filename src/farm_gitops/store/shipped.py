"""What the package brings along as data: the templates, the records of the demo, and what forges are told to do.

In a wheel they lie beside the modules, in an editable install at the top of the source tree, where they are edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_DEMO_PARTS: Final = ("farm.yaml", "incidents", "catalog", ".farm-gitops/schema")


def shipped_templates() -> Traversable:
    """The folder of the site's templates and assets."""
    return _shipped("templates")


def shipped_records() -> dict[str, bytes]:
    """Every file of the demo's records, by its path in a repository."""
    root = _shipped("demo", source="")
    return {path: data for part in _DEMO_PARTS for path, data in _below(root.joinpath(part), part)}


def shipped_for(*forges: str) -> dict[str, bytes]:
    """The files that these forges look for (`any` is one of them too), by their paths in a repository; names in `@`s
    are still to be replaced."""
    root = _shipped("forges")
    places = [place for forge in forges for place in root.joinpath(forge).iterdir()]
    return {path: data for place in places for path, data in _below(place, place.name)}


def _shipped(name: str, source: str | None = None) -> Traversable:
    package = files("farm_gitops")
    installed = package.joinpath(name)
    return installed if installed.is_dir() else package.joinpath("..", "..", name if source is None else source)


def _below(place: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
        return
    for inner in sorted(place.iterdir(), key=lambda found: found.name):
        yield from _below(inner, f"{path}/{inner.name}")
