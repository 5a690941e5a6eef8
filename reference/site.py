"""Builds the documentation site from `docs/`: `python -m reference.site [FOLDER]`.

In `docs/`, the words behind the language of a block say how the tests treat it (tests/docs/snippets.py); Zensical would
take them for text, so it gets pages without them. The list of decisions is made here, so that no two branches edit it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
OUTPUT: Final = ROOT / "docs-site"
_FENCE: Final = re.compile(r"^(?P<indent> *)```(?P<language>\w+) (?P<words>[^\n`]+)$", re.MULTILINE)
_BAR_IN_CODE: Final = re.compile(r"`[^`\n]*\\\|[^`\n]*`")
_FILE: Final = re.compile(r"[\w.<>/-]*[./][\w.<>/-]*")
_TITLE: Final = re.compile(r"^# (\d{4}: .+)$", re.MULTILINE)


def build(output: Path) -> int:
    """Build the site into a folder; 1, and nothing is built, where a link is broken or no way leads to a page."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        _lay_out(place)
        command = (Path(sys.executable).with_name("zensical"), "build", "--strict", "--clean")
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        unreachable = [f"zensical.toml: no way leads to {page}" for page in _unreachable(place)]
        if done.returncode or unreachable:
            print(done.stdout, done.stderr, *unreachable, sep="\n")
            return 1
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(place / "site", output)
    return 0


def without_marks(markdown: str) -> str:
    """A page as Zensical understands it, line for line; the path of a file becomes the title above its block.

    In a cell of a table, forges want a bar in code escaped, and Zensical would show how.
    """
    return _BAR_IN_CODE.sub(lambda code: code[0].replace("\\|", "|"), _FENCE.sub(_fence, markdown))


def decisions(folder: Path) -> str:
    """The list of decisions."""
    found = sorted(path for path in folder.glob("[0-9]*.md") if not path.name.startswith("0000"))
    lines = [f"- [{_title(path)}]({path.name})" for path in found]
    return "\n".join(("# Decisions", "", "What was decided, and why not the other way.", "", *lines, ""))


def _lay_out(place: Path) -> None:
    shutil.copy(ROOT / "zensical.toml", place)
    shutil.copytree(ROOT / "docs", place / "docs", ignore=shutil.ignore_patterns("0000-*"))
    for page in (place / "docs").rglob("*.md"):
        page.write_text(without_marks(page.read_text("utf-8")), "utf-8")
    (place / "docs/decisions/index.md").write_text(decisions(place / "docs/decisions"), "utf-8")


def _unreachable(place: Path) -> list[str]:
    named = (place / "zensical.toml").read_text("utf-8")
    return [page.name for page in sorted((place / "docs").glob("*.md")) if f'"{page.name}"' not in named]


def _fence(found: re.Match[str]) -> str:
    first = found["words"].split()[0]
    title = f' title="{first}"' if _FILE.fullmatch(first) else ""
    return f"{found['indent']}```{found['language']}{title}"


def _title(path: Path) -> str:
    found = _TITLE.search(path.read_text("utf-8"))
    if found is None:
        raise SystemExit(f"{path} does not begin with `# {path.name[:4]}: what was decided`")
    return found[1]


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT))
