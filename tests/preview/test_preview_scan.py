"""What a look at the files finds: everything that changed, whoever told of it and whoever did not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farm_gitops.preview.scan import Scan

LONG_AGO = 1_000_000_000_000_000_000  # nanoseconds; what was written then has settled
FAR_AHEAD = 1 << 62


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("farm.yaml", "incidents/a/one.md", "incidents/a/two.md", "incidents/b/one.md", "notes.txt"):
        _put(tmp_path, name)
    return tmp_path


def _put(root: Path, name: str, text: str = "text") -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _scan(root: Path, time: Callable[[], int] = lambda: FAR_AHEAD) -> Scan:
    scan = Scan(root, lambda: ("farm.yaml", "incidents", "templates"), time)
    scan.everything()
    return scan


def test_what_is_new_gone_or_written_is_found_once_and_nothing_beside(root: Path) -> None:
    scan = _scan(root)
    _put(root, "incidents/a/one.md", "another text")
    _put(root, "templates/about.html")
    (root / "incidents/b/one.md").unlink()
    _put(root, "notes.txt", "not ours")
    assert scan.everything() == {"incidents/a/one.md", "templates/about.html", "incidents/b/one.md"}
    assert scan.everything() == set()


def _link(file: Path) -> None:
    file.unlink()
    file.symlink_to("two.md")


def _replace(file: Path) -> None:
    file.with_name("new").write_text("text")
    os.utime(file.with_name("new"), ns=(LONG_AGO, LONG_AGO))
    file.with_name("new").replace(file)


def _write(file: Path) -> None:
    file.write_text("TEXT")
    os.utime(file, ns=(LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("change", [lambda file: file.chmod(0o755), _link, _replace, _write])
def test_a_change_that_leaves_size_and_time_is_found(root: Path, change: Callable[[Path], None]) -> None:
    file = root / "incidents/a/one.md"
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    scan = _scan(root)
    change(file)
    assert scan.everything() == {"incidents/a/one.md"}


def test_what_was_written_this_very_moment_is_looked_at_once_more(root: Path) -> None:
    newest = max(file.stat().st_ctime_ns for file in root.rglob("*.md"))
    times = iter([newest, newest + 1, FAR_AHEAD, FAR_AHEAD])
    scan = _scan(root, lambda: next(times))
    assert "incidents/b/one.md" in scan.everything()
    assert "incidents/b/one.md" in scan.everything()
    assert scan.everything() == set()


def test_a_hint_leads_to_what_it_names_and_no_further(root: Path) -> None:
    scan = _scan(root)
    _put(root, "incidents/a/one.md", "another text")
    _put(root, "incidents/b/one.md", "another text")
    assert scan.of(["incidents/a/one.md", "incidents/a/none.md"]) == {"incidents/a/one.md"}
    assert scan.of(["incidents/a"]) == set()
    assert scan.everything() == {"incidents/b/one.md"}


def test_a_folder_that_went_is_all_that_was_in_it(root: Path) -> None:
    scan = _scan(root)
    shutil.rmtree(root / "incidents/a")
    assert scan.of(["incidents/a"]) == {"incidents/a/one.md", "incidents/a/two.md"}
    assert scan.everything() == set()


def test_what_lies_behind_a_link_or_in_a_repository_of_its_own_is_not_ours(root: Path) -> None:
    scan = _scan(root)
    (root / "incidents/c").symlink_to(root.parent)
    _put(root, "incidents/b/.git/HEAD")
    assert scan.everything() == {"incidents/c"}


@given(st.lists(st.tuples(st.sampled_from(["a", "a/b", "a/b/c", "d"]), st.sampled_from(["", "x", "yy"])), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hints_and_looks_together_miss_nothing(tmp_path: Path, writes: list[tuple[str, str]]) -> None:
    root = tmp_path / "incidents"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    scan = _scan(tmp_path)
    known: dict[str, str] = {}
    for number, (folder, text) in enumerate(writes):
        path = f"incidents/{folder}/{number % 2}.md"
        if text:
            _put(tmp_path, path, text)
        else:
            (tmp_path / path).unlink(missing_ok=True)
        found = scan.of([f"incidents/{folder}"]) if number % 3 else scan.everything()
        known.update((each, _text(tmp_path / each)) for each in found)
    known.update((each, _text(tmp_path / each)) for each in scan.everything())
    there = {str(file.relative_to(tmp_path)): file.read_text() for file in root.rglob("*.md")}
    assert {path: text for path, text in known.items() if text} == there


def _text(file: Path) -> str:
    return file.read_text() if file.is_file() else ""
