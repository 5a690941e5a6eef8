"""What the published site asks the forge to fill in is accepted as it is: by `validate`, and as a member's change."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from command import Farm
from git_world import GitWorld

EVENING = "2026-11-23T18:00:00Z"
MEMBER = "Tomasz Zieliński <tomasz@acme.example>"


@pytest.fixture
def demo(farm: Farm, tmp_path: Path) -> Farm:
    """The demo's repository, and its site built."""
    farm.ok("demo", str(tmp_path / "demo"))
    made = Farm(tmp_path / "demo", farm.patch, farm.capture, now=EVENING)
    made.ok("build")
    return made


def filled_in(page: Path) -> list[tuple[str, str]]:
    """Path and text of every new file that a page's forms would make."""
    hrefs = re.findall(r'class="button new-file-open" href="([^"]+)"', page.read_text())
    asked = [parse_qs(urlsplit(unescape(href)).query, strict_parsing=True) for href in hrefs]
    return [(each["filename"][0], each["value"][0]) for each in asked]


def accepted(demo: Farm, path: str, text: str) -> None:
    """Fails unless this file may be added, by a member, to what is there."""
    world = GitWorld(demo.root)
    world.git("switch", "-qc", "change")
    assert not (demo.root / path).exists()
    world.commit({path: text}, author=MEMBER, at="2026-11-23T17:59:00Z")
    demo.ok("validate")
    demo.ok("validate", "--base", "main")


def test_a_report_is_accepted_as_it_comes_filled_in(demo: Farm) -> None:
    ours = dict(filled_in(demo.root / "site/index.html"))
    path = "incidents/acme/new-incident/incident.yaml"
    accepted(demo, path, ours[path])
    assert "Tomasz Zieliński" in demo.ok("show", "acme/new-incident").out


def test_an_update_is_accepted_as_it_comes_filled_in(demo: Farm) -> None:
    page = next(demo.root.glob("site/incidents/acme/2026-11-23-card-*/index.html"))
    [(path, text)] = filled_in(page)
    accepted(demo, path, text)
    newest = demo.ok("show", path.split("/")[2], "--json").json["incident"]["updates"][-1]
    assert (newest["authorId"], newest["message"]) == ("tomasz", text.strip())


def test_the_line_for_a_status_is_one_that_the_file_takes(demo: Farm) -> None:
    page = next(demo.root.glob("site/incidents/acme/2026-11-23-card-*/index.html"))
    path = f"{page.parent.relative_to(demo.root / 'site')}/incident.yaml"
    [before] = re.findall(r"in place of <code>([^<]+)</code>", page.read_text())
    after = re.findall(r'data-copy="(status: [^"]+)"', page.read_text())
    assert after == ["status: identified", "status: resolved"]
    text = demo.read(path)
    assert text.splitlines().count(before) == 1
    world = GitWorld(demo.root)
    world.git("switch", "-qc", "change")
    world.commit({path: text.replace(before, after[0])}, author=MEMBER, at="2026-11-23T17:59:00Z")
    demo.ok("validate", "--base", "main")


def test_forms_lead_to_the_branch_that_farm_yaml_names_whatever_is_checked_out(demo: Farm) -> None:
    GitWorld(demo.root).git("switch", "-qc", "elsewhere")
    for site, branch in (("site:", "main"), ("site:\n  branch: trunk", "trunk")):
        demo.write("farm.yaml", demo.read("farm.yaml").replace("site:", site, 1))
        demo.ok("build")
        page = (demo.root / "site/index.html").read_text()
        assert f"new/{branch}?filename=" in page
