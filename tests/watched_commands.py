"""Runs commands of farm-gitops one after the other in a process of its own, and writes down what each of them starts.

Standard input is a JSON list of command lines; standard output one JSON object for each: `code`, and `started`, a list
of `{event, arguments, wrapped}`, where `wrapped` says that the program's one wrapper started it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from farm_gitops.cli import context
from farm_gitops.cli.main import run
from farm_gitops.git import runner
from farm_gitops.model.moment import Moment

EVENTS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "pty.spawn"}
WRAPPER = runner._popen.__code__


def main() -> None:
    """Watch, run, tell."""
    started: list[dict[str, Any]] = []
    sys.addaudithook(lambda event, arguments: started.append(_told(event, arguments)) if event in EVENTS else None)
    told = []
    context.now = lambda: Moment.parse("2026-11-23T12:00:00Z")
    here = Path.cwd()
    for line in json.load(sys.stdin):
        started.clear()
        told.append({"code": _code(line), "started": [*started]})
        os.chdir(here)
    json.dump(told, sys.stdout)


def _code(line: list[str]) -> object:
    sys.argv = ["farm-gitops", *line]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            run()
        except SystemExit as end:
            return end.code
    return None


def _told(event: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
    words = [os.fsdecode(word) for word in arguments[1]] if len(arguments) > 1 else []
    return {"event": event, "arguments": words, "wrapped": _is_wrapped(sys._getframe())}


def _is_wrapped(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code is WRAPPER:
            return True
        frame = frame.f_back
    return False


if __name__ == "__main__":
    main()
