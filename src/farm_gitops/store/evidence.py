"""What rules ask about a step beyond its records: a file's bytes on both sides, and whether a signature is good."""

from __future__ import annotations

from typing import Final

from farm_gitops.git.signatures import is_signed
from farm_gitops.model.provenance import Origin
from farm_gitops.model.signature import NAMESPACE
from farm_gitops.records.folder import WhoAdded
from farm_gitops.store.snapshot import FileSnapshot


class FileEvidence:
    """The answers of git and `ssh-keygen`; implements `model.step.Evidence`."""

    def __init__(self, before: FileSnapshot | None, after: FileSnapshot, who_added: WhoAdded) -> None:
        self._before: Final = before
        self._after: Final = after
        self._who_added: Final = who_added

    def contents(self, path: str) -> tuple[bytes | None, bytes | None]:
        """See `Evidence`."""
        return self._before.find(path) if self._before else None, self._after.find(path)

    def origin(self, path: str) -> Origin | None:
        """See `Evidence`."""
        return self._who_added(path)

    def is_signed(self, digest: str, signature: str, key: str) -> bool:
        """See `Evidence`; raises FarmError where there is no `ssh-keygen`."""
        return is_signed(digest, signature, key, NAMESPACE)
