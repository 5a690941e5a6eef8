"""Kills a command of this process's copy with SIGKILL, just before its n-th touch of the disk or start of git."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Final

_TOUCHES: Final = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "subprocess.Popen"}


def touches(command: Callable[[], object]) -> int:
    """How often a command that goes undisturbed touches the disk or starts a program; it runs in a copy."""
    listening, speaking = os.pipe()
    process = os.fork()
    if process == 0:
        counted = _counted(lambda _number: None)
        command()
        os.write(speaking, str(next(counted)).encode())
        os._exit(0)
    os.close(speaking)
    told = os.read(listening, 20)
    os.close(listening)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    return int(told)


def kill_at(number: int, command: Callable[[], object]) -> bool:
    """Run a command in a copy of this process that is killed at a touch; whether it came so far."""
    process = os.fork()
    if process == 0:
        _counted(lambda reached: os.kill(os.getpid(), signal.SIGKILL) if reached == number else None)
        command()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in {0, -signal.SIGKILL}
    return code != 0


def _counted(reached: Callable[[int], object]) -> count[int]:
    """From now on, and until the process ends, every touch is counted and told."""
    numbers = count()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event in _TOUCHES or is_written:
            reached(next(numbers))

    sys.addaudithook(hook)
    return numbers
