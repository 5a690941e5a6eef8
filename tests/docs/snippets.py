"""The fenced blocks of the documentation, and what the words behind their language promise.

```sh run            typed by a reader in this order, in one folder a page; must end with exit code 0 (or `exit=N`)
```text output       what the block above it printed, line by line; `…` stands for anything
```python run        run by itself
```yaml PATH         a file, put where the page's commands find it (also markdown, json, text, … with a path)
```json shape        JSON
```sh not-run        cannot run here, for it needs a forge, a network or the reader's own names: its calls are checked
```sh held          run by a test of that page alone, as its text says what happens between the lines
```text illustration a drawing, or words that nobody types
```text help         what a command says of itself
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = (ROOT / "README.md", *sorted(ROOT.joinpath("docs").rglob("*.md")))
_FENCE: Final = re.compile(r"^( *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^\1```$", re.MULTILINE | re.DOTALL)
_PATH: Final = re.compile(r"[\w.<>/-]*[./][\w.<>/-]*")


class Snippet(NamedTuple):
    """A block: where it stands, and what its first line says."""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        """What is done with it; empty where its first line does not say."""
        first = self.words[0] if self.words else ""
        return "file" if _PATH.fullmatch(first) else first

    @property
    def exit_code(self) -> int:
        """With which exit code it ends."""
        stated = [word.removeprefix("exit=") for word in self.words if word.startswith("exit=")]
        return int(stated[0]) if stated else 0

    @property
    def place(self) -> str:
        """Where to look when it fails."""
        return f"{self.page}:{self.line}"


def snippets(page: Path) -> Iterator[Snippet]:
    """The blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        language, *words = found["info"].split() or [""]
        line = text.count("\n", 0, found.start()) + 1
        yield Snippet(str(page.relative_to(ROOT)), line, language, tuple(words), found["text"])
