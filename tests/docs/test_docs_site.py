"""The documentation site: it builds without a warning, every link leads somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reference import site
from reference.site import ROOT, build, decisions, without_marks

_FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}


class Page(HTMLParser):
    """What a page fetches, where it leads, and what in it can be led to."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if _FETCHED.get(tag, "") in given:
            self.fetched.append(given[_FETCHED[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("docs") / "site"
    assert build(place) == 0
    return place


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[Path, Page]:
    return {file: Page(file) for file in built.rglob("*.html")}


def test_every_page_of_docs_has_its_page_on_the_site(built: Path) -> None:
    expected = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    expected = {path for path in expected if not path.name.startswith("0000")} | {Path("decisions/index.html")}
    assert expected <= {file.relative_to(built) for file in built.rglob("*.html")}


def test_nothing_comes_from_elsewhere(built: Path, pages: dict[Path, Page]) -> None:
    assert {url for page in pages.values() for url in page.fetched if urlsplit(url).netloc} == set()
    styles = "".join(file.read_text("utf-8") for file in built.rglob("*.css"))
    assert re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*", styles) == []


def test_every_way_within_the_site_leads_to_a_place(pages: dict[Path, Page]) -> None:
    assert [wrong for file, page in pages.items() for wrong in _broken(file, page, pages)] == []


def test_no_mark_of_the_tests_is_left(pages: dict[Path, Page]) -> None:
    assert [file for file in pages if re.search(r"```\w", file.read_text("utf-8"))] == []


def test_a_broken_link_or_a_forgotten_page_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    navigation = 'nav = ["index.md"]'
    (tmp_path / "zensical.toml").write_text(f'[project]\nsite_name = "x"\nsite_dir = "site"\n{navigation}\n')
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](decisions/index.md)\n")
    monkeypatch.setattr(site, "ROOT", tmp_path)
    assert build(tmp_path / "fine") == 0
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](nowhere.md)\n")
    assert build(tmp_path / "broken") == 1
    (tmp_path / "docs" / "index.md").write_text("# A\n")
    (tmp_path / "docs" / "forgotten.md").write_text("# B\n")
    assert build(tmp_path / "broken") == 1
    assert "no way leads to forgotten.md" in capsys.readouterr().out
    assert not (tmp_path / "broken").exists()


def test_the_path_of_a_file_stands_above_its_block() -> None:
    assert without_marks("```yaml farm.yaml\na: b\n```\n") == '```yaml title="farm.yaml"\na: b\n```\n'
    assert without_marks("| `a\\|b` | `c` \\| d |\n") == "| `a|b` | `c` \\| d |\n"
    assert without_marks("```sh run exit=1\nx\n```\n") == "```sh\nx\n```\n"


def test_a_decision_without_its_title_is_named(tmp_path: Path) -> None:
    (tmp_path / "0001-x.md").write_text("# 0001: A thing\n")
    assert "- [0001: A thing](0001-x.md)" in decisions(tmp_path)
    (tmp_path / "0002-y.md").write_text("no title\n")
    with pytest.raises(SystemExit, match=r"0002-y\.md"):
        decisions(tmp_path)


def _broken(file: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    if file.name == "404.html":  # it is served at any depth, so its ways begin at the root
        return
    for link in (*page.links, *page.fetched):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        found = pages.get(target / "index.html" if target.is_dir() else target)
        if found is None and not target.is_file():
            yield f"{file.name}: {link}"
        if found and parts.fragment and unquote(parts.fragment) not in found.ids:
            yield f"{file.name}: {link} has no such heading"
