"""Where the bytes come from: the working tree, or the tree of one commit; both answer the same two questions."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, TreeEntry, TreeFile, entries, tree
from farm_gitops.git.runner import Repository
from farm_gitops.records import layout
from farm_gitops.records.layout import File
from farm_gitops.store.plain_file import is_plain, read_plain

_LINK: Final = "120000"
_EXECUTABLE: Final = "100755"
_DEPTH: Final = 2  # slashes in the path of an incident's folder
_SMALL: Final = 1 << 16  # bytes; of larger files none is read before somebody asks for it
_FEW: Final = 20  # incidents of one organization; to list more of them one by one takes longer than to list them all
_MANY: Final = 100_000  # files of organizations that are held; whoever reads all incidents reads one after the other


class Source(Protocol):
    """Files at one moment; paths are relative to the root and separated by `/`."""

    def files(self, folder: str) -> tuple[File, ...]:
        """Every file at or below a path (`""` is the root), sorted; links are listed and not followed."""

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders directly inside a folder, sorted; cheap, whatever they hold."""

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """The bytes of an ordinary file, or the first `most` of them; None where there is none."""

    def content_id(self, path: str) -> str | None:
        """What tells the content of an ordinary file from any other; None where there is none."""


def content_id(content: bytes) -> str:
    """The id of a content that git has not named."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Worktree:
    """The files as they lie on disk."""

    def __init__(self, root: Path) -> None:
        self._root: Final = root
        self._plain: Final = {"": True}

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        if not self._is_plain(folder.rpartition("/")[0]):
            return ()
        place = f"{self._root}/{folder}"
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError, ValueError):  # the latter of what can be no name
            return ()
        if stat.S_ISDIR(status.st_mode):
            return tuple(sorted(_walk(place, f"{folder}/" if folder else "")))
        if stat.S_ISLNK(status.st_mode):
            return (File(folder, _LINK),)
        return (_file(folder, status),) if stat.S_ISREG(status.st_mode) else ()

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`; a folder that is empty is none to git, and a link is no folder."""
        start = self._root / folder
        if not start.is_dir():
            return ()
        return tuple(sorted(path.name for path in start.iterdir() if _holds_something(path)))

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`; what lies behind a link is not read, and a pipe is not waited for."""
        if not self._is_plain(path.rpartition("/")[0]):
            return None
        place = f"{self._root}/{path}"
        try:
            return read_plain(place, most) if is_plain(place) else None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise FarmError(f"cannot read {path}: {error.strerror}", "check who owns it: ls -l") from error

    def content_id(self, path: str) -> str | None:
        """See `Source`."""
        content = self.read(path)
        return None if content is None else content_id(content)

    def _is_plain(self, folder: str) -> bool:
        """Whether no folder on the way to and with this one is a link; each is looked at once."""
        if folder not in self._plain:
            above = self._is_plain(folder.rpartition("/")[0])
            self._plain[folder] = above and not (self._root / folder).is_symlink()
        return self._plain[folder]


def _holds_something(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _walk(folder: str, prefix: str) -> Iterator[File]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:
        return  # it went while what is above it was listed
    except PermissionError as error:
        raise FarmError(f"cannot read the folder {prefix}", "check who owns it: ls -ld") from error
    for entry in entries:
        if not prefix and entry.name == ".git":
            continue
        path = prefix + entry.name
        if entry.is_symlink():
            yield File(path, _LINK)
        elif entry.is_dir():
            # A folder with a repository of its own is one thing to git; its files are not ours to read.
            yield from (
                [File(path, "160000")]
                if os.path.exists(f"{entry.path}/.git")  # noqa: PTH110 - thousands of folders
                else _walk(entry.path, f"{path}/")
            )
        else:
            with suppress(FileNotFoundError):  # it went meanwhile, as temporary files of editors do
                yield _file(path, entry.stat())


def _file(path: str, status: os.stat_result) -> File:
    if not stat.S_ISREG(status.st_mode):
        return File(path, "000000")
    return File(path, _EXECUTABLE if status.st_mode & stat.S_IXUSR else "100644", status.st_size)


class Remembering:
    """Another source that is read once: whoever asks again gets the bytes that were seen first."""

    def __init__(self, below: Source) -> None:
        self._below: Final = below
        self._seen: Final[dict[str, bytes | None]] = {}

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        return self._below.files(folder)

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`."""
        return self._below.folders(folder)

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`; all of a file is read at once, so that whoever asks for more later sees the same file."""
        if path not in self._seen:
            self._seen[path] = self._below.read(path)
        data = self._seen[path]
        return data if data is None or most is None else data[:most]

    def content_id(self, path: str) -> str | None:
        """See `Source`."""
        content = self.read(path)
        return None if content is None else content_id(content)

    def forget(self) -> None:
        """Let go of all that was seen."""
        self._seen.clear()


class Revision:
    """The files of one commit, read as blobs; the work tree plays no part."""

    def __init__(self, repository: Repository, commit: str, blobs: Blobs) -> None:
        self._repository: Final = repository
        self._commit: Final = commit
        self._blobs: Final = blobs
        self._ids: Final[dict[str, str]] = {}
        self._listed: Final[dict[str, tuple[File, ...]]] = {}
        self._incidents: Final[dict[str, dict[str, list[File]]]] = {}
        self._inside: Final[dict[str, list[TreeEntry]]] = {}
        self._asked: Final[Counter[str]] = Counter()
        self._ahead: Iterator[tuple[str, bytes]] = iter(())
        self._expected: set[str] = set()

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`; a commit does not change, so each folder is listed once, and many incidents all at once."""
        if folder not in self._listed:
            organization = _organization(folder)
            self._asked[organization] += 1
            if folder.count("/") == _DEPTH and self._asked[organization] > _FEW and organization != "":
                return self._one_of_many(organization, folder)
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _list_few(self, folders: Sequence[str]) -> None:
        """List some folders, none of them within another, at once."""
        new = [folder for folder in folders if folder not in self._listed]
        found: dict[str, list[File]] = {folder: [] for folder in new}
        for file in self._list(*new) if new else ():
            found["/".join(file.path.split("/", 3)[:3])].append(file)
        self._listed.update((folder, tuple(files)) for folder, files in found.items())

    def _one_of_many(self, organization: str, folder: str) -> tuple[File, ...]:
        """What lies in one incident's folder; that of its whole organization is listed the first time."""
        if organization not in self._incidents:
            found: dict[str, list[File]] = defaultdict(list)
            for file in self._list(organization):
                found["/".join(file.path.split("/", 3)[:3])].append(file)
            self._incidents[organization] = found
            self._forget_some()
        return tuple(self._incidents[organization].get(folder, ()))

    def _forget_some(self) -> None:
        """Of organizations that were listed before this one, where all together have too many files."""
        if self._listed.keys() & {"", layout.INCIDENTS}:
            return  # somebody has all of them anyway
        sizes = {each: sum(map(len, found.values())) for each, found in self._incidents.items()}
        *earlier, _ = sizes
        for organization in earlier:
            if sum(sizes.values()) > _MANY:
                del sizes[organization]
                self._forget(organization)

    def _forget(self, organization: str) -> None:
        for file in chain.from_iterable(self._incidents.pop(organization).values()):
            self._ids.pop(file.path, None)
        for folder in [each for each in self._listed if f"{each}/".startswith(f"{organization}/")]:
            del self._listed[folder]

    def _list(self, *folders: str) -> tuple[File, ...]:
        listed = tree(self._repository, self._commit, *folders, sizes=True)
        self._remember(listed)
        times = Counter(file.path for file in listed)
        modes = ((file, layout.TWICE if times[file.path] > 1 else file.mode) for file in listed)
        return tuple(sorted(File(file.path, mode, file.size or 0) for file, mode in modes))

    def folders(self, folder: str) -> tuple[str, ...]:
        """See `Source`."""
        return tuple(sorted(each.path.rpartition("/")[2] for each in self.inside([folder]) if each.is_folder))

    def inside(self, some: Sequence[str]) -> tuple[TreeEntry, ...]:
        """What lies directly in some folders; each is looked into once."""
        new = [folder for folder in some if folder not in self._inside]
        self._inside.update((folder, []) for folder in new)
        for each in entries(self._repository, self._commit, new):
            self._inside[each.path.rpartition("/")[0]].append(each)
        return tuple(each for folder in some for each in self._inside[folder])

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`."""
        if path in self._expected and (most is None or most >= _SMALL):
            return self._until(path)
        oid = self.content_id(path)
        return None if oid is None else self._blobs.read(oid, most)

    def expect(self, folders: Sequence[str]) -> None:
        """Say in which incidents' folders all will be read, in this order.

        Small files then come many at once, at a fraction of the cost; so do the listings.
        """
        self._asked.update(Counter(map(_organization, folders)))
        self._list_few([each for each in folders if self._asked[_organization(each)] < _FEW])
        files = chain.from_iterable(map(self.files, folders))
        wanted = {file.path: self._ids[file.path] for file in files if file.size < _SMALL and file.path in self._ids}
        self._ahead = zip(wanted, self._blobs.read_many(wanted.values()), strict=True)
        self._expected = set(wanted)

    def let_go(self, keeps: Callable[[str], bool]) -> None:
        """Forget what was listed, but for paths that somebody will read; who asks again has it listed again."""
        kept = {path: oid for path, oid in self._ids.items() if keeps(path)}
        for known in (self._ids, self._listed, self._incidents, self._inside, self._asked):
            known.clear()
        self._ids.update(kept)
        self._blobs.rest()

    def _until(self, path: str) -> bytes:
        """What comes next of the expected, those before it passed over."""
        for come, content in self._ahead:
            self._expected.discard(come)
            if come == path:
                return content
        raise AssertionError(f"{path} was expected and did not come")

    def content_id(self, path: str) -> str | None:
        """See `Source`: the id of the blob."""
        if path not in self._ids and not self._is_listed(path):
            self._remember(tree(self._repository, self._commit, path))
        return self._ids.get(path)

    def _is_listed(self, path: str) -> bool:
        """Whether what lies at a path is known, so that what is not known there is not there."""
        return _organization(path) in self._incidents or any(
            str(folder) in self._listed for folder in PurePosixPath(path).parents[:-1]
        )

    def _remember(self, files: Iterable[TreeFile]) -> None:
        """What is read later: ordinary files, never the target of a link."""
        self._ids.update((file.path, file.oid) for file in files if file.mode in layout.READABLE_MODES)


def _organization(path: str) -> str:
    """The folder of the organization whose incident a path is or lies in; empty where there is none."""
    parts = path.split("/", 3)
    return "/".join(parts[:2]) if len(parts) > 2 and parts[0] == layout.INCIDENTS else ""
