"""Every named history, by family."""

from __future__ import annotations

from collections.abc import Mapping

from histories import approval, contents, controls, environment, existence, policy, signatures, status, timeline, tree
from histories.history import History

FAMILIES: Mapping[str, tuple[History, ...]] = {
    "timeline": timeline.HISTORIES,
    "status": status.HISTORIES,
    "existence": existence.HISTORIES,
    "approval": approval.HISTORIES,
    "policy": policy.HISTORIES,
    "signatures": signatures.HISTORIES,
    "tree": tree.HISTORIES,
    "bytes": contents.HISTORIES,
    "environment": environment.HISTORIES,
    "controls": (*controls.HISTORIES, *signatures.CONTROLS),
}

HISTORIES: tuple[History, ...] = tuple(history for family in FAMILIES.values() for history in family)
