"""A repository whose site is built again and again, and what may happen to both in between.

Each event is a function of the `Site` and a source of chance; its docstring says what happened.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Final

from git_world import GitWorld
from settling import let_settle
from site_world import FARM, acme, plain

from farm_gitops.actions.build import SiteOf, build_site
from farm_gitops.actions.unchanged import Built, Options, already_built, asked, is_as_left, remember
from farm_gitops.publish.output import Written
from farm_gitops.store.project import find_project

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"
RESOLVED = "incidents/acme/2026-11-20-payments-database-out-of-disk"
BOB = "Bob Lind <bob@acme.example>"
BASE = "2026-11-24T12:00:00Z"
AT_NIGHT = "2026-11-25T03:00:00Z"


def silent(what: str, done: int, total: int) -> None:
    """No progress is asked for."""


class Site:
    """A repository and the folder that its site is built into, again and again."""

    def __init__(self, folder: Path) -> None:
        self.root: Final = acme(folder / "farm")
        self.world: Final = GitWorld.new(self.root)
        self.output: Final = folder / "site"
        self.clean: Final = folder / "clean"
        self.cache: Final = self.root / ".git/farm-gitops/cache.sqlite"
        self.is_scribbled = False
        self.world.git("add", "--all")
        self.world.git("commit", "--quiet", "-m", "Begin", at=BASE)

    def build(self, at: str | None = None) -> Written:
        """With all that is remembered, as the command does it."""
        let_settle(self.root)
        project = find_project(self.root)
        wanted = asked(project.place, Options(at, None, None, history=True))
        known = wanted and already_built(project.place, self.output, wanted, verifies=at is not None)
        if known:
            return Written(known.files, 0, 0, 0)
        # What somebody writes into a page without replacing it is found by who looks at the page alone.
        trusts = at is not None and not self.is_scribbled and is_as_left(project.place, self.output)
        self.is_scribbled = False
        built = build_site(project, SiteOf(self.output, at, trusts=trusts), silent)
        if wanted and not built.broken:
            remember(project.place, self.output, wanted, Built(built.written.pages, built.as_of.utc), built.tree)
        return built.written

    def built(self) -> Mapping[str, bytes]:
        """What lies in the output."""
        return files_of(self.output)

    def built_anew(self, at: str | None = None) -> Mapping[str, bytes]:
        """What a build without any memory gives."""
        shutil.rmtree(self.clean, ignore_errors=True)
        build_site(find_project(self.root), SiteOf(self.clean, at, remembers=False), silent)
        return files_of(self.clean)

    def page(self, random: Random) -> Path:
        """A file of the output."""
        return random.choice(sorted(file for file in self.output.rglob("*") if file.is_file() and file.name[0] != "."))


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their paths."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def update(site: Site, random: Random) -> None:
    """Somebody posts an update."""
    number = random.randrange(10_000)
    name = f"{random.choice([ACTIVE, RESOLVED])}/timeline/20261124T13{number // 100 % 60:02}{number % 60:02}Z-bob.md"
    site.world.commit(
        {name: f"Update {number}, see [that](../../2026-11-26-n{number % 9}/).\n"}, author=BOB, at=AT_NIGHT
    )


def declare(site: Site, random: Random) -> None:
    """Somebody declares an incident, to which a text may have led already."""
    name = f"2026-11-26-n{random.randrange(9)}"
    facts = (
        plain(f"Trouble {random.randrange(99)}", "P2", "open", "2026-11-26")
        + f"related: [{RESOLVED.rsplit('/', maxsplit=1)[-1]}]\n"
    )
    site.world.commit({f"incidents/acme/{name}/incident.yaml": facts}, author=BOB)


def twins(site: Site, random: Random) -> None:
    """Somebody copies a folder, and what is there twice is committed at once; or both say something else."""
    number = random.randrange(9)
    facts = plain(f"Trouble {number}", "P2", "resolved", "2026-11-26")
    site.world.commit({f"incidents/acme/2026-11-26-twin-{each}/incident.yaml": facts for each in "ab"}, author=BOB)


def move(site: Site, random: Random) -> None:
    """The incident moves on, or back."""
    file = f"{ACTIVE}/incident.yaml"
    text = (site.root / file).read_text()
    lines = [line for line in text.splitlines() if line.startswith("status:")]  # none where somebody broke it before
    status = random.choice(["investigating", "identified", "resolved"])
    moved = text.replace(lines[0], f"status: {status}") if lines else plain("A", "P1", status, "2026-01-01")
    site.world.commit({file: moved}, author=BOB)


def rename(site: Site, random: Random) -> None:
    """People and components are called otherwise."""
    number = random.randrange(9)
    site.world.commit({"farm.yaml": FARM.replace("Bob Lind", f"Bob {number}").replace("Checkout}", f"Till {number}}}")})


def theme(site: Site, random: Random) -> None:
    """The project has a template of its own, or another one."""
    shown = f"{random.randrange(99)} {{{{ view.row.title }}}}"
    page = f"{{% extends 'partials/base.html' %}}{{% block content %}}{shown}{{% endblock %}}"
    site.world.commit({"templates/pages/incident.html": page})


def edit(site: Site, random: Random) -> None:
    """Somebody edits and does not commit; what is written may be broken."""
    file = site.root / random.choice([ACTIVE, RESOLVED]) / "incident.yaml"
    text = random.choice(
        [file.read_text() + f"# {random.randrange(99)}\n", "title: [\n", plain("A", "P1", "open", "2026-01-01")]
    )
    file.write_text(text)


def attach(site: Site, random: Random) -> None:
    """A file is attached."""
    site.world.commit({f"{RESOLVED}/attachments/notes.log": f"{random.randrange(99)}\n"})


def discard(site: Site, random: Random) -> None:
    """The work tree is as the last commit again."""
    site.world.git("reset", "--quiet", "--hard")
    site.world.git("clean", "--quiet", "-fd", "incidents")


def back(site: Site, random: Random) -> None:
    """The head moves to some other commit that there ever was."""
    discard(site, random)
    commits = site.world.git("log", "--reflog", "--format=%H").split()
    site.world.git("reset", "--quiet", "--hard", random.choice(sorted(set(commits))))


def amend(site: Site, random: Random) -> None:
    """The last commit is made again at another time, as a rebase does."""
    when = f"2026-11-24T14:{random.randrange(60):02}:00Z"
    site.world.git(
        "commit", "--quiet", "--amend", "--no-edit", "--reset-author", "--allow-empty", "--date", when, at=when
    )


def merge(site: Site, random: Random) -> None:
    """A branch with an update is merged."""
    discard(site, random)
    branch = f"side-{random.randrange(10**9)}"
    site.world.git("switch", "--quiet", "-c", branch)
    update(site, random)
    site.world.git("switch", "--quiet", "-")
    site.world.merge(branch, at=AT_NIGHT)


def touch(site: Site, random: Random) -> None:
    """A file has another time, and then the same content under other rights."""
    file = site.root / RESOLVED / "incident.yaml"
    os.utime(file)
    file.chmod(random.choice([0o644, 0o755]))


def ignore(site: Site, random: Random) -> None:
    """A file that git ignores is attached, or another one."""
    (site.root / ".git/info/exclude").write_text("*.txt\n")
    file = site.root / ACTIVE / "attachments/ignored.txt"
    file.write_text(f"{random.randrange(9)}\n")


def describe(site: Site, random: Random) -> None:
    """The catalog names a component more, or otherwise."""
    component = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata: {{name: c{random.randrange(2)}, title: T{random.randrange(9)}}}\nspec: {{}}\n"
    )
    site.world.commit({"catalog/some.yaml": component, "farm.yaml": f"{FARM}catalog: [catalog/*.yaml]\n"})


def misplace(site: Site, random: Random) -> None:
    """A file lies where none belongs, or has a name that is another's on some machines; it is committed, or not."""
    places = (
        *("incidents/README.md", "incidents/acme/notes.txt", "incidents/acme/Not A Slug/incident.yaml"),
        *(f"{RESOLVED}/notes.txt", f"{RESOLVED}/attachments/what?.txt"),
        *(f"{RESOLVED}/attachments/NOTES.log", f"{RESOLVED}/attachments/notes.log"),
    )
    path = random.choice(places)
    if random.random() < 0.5:
        site.world.commit({path: "Somewhere.\n"})
    else:
        (site.root / path).parent.mkdir(parents=True, exist_ok=True)
        (site.root / path).write_text("Somewhere.\n")


def stage(site: Site, random: Random) -> None:
    """Git is told to forget a file that stays (again, maybe), or to take up all that there is."""
    forgets = ("rm", "--quiet", "--cached", "--ignore-unmatch", f"{ACTIVE}/incident.yaml")
    site.world.git(*random.choice([forgets, ("add", "--all")]))


def forget(site: Site, random: Random) -> None:
    """The cache is deleted."""
    site.cache.unlink(missing_ok=True)


def damage(site: Site, random: Random) -> None:
    """The cache is cut off, or some of its bytes are others."""
    if site.cache.exists():
        content = bytearray(site.cache.read_bytes())
        for _ in range(random.randrange(20)):
            content[random.randrange(len(content))] = random.randrange(256)
        site.cache.write_bytes(content[: random.randrange(len(content))] if random.random() < 0.3 else content)


def outdate(site: Site, random: Random) -> None:
    """Some of what the cache holds is gone, as if another build had put something else in its place."""
    if site.cache.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(site.cache)) as opened, opened:
            rows = opened.execute("SELECT kind, key FROM kept").fetchall()
            kind = random.choice(sorted({each for each, _ in rows} or {""}))
            gone = [row for row in rows if row[0] == kind and random.random() < 0.7]
            opened.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", gone)


def scribble(site: Site, random: Random) -> None:
    """Somebody edits a page of the output."""
    if site.output.exists():
        site.page(random).write_text("I was here")
        site.is_scribbled = True


def lose(site: Site, random: Random) -> None:
    """A page or all of the output is deleted."""
    if site.output.exists():
        page = site.page(random)
        shutil.rmtree(site.output) if random.random() < 0.2 else page.unlink()


Event = Callable[[Site, Random], None]
OF_RECORDS: Final[tuple[Event, ...]] = (
    *(update, declare, twins, move, rename, theme, edit, attach, discard, back, amend, merge),
    *(touch, ignore, describe, misplace, stage),
)
OF_BUILDS: Final[tuple[Event, ...]] = (forget, damage, outdate, scribble, lose)
EVENTS: Final = OF_RECORDS + OF_BUILDS
