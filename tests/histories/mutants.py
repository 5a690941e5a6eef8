"""Random changes of what is protected, as a hasty or a malicious hand makes them, alone or among harmless work."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from small_world import OUTAGE, SEARCH, Files
from step_world import (
    ALICE_ENTRY,
    APPROVED,
    BOB_ENTRY,
    DRAFT,
    FARM,
    POST_MORTEM,
    SEARCH_ENTRY,
    SEARCH_FACTS,
    WORLD,
    Made,
    search,
    step,
    told,
)

from farm_gitops.store.steps import StepFiles

ANYBODY = ("alice", "bob", "dora", "zoe", "erin", "eve@evil.example")
NO_MAINTAINER = ("bob", "dora", "zoe", "erin", "eve@evil.example")
NO_ADMIN = ("bob", "zoe", "erin", "eve@evil.example")
STATUSES = ("open", "investigating", "identified", "resolved")
ENTRIES = (ALICE_ENTRY, BOB_ENTRY)
GRAPH = "attachments/graph.txt"
FACTS = "incident.yaml"


class Mutant:
    """What had landed in the small world besides, and the commit that changes what is protected."""

    def __init__(self, attack: Made, landed: Files | None = None) -> None:
        self.attack = attack
        self.landed = landed or {}


Mutate = Callable[[Random], Mutant]


def text_of(path: str) -> str:
    """A landed file of the outage."""
    return WORLD[f"{OUTAGE}/{path}"].decode()


def scratched(random: Random, text: str) -> str:
    """A text with one letter wrong, missing, doubled, in the other case, or only looking like itself."""
    place = random.choice([place for place, letter in enumerate(text) if letter.isascii() and letter.isalpha()])
    letter = text[place]
    looks_alike = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "i": "\u0456", "p": "\u0440", "c": "\u0441"}
    other = random.choice(
        ["", letter * 2, letter.swapcase(), "q", looks_alike.get(letter, "x\u0301"), f"{letter}\u200b"]
    )
    return text[:place] + other + text[place + 1 :]


def entry_words(random: Random) -> Mutant:
    path = random.choice(ENTRIES)
    front, message = text_of(path).rsplit("---\n", 1)
    changed = random.choice([scratched(random, message), "", "Nothing.\n", message + "Or so.\n", message[::-1]])
    return Mutant(Made({path: f"{front}---\n{changed}"}, random.choice(ANYBODY)))


def entry_keys(random: Random) -> Mutant:
    path = random.choice(ENTRIES)
    _, front, message = text_of(path).split("---\n", 2)
    lines = front.splitlines()
    place = random.randrange(len(lines))
    key = lines[place].partition(":")[0]
    other = {
        "author": ["author: bob", "author: dora", ""],
        "at": ["at: 2026-11-23T11:59:59+01:00", "at: 2026-11-23T12:00:00Z", ""],
        "status": ["status: identified", "status: open", ""],
    }[key]
    lines[place] = random.choice([*other, f"{lines[place]}\ncorrects: {ALICE_ENTRY.rpartition('/')[2]}"])
    return Mutant(Made({path: "---\n" + "\n".join(filter(None, lines)) + f"\n---\n{message}"}, random.choice(ANYBODY)))


def entry_name(random: Random) -> Mutant:
    path = random.choice(ENTRIES)
    stem = path.removeprefix("timeline/").removesuffix(".md")
    names = [f"timeline/{scratched(random, stem)}.md", f"timeline/{stem}.txt", f"{SEARCH}/timeline/{stem}.md"]
    target = random.choice([None, *names])
    return Mutant(
        Made(
            {path: None} if target in {None, path} else {path: None, str(target): text_of(path)}, random.choice(ANYBODY)
        )
    )


def status_back(random: Random) -> Mutant:
    before = random.randrange(1, 4)
    after = random.randrange(before)
    facts = {number: search(STATUSES[number]) for number in (before, after)}
    return Mutant(Made({SEARCH_FACTS: facts[after]}, random.choice(ANYBODY)), {SEARCH_FACTS: facts[before]})


def status_told_otherwise(random: Random) -> Mutant:
    before = random.randrange(4)
    told_ = random.choice([number for number in range(4) if number != before])
    entry = told(STATUSES[told_], author="bob")
    return Mutant(Made({SEARCH_ENTRY: entry}, "bob"), {SEARCH_FACTS: search(STATUSES[before])})


def report(random: Random) -> Mutant:
    seconds, person = random.randrange(1, 60), random.choice(["alice", "dora", "zoe", ""])
    later = search(created_at=f"2026-11-23T09:00:{seconds:02}Z")
    facts = random.choice(
        [later, search(created_at=""), search(reported_by=person), search(created_at="2026-11-22T09:00:00Z")]
    )
    return Mutant(Made({SEARCH_FACTS: facts}, random.choice(ANYBODY)))


def attachment(random: Random) -> Mutant:
    data = bytearray(text_of(GRAPH).encode())
    place = random.randrange(len(data))
    data[place] ^= 1 << random.randrange(7)
    moved: Files = {GRAPH: None, "attachments/graph-2.txt": text_of(GRAPH)}
    return Mutant(
        Made(random.choice([{GRAPH: bytes(data)}, {GRAPH: None}, moved, {GRAPH: b""}]), random.choice(ANYBODY))
    )


def approved_words(random: Random) -> Mutant:
    parts = ["The disk was full.", "Alert at 80 percent", "Nobody watched the disk."]
    part = random.choice(parts)
    changed = [APPROVED.replace(part, scratched(random, part)) for _ in range(3)]
    shorter = APPROVED.replace("  - title: Alert at 80 percent\n    assignee: bob\n    due: 2026-12-01\n", "  []\n")
    longer = APPROVED.replace("action_items:\n", "action_items:\n  - title: More\n")
    others = [
        shorter,
        longer,
        DRAFT,
        APPROVED.replace("by: dora", "by: alice"),
        APPROVED.replace("24T09:00", "24T09:01"),
    ]
    text = random.choice([*changed, *others, None])
    return Mutant(Made({POST_MORTEM: text}, random.choice(ANYBODY)))


def approval(random: Random) -> Mutant:
    by = random.choice(NO_ADMIN)
    claimed = random.choice(["alice", "dora", by.partition("@")[0]])
    return Mutant(Made({POST_MORTEM: APPROVED.replace("by: dora", f"by: {claimed}")}, by), {POST_MORTEM: DRAFT})


def existence(random: Random) -> Mutant:
    folder = random.choice([OUTAGE, SEARCH])
    files = {path: data for path, data in WORLD.items() if path.startswith(f"{folder}/")}
    homes = [
        f"{folder}-2",
        folder.replace("acme", "globex"),
        folder.replace("incidents/", "docs/"),
        f"{folder}/old",
        "",
    ]
    home = random.choice(homes)
    moved = {path.replace(folder, home): data for path, data in files.items()} if home else {}
    only_facts = {f"{folder}/{FACTS}": None}
    return Mutant(Made(random.choice([{**dict.fromkeys(files), **moved}, only_facts]), random.choice(ANYBODY)))


def policy(random: Random) -> Mutant:
    edits = [
        ("maintainers: [alice]", "maintainers: [alice, bob]"),
        ("admins: [alice, dora]", "admins: [alice, dora, bob]"),
        ("admins: [alice, dora]", "admins: [dora]"),
        ("members: [bob, zoe]", "members: [bob, zoe, erin]"),
        ("[bob@acme.example]", "[bob@acme.example, b@acme.example]"),
        ("[alice@acme.example]", "[a@acme.example]"),
        (", active: false", ""),
        ("environments:", "landing: rebase\nenvironments:"),
        ("environments:", "rules: {missing-commander: off}\nenvironments:"),
        ("environments:", "trust: signed\nenvironments:"),
        ("name: Acme Corporation,", "name: Acme Corporation, open_updates: true,"),
    ]
    old, new = random.choice(edits)
    assert FARM.count(old) == 1, old
    other = random.choice(["templates/base.html", ".github/workflows/x.yml", "CODEOWNERS"])
    files: Files = random.choice([{"farm.yaml": FARM.replace(old, new)}, {other: "x\n"}])
    return Mutant(Made(files, random.choice(NO_MAINTAINER)))


def redaction(random: Random) -> Mutant:
    by = random.choice(NO_ADMIN)
    claimed = random.choice(["dora", by.partition("@")[0]])
    why = f"redacted:\n  by: {claimed}\n  at: 2026-11-24T09:00:00Z\n  reason: x\n"
    front = text_of(BOB_ENTRY).rsplit("---\n", 1)[0]
    return Mutant(Made({BOB_ENTRY: f"{front}{why}---\n"}, by))


def another_s_word(random: Random) -> Mutant:
    author = random.choice(["alice", "dora"])
    entry, by = random.choice([(told(author=author), "bob"), ("Hello.\n", "erin"), ("Hello.\n", "eve@evil.example")])
    return Mutant(Made({random.choice(["timeline/z.md", f"{SEARCH}/timeline/z.md"]): entry}, by))


MUTATIONS: tuple[Mutate, ...] = (
    entry_words,
    entry_keys,
    entry_name,
    status_back,
    status_told_otherwise,
    report,
    attachment,
    approved_words,
    approval,
    existence,
    policy,
    redaction,
    another_s_word,
)


def mutant(random: Random) -> tuple[str, StepFiles]:
    """A name and a step that must be refused: the attack, before or after up to two harmless commits."""
    mutate = random.choice(MUTATIONS)
    made = mutate(random)
    noise = [harmless(random) for _ in range(random.randrange(3))]
    place = random.randrange(len(noise) + 1)
    return mutate.__name__, step(made.landed, *noise[:place], made.attack, *noise[place:])


def harmless(random: Random) -> Made:
    """A commit of Bob's that touches no file that an attack touches."""
    number = random.randrange(1_000)
    entry = told(None, f"Note {number}.", author="bob", at="2026-11-23T13:00:00Z")
    return Made({f"timeline/note-{number}.md": entry}, "bob")


def restyled(random: Random) -> StepFiles:
    """A step that changes how a file is written and nothing that it says, or that only adds: it must pass."""
    path = random.choice([*ENTRIES, FACTS, POST_MORTEM, "farm.yaml"])
    text = FARM if path == "farm.yaml" else text_of(path)
    styles = [_with_comment, _with_quotes, _with_blanks, _with_line_ends]
    chosen = random.sample(styles, random.randrange(1, len(styles) + 1))
    for style in sorted(chosen, key=styles.index):  # line ends last: the others look for lines
        text = style(random, text, path)
    commits = [
        Made({path: text}, random.choice(["alice", "bob"])),
        *(harmless(random) for _ in range(random.randrange(2))),
    ]
    return step({}, *commits)


def _with_comment(random: Random, text: str, path: str) -> str:
    head = "---\n" if path.endswith(".md") else ""
    return f"{head}# {random.choice(['see above', 'status: open', 'x'])}\n{text.removeprefix(head)}"


def _with_quotes(random: Random, text: str, path: str) -> str:
    words = {"author: alice": "'author': \"alice\"", "status: resolved": "status: 'resolved'", "bob\n": "'bob'\n"}
    old, new = random.choice([*words.items()])
    front, marker, rest = text.rpartition("---\n") if path.endswith(".md") else (text, "", "")
    return front.replace(old, new) + marker + rest


def _with_blanks(random: Random, text: str, path: str) -> str:
    return text + "\n" * random.randrange(1, 4)


def _with_line_ends(random: Random, text: str, path: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
