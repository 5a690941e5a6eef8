"""A small valid repository (`tests/rules/base`) that tests change file by file, and how the rules judge the result."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import Origin
from farm_gitops.rules.page import EXAMPLE_NOW, Example, ExampleFile
from farm_gitops.store.history import no_origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree
from farm_gitops.validate.judge import Question, Report, judge
from farm_gitops.validate.placed import PlacedFinding

BASE = Path(__file__).parent / "rules" / "base"
OUTAGE = "incidents/acme/2026-11-23-database-outage"
SEARCH = "incidents/acme/2026-11-23-slow-search"
NOW = Moment.parse(EXAMPLE_NOW)
AT_NOW = Question(NOW)
FROM_ROOT = (
    "farm.yaml",
    "catalog/",
    "incidents/",
    "templates",
    ".github",
    ".gitlab",
    ".gitea",
    ".forgejo",
    "CODEOWNERS",
    "docs/",
)

Files = Mapping[str, str | bytes | None]


def lay_out(root: Path, files: Files | None = None) -> Path:
    """The base with some files changed (None: taken away); paths are within the outage's folder, or from the root."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for path, content in (files or {}).items():
        place = root / full_path(path)
        if content is None:
            place.unlink()
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def full_path(path: str) -> str:
    """A path from the root."""
    return path if path.startswith(FROM_ROOT) else f"{OUTAGE}/{path}"


def judged(root: Path, question: Question = AT_NOW) -> Report:
    """All findings of a folder without git."""
    return judge(FileSnapshot(Worktree(root), no_origins), question)


def found(root: Path, files: Files, *, rule: str) -> list[PlacedFinding]:
    """What one rule finds in the base with some files changed."""
    return [finding for finding in judged(lay_out(root, files)).findings if finding.rule == rule]


def judge_example(folder: Path, example: Example) -> Report:
    """An example the whole way: files on disk, a snapshot of them, the judgement."""
    earlier = _laid_out(folder / "earlier", [file for file in example.files if file.had_landed])
    now = _laid_out(folder / "now", [file for file in example.files if not file.had_landed])
    landed = earlier if any(file.had_landed for file in example.files) else None
    return judge(now, Question(NOW, landed))


class _Traits(NamedTuple):
    """What a trait of an example's file says that its bytes cannot."""

    executable: bool = False
    link: bool = False
    origin: Origin | None = None


def _laid_out(root: Path, files: list[ExampleFile]) -> FileSnapshot:
    lay_out(root)
    known: dict[str, Origin] = {}
    for file in files:
        path, traits = full_path(file.path), _traits(file)
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if traits.link:
            place.symlink_to(file.text.strip())
            continue
        place.write_bytes(file.data)
        place.chmod(0o755 if traits.executable else 0o644)
        if traits.origin:
            known[path] = traits.origin
    return FileSnapshot(Worktree(root), known.get)


def _traits(file: ExampleFile) -> _Traits:
    """Every trait understood; one that nobody knows fails the test."""
    traits = _Traits()
    for trait in file.traits:
        word, _, rest = trait.partition(" ")
        if word == "executable":
            traits = traits._replace(executable=True)
        elif word == "link":
            traits = traits._replace(link=True)
        elif word == "by":
            traits = traits._replace(origin=_origin(rest, NOW))
        elif word == "committed":
            traits = traits._replace(origin=_origin("bob@acme.example", Moment.parse(rest)))
        else:
            assert word in {"with", "repeated"}, f"what does `{trait}` mean?"
    return traits


def _origin(email: str, at: Moment) -> Origin:
    return Origin("0" * 40, email.partition("@")[0].title(), email, at, at)
