"""Surroundings in which nobody can say whether a change is allowed: the answer is neither yes nor no."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import BASE, BOB, ENTRY, FACTS, FARM, LIVE, LIVE_FACTS, NEW, UPDATE
from histories.history import (
    Change,
    branching,
    cannot_be_audited,
    cannot_be_judged,
    deletes,
    merging,
    on_main,
    puts,
    then,
)

UPDATES = puts(UPDATE, "---\nauthor: bob\n---\nStill slow.\n")
LIVE_PATH = f"{LIVE}/incident.yaml"


def cloned(*options: str) -> Change:
    """Judged in a clone that leaves something out, of a change that is fine."""

    def change(world: GitWorld) -> GitWorld:
        UPDATES(world)
        world.git("config", "uploadpack.allowFilter", "true")
        clone = world.clone(world.top.with_name("clone"), *options)
        clone.git("branch", "-q", "--force", "main", "origin/main")
        return clone

    return change


def replaces_an_object(world: GitWorld) -> None:
    """What main says of an entry is replaced, so that a rewritten one looks as it was."""
    puts(ENTRY, "gone\n")(world)
    world.git("replace", world.git("rev-parse", f"main:{ENTRY}"), world.git("rev-parse", f"HEAD:{ENTRY}"))


def replaces_a_commit(world: GitWorld) -> None:
    """The tip of main is replaced by the change itself."""
    deletes(ENTRY)(world)
    world.git("replace", world.git("rev-parse", "main"), world.git("rev-parse", "HEAD"))


def grafts(world: GitWorld) -> None:
    """A graft file gives the change other parents."""
    deletes(ENTRY)(world)
    grafted = world.top / ".git/info/grafts"
    grafted.parent.mkdir(exist_ok=True)
    grafted.write_text(world.git("rev-parse", "HEAD") + "\n")


def shadows_main(world: GitWorld) -> None:
    """A tag has the name of the base and leads to the change itself."""
    deletes(ENTRY)(world)
    world.git("tag", "main")


def shadows_main_by_a_remote(world: GitWorld) -> None:
    """A local branch has the name of the remote's."""
    world.git("update-ref", "refs/remotes/origin/main", "main")
    deletes(ENTRY)(world)
    world.git("branch", "-q", "origin/main")


def begins_anew(world: GitWorld) -> None:
    """The same records without what happened to them before."""
    world.git("switch", "-q", "--orphan", "foreign")
    world.commit({path: text for path, text in BASE.items() if path != ENTRY}, BOB, message="Begin")


def loses(revision: str) -> Change:
    """An object is missing that a verdict needs."""

    def change(world: GitWorld) -> None:
        UPDATES(world)
        oid = world.git("rev-parse", revision)
        for pack in (world.top / ".git/objects/pack").glob("*.pack"):
            packed = pack.read_bytes()
            pack.with_suffix(".idx").unlink()
            pack.unlink()
            world.git("unpack-objects", "-q", stdin=packed)
        (world.top / ".git/objects" / oid[:2] / oid[2:]).unlink()

    return change


def merges_by_a_driver(world: GitWorld) -> None:
    """Attributes of the clone would make two statuses of a conflict, and no conflict."""
    (world.top / ".git/info").mkdir(exist_ok=True)
    (world.top / ".git/info/attributes").write_text("*.yaml merge=union\n")
    both_move_on(world)


def both_move_on(world: GitWorld) -> None:
    """Main and the change each give another status."""
    on_main(puts(LIVE_PATH, LIVE_FACTS.replace("investigating", "identified")))(world)
    puts(LIVE_PATH, LIVE_FACTS.replace("investigating", "resolved"))(world)


def both_bring(world: GitWorld) -> None:
    """Two incidents of one name."""
    facts = FACTS.replace("-20T", "-23T")
    on_main(puts(f"{NEW}/incident.yaml", facts.replace("Outage", "One")))(world)
    puts(f"{NEW}/incident.yaml", facts.replace("Outage", "Two"))(world)


def deletes_what_main_moves_on(world: GitWorld) -> None:
    """Whether it goes or stays, no merge can say."""
    on_main(puts(LIVE_PATH, LIVE_FACTS.replace("investigating", "identified")))(world)
    deletes(f"{LIVE}/")(world)


def forgets_the_repository(world: GitWorld) -> None:
    """A plain folder with the same files."""
    (world.top / ".git").rename(world.top.with_name("elsewhere"))


def stands_on_an_empty_branch(world: GitWorld) -> None:
    """Nothing is committed where one stands."""
    world.git("switch", "-q", "--orphan", "empty")
    world.write({"farm.yaml": FARM})


def pushes_by_force(world: GitWorld) -> None:
    """What was published is no longer there."""
    UPDATES(world)
    world.git("tag", "published")
    world.git("reset", "-q", "--hard", "HEAD~1")
    puts("other.txt", "1")(world)


HISTORIES = (
    cannot_be_judged("a shallow clone", cloned("--depth=1", "--no-single-branch")),
    cannot_be_judged("a partial clone", cloned("--filter=blob:none")),
    cannot_be_judged("an object is replaced", replaces_an_object),
    cannot_be_judged("a commit is replaced", replaces_a_commit),
    cannot_be_judged("a graft", grafts),
    cannot_be_judged("a base that is an option", UPDATES, base="--all"),
    cannot_be_judged("a base that is a short option", UPDATES, base="-n1"),
    cannot_be_judged("a base of nothing", UPDATES, base=""),
    cannot_be_judged("a base of zeros, as a first push names it", UPDATES, base="0" * 40),
    cannot_be_judged("a base that nobody knows", UPDATES, base="origin/nowhere"),
    cannot_be_judged("a base that is a file", UPDATES, base="main:farm.yaml"),
    cannot_be_judged("a base that is many commits", UPDATES, base="main..HEAD"),
    cannot_be_judged("a base with a line break", UPDATES, base="main\nHEAD"),
    cannot_be_judged("a base that a tag shadows", shadows_main),
    cannot_be_judged("a base that a local branch shadows", shadows_main_by_a_remote, base="origin/main"),
    cannot_be_judged("another beginning", begins_anew),
    cannot_be_judged("the tree of the base is missing", loses("main^{tree}")),
    cannot_be_judged("a record of the base is missing", loses(f"main:{LIVE_PATH}")),
    cannot_be_judged("the policy of the base is missing", loses("main:farm.yaml")),
    cannot_be_judged("the new entry is missing", loses(f"HEAD:{UPDATE}")),
    cannot_be_judged(
        "the parent of the base is missing", then(puts("old.txt", "1"), on_main(puts("a.txt", "1")), loses("main~1"))
    ),
    cannot_be_judged(
        "where every commit lands, a merged branch edits an entry and puts it back",
        then(branching(puts(ENTRY, "x\n"), puts(ENTRY, BASE[ENTRY])), puts("own.txt", "1"), merging("side")),
        policy="rebase",
    ),
    cannot_be_judged("both sides move on", both_move_on),
    cannot_be_judged("both sides move on, and the clone would merge them all the same", merges_by_a_driver),
    cannot_be_judged("both sides bring an incident of one name", both_bring),
    cannot_be_judged("one side deletes what the other moves on", deletes_what_main_moves_on),
    cannot_be_judged("a policy of the base that cannot be read", UPDATES, landed=puts("farm.yaml", FARM + "x: [\n")),
    cannot_be_judged("no repository", forgets_the_repository),
    cannot_be_judged("an empty branch", stands_on_an_empty_branch),
    cannot_be_audited("a push by force", pushes_by_force, span="published..main"),
)
