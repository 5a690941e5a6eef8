"""The kinds of pages that a built site has, told by where they lie, so that a new kind is never forgotten."""

from __future__ import annotations

from pathlib import Path, PurePosixPath


def kind_of(path: str) -> str:
    """The kind of the page at a path below the site: its first folder, and a star for each name below that.

    `incidents/acme/2026-11-20-disk/index.html` → `incidents/*/*`; pages at the top are each a kind: `404.html`.
    A folder with a name of its own at the end (`…/post-mortem/index.html`) is one more star, and so one more kind.
    """
    folder = PurePosixPath(path).parent.parts
    return "/".join([folder[0], *["*"] * (len(folder) - 1)]) if folder else path


def kinds(site: Path) -> dict[str, str]:
    """Kind → its largest page in a built site, which costs a reader most."""
    files = sorted(site.rglob("*.html"), key=lambda file: (file.stat().st_size, file))
    paths = [file.relative_to(site).as_posix() for file in files]
    found = {kind_of(path): path for path in paths}  # of each kind the last one, which is the largest
    return dict(sorted(found.items()))
