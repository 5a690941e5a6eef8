"""`trust: signed` from the command line: approvals, redactions and policy, with real keys in real repositories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import ALICE, GitWorld
from signing_world import OTHER_NAMESPACE, fingerprint_of, make_key, public, signature_of

from farm_gitops.model.incident import IncidentId, Redaction
from farm_gitops.model.moment import Moment
from farm_gitops.model.signature import redaction_digest
from farm_gitops.records.sealed import digest_of_approval
from farm_gitops.store.project import find_project

BOB = "Bob Roth <bob@acme.example>"
DORA = "Dora Roth <dora@acme.example>"
ID = "acme/2026-11-20-outage"
OLD = f"incidents/{ID}"
TWIN = "acme/2026-11-20-twin"
ENTRY = "20261120T100500Z-bob.md"
FACTS = """\
title: Outage
severity: P3
status: resolved
description: |
  Down. The password is hunter2.
affected_components: [checkout]
created_at: 2026-11-20T10:00:00Z
reported_by: bob
"""
DRAFT = """\
---
status: draft
root_cause: A full disk  # so far
action_items:
  - title: Alert
---
Why, see [the log](attachments/edge.log).
"""
APPROVALS = "unauthorized-approval"
REDACTIONS = "unauthorized-redaction"
POLICY = "unauthorized-policy-change"


@dataclass(frozen=True)
class Signed:
    """A repository whose main branch asks for signatures, a branch off it, and everybody's key."""

    farm: Farm
    world: GitWorld
    keys: dict[str, Path]

    def rules(self, base: str = "main") -> set[str]:
        """The rules by which the branch is refused."""
        answer = self.farm("validate", "--base", base, "--json")
        errors = {finding["rule"] for finding in answer.json["findings"] if finding["level"] == "error"}
        assert answer.code == (1 if errors else 0), answer
        return errors

    def messages(self) -> str:
        """What is said of all that is wrong."""
        return "\n".join(f["message"] for f in self.farm("validate", "--base", "main", "--json").json["findings"])

    def become(self, who: str, key: str | None = None) -> None:
        """From now on git's user is somebody else, with their key or another one."""
        name, _, email = who.removesuffix(">").partition(" <")
        self.farm.become(name, email)
        self.world.git("config", "user.signingKey", str(self.keys[key or name.partition(" ")[0].lower()]))

    def digest_of(self, incident: str) -> str:
        """What was signed when the post-mortem of an incident was approved as it stands there."""
        with find_project(self.farm.root).worktree() as snapshot:
            record = snapshot.record(IncidentId(*incident.split("/")))
        assert record is not None
        assert record.post_mortem is not None
        return digest_of_approval(record, record.post_mortem)

    def approve_by_hand(self, signature: str, author: str = ALICE, by: str = "alice") -> None:
        """Write an approval as an editor would, and commit it."""
        self.world.commit({f"{OLD}/postmortem.md": approved(signature, by)}, author=author)

    def signature_by(self, key: str, namespace: str = "farm-gitops") -> str:
        """What a key signs over the approval by hand."""
        self.farm.write(f"{OLD}/postmortem.md", approved("x"))
        return signature_of(self.keys[key], self.digest_of(ID), namespace)


def approved(signature: str, by: str = "alice") -> str:
    block = "signature: |\n" + "".join(f"  {line}\n" for line in signature.splitlines())
    lines = f"approved_by: {by}\napproved_at: 2026-11-21T10:00:00Z\n{block if signature else ''}"
    return DRAFT.replace("draft", "approved").replace("action_items", f"{lines}action_items")


def farm_yaml(keys: dict[str, Path], trust: str = "signed") -> str:
    people = FARM_YAML.replace("admins: [alice]", "admins: [alice, dora]").replace("trust: names\n", "")
    for name in ("alice", "bob"):
        people = people.replace(
            f"[{name}@acme.example]", f"[{name}@acme.example], signing_keys: [{public(keys[name])}]"
        )
    dora = f"  dora: {{name: Dora Roth, emails: [dora@acme.example], signing_keys: [{public(keys['dora'])}]}}\n"
    return people.replace("environments:", f"{dora}environments:") + f"trust: {trust}\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key(folder, name) for name in ("alice", "bob", "dora", "new")}


@pytest.fixture
def signed(farm: Farm, keys: dict[str, Path]) -> Signed:
    world = GitWorld(farm.root)
    incident = {
        "incident.yaml": FACTS,
        f"timeline/{ENTRY}": "---\nauthor: bob   # me\nstatus: resolved\nx-team: db\n---\nThe password is hunter2.\n",
        "postmortem.md": DRAFT,
        "attachments/edge.log": "GET / 502\n",
    }
    files = {f"incidents/{each}/{path}": text for each in (ID, TWIN) for path, text in incident.items()}
    world.commit({"farm.yaml": farm_yaml(keys)})
    world.commit(files, author=BOB)
    world.git("switch", "-qc", "change")
    world.git("config", "gpg.format", "ssh")
    there = Signed(farm, world, keys)
    there.become(ALICE)
    return there


def test_a_signed_approval_lands_and_says_with_which_key(signed: Signed) -> None:
    signed.farm.ok("approve", ID, "--commit")
    assert signed.rules() == set()
    text = signed.farm.read(f"{OLD}/postmortem.md")
    assert "signature: |\n  -----BEGIN SSH SIGNATURE-----\n" in text
    assert "A full disk  # so far" in text
    signed.farm.ok("build")
    page = signed.farm.read(f"site/{OLD}/post-mortem/index.html")
    assert fingerprint_of(signed.keys["alice"]) in page.replace("&#x2F;", "/").replace("&#43;", "+")
    assert signed.digest_of(ID) in page


def test_a_signed_approval_survives_squash_and_rebase(signed: Signed) -> None:
    world = signed.world
    signed.farm.ok("approve", ID, "--commit")
    world.git("switch", "-q", "main")
    world.commit({f"incidents/{TWIN}/timeline/note.md": "---\nauthor: bob\n---\nNoted.\n"}, author=BOB)
    world.git("switch", "-q", "change")
    world.git("rebase", "-q", "main")
    assert signed.rules() == set()
    world.git("switch", "-qc", "squashed", "main")
    world.git("merge", "-q", "--squash", "change")
    world.git("commit", "-qm", "Approve (#7)", author=ALICE)
    assert signed.rules() == set()


def test_an_approval_that_landed_stays_good_when_its_key_is_taken_away(signed: Signed) -> None:
    signed.farm.ok("approve", ID, "--commit")
    signed.world.git("switch", "-q", "main")
    signed.world.git("merge", "-q", "--ff-only", "change")
    signed.world.git("switch", "-q", "change")
    rotated = farm_yaml({**signed.keys, "alice": signed.keys["new"]})
    signed.farm.write("farm.yaml", rotated)
    signed.farm.ok("sign-policy", "--commit")
    assert signed.rules() == set()
    land(signed)
    signed.farm.ok("audit")
    signed.world.git("commit", "-q", "--amend", "-m", "x", "--author", DORA)
    assert signed.farm("audit").code == 1


def test_an_approval_without_a_signature_is_refused_until_it_is_signed(signed: Signed) -> None:
    signed.approve_by_hand("")
    assert signed.rules() == {APPROVALS}
    assert "without a signature" in signed.messages()
    signed.farm.ok("approve", ID, "--commit")
    assert signed.rules() == set()
    assert signed.farm("approve", ID).code == 1


FORGED: dict[str, Callable[[Signed], object]] = {
    "another incident's": lambda it: it.approve_by_hand(signature_of(it.keys["alice"], it.digest_of(TWIN))),
    "in another namespace": lambda it: it.approve_by_hand(it.signature_by("alice", OTHER_NAMESPACE)),
    "by a member's key": lambda it: it.approve_by_hand(it.signature_by("bob")),
    "by another admin's key": lambda it: it.approve_by_hand(it.signature_by("dora")),
    "by a key that nobody knows": lambda it: it.approve_by_hand(it.signature_by("new")),
    "in another admin's name": lambda it: it.approve_by_hand(it.signature_by("alice"), by="dora", author=DORA),
    "no signature at all": lambda it: it.approve_by_hand("signed, Alice"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_signature_that_is_not_the_admins_of_this_text_is_refused(signed: Signed, name: str) -> None:
    FORGED[name](signed)
    assert signed.rules() == {APPROVALS}


def test_the_same_approval_by_hand_with_the_right_signature_passes(signed: Signed) -> None:
    signed.approve_by_hand(signed.signature_by("alice"))
    assert signed.rules() == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A full disk", "A full moon"),
        ("title: Alert", "title: Nothing"),
        ("Why, see", "Because, see"),
        ("2026-11-21T10", "2026-11-21T11"),
    ],
)
def test_words_that_were_not_signed_are_refused(signed: Signed, old: str, new: str) -> None:
    text = approved(signed.signature_by("alice"))
    assert old in text
    signed.world.commit({f"{OLD}/postmortem.md": text.replace(old, new)})
    assert signed.rules() == {APPROVALS}
    assert "is for something else" in signed.messages()


def test_another_picture_under_the_same_words_is_refused(signed: Signed) -> None:
    signature = signed.signature_by("alice")
    signed.world.git("switch", "-q", "main")
    other = {f"{OLD}/attachments/edge.log": "GET / 200\n"}
    signed.world.commit(other, author=BOB)
    signed.world.git("switch", "-q", "-C", "change", "main")
    signed.approve_by_hand(signature)
    assert signed.rules() == {APPROVALS}


def test_what_was_not_signed_may_differ(signed: Signed) -> None:
    text = approved(signed.signature_by("alice")).replace("root_cause: A full disk", 'root_cause: "A full disk"')
    signed.world.commit({f"{OLD}/postmortem.md": text.replace("title: Alert", "title: Alert\n    done: true")})
    assert signed.rules() == set()


def test_a_key_that_was_taken_away_signs_nothing_new(signed: Signed) -> None:
    signed.world.git("switch", "-q", "main")
    signed.world.commit({"farm.yaml": farm_yaml({**signed.keys, "alice": signed.keys["new"]})})
    signed.world.git("switch", "-q", "-C", "change", "main")
    answer = signed.farm("approve", ID, "--commit")
    assert (answer.code, "none of the `signing_keys`" in answer.err) == (1, True)
    signed.approve_by_hand(signed.signature_by("alice"))
    assert signed.rules() == {APPROVALS}
    assert fingerprint_of(signed.keys["alice"]) in signed.messages()


def test_a_key_that_the_same_change_adds_signs_nothing(signed: Signed) -> None:
    signed.world.commit({"farm.yaml": farm_yaml({**signed.keys, "alice": signed.keys["new"]})})
    signed.become(ALICE, key="new")
    signed.farm.ok("approve", ID, "--commit")
    assert signed.rules() == {APPROVALS, POLICY}


def test_an_admin_without_a_key_at_the_base_is_told_to_land_one_first(signed: Signed) -> None:
    signed.world.git("switch", "-q", "main")
    without = farm_yaml(signed.keys).replace(f", signing_keys: [{public(signed.keys['dora'])}]", "")
    signed.world.commit({"farm.yaml": without})
    signed.world.git("switch", "-q", "-C", "change", "main")
    signed.approve_by_hand("", by="dora", author=DORA)
    assert signed.rules() == {APPROVALS}
    assert "gives dora no `signing_keys`" in signed.messages()


def test_a_signature_that_nobody_asked_for_must_be_good_all_the_same(signed: Signed) -> None:
    signed.world.git("switch", "-q", "main")
    signed.world.commit({"farm.yaml": farm_yaml(signed.keys, trust="names")})
    signed.world.git("switch", "-q", "-C", "change", "main")
    signed.approve_by_hand(signed.signature_by("bob"))
    assert signed.rules() == {APPROVALS}
    signed.farm.write(f"{OLD}/postmortem.md", DRAFT)
    signed.farm.ok("approve", ID, "--key", str(signed.keys["alice"]), "--commit")
    assert signed.rules() == set()


def test_who_has_no_key_is_told_how_to_have_one_and_nothing_is_written(signed: Signed) -> None:
    signed.world.git("config", "--unset", "user.signingKey")
    answer = signed.farm("approve", ID)
    assert answer.code == 3
    for step in ("--key FILE", "gpg.format ssh", "ssh-keygen -t ed25519", "people.alice.signing_keys"):
        assert step in answer.err
    assert signed.farm.read(f"{OLD}/postmortem.md") == DRAFT
    signed.farm.ok("approve", ID, "--key", str(signed.keys["alice"]), "--commit")
    assert signed.rules() == set()


def test_a_machine_that_cannot_check_signatures_gives_no_verdict(
    signed: Signed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signed.farm.ok("approve", ID, "--commit")
    only_git = tmp_path / "bin"
    only_git.mkdir()
    for name in ("git", "env"):
        found = next(p for p in (Path("/usr/bin"), Path("/bin")) if (p / name).exists())
        (only_git / name).symlink_to(found / name)
    monkeypatch.setenv("PATH", str(only_git))
    answer = signed.farm("validate", "--base", "main")
    assert (answer.code, "ssh-keygen is not installed" in answer.err) == (3, True)


def test_a_signed_redaction_lands_and_an_unsigned_one_does_not(signed: Signed) -> None:
    signed.farm.ok("redact", ID, ENTRY, "--reason", "A password", "--commit")
    assert signed.rules() == set()
    text = signed.farm.read(f"{OLD}/timeline/{ENTRY}")
    without = text[: text.index("  signature:")] + "---\n"
    signed.world.commit({f"{OLD}/timeline/{ENTRY}": without})
    assert signed.rules() == {REDACTIONS}
    assert "without a signature" in signed.messages()


def test_a_redaction_is_signed_for_one_entry_and_cannot_pass_as_an_approval(signed: Signed) -> None:
    moment = Moment.parse("2026-11-21T10:00:00Z")
    redaction = Redaction(by="alice", at=moment, reason="A password")
    digest = redaction_digest(IncidentId("acme", "2026-11-20-twin"), ENTRY, redaction)
    signature = signature_of(signed.keys["alice"], digest)
    block = "".join(f"    {line}\n" for line in signature.splitlines())
    front = "author: bob\nstatus: resolved\nredacted:\n  by: alice\n  at: 2026-11-21T10:00:00Z\n  reason: A password\n"
    text = f"---\n{front}  signature: |\n{block}---\n"
    signed.world.commit({f"{OLD}/timeline/{ENTRY}": text})
    assert signed.rules() == {REDACTIONS}
    signed.world.commit({f"{OLD}/timeline/{ENTRY}": None, f"incidents/{TWIN}/timeline/{ENTRY}": text})
    signed.world.git("checkout", "main", "--", f"{OLD}/timeline/{ENTRY}")
    signed.world.commit({})
    assert signed.rules() == set()
    signed.approve_by_hand(signature)
    assert signed.rules() == {APPROVALS}


def change_policy(signed: Signed) -> None:
    signed.farm.write("farm.yaml", farm_yaml(signed.keys) + "rules: {missing-commander: off}\n")
    signed.farm.write("templates/pages/about.html", "<p>About us</p>")


def land(signed: Signed) -> None:
    signed.world.git("add", "-A")
    signed.world.commit({})
    signed.world.git("switch", "-q", "main")
    signed.world.git("merge", "-q", "--squash", "change")
    signed.world.commit({})
    signed.world.git("switch", "-q", "-C", "change", "main")


def test_a_signed_change_of_policy_lands_and_what_is_no_policy_needs_none(signed: Signed) -> None:
    change_policy(signed)
    signed.world.git("add", "-A")
    signed.world.commit({})
    assert signed.rules() == {POLICY}
    assert "without a signature" in signed.messages()
    signed.farm.ok("sign-policy", "--base", "main", "--commit")
    assert signed.rules() == set()
    land(signed)
    components = signed.farm.read("farm.yaml").replace("components:\n", "components:  # ours\n  search: {}\n")
    signed.world.commit({"farm.yaml": components}, author=BOB)
    assert signed.rules() == set()


def test_sign_policy_commits_the_policy_with_its_signature(signed: Signed) -> None:
    change_policy(signed)
    answer = signed.farm.ok("sign-policy", "--commit", "--json")
    assert answer.json["files"] == ["farm.yaml.sig"]
    assert answer.json["alsoCommitted"] == ["farm.yaml", "templates/pages/about.html"]
    assert signed.rules() == set()
    assert signed.farm("sign-policy", "--base", "main").code == 2
    assert signed.farm("sign-policy").code == 2


def test_a_signature_of_policy_is_good_for_one_change_only(signed: Signed) -> None:
    signed.farm.write("farm.yaml", farm_yaml(signed.keys) + "landing: merge\n")
    signed.farm.ok("sign-policy", "--commit")
    signature = signed.farm.read("farm.yaml.sig")
    land(signed)
    signed.farm.write("farm.yaml", farm_yaml(signed.keys))
    signed.farm.ok("sign-policy", "--commit")
    assert signed.rules() == set()
    land(signed)
    again = {"farm.yaml": farm_yaml(signed.keys) + "landing: merge\n", "farm.yaml.sig": signature}
    signed.world.commit(again)
    assert signed.rules() == {POLICY}
    assert "is for something else" in signed.messages()


POLICIES: dict[str, Callable[[Signed], dict[str, str | None]]] = {
    "trust lowered": lambda it: {"farm.yaml": farm_yaml(it.keys, trust="names")},
    "a key exchanged": lambda it: {"farm.yaml": farm_yaml({**it.keys, "alice": it.keys["new"]})},
    "a workflow": lambda _: {".github/workflows/ci.yml": "on: push\n"},
    "a template": lambda _: {"templates/pages/about.html": "x"},
    "a signature of nothing": lambda it: {"farm.yaml.sig": signature_of(it.keys["alice"], "x")},
    "a link among the templates": lambda _: {"templates/x.html": None},
}


@pytest.mark.parametrize("name", POLICIES)
def test_policy_that_is_changed_under_a_maintainers_name_and_not_signed_is_refused(signed: Signed, name: str) -> None:
    for path, text in POLICIES[name](signed).items():
        if text is None:
            (signed.farm.root / path).parent.mkdir()
            (signed.farm.root / path).symlink_to("../README.md")
        else:
            signed.farm.write(path, text)
    signed.world.git("add", "-A")
    signed.world.commit({})
    assert signed.rules() == {POLICY}


def test_what_was_signed_cannot_be_exchanged_afterwards(signed: Signed) -> None:
    link = signed.farm.root / "templates/x.html"
    link.parent.mkdir()
    link.symlink_to("../README.md")
    signed.world.git("add", "-A")
    signed.world.commit({})
    signed.farm.ok("sign-policy", "--base", "main", "--commit")
    assert signed.rules() == set()
    link.unlink()
    link.symlink_to("../SECURITY.md")
    signed.world.git("add", "-A")
    signed.world.commit({})
    assert signed.rules() == {POLICY}


def test_the_signature_of_what_landed_stays_where_it_is(signed: Signed) -> None:
    change_policy(signed)
    signed.farm.ok("sign-policy", "--commit")
    land(signed)
    signed.world.commit({"farm.yaml.sig": None})
    assert signed.rules() == {POLICY}


def test_policy_is_signed_by_a_maintainer_and_nobody_else(signed: Signed) -> None:
    signed.become(DORA)
    change_policy(signed)
    assert signed.farm("sign-policy").code == 1
    signed.become(ALICE, key="dora")
    assert signed.farm("sign-policy").code == 1
    assert not (signed.farm.root / "farm.yaml.sig").exists()


def test_trust_is_lowered_with_a_signature_and_raised_without(signed: Signed) -> None:
    signed.farm.write("farm.yaml", farm_yaml(signed.keys, trust="names"))
    signed.farm.ok("sign-policy", "--commit")
    assert signed.rules() == set()
    land(signed)
    signed.farm.write("farm.yaml", farm_yaml(signed.keys))
    assert signed.farm("sign-policy").code == 2
    signed.world.commit({"farm.yaml": farm_yaml(signed.keys)})
    assert signed.rules() == set()


def test_signatures_cannot_be_asked_for_before_a_maintainer_has_a_key(signed: Signed) -> None:
    signed.farm.write("farm.yaml", FARM_YAML + "trust: signed\n")
    answer = signed.farm("validate", "--json")
    assert [finding["rule"] for finding in answer.json["findings"]] == ["invalid-value"]
    assert "no maintainer has a key" in answer.json["findings"][0]["message"]


@pytest.mark.parametrize(
    "line",
    [
        "cert-authority {key}",
        'namespaces="git" {key}',
        "* {key}",
        "ssh-ed25519",
        "ssh-dss AAAAB3NzaC1kc3MAAACB",
        "ssh-rsa {data}",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 {data}é",
    ],
)
def test_a_signing_key_is_a_type_and_its_data_and_nothing_before(signed: Signed, line: str) -> None:
    own = public(signed.keys["alice"])
    given = line.format(key=own, data=own.split()[1])
    signed.farm.write("farm.yaml", farm_yaml(signed.keys).replace(f"[{own}]", f"['{own}', '{given}']"))
    (finding,) = signed.farm("validate", "--json").json["findings"]
    assert finding["rule"] == "invalid-value"
    assert "is no public SSH key" in finding["message"]
