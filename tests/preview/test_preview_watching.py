"""Whatever happens to the files, and however: soon after, what is served is what a clean build makes of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest
from git_world import GitWorld
from preview_world import PATIENCE, clean_build, pages_of, serving
from site_world import many, plain

from farm_gitops.preview import watch
from farm_gitops.preview.watch import Places, places_of

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"
NEW = "incidents/acme/2026-11-25-mail-is-late"


@contextmanager
def _watched(world: GitWorld, scratch: Path) -> Iterator[Callable[[], None]]:
    """A preview, and what waits until it serves what a clean build makes of the files."""
    with serving(world.top) as served, served.listening() as ear:

        def settle() -> None:
            wanted = clean_build(world.top, scratch / "clean")
            while pages_of(served.session) != wanted:
                ear.next()

        settle()
        yield settle
        assert served.terminal.errors == []


class _Nudged:
    """Whoever looks; remembers what they were told to look at."""

    def __init__(self, hints: SimpleQueue[frozenset[str]]) -> None:
        self._hints = hints

    def nudge(self, hints: Iterable[str] = ()) -> int:
        """See `Work`."""
        self._hints.put(frozenset(hints))
        return 0

    def wait(self, ticket: int, patience: float) -> bool:  # noqa: ARG002 - see `Work`
        """See `Work`."""
        return True


def _write(world: GitWorld, path: str, text: str) -> None:
    file = world.top / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_every_way_of_saving_a_file_is_seen(world: GitWorld, tmp_path: Path) -> None:
    facts = world.top / ACTIVE / "incident.yaml"
    with _watched(world, tmp_path) as settle:
        text = facts.read_text().replace("P1", "P2")
        with facts.open("r+") as opened:  # in place, by pieces
            opened.write(text[:40])
            opened.flush()
            opened.write(text[40:])
            opened.truncate()
        settle()
        for number, severity in enumerate(("P3", "P4")):  # beside it, then in its place, as most editors do
            temporary = facts.with_name(f".incident.yaml.{number}.swp")
            temporary.write_text(text.replace("P2", severity))
            temporary.replace(facts)
            settle()
        facts.rename(facts.with_name("incident.yaml~"))  # away first, then anew, as others do
        facts.write_text(text)
        facts.with_name("incident.yaml~").unlink()
        settle()


def test_folders_that_come_go_and_come_back_are_watched(world: GitWorld, tmp_path: Path) -> None:
    with _watched(world, tmp_path) as settle:
        _write(world, f"{NEW}/incident.yaml", plain("Mail is late", "P3", "open", "2026-11-25"))
        _write(world, f"{NEW}/timeline/20261125T110000Z-bob.md", "We look.\n")
        settle()
        _write(world, "templates/pages/about.html", "<p>About us</p>\n")
        settle()
        shutil.rmtree(world.top / "templates")
        settle()
        shutil.rmtree(world.top / "incidents")
        settle()
        world.git("checkout", "--quiet", "--", "incidents")
        settle()
        _write(world, f"{ACTIVE}/timeline/20261124T113000Z-bob.md", "In the folder that came back.\n")
        settle()


def test_what_git_does_is_seen(world: GitWorld, tmp_path: Path) -> None:
    with _watched(world, tmp_path) as settle:
        _write(world, f"{ACTIVE}/timeline/20261124T113000Z-bob.md", "We look.\n")
        settle()
        world.git("add", "--all")
        world.commit({})  # files stay; the pages name another commit
        settle()
        world.git("switch", "--quiet", "--create", "side", "HEAD~1")
        settle()
        world.commit({f"{NEW}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25")})
        settle()
        world.git("rebase", "--quiet", "main")
        settle()
        world.git("pack-refs", "--all")
        world.git("update-ref", "refs/heads/side", "main")
        world.git("reset", "--quiet", "--hard")
        settle()


def test_the_configuration_and_the_catalog_are_watched(world: GitWorld, tmp_path: Path) -> None:
    farm = world.top / "farm.yaml"
    component = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: search}\nspec: {owner: shop}\n"
    with _watched(world, tmp_path) as settle:
        farm.write_text(farm.read_text() + "catalog: [catalog/**/*.yaml, '**/catalog-info.yaml']\n")
        settle()
        _write(world, "catalog/deep/component.yaml", component)
        settle()
        _write(world, "services/mail/catalog-info.yaml", component.replace("search", "mail"))
        settle()
        shutil.rmtree(world.top / "catalog")
        settle()


def test_a_linked_work_tree_is_watched_where_git_keeps_its_head(world: GitWorld, tmp_path: Path) -> None:
    world.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    linked = GitWorld(tmp_path / "linked")
    with _watched(linked, tmp_path) as settle:
        linked.commit({f"{NEW}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25")})
        settle()
        linked.git("reset", "--quiet", "--soft", "HEAD~1")
        settle()


def test_without_watches_it_says_so_once_and_looks_by_itself(
    world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise OSError(28, "OS file watch limit reached.")

    monkeypatch.setattr(watch, "watch", none_left)
    monkeypatch.setattr(watch, "_POLL", 0.05)
    with serving(world.top) as served, served.listening() as ear:
        served.until_built()
        _write(world, f"{ACTIVE}/timeline/20261124T113000Z-bob.md", "We look.\n")
        ear.until("incident.timeline-entry-added")
        assert len(served.terminal.said) == 1
        assert "fs.inotify.max_user_watches" in served.terminal.said[0]


def test_a_catalog_anywhere_leads_to_every_folder_but_the_large_ones_of_others(world: GitWorld) -> None:
    for name in ("services", "site", "node_modules"):
        (world.top / name).mkdir()
    (world.top / "elsewhere").symlink_to("/usr")
    deep, flat = places_of(world.top, world.repository(), ["**/catalog-info.yaml"])
    assert {folder.name for folder in deep.folders} == {"incidents", "services", "refs"}
    assert set(flat.folders) == {world.top, world.top / ".git"}


def test_a_root_that_is_away_for_a_while_is_watched_when_it_is_back(tmp_path: Path) -> None:
    root, away = tmp_path / "here", tmp_path / "away"
    root.mkdir()
    asked, nudged = Event(), SimpleQueue[frozenset[str]]()

    def places() -> tuple[Places, ...]:
        if not root.exists():
            asked.set()
        return places_of(root, None, ["**/catalog-info.yaml"])

    watching = watch.Watch(root, places, _Nudged(nudged), lambda _: None)
    watching.start()
    try:
        root.rename(away)
        assert asked.wait(PATIENCE)
        away.rename(root)
        (root / "services").mkdir()
        catalog = root / "services" / "catalog-info.yaml"
        while "services/catalog-info.yaml" not in nudged.get(timeout=PATIENCE):
            catalog.write_text("kind: Component\n")
    finally:
        watching.stop()


@pytest.mark.soak
def test_a_branch_switch_over_ten_thousand_files(tmp_path: Path) -> None:
    world = GitWorld.new(many(tmp_path / "many", 3_400, entries=2))
    world.git("add", "--all")
    world.commit({})
    world.git("switch", "--quiet", "--create", "side")
    for file in world.top.glob("incidents/*/*/incident.yaml"):
        file.write_text(file.read_text().replace('title: "', 'title: "On the side: '))
    world.git("add", "--all")
    world.commit({})
    with _watched(world, tmp_path) as settle:
        for branch in ("main", "side"):
            world.git("switch", "--quiet", branch)
            settle()
        world.git("rm", "-r", "--quiet", "incidents")
        settle()
        world.git("reset", "--quiet", "--hard")
        settle()
