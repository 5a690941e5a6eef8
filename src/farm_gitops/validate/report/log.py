r"""Lines for a log that a CI runner reads for commands: none of them is one, whatever a title or a path holds.

Source: GitHub's runner obeys `::command …::` at the beginning of a line (blanks before it, and characters that its
collation ignores, do not count) and `##[command]` anywhere in one; Azure Pipelines and TeamCity obey `##word[…]`.
"""

from __future__ import annotations

import json
import re
from typing import Final

_COLONS: Final = re.compile(r"\A([^!-~]*:[^!-~]*)(?=:)")
_HASHES: Final = re.compile(r"#(?=[^!-~]*#[^#\[ ]*\[)")


def harmless(line: str) -> str:
    """A line that no runner obeys: it looks the same but for a blank where a command would begin."""
    return _HASHES.sub("# ", _COLONS.sub(r"\1 ", line))


def harmless_json(document: object) -> str:
    r"""A value as JSON in ASCII; `##` has a `\u0023`, so that it says the same and no runner obeys it."""
    return json.dumps(document, indent=2).replace("##", "#\\u0023")
