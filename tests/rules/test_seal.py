"""Signatures as the rules see them: a double says which signatures are good, so that no program runs here."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from small_world import full_path
from step_world import APPROVED, DRAFT, FARM, POST_MORTEM, Made, found, step

from farm_gitops.model.provenance import Origin
from farm_gitops.store.steps import StepFiles

ALICE, DORA, ERIN = (
    bytes([0, 0, 0, 11]) + b"ssh-ed25519" + bytes([0, 0, 0, 32]) + name * 32 for name in (b"a", b"d", b"e")
)


def line(key: bytes) -> str:
    return f"ssh-ed25519 {base64.b64encode(key).decode()}"


def armored(key: bytes) -> str:
    data = b"SSHSIG\0\0\0\1" + len(key).to_bytes(4, "big") + key
    return f"-----BEGIN SSH SIGNATURE-----\n{base64.b64encode(data).decode()}\n-----END SSH SIGNATURE-----\n"


SIGNED_FARM = (
    FARM.replace("alice@acme.example]", f"alice@acme.example], signing_keys: [{line(ALICE)}]").replace(
        "dora@acme.example]", f"dora@acme.example], signing_keys: [{line(DORA)}]"
    )
    + "trust: signed\n"
)


class Ledger:
    """Signatures that are good, by digest and key, and what the files hold; implements `model.step.Evidence`."""

    def __init__(self, files: StepFiles, *, good: bool) -> None:
        self.files = files
        self.good = good
        self.asked: list[tuple[str, str]] = []

    def contents(self, path: str) -> tuple[bytes | None, bytes | None]:
        """See `Evidence`."""
        return self.files.step.evidence.contents(path)

    def is_signed(self, digest: str, signature: str, key: str) -> bool:
        """See `Evidence`."""
        assert signature
        self.asked.append((digest, key))
        return self.good

    def origin(self, path: str) -> Origin | None:
        """See `Evidence`."""
        return self.files.step.evidence.origin(path)


def approval(signature: str | None) -> str:
    block = "".join(f"  {each}\n" for each in (signature or "").splitlines())
    return APPROVED.replace("approved_by:", f"signature: |\n{block}approved_by:") if signature else APPROVED


def said(text: str, *, good: bool, farm: str = SIGNED_FARM) -> tuple[list[str], list[tuple[str, str]]]:
    """The messages about an approval by Dora that says this, and what was asked of the evidence."""
    files = step({POST_MORTEM: DRAFT, "farm.yaml": farm}, Made({POST_MORTEM: text}, "dora"))
    ledger = Ledger(files, good=good)
    judged = files._replace(step=replace(files.step, evidence=ledger))
    return [finding.message for finding in found(judged)], ledger.asked


def test_a_good_signature_by_a_key_of_the_base_is_asked_for_once_and_passes() -> None:
    messages, asked = said(approval(armored(DORA)), good=True)
    assert messages == []
    assert [key for _, key in asked] == [line(DORA)]


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (None, "without a signature"),
        ("Dora", "what stands there for a signature is none"),
        (armored(ALICE), "is no key of dora at the base"),
        (armored(ERIN), "is no key of dora at the base"),
    ],
)
def test_without_a_key_of_that_admin_nobody_is_asked(signature: str | None, words: str) -> None:
    messages, asked = said(approval(signature), good=True)
    assert len(messages) == 1
    assert words in messages[0]
    assert asked == []


def test_a_signature_of_something_else_is_refused() -> None:
    messages, asked = said(approval(armored(DORA)), good=False)
    assert "is for something else" in messages[0]
    assert len(asked) == 1


def test_a_key_of_one_who_left_counts_no_more() -> None:
    left = SIGNED_FARM.replace("name: Dora Roth", "name: Dora Roth, active: false")
    messages, asked = said(approval(armored(DORA)), good=True, farm=left)
    assert "is no admin of `acme`" in messages[0]
    assert asked == []


def test_where_names_are_trusted_only_a_signature_that_is_there_is_judged() -> None:
    names = SIGNED_FARM.replace("trust: signed", "trust: names")
    assert said(approval(None), good=False, farm=names) == ([], [])
    assert len(said(approval(armored(DORA)), good=False, farm=names)[0]) == 1
    assert said(approval(armored(DORA)), good=True, farm=names)[0] == []


def test_a_policy_that_is_not_signed_is_one_finding_whatever_it_changes() -> None:
    changes = {"farm.yaml": SIGNED_FARM + "landing: merge\n", "templates/a.html": "a", "CODEOWNERS": "* @alice"}
    files = step({"farm.yaml": SIGNED_FARM}, Made(changes, "alice"))
    (finding,) = found(files)
    assert (finding.rule, finding.path) == ("unauthorized-policy-change", "farm.yaml")
    assert "farm-gitops sign-policy --base" in finding.cure


def test_the_cure_of_an_approval_names_the_incident() -> None:
    files = step({POST_MORTEM: DRAFT, "farm.yaml": SIGNED_FARM}, Made({POST_MORTEM: APPROVED}, "dora"))
    (finding,) = found(files)
    assert finding.path == full_path(POST_MORTEM)
    assert finding.cure.endswith("farm-gitops approve acme/2026-11-23-database-outage --commit")
