"""Reads what a git command prints while it runs, so that a long history never has to be held at once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector

from farm_gitops.git.runner import PATIENCE, GitFailed, Repository

_PIECE = 1 << 16  # bytes; what a pipe holds


def words(repository: Repository, *args: str, text: bytes = b"") -> Iterator[str]:
    """The NUL-ended words that a git command prints, as they come; one that reads must read all of `text` first.

    Bytes that are not UTF-8 become surrogates (PEP 383). Raises GitFailed when the command fails, which may be after
    the last word, and when nothing comes within PATIENCE. Whoever stops reading ends the command.
    """
    with _running(repository, args, text) as process:
        yield from split(_pieces(process, args))


def split(pieces: Iterable[bytes]) -> Iterator[str]:
    """The NUL-ended words of a text that comes in pieces."""
    rest = bytearray()
    for piece in pieces:
        cut = piece.rfind(b"\0")
        if cut >= 0:
            rest += piece[:cut]
            yield from rest.decode("utf-8", "surrogateescape").split("\0")
            rest.clear()
        rest += piece[cut + 1 :]
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


@contextmanager
def _running(repository: Repository, args: Sequence[str], text: bytes) -> Iterator[subprocess.Popen[bytes]]:
    with repository.start(*args) as process:
        assert process.stdin is not None
        try:
            with suppress(BrokenPipeError), process.stdin:  # a command that fails at once; its exit code says why
                process.stdin.write(text)
            yield process
        finally:
            process.kill()


def _pieces(process: subprocess.Popen[bytes], args: Sequence[str]) -> Iterator[bytes]:
    said = bytearray()
    with DefaultSelector() as streams:
        # Both, because a command whose complaints nobody takes stands still.
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            streams.register(stream, EVENT_READ)
        while streams.get_map():
            ready = streams.select(PATIENCE)
            if not ready:
                raise GitFailed(args, -1, f"no answer within {PATIENCE:g} seconds")
            for key, _ in ready:
                piece = os.read(key.fd, _PIECE)
                if not piece:
                    streams.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    yield piece
                else:
                    said += piece
    if process.wait() != 0:
        raise GitFailed(args, process.returncode, said.decode("utf-8", "replace"))
