"""What a build wrote, so that the next one knows which files of the output folder are ours to change and remove."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Final

from farm_gitops.errors import FarmError
from farm_gitops.store.plain_file import read_plain
from farm_gitops.store.whole_file import write_bytes

MANIFEST: Final = ".farm-gitops.json"
JOURNAL: Final = ".farm-gitops-unfinished.json"
"""Present while a build is at work, and after one that was interrupted; a deploy step must refuse such a folder."""


def is_unfinished(output: Path) -> bool:
    """Whether the last build of this folder did not come to its end."""
    return (output / JOURNAL).exists()


def ours(output: Path) -> frozenset[str]:
    """The paths that builds of this folder have written, the interrupted one included."""
    return frozenset(_listed(output / MANIFEST)) | frozenset(_listed(output / JOURNAL))


def is_as_listed(output: Path) -> bool:
    """Whether every file that the manifest lists is there with the bytes that it says; each is read."""
    try:
        listed = json.loads((output / MANIFEST).read_bytes())["files"].items()
        return all(hashlib.sha256(read_plain(f"{output}/{path}")).hexdigest() == digest for path, digest in listed)
    except OSError:
        return False


def digests(output: Path) -> Mapping[str, str]:
    """The SHA-256 of each file (by path) that the last build which came to its end left; none before the first."""
    try:
        content: dict[str, dict[str, str]] = json.loads((output / MANIFEST).read_bytes())
    except FileNotFoundError:
        return {}
    return content["files"]


def begin(output: Path, paths: Iterable[str]) -> None:
    """Say what is about to be written, before anything is."""
    _write(output / JOURNAL, dict.fromkeys(sorted(paths), ""))


def finish(output: Path, digests: Mapping[str, str]) -> None:
    """Say what was written (path to SHA-256), and that it is complete."""
    manifest = output / MANIFEST
    text = _text(digests)
    if not manifest.is_file() or manifest.read_bytes() != text:
        write_bytes(manifest, text)
    (output / JOURNAL).unlink(missing_ok=True)


def _listed(file: Path) -> list[str]:
    try:
        content = json.loads(file.read_bytes())
        return [path for path in content["files"] if isinstance(path, str)]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as error:
        raise FarmError(
            f"{file} is not what a build wrote there", f"empty the folder and build again: rm -r {file.parent}"
        ) from error


def _write(file: Path, digests: Mapping[str, str]) -> None:
    write_bytes(file, _text(digests))


def _text(digests: Mapping[str, str]) -> bytes:
    """A line a file, so that a comparison of two manifests says which differ."""
    # As `json.dumps(…, indent=0, ensure_ascii=False)` writes it, which takes ten times as long for that.
    lines = ",\n".join(
        f"{encode_basestring(path)}: {encode_basestring(digest)}" for path, digest in sorted(digests.items())
    )
    files = f"{{\n{lines}\n}}" if lines else "{}"
    return f'{{\n"version": 1,\n"files": {files}\n}}\n'.encode()
