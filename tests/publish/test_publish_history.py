"""The page of an incident whose history git knows: what nobody wrote down, both clocks, commits, and no address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

ID = "acme/2026-11-23-outage"
FACTS = f"incidents/{ID}/incident.yaml"
OPEN = "title: Outage\nseverity: P3\nstatus: open\ndescription: Down.\n"


@pytest.fixture
def page(farm: Farm, tmp_path: Path) -> str:
    """Eve made it worse, gave it to Alice and resolved it in a web editor; what Bob said Alice committed."""
    world = GitWorld(farm.root)
    world.commit({FACTS: OPEN}, "Bob <bob@acme.example>", "2026-11-23T10:00:00Z")
    worse = OPEN.replace("P3", "P1").replace("open", "resolved") + "commander: alice\n"
    eve, subject = "eve@else.example <eve@else.example>", "<script>alert(1)</script> by eve@else.example"
    world.commit({FACTS: worse}, eve, "2026-11-23T10:05:00Z", subject)
    world.commit({f"incidents/{ID}/timeline/20261123T100100Z.md": "---\nauthor: bob\n---\nSaid.\n"})
    farm.ok("build", "--output", str(tmp_path / "site"))
    built: str = (tmp_path / f"site/incidents/{ID}/index.html").read_text()
    return built


def words(html: str) -> str:
    """What a reader sees."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_what_nobody_wrote_down_is_a_line_by_whoever_changed_it(page: str) -> None:
    told = words(page)
    assert "Severity changed by eve not in farm.yaml automatic P3 medium → P1 critical" in told
    assert "Commander changed by eve not in farm.yaml automatic nobody → Alice Ng" in told
    assert "Status changed by eve not in farm.yaml automatic open → resolved 23 Nov 2026, 10:05 UTC" in told
    assert "without git's history" not in told


def test_what_a_commit_says_is_text_without_addresses(page: str) -> None:
    assert "the commit says: &lt;script&gt;alert(1)&lt;/script&gt; by eve<" in page
    assert "@" not in page


def test_how_surely_somebody_is_known_stands_beside_the_name(page: str) -> None:
    assert "Bob Roth (committed by Alice Ng)" in words(page)
    assert 'title="An admin of the organization committed it in this person&#39;s name."' in page
    assert 'title="Only a commit names this person, with an e-mail address that farm.yaml gives to nobody."' in page


def test_a_site_that_is_built_without_history_says_so_on_every_incident(farm: Farm, tmp_path: Path) -> None:
    GitWorld(farm.root).commit({FACTS: OPEN})
    farm.ok("build", "--no-history", "--output", str(tmp_path / "site"))
    assert "without git's history" in (tmp_path / f"site/incidents/{ID}/index.html").read_text()
    assert "Built without history" in (tmp_path / "site/about/index.html").read_text()
