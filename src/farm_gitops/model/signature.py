"""What is signed: an approval, a redaction and a change of policy, each as one digest that no other act shares.

The digest is SHA-256, in hexadecimal, of the values as RFC 8785 JSON. What `ssh-keygen -Y sign` is given is these 64
characters, without a line end, in the namespace `farm-gitops`; so anybody can check a signature without this program.
Values are taken as parsed: comments, quoting, line ends and the history around them may change, and it still holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import rfc8785

from farm_gitops.model.incident import IncidentId, Redaction
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortem

NAMESPACE: Final = "farm-gitops"

Json: TypeAlias = "str | float | bool | Sequence[Json] | Mapping[str, Json] | None"


class Sides(NamedTuple):
    """What something was before and is after a change, as digests; None where it is not there."""

    before: str | None
    after: str | None


def approval_digest(incident: IncidentId, post_mortem: PostMortem, linked: Mapping[str, str]) -> str:
    """What approving a post-mortem signs: everything that is frozen, who approves, and when.

    `linked` are the attachments that its text links to: SHA-256 by name.
    """
    return _digest(
        {
            "kind": "approval",
            "organization": incident.organization,
            "incident": incident.name,
            "root_cause": post_mortem.root_cause,
            "contributing_factors": post_mortem.contributing_factors,
            "action_items": [item.title for item in post_mortem.action_items],
            "body": post_mortem.body,
            "attachments": linked,
            "by": post_mortem.approved_by,
            "at": _instant(post_mortem.approved_at),
        }
    )


def redaction_digest(incident: IncidentId, entry: str | None, redaction: Redaction) -> str:
    """What taking out a text signs: of which entry (None: the incident's description), by whom, when and why."""
    return _digest(
        {
            "kind": "redaction",
            "organization": incident.organization,
            "incident": incident.name,
            "entry": entry,
            "by": redaction.by,
            "at": _instant(redaction.at),
            "reason": redaction.reason,
        }
    )


def policy_digest(changed: Mapping[str, Sides], previous: str | None) -> str:
    """What a change of policy signs: each policy file (by path) that differs, old and new.

    `previous` is the digest of the signature file that the base has: so the signatures make a chain, and none counts
    twice, also where the policy returns to what it once was.
    """
    sides = {path: {"before": both.before, "after": both.after} for path, both in changed.items()}
    return _digest({"kind": "policy", "previous": previous, "changed": sides})


def policy_values_digest(configuration: Configuration) -> str:
    """The policy that a `farm.yaml` states, as a digest; the rest of the file plays no part."""
    return _digest(configuration.policy())


def content_digest(data: bytes) -> str:
    """A file's bytes as SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _instant(moment: Moment | None) -> str | None:
    """In UTC, with the fraction of a second that a person may have written."""
    return moment.instant.isoformat() if moment else None


def _digest(values: Mapping[str, Json]) -> str:
    return content_digest(rfc8785.dumps(values))
