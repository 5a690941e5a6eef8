"""How many processes to share work among; looked at before anything is loaded that starts one."""

from __future__ import annotations

import os
import sys


def processors() -> int:
    """Those that this process may use; not every system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def copies(things: int, many: int) -> int:
    """Into how many copies of this process to share so many things, which pays from `many` on; 1 where it does not.

    A copy has at once all that was read here. On other systems than Linux a process cannot be copied, or not safely.
    """
    return processors() if things >= many and sys.platform == "linux" else 1
