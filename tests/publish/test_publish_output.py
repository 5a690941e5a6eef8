"""The output folder: what is written, what is left alone, what is taken away, what an interruption leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_world import acme, build_site, many, plain

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.publish import manifest
from farm_gitops.publish.manifest import JOURNAL, MANIFEST, is_unfinished

SEARCH = "incidents/acme/2026-10-02-search-is-slow"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    first = build_site(repository, site)
    times = {file: file.stat().st_mtime_ns for file in site.rglob("*")}
    second = build_site(repository, site)
    assert (first.changed, second.changed, second.removed) == (first.pages, 0, 0)
    assert {file: file.stat().st_mtime_ns for file in site.rglob("*")} == times


def test_one_changed_incident_leaves_every_other_page_as_it_is(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    before = tree(site)
    facts = repository / SEARCH / "incident.yaml"
    facts.write_text(facts.read_text().replace("Nothing more is known", "It was the index"))
    build_site(repository, site)
    changed = {path for path, data in tree(site).items() if before[path] != data}
    assert {path for path in changed if path.endswith(".html")} == {f"{SEARCH}/index.html"}
    assert MANIFEST in changed


def test_what_no_longer_belongs_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    before = set(tree(site))
    for file in sorted((repository / SEARCH).rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    removed = build_site(repository, site).removed
    gone = before - set(tree(site))
    month, hour = "archive/2026/10/index.html", "insights/reported/friday-10/index.html"
    window = "components/search/90-days/index.html"
    assert {path for path in gone if path.endswith(".html")} == {f"{SEARCH}/index.html", month, hour, window}
    assert removed == len(gone)
    assert not (site / SEARCH).exists()
    assert (site / "archive/2026/11").exists()


def test_files_of_others_stay_where_they_are(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    site.mkdir()
    (site / ".gitignore").write_text("*\n")
    build_site(repository, site)
    (site / "CNAME").write_text("incidents.acme.example\n")
    (site / SEARCH / "notes.txt").write_text("mine\n")
    for file in sorted((repository / SEARCH).rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    build_site(repository, site)
    assert (site / "CNAME").exists()
    assert (site / ".gitignore").exists()
    assert [file.name for file in (site / SEARCH).iterdir()] == ["notes.txt"]


def test_a_folder_that_is_not_ours_is_refused_untouched(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    site.mkdir()
    (site / "thesis.txt").write_text("years of work\n")
    with pytest.raises(UsageError, match="no build of ours wrote"):
        build_site(repository, site)
    assert tree(site) == {"thesis.txt": b"years of work\n"}


def test_a_strangers_file_in_the_way_of_a_page_is_not_overwritten(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    page = "incidents/acme/new/index.html"
    (site / page).parent.mkdir()
    (site / page).write_text("mine\n")
    (repository / "incidents/acme/new").mkdir()
    (repository / "incidents/acme/new/incident.yaml").write_text(plain("New", "P4", "open", "2026-11-01"))
    with pytest.raises(FarmError, match="is in the way"):
        build_site(repository, site)
    assert (site / page).read_text() == "mine\n"
    assert not is_unfinished(site)


@pytest.mark.parametrize("output", ["incidents", "incidents/acme/site", ".", ".."])
def test_a_site_is_not_built_over_the_records(tmp_path: Path, output: str) -> None:
    repository = acme(tmp_path / "repository")
    with pytest.raises(UsageError):
        build_site(repository, repository / output)


def test_a_site_is_not_built_over_the_records_through_a_link(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    (tmp_path / "site").symlink_to(repository / "incidents", target_is_directory=True)
    with pytest.raises(UsageError):
        build_site(repository, tmp_path / "site")


def test_a_link_in_the_place_of_a_page_is_replaced_and_what_it_led_to_is_untouched(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    precious = tmp_path / "precious.txt"
    precious.write_text("keep\n")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(precious)
    build_site(repository, site)
    assert precious.read_text() == "keep\n"
    assert not (site / "index.html").is_symlink()


def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    elsewhere = tmp_path / "elsewhere"
    (site / "about").rename(elsewhere)
    (elsewhere / "index.html").write_text("keep\n")
    (site / "about").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(FarmError, match="through a link"):
        build_site(repository, site)
    assert (elsewhere / "index.html").read_text() == "keep\n"


def test_a_manifest_that_nobody_can_read_is_an_error_with_a_cure(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    (site / MANIFEST).write_text('{"files": 7}')
    with pytest.raises(FarmError) as caught:
        build_site(repository, site)
    assert "rm -r" in caught.value.cure


_BUILD = """
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
sys.path.insert(0, sys.argv[1])
from site_world import AS_OF, COMMIT, FORGE, snapshot
from farm_gitops.publish.build import BuildRequest, build

def progress(what, done, total):
    if done == int(sys.argv[4]):
        print("now", flush=True)
        sys.stdin.readline()

repository = Path(sys.argv[2])
where = repository, snapshot(repository), Path(sys.argv[3])
build(BuildRequest(*where, AS_OF, COMMIT, progress=progress, forge=FORGE))
"""


@pytest.mark.parametrize("pages", [1, 6, 25, 48])
def test_a_killed_build_leaves_whole_files_a_journal_and_no_trace_after_the_next(tmp_path: Path, pages: int) -> None:
    repository, site, clean = many(tmp_path / "repository", 30), tmp_path / "site", tmp_path / "clean"
    build_site(repository, clean)
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-c", _BUILD, str(tests), str(repository), str(site), str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        os.kill(child.pid, signal.SIGKILL)
    expected, half = tree(clean), tree(site)
    written = {path: data for path, data in half.items() if path != JOURNAL}
    assert is_unfinished(site)
    assert len(written) == pages
    assert written == {path: expected[path] for path in written}
    (site / ".index.html.123.farm-tmp").write_bytes(b"half a pa")
    build_site(repository, site)
    assert tree(site) == expected


def test_the_dashboard_is_written_last_and_after_its_index(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    order = sorted(
        (file for file in site.rglob("*") if file.is_file() and not file.name.startswith(".")),
        key=lambda file: file.stat().st_mtime_ns,
    )
    assert [file.name for file in order[-2:]] == ["incidents.js", "index.html"]


def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path) -> None:
    repository, site = acme(tmp_path / "repository"), tmp_path / "site"
    build_site(repository, site)
    listed = json.loads((site / MANIFEST).read_text())["files"]
    assert set(listed) == set(tree(site)) - {MANIFEST}
    assert all(len(digest) == 64 for digest in listed.values())


FILES = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["0" * 64, "a1" * 32]), max_size=6
)


def listed(digests: dict[str, str]) -> Iterator[bytes]:
    """The lines of some files."""
    return (manifest.line(*each) for each in digests.items())


def listing_of(digests: dict[str, str]) -> manifest.Listing:
    """A listing of some files."""
    return then(manifest.Listing(), digests, set())


def then(before: manifest.Listing, changed: dict[str, str], gone: set[str]) -> manifest.Listing:
    """The listing after some changes, or the same where there are none."""
    return manifest.Listing(b"".join(before.after(listed(changed), gone)) or before._text)


@given(FILES.filter(bool))
def test_a_manifest_is_the_json_that_it_always_was(digests: dict[str, str]) -> None:
    document = {"version": 1, "files": dict(sorted(digests.items()))}
    assert listing_of(digests)._text.decode() == json.dumps(document, indent=0, ensure_ascii=False) + "\n"


@given(FILES, FILES, st.randoms())
def test_a_manifest_that_changes_is_as_one_that_is_written_anew(
    before: dict[str, str], changed: dict[str, str], random: Random
) -> None:
    gone = {path for path in before if path not in changed and random.random() < 0.5}
    whole = {path: digest for path, digest in (before | changed).items() if path not in gone}
    after = then(listing_of(before), changed, gone)
    assert after._text == listing_of(whole)._text
    assert (len(after), list(after.paths())) == (len(whole), sorted(whole))
    assert after.folders() | {""} == {path.rpartition("/")[0] for path in whole} | {""}
    assert all((path in after) == (path in whole) for path in before | changed)


@given(FILES)
def test_a_manifest_is_read_as_it_was_written_and_so_is_one_that_somebody_reformatted(
    digests: dict[str, str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        manifest.finish(output, manifest.Listing(), listed(digests), ())
        assert list(manifest.listing(output).paths()) == sorted(digests)
        content = json.loads((output / MANIFEST).read_text())
        (output / MANIFEST).write_text(json.dumps(content))
        assert manifest.listing(output)._text == listing_of(digests)._text
