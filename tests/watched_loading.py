"""Which of the heavy modules a command loads, as a process of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Final

HEAVY: Final = ("pydantic", "jinja2", "ruamel.yaml", "git", "rich")
_CODE: Final = f"""if True:
    import sys
    from farm_gitops.cli.main import run
    try:
        run()
    finally:
        print([name for name in {HEAVY!r} if name in sys.modules])
"""


def heavy_modules_of(root: Path, *args: str) -> list[str]:
    """Those that are loaded when a command of a project has succeeded."""
    command = [sys.executable, "-c", _CODE, "-C", str(root), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(done.stdout.splitlines()[-1])
    assert isinstance(loaded, list)
    return loaded
