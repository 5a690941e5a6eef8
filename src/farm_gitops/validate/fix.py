"""Apply the cures that are safe without asking: a timestamp's shape, a word's case, a byte order mark, a mode bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from farm_gitops.documents.tree import Route, Span
from farm_gitops.documents.yaml_editor import EditError, edit_front_matter, set_value
from farm_gitops.records import layout
from farm_gitops.records.layout import EntryFile
from farm_gitops.store.project import Project
from farm_gitops.store.write import write_text
from farm_gitops.validate.placed import PlacedFinding

_BOM: Final = b"\xef\xbb\xbf"


def fix(project: Project, findings: Iterable[PlacedFinding], landed: frozenset[str]) -> tuple[str, ...]:
    """Apply every safe cure; returns what was done, a line each.

    `landed` are the paths that the last commit holds: an entry among them is never touched.
    """
    by_path: dict[str, list[PlacedFinding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    done: list[str] = []
    for path, found in by_path.items():
        if not (path in landed and isinstance(layout.place(path), EntryFile)):
            done += _fix_file(project, path, found)
    return tuple(done)


def _fix_file(project: Project, path: str, findings: list[PlacedFinding]) -> list[str]:
    file = project.root / path
    if file.is_symlink() or not file.is_file():
        return []
    done = []
    if any(finding.rule == "unsafe-path" for finding in findings) and file.stat().st_mode & 0o111:
        file.chmod(0o644)
        done.append(f"{path}: no longer executable")
    before = file.read_bytes()
    changed, changes = _changed(path, before, findings)
    if changed != before:
        write_text(project, path, changed.decode(), expected=before)
    return done + [f"{path}: {change}" for change in changes]


def _changed(path: str, data: bytes, findings: list[PlacedFinding]) -> tuple[bytes, list[str]]:
    """The file's bytes with every safe cure, and what was done; bytes that are no UTF-8 stay as they are."""
    has_mark = data.startswith(_BOM) and any(finding.rule == "invalid-encoding" for finding in findings)
    try:
        text = data.removeprefix(_BOM).decode() if has_mark else data.decode()
    except UnicodeDecodeError:
        return data, []  # the finding itself says so; nothing can be put right without asking
    done = ["byte order mark removed"] if has_mark else []
    for placed in findings:
        route, value = placed.finding.place, placed.finding.replacement
        if value is None or isinstance(route, Span):
            continue
        try:
            text = _with_value(path, text, route, value)
        except EditError:
            continue  # the finding stays and says what to do by hand
        done.append(f"line {placed.line}: {value}")
    return text.encode(), done


def _with_value(path: str, text: str, route: Route, value: str) -> str:
    if path.endswith(".md"):
        return edit_front_matter(text, lambda yaml: set_value(yaml, route, value))
    return set_value(text, route, value)
