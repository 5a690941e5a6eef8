"""Steps in memory: the small world as it had landed, the commits that change it, and how the step is judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from small_world import BASE, NOW, SEARCH, Files, full_path

from farm_gitops.model.provenance import Origin
from farm_gitops.model.step import ChangedFile, Commit, Signed, Step
from farm_gitops.records.layout import File
from farm_gitops.rules import RULES
from farm_gitops.rules.page import Example, ExampleFile
from farm_gitops.store.evidence import FileEvidence
from farm_gitops.store.history import no_origins
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.steps import StepFiles
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.step import judge_step

Tree = Mapping[str, bytes]

STEP_RULES = frozenset(rule.id for rule in RULES if rule.group == "step")

WORLD: Tree = {str(file.relative_to(BASE)): file.read_bytes() for file in BASE.rglob("*") if file.is_file()}

ALICE_ENTRY = "timeline/20261123T100500Z-alice.md"
BOB_ENTRY = "timeline/20261123T110000Z-bob.md"
NEW_ENTRY = "timeline/a.md"
NEW_FACTS = "incidents/acme/new/incident.yaml"
POST_MORTEM = "postmortem.md"
SEARCH_FACTS = f"{SEARCH}/incident.yaml"
SEARCH_ENTRY = f"{SEARCH}/timeline/20261123T093000Z-bob.md"


FARM = WORLD["farm.yaml"].decode()
BOB_AS_ADMIN = FARM.replace("admins: [alice, dora]", "admins: [alice, dora, bob]")
GLOBEX = FARM.replace("organizations:\n", "organizations:\n  globex: {admins: [alice, erin], members: [bob]}\n")
APPROVED = WORLD[full_path(POST_MORTEM)].decode()
BY_DORA = "approved_by: dora\napproved_at: 2026-11-24T09:00:00Z\n"
DRAFT = APPROVED.replace("approved\nroot", "draft\nroot").replace(BY_DORA, "")


class Link(bytes):
    """The content of a symbolic link: where it leads."""


class LinkedFiles(InMemory):
    """Files in memory, some of them symbolic links; implements `Source`."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self._links = {path for path, data in tree.items() if isinstance(data, Link)}

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        modes = {True: "120000", False: "100644"}
        return tuple(file._replace(mode=modes[file.path in self._links]) for file in super().files(folder))

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """See `Source`."""
        return None if path in self._links else super().read(path, most)


class History(NamedTuple):
    """What a step does, as a claim about it, the rules of the step that refuse it, and the step."""

    claim: str
    refused_by: set[str]
    files: StepFiles


class Made(NamedTuple):
    """A commit: what it writes (None: takes away), who wrote it, who helped, and whether it is a merge."""

    files: Files
    by: str = "bob"
    helpers: tuple[str, ...] = ()
    is_merge: bool = False


def step(landed: Files, *commits: Made, origin: Origin | None = None) -> StepFiles:
    """What these commits, oldest first, make of the small world with some files changed before."""
    before = changed(WORLD, landed)
    after = before
    for commit in commits:
        after = changed(after, commit.files)
    sides = [FileSnapshot(LinkedFiles(tree), lambda _: origin) for tree in (before, after)]
    made = (_commit(number, commit) for number, commit in reversed([*enumerate(commits)]))
    evidence = FileEvidence(sides[0], sides[1], lambda _: origin)
    filled = Step(sides[0], sides[1], _differences(before, after), tuple(made), evidence)
    return StepFiles(filled, sides[0], sides[1], "main")


def edited(path: str, old: str, new: str) -> str:
    """A file of the small world with one part of its text replaced."""
    text = WORLD[full_path(path)].decode()
    assert text.count(old) == 1, f"{path} does not hold `{old}` once"
    return text.replace(old, new)


def search(status: str = "open", **keys: str) -> str:
    """The facts of the slow search; an empty value leaves a key out."""
    facts = {
        "title": "Search is slow",
        "severity": "P4",
        "status": status,
        "description": "Searching takes ten seconds.",
        "affected_components": "[checkout]",
        "created_at": "2026-11-23T09:00:00Z",
        "reported_by": "bob",
    }
    return "".join(f"{key}: {value}\n" for key, value in {**facts, **keys}.items() if value)


def told(status: str | None = None, message: str = "Well.", **keys: str) -> str:
    """An entry."""
    front = {**({"status": status} if status else {}), **keys}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items()) + f"---\n{message}\n"


def landing(way: str) -> dict[str, str | bytes | None]:
    """The base's policy with another way to land."""
    return {"farm.yaml": f"{FARM}landing: {way}\n"}


def founding(files: Files, by: str = "alice") -> StepFiles:
    """The step that begins it all."""
    tree = changed(WORLD, files)
    after = FileSnapshot(LinkedFiles(tree), no_origins)
    commit = _commit(0, Made(dict.fromkeys(tree, ""), by))
    return StepFiles(Step(None, after, _differences({}, tree), (commit,)), None, after)


def changed(tree: Tree, files: Files) -> Tree:
    """A tree with some files written or taken away."""
    given = {full_path(path): _bytes(content) for path, content in files.items()}
    return {path: data for path, data in {**tree, **given}.items() if data is not None}


def found(files: StepFiles) -> list[PlacedFinding]:
    """What the rules of the step find."""
    return [finding for finding in judge_step(files).findings if finding.rule in STEP_RULES]


def said(history: History) -> tuple[str, str]:
    """The message and the cure of the only finding."""
    (finding,) = found(history.files)
    return finding.message, finding.cure


def check(history: History) -> None:
    """Exactly these rules refuse it, and say what and how to mend it; what they let pass has no error at all."""
    findings = found(history.files)
    assert {finding.rule for finding in findings} == history.refused_by
    assert all(finding.message and finding.cure and finding.level == "error" for finding in findings)
    if not history.refused_by:
        assert [finding for finding in judge_step(history.files).findings if finding.level == "error"] == []


def judge_step_example(example: Example) -> Report:
    """An example of a rule about steps: its files change the small world, in one commit for each author."""
    landed = {file.path: file.data for file in example.files if file.had_landed}
    now = [file for file in example.files if not file.had_landed]
    authors = dict.fromkeys(_author(file) for file in now)
    commits = [Made({f.path: _content(f) for f in now if _author(f) == author}, author) for author in authors]
    return judge_step(step(landed, *commits), NOW)


def _author(file: ExampleFile) -> str:
    return next((trait.removeprefix("by ") for trait in file.traits if trait.startswith("by ")), "bob")


def _content(file: ExampleFile) -> bytes | None:
    return None if file.is_removed else file.data


def _differences(before: Tree, after: Tree) -> tuple[ChangedFile, ...]:
    return tuple(_different(before, after))


def _different(before: Tree, after: Tree) -> Iterator[ChangedFile]:
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old != new or type(old) is not type(new):
            yield ChangedFile(path, _content_id(old), _content_id(new))


def _bytes(content: str | bytes | None) -> bytes | None:
    return content.encode() if isinstance(content, str) else content


def _content_id(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha1(data).hexdigest()


def _commit(number: int, made: Made) -> Commit:
    paths = {full_path(path): _content_id(_bytes(content)) for path, content in made.files.items()}
    return Commit(f"{number:040x}", signed(made.by), tuple(_signed(made.helpers)), made.is_merge, paths)


def _signed(names: Iterable[str]) -> Iterator[Signed]:
    return map(signed, names)


def signed(name: str) -> Signed:
    """A person of the small world, or anybody by their e-mail address."""
    domain = "other.example" if name == "erin" else "acme.example"
    return Signed(name.partition("@")[0].title(), name if "@" in name else f"{name}@{domain}")
