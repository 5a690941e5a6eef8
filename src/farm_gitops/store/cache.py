"""What was worked out before, kept in git's own folder: may be deleted, truncated or forged at any time without harm.

Every value carries an authentication code of this user and this program. What somebody else put there, what another
version of the program wrote and what a broken disk made of it are all simply not found.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol

from platformdirs import user_state_path

from farm_gitops.git.runner import Repository
from farm_gitops.store.fingerprint import fingerprint
from farm_gitops.store.memory import NO_CACHE, Cache, NoCache

__all__ = ["NO_CACHE", "Cache", "NoCache", "cache_of"]

_FILE: Final = "cache.sqlite"
_CODE: Final = 32  # bytes of SHA-256
_PATIENCE: Final = 2.0  # seconds to wait for another process that writes; after that nothing is kept
_AT_ONCE: Final = 500  # keys in one question
_LARGEST: Final = 4 << 30  # bytes; a file that is larger is begun anew (of 100,000 incidents it has more than one)
_DAMAGE: Final = (sqlite3.Error, UnicodeDecodeError)  # the latter where SQLite's own complaint quotes broken bytes
_CREATE: Final = "CREATE TABLE kept (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"


class HasCache(Protocol):
    """Where a cache may lie."""

    @property
    def repository(self) -> Repository | None:
        """None in a plain folder, where nothing is kept."""

    @property
    def private_folder(self) -> Path:
        """In git's own folder."""


@contextmanager
def cache_of(place: HasCache) -> Iterator[Cache]:
    """The cache of a repository, for all its work trees; one that keeps nothing where there is none to be had."""
    secret = _secret()
    if place.repository is None or secret is None:
        yield NoCache()
        return
    kept = _Kept(place.private_folder / _FILE, secret + fingerprint())
    try:
        yield kept
    finally:
        kept.close()


class _Kept:
    """A SQLite file; whatever is wrong with it ends its use, and the next one begins it anew."""

    def __init__(self, file: Path, secret: bytes) -> None:
        self._file: Final = file
        self._secret: Final = secret
        self._opened: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._begin()

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See `Cache`."""
        wanted = list(dict.fromkeys(keys))
        parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        try:
            found = [row for part in parts for row in self._ask(kind, part)]
        except _DAMAGE:
            self._give_up()
            return {}
        return {key: value[_CODE:] for key, value in found if self._is_ours(kind, key, value)}

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """See `Cache`."""
        opened = self._connection()
        if opened is None or not values:
            return
        rows = ((kind, key, self._code(kind, key, value) + value) for key, value in values.items())
        try:
            with opened:
                opened.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        except _DAMAGE:
            self._give_up()

    def _begin(self) -> None:
        try:
            self._open()
        except (*_DAMAGE, OSError):
            self._give_up()

    def _connection(self) -> sqlite3.Connection | None:
        """The file, if it is of use; SQLite forbids a copy of a process to use what the process opened."""
        if self._opened is not None and self._process != os.getpid():
            self._of_another, self._process = self._opened, os.getpid()
            self._begin()
        return self._opened

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _open(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if not _is_usable(self._file):
            self._file.unlink()
        opened = self._opened = self._connect()  # at once, so that whatever is wrong with it does not leave it open
        opened.execute("PRAGMA synchronous = OFF")  # what a crash leaves behind is noticed by its code
        if opened.execute("SELECT type, sql FROM sqlite_schema").fetchall() not in ([], [("table", _CREATE)]):
            # Somebody else's: a view or a trigger of this name would do what they like.
            opened.close()
            self._file.unlink()
            opened = self._opened = self._connect()
        with opened:
            opened.execute(_CREATE.replace("TABLE", "TABLE IF NOT EXISTS", 1))

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._file, timeout=_PATIENCE)
        opened.text_factory = _text
        return opened

    def _ask(self, kind: str, keys: list[str]) -> Iterator[tuple[str, bytes]]:
        opened = self._connection()
        if opened is None:
            return iter(())
        marks = ", ".join("?" * len(keys))
        question = f"SELECT key, value FROM kept WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - only marks
        return iter(opened.execute(question, (kind, *keys)).fetchall())

    def _is_ours(self, kind: str, key: str, value: object) -> bool:
        return isinstance(value, bytes) and hmac.compare_digest(value[:_CODE], self._code(kind, key, value[_CODE:]))

    def _code(self, kind: str, key: str, value: bytes) -> bytes:
        return hmac.digest(self._secret, f"{kind}\0{key}\0".encode() + value, "sha256")

    def _give_up(self) -> None:
        """Nothing is read or kept from here on; a damaged file is taken away, a busy or locked one is left alone."""
        self.close()
        with suppress(OSError):
            if not _is_sound(self._file):
                self._file.unlink()


def _text(stored: bytes) -> str:
    """A text of the file, which damage may have made into none."""
    return stored.decode("utf-8", "replace")


def _is_usable(file: Path) -> bool:
    """Whether there is nothing yet, or a plain file of our size: never a link or a pipe that somebody put there."""
    try:
        status = file.lstat()
    except FileNotFoundError:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST


def _is_sound(file: Path) -> bool:
    """Whether SQLite can read a file, be it that it has to wait for it."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            opened.text_factory = _text
            return bool(opened.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.OperationalError:
        return True
    except _DAMAGE:
        return False


def _secret() -> bytes | None:
    """What only this user knows: made the first time; None where it cannot be kept."""
    file = user_state_path("farm-gitops") / "cache.key"
    try:
        return file.read_bytes() or None
    except FileNotFoundError:
        return _make_secret(file)
    except OSError:
        return None


def _make_secret(file: Path) -> bytes | None:
    """A new secret; of two processes that make one at once, that of the last, and what the other kept is not found."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(os.urandom(_CODE))
        new.replace(file)
        return file.read_bytes()
    except OSError:
        return None
