"""Attacks by what a tree can hold besides ordinary files with ordinary names."""

from __future__ import annotations

from git_world import GitWorld

from histories.base import BASE, BOB, ENTRY, LIVE, OLD, UPDATE
from histories.history import Change, History, links, puts, refused, writes
from histories.planting import plants

TEXT = "Still slow.\n"
TIMELINE = f"{LIVE}/timeline"
UNSAFE = "unsafe-path"
QUIET = BASE[f"{LIVE}/incident.yaml"].replace("Slow", "Quiet")


def named(claim: str, name: str, *more: str) -> History:
    """An entry with a dangerous name."""
    return refused(claim, plants(TIMELINE, name, TEXT), UNSAFE, *more)


def twice(claim: str, change: Change, *more: str) -> History:
    """One path with two contents: what one reader sees, another does not."""
    return refused(claim, change, UNSAFE, *more)


def in_another_case(claim: str, path: str) -> History:
    """Where file names ignore case, a checkout puts it in the place of policy or among the records."""
    return refused(claim, puts(path, TEXT), UNSAFE)


def becomes_a_link(folder: str, target: str) -> Change:
    """All that a folder held is gone, and the name leads elsewhere."""

    def change(world: GitWorld) -> None:
        world.git("rm", "-rqf", folder)
        links(folder, target)(world)

    return change


def moves_all_behind_a_link(world: GitWorld) -> None:
    """On disk everything is where it was."""
    world.git("mv", "incidents", "records")
    links("incidents", "records")(world)


def executable(path: str) -> Change:
    """The executable bit, on a file that is new or old."""

    def change(world: GitWorld) -> None:
        if path not in BASE:
            world.commit({path: TEXT}, BOB)
        world.git("update-index", "--chmod=+x", path)
        world.git("commit", "-qm", "x", author=BOB)

    return change


def adds_a_submodule(path: str) -> Change:
    """Another repository among the records."""

    def change(world: GitWorld) -> None:
        world.git("update-index", "--add", "--cacheinfo", f"160000,{world.git('rev-parse', 'HEAD')},{path}")
        world.git("commit", "-qm", "module", author=BOB)

    return change


HISTORIES = (
    refused("an entry is a link", links(f"{TIMELINE}/more.md", "../../../../farm.yaml"), UNSAFE),
    refused("an entry is a link out of the repository", links(f"{TIMELINE}/more.md", "/etc/passwd"), UNSAFE),
    refused(
        "a folder of an incident is a link",
        links(f"{LIVE}/attachments", f"../{OLD.rpartition('/')[2]}"),
        UNSAFE,
        "unexpected-file",
    ),
    refused(
        "an incident is a link to another",
        links("incidents/acme/2026-11-23-copy", "2026-11-20-outage"),
        UNSAFE,
        "unexpected-file",
    ),
    refused(
        "a timeline becomes a link to another",
        becomes_a_link(TIMELINE, f"../{OLD.rpartition('/')[2]}/timeline"),
        *(UNSAFE, "timeline-rewritten", "unexpected-file"),
    ),
    refused(
        "an incident becomes a link to another",
        becomes_a_link(LIVE, OLD.rpartition("/")[2]),
        *(UNSAFE, "incident-deleted", "unexpected-file"),
    ),
    refused("all incidents move behind a link", moves_all_behind_a_link, UNSAFE, "incident-deleted", "unexpected-file"),
    in_another_case("farm.yaml in another case", "FARM.yaml"),
    in_another_case("templates in another case", "Templates/base.html"),
    in_another_case("incidents in another case", f"I{UPDATE[1:]}"),
    refused(
        "an incident is a submodule", adds_a_submodule("incidents/acme/2026-11-23-more"), UNSAFE, "unexpected-file"
    ),
    refused("an entry is a submodule", adds_a_submodule(f"{TIMELINE}/more.md"), UNSAFE),
    refused("a new entry is executable", executable(f"{TIMELINE}/more.md"), UNSAFE),
    refused("a landed entry becomes executable", executable(ENTRY), UNSAFE),
    refused("a landed incident becomes executable", executable(f"{OLD}/incident.yaml"), UNSAFE),
    refused(
        "two names that differ in case", writes({f"{TIMELINE}/note.md": TEXT, f"{TIMELINE}/Note.md": TEXT}), UNSAFE
    ),
    refused("a name that differs from a landed one in case", puts(ENTRY.replace("bob", "BOB"), TEXT), UNSAFE),
    refused("two folders that differ in case", writes({f"{LIVE}/Timeline/more.md": TEXT}), UNSAFE, "unexpected-file"),
    refused(
        "two names that differ in composition",
        writes({f"{TIMELINE}/caf\u00e9.md": TEXT, f"{TIMELINE}/cafe\u0301.md": TEXT}),
        UNSAFE,
    ),
    refused(
        "two names that fold to one",
        writes({f"{TIMELINE}/stra\u00dfe.md": TEXT, f"{TIMELINE}/strasse.md": TEXT}),
        UNSAFE,
    ),
    named("a name with a line break", "a\nb.md"),
    named("a name with a tab", "a\tb.md"),
    named("a name that is written right to left", "a\u202eb.md"),
    named("a name with a zero-width joiner", "a\u200db.md"),
    named("a name with a backslash", "..\\..\\b.md"),
    named("a name with a colon", "a:b.md"),
    named("a name that is reserved on Windows", "con.md"),
    named("a name that begins with a dash", "-rf.md"),
    named("a name that is a pathspec", ":(top)farm.md"),
    named("a name that ends in a blank", "a.md ", "unexpected-file"),
    named("a name that is no UTF-8", "\udcff.md", "unexpected-file"),
    named("a name that nobody can type", "\x7f.md"),
    refused("a name of 400 characters", plants(TIMELINE, "x" * 390 + ".md", TEXT), UNSAFE),
    refused("a git folder inside", plants(f"{LIVE}/.git", "config", "[core]\n"), UNSAFE, "unexpected-file"),
    refused(
        "a git folder inside, in another case", plants(f"{LIVE}/.GIT", "config", "[core]\n"), UNSAFE, "unexpected-file"
    ),
    refused("a folder that leads upwards", plants(f"{LIVE}/..", "more.md", TEXT), "unexpected-file", UNSAFE),
    refused("a folder that leads nowhere", plants(f"{LIVE}/.", "more.md", TEXT), "unexpected-file", UNSAFE),
    twice("a tree that names a new entry twice", plants(TIMELINE, "twice.md", TEXT, "Something else.\n")),
    twice(
        "a tree that names a landed entry twice",
        plants(f"{OLD}/timeline", ENTRY.rpartition("/")[2], TEXT),
        "timeline-rewritten",
    ),
    twice(
        "a tree that names a landed entry twice, with the landed one last",
        plants(f"{OLD}/timeline", ENTRY.rpartition("/")[2], TEXT, ahead=True),
        "timeline-rewritten",
    ),
    twice("a tree that names the facts twice", plants(LIVE, "incident.yaml", QUIET), "missing-field"),
    twice(
        "a tree that names the facts twice, with the old ones last",
        plants(LIVE, "incident.yaml", QUIET, ahead=True),
        "missing-field",
    ),
    refused(
        "an embedded bare repository",
        writes(
            {
                f"{LIVE}/attachments/HEAD": "ref: refs/heads/main\n",
                f"{LIVE}/attachments/config": "[core]\nbare = true\n",
                f"{LIVE}/attachments/objects/x": "",
                f"{LIVE}/attachments/refs/x": "",
            }
        ),
        "unexpected-file",
    ),
    refused("a page among the attachments", puts(f"{LIVE}/attachments/x.html", "<script>"), "unexpected-file"),
    refused("a picture that is none", puts(f"{LIVE}/attachments/x.png", "<script>"), "unexpected-file"),
    refused("a file beside the organizations", puts("incidents/notes.md", TEXT), "unexpected-file"),
    refused(
        "an incident of an organization that nobody knows",
        puts("incidents/initech/x/incident.yaml", BASE[f"{OLD}/incident.yaml"]),
        "unknown-organization",
        "forged-author",
    ),
)
