"""Attacks where names are not trusted (`trust: signed`): signatures missing, borrowed, old or of another key."""

from __future__ import annotations

from git_world import GitWorld

from farm_gitops.model.incident import Redaction
from histories.base import ALICE, APPROVED, BASE, BOB, DORA, ENTRY, FROZEN, OLD, approved
from histories.history import Change, History, passes, puts, refused
from histories.signing import approval_by, block, key_line, moment, policy_by, redaction_by

CONCERNS = f"{OLD}/postmortem.md"
OUTAGE, DISK = OLD.removeprefix("incidents/"), FROZEN.removeprefix("incidents/")
APPROVAL, POLICY, REDACTION = "unauthorized-approval", "unauthorized-policy-change", "unauthorized-redaction"
NAME = ENTRY.rpartition("/")[2]


def with_signature(signature: str, text: str = APPROVED) -> str:
    """An approved post-mortem with a signature."""
    return text.replace("action_items", f"{block(signature)}action_items")


def signs(key: str, *, namespace: str = "farm-gitops", text: str = APPROVED, author: str = ALICE) -> Change:
    """Somebody approves under an admin's name, with a key."""

    def change(world: GitWorld) -> None:
        world.write({CONCERNS: text})
        signature = approval_by(world, key, OUTAGE, namespace)
        world.commit({CONCERNS: with_signature(signature, text)}, author)

    return change


def borrows_a_signature(world: GitWorld) -> None:
    """What alice signed for another incident, whose post-mortem says the same."""
    signature = approval_by(world, "alice", DISK)
    world.commit({CONCERNS: with_signature(signature)}, ALICE)


def exchanges_the_text(world: GitWorld) -> None:
    """Signed first, and written anew afterwards."""
    world.write({CONCERNS: APPROVED})
    signature = approval_by(world, "alice", OUTAGE)
    world.commit({CONCERNS: with_signature(signature, APPROVED.replace("Nobody", "Bob"))}, ALICE)


def brings_a_key_along(world: GitWorld) -> None:
    """The change gives alice another key, and signs with that one."""
    old = (world.top / "farm.yaml").read_text()
    world.commit({"farm.yaml": old.replace(key_line(world, "alice"), key_line(world, "new"))}, ALICE)
    signs("new")(world)


def changes_policy(old: str, new: str, key: str | None = None) -> Change:
    """A maintainer's name on a change of policy, and a key's signature, or none."""

    def change(world: GitWorld) -> None:
        text = (world.top / "farm.yaml").read_text()
        assert old in text
        world.write({"farm.yaml": text.replace(old, new)})
        more = {"farm.yaml.sig": policy_by(world, key)} if key else {}
        world.commit({"farm.yaml": text.replace(old, new), **more}, ALICE)

    return change


def takes_bobs_key_for_alices(world: GitWorld) -> None:
    """Without a signature, a forged name would change the keys first."""
    text = (world.top / "farm.yaml").read_text()
    world.commit({"farm.yaml": text.replace(key_line(world, "alice"), key_line(world, "bob"))}, ALICE)


def replays_a_signature(world: GitWorld) -> None:
    """The policy goes back, and once more to where a maintainer had signed it to."""
    text, signature = (world.git("show", f"HEAD:{path}") + "\n" for path in ("farm.yaml", "farm.yaml.sig"))
    world.git("switch", "-q", "main")
    changes_policy("members: [bob, carol, frank]", "members: [bob, carol]", "alice")(world)
    world.git("switch", "-qC", "change")
    world.commit({"farm.yaml": text, "farm.yaml.sig": signature}, ALICE)


def redacts(key: str, *, of: str = NAME) -> Change:
    """An admin's name takes the text of an entry out, with a signature that a key made of this or another entry."""
    told = {"by": "alice", "at": "2026-11-22T10:00:00Z", "reason": "A password."}

    def change(world: GitWorld) -> None:
        redaction = Redaction(by=told["by"], at=moment(told["at"]), reason=told["reason"])
        lines = "".join(f"  {name}: {value}\n" for name, value in told.items())
        seal = block(redaction_by(world, key, OUTAGE, of, redaction), "  ")
        world.commit({ENTRY: BASE[ENTRY].replace("---\nA disk is full.\n", f"redacted:\n{lines}{seal}---\n")}, ALICE)

    return change


def signed(history: History) -> History:
    """The same, where names are not trusted."""
    return history._replace(policy="signed")


LOWERED = ("trust: signed", "trust: names")
FRANK_JOINS = ("members: [bob, carol]", "members: [bob, carol, frank]")

HISTORIES = tuple(
    map(
        signed,
        (
            refused("an approval in an admin's name, and no signature", puts(CONCERNS, APPROVED, ALICE), APPROVAL),
            refused("an approval signed by a member", signs("bob"), APPROVAL),
            refused("an approval signed by another admin", signs("dora"), APPROVAL),
            refused("an approval signed by a key that nobody has", signs("new"), APPROVAL),
            refused("an approval with the signature of another incident", borrows_a_signature, APPROVAL),
            refused("an approval with a signature over another text", exchanges_the_text, APPROVAL),
            refused("an approval signed for something else", signs("alice", namespace="git"), APPROVAL),
            refused("an approval that brings its key along", brings_a_key_along, APPROVAL, POLICY),
            refused("keys change without a signature", takes_bobs_key_for_alices, POLICY),
            refused("trust is lowered without a signature", changes_policy(*LOWERED), POLICY),
            refused("trust is lowered by a member's key", changes_policy(*LOWERED, "bob"), POLICY),
            refused(
                "an old signature of policy is used again",
                replays_a_signature,
                POLICY,
                landed=changes_policy(*FRANK_JOINS, "alice"),
            ),
            refused("text is taken out under a member's key", redacts("bob"), REDACTION),
            refused("text is taken out by another entry's signature", redacts("alice", of="another.md"), REDACTION),
        ),
    )
)
CONTROLS = tuple(
    map(
        signed,
        (
            passes("a signed approval", signs("alice")),
            passes("a signed approval of another admin", signs("dora", text=approved("dora"), author=DORA)),
            passes("a signed change of policy", changes_policy(*FRANK_JOINS, "alice")),
            passes("trust is lowered by a maintainer's key", changes_policy(*LOWERED, "dora")),
            passes("text is taken out under an admin's key", redacts("alice")),
            passes("an update needs no signature", puts(f"{OLD}/timeline/z.md", "A note.\n", BOB)),
        ),
    )
)
