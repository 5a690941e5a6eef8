"""A file is put in place whole or not at all, whatever interrupts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from farm_gitops.errors import FarmError


def write_bytes(target: Path, data: bytes, *, flush: bool = True, mode: int = 0o644) -> None:
    """Put a whole file in place: a temporary beside it, flushed to disk, then renamed over it."""
    write_pieces(target, [data], flush=flush, mode=mode)


def write_pieces(target: Path, pieces: Iterable[bytes | memoryview], *, flush: bool = True, mode: int = 0o644) -> None:
    """The same for a file that comes in pieces, since it may be large."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".tmp")
    except OSError as error:
        raise FarmError(f"cannot write {target}: {error.strerror}", "check what stands in its way: ls -l") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except OSError as error:
        raise FarmError(f"cannot write {target.name}: {error.strerror}", "make room or check the rights") from error
    finally:
        Path(temporary).unlink(missing_ok=True)  # gone already, unless something stopped this
