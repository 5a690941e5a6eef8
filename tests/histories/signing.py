"""Keys of the people of a history, and what they sign: approvals, redactions and changes of policy."""

from __future__ import annotations

from pathlib import Path

from git_world import GitWorld
from signing_world import make_key, public, signature_of

from farm_gitops.model.incident import IncidentId, Redaction
from farm_gitops.model.moment import Moment
from farm_gitops.model.signature import redaction_digest
from farm_gitops.records.sealed import digest_of_approval, digest_of_policy
from farm_gitops.store.project import find_project
from farm_gitops.store.steps import working
from histories.base import FARM

PEOPLE = ("alice", "bob", "dora", "new")
"""Who has a key; that of `new` is nobody's at the base."""


def signed_policy(world: GitWorld) -> str:
    """A farm.yaml that trusts keys alone, which lie in the repository's git folder, out of sight."""
    text = FARM
    for name in PEOPLE:
        make_key(key_of(world, name).parent, name)
        text = text.replace(f"[{name}@acme.example]", f"[{name}@acme.example], signing_keys: [{key_line(world, name)}]")
    return f"{text}\ntrust: signed\n"


def key_of(world: GitWorld, name: str) -> Path:
    """The private key of a person."""
    return world.top / ".git/keys" / name


def key_line(world: GitWorld, name: str) -> str:
    """The public key of a person."""
    return public(key_of(world, name))


def approval_by(world: GitWorld, name: str, incident: str, namespace: str = "farm-gitops") -> str:
    """A signature over the post-mortem of an incident (`org/name`) as it lies in the work tree."""
    with find_project(world.top).worktree() as snapshot:
        record = snapshot.record(IncidentId(*incident.split("/")))
    assert record is not None
    assert record.post_mortem is not None
    return signature_of(key_of(world, name), digest_of_approval(record, record.post_mortem), namespace)


def redaction_by(world: GitWorld, name: str, incident: str, entry: str, redaction: Redaction) -> str:
    """A signature over taking out the text of an entry."""
    digest = redaction_digest(IncidentId(*incident.split("/")), entry, redaction)
    return signature_of(key_of(world, name), digest)


def policy_by(world: GitWorld, name: str) -> str:
    """A signature over what the work tree changes of the policy of main."""
    with working(find_project(world.top), "main") as files:
        return signature_of(key_of(world, name), digest_of_policy(files.step))


def moment(text: str) -> Moment:
    """A moment as records write it."""
    return Moment.parse(text)


def block(signature: str, indent: str = "") -> str:
    """A signature as front matter holds it."""
    return f"{indent}signature: |\n" + "".join(f"{indent}  {line}\n" for line in signature.splitlines())
