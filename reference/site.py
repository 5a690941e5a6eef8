"""What the documentation site needs beyond Markdown: hooks that MkDocs calls.

In `docs/`, the words behind the language of a block say how the tests treat it (see tests/docs/snippets.py); MkDocs
would take them for text. The decisions get a list, which is made here so that no two branches edit the same file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

_FENCE: Final = re.compile(r"^(?P<indent> *)```(?P<language>\w+) (?P<words>[^\n`]+)$", re.MULTILINE)
_FILE: Final = re.compile(r"[\w.<>/-]*[./][\w.<>/-]*")
_TITLE: Final = re.compile(r"^# (\d{4}: .+)$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Blocks with what MkDocs understands: a file's path becomes the title above it."""
    return _FENCE.sub(_fence, markdown)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the list of decisions."""
    folder = Path(config.docs_dir, "decisions")
    found = sorted(path for path in folder.glob("[0-9]*.md") if not path.name.startswith("0000"))
    lines = (f"- [{_title(path)}]({path.name})" for path in found)
    text = "# Decisions\n\nWhat was decided, and why not the other way.\n\n" + "\n".join(lines) + "\n"
    files.append(File.generated(config, "decisions/index.md", content=text))
    for each in files.documentation_pages():
        if each.src_uri.startswith("decisions/0"):
            each.inclusion = each.inclusion.NOT_IN_NAV
    return files


def _fence(found: re.Match[str]) -> str:
    words = found["words"].split()
    title = f' title="{words[0]}"' if _FILE.fullmatch(words[0]) else ""
    return f"{found['indent']}```{found['language']}{title}"


def _title(path: Path) -> str:
    found = _TITLE.search(path.read_text("utf-8"))
    assert found, f"{path} has no title"
    return found[1]
