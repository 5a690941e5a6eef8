"""What is in the pages: the same bytes everywhere, links that lead somewhere, golden files, the budget."""

from __future__ import annotations

import gzip
import os
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

import pytest
from site_world import acme, build_site, many, plain

from farm_gitops.publish.site import SCRIPTS
from farm_gitops.views.world import Broken

GOLDEN = Path(__file__).parent / "golden"
REGENERATE = "FARM_WRITE_GOLDEN"
"""Set it to write the golden files anew: FARM_WRITE_GOLDEN=1 pytest tests/publish -k golden; then read the diff."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small world."""
    folder = tmp_path_factory.mktemp("pages")
    build_site(acme(folder / "repository"), folder / "site")
    return folder / "site"


@pytest.mark.parametrize(
    "page",
    [
        "index.html",
        "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer/index.html",
        "incidents/acme/2026-11-20-payments-database-out-of-disk/index.html",
        "incidents/acme/2026-11-20-payments-database-out-of-disk/post-mortem/index.html",
        "incidents/acme/2026-11-20-payments-database-out-of-disk/post-mortem/index.md",
        "components/payments-db/index.html",
        "organizations/acme/index.html",
        "post-mortems/index.html",
        "action-items/index.html",
        "insights/index.html",
        "insights/reported/tuesday-10/index.html",
        "archive/index.html",
        "archive/2026/11/index.html",
        "about/index.html",
        "404.html",
        "data/incidents.json",
        "_headers",
    ],
)
def test_a_page_is_what_the_golden_file_says(site: Path, page: str) -> None:
    golden = GOLDEN / page
    if os.environ.get(REGENERATE):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes((site / page).read_bytes())
    assert (site / page).read_text() == golden.read_text()


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


class _Links(HTMLParser):
    """Collects what a page refers to, its ids and whatever it must not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Every start tag."""
        given = dict(attrs)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value is not None]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def read_page(file: Path) -> _Links:
    """A page, parsed."""
    found = _Links()
    found.feed(file.read_text())
    return found


def test_every_link_within_the_site_is_relative_and_leads_to_a_file_and_an_id(site: Path) -> None:
    pages = {file: read_page(file) for file in site.rglob("*.html") if file.name != "404.html"}
    for file, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), file
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"http", "https", "mailto"}
                continue
            assert not link.startswith("/"), (file, link)
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert target.is_file(), (file, link)
            if parts.fragment and parts.fragment[:2] not in {"s-", "i-"}:
                assert parts.fragment in pages[target].ids, (file, link)


def test_every_incident_can_be_reached_without_a_script(site: Path) -> None:
    seen: set[Path] = set()
    ahead = [site / "index.html"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".html":
            continue
        seen.add(page)
        links = [urlsplit(link) for link in read_page(page).links]
        ahead += [(page.parent / unquote(link.path)).resolve() for link in links if link.path and not link.scheme]
    assert {file.resolve() for file in site.rglob("incidents/*/*/index.html")} <= seen


def test_nothing_is_inline_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        text = file.read_text()
        assert read_page(file).inline == []
        assert "Content-Security-Policy" in text
        fetched = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]*)"', text)
        assert not [url for url in fetched if urlsplit(url).scheme or url.startswith("//")]


def test_no_email_address_of_a_person_reaches_the_output(site: Path) -> None:
    for file in site.rglob("*"):
        if file.is_file():
            assert b"@acme.example" not in file.read_bytes(), file


def test_the_not_found_page_works_at_any_depth(site: Path) -> None:
    links = [link for link in read_page(site / "404.html").links if not link.startswith(("#", "https:"))]
    assert links
    assert all(link.startswith("/status/") for link in links)


def test_pages_styles_and_scripts_keep_their_budget(tmp_path: Path) -> None:
    build_site(many(tmp_path / "repository", 400, entries=1), tmp_path / "site")
    site = tmp_path / "site"
    sizes = {file.relative_to(site).as_posix(): len(gzip.compress(file.read_bytes())) for file in site.rglob("*.html")}
    assert max(sizes.values()) <= 14_000
    assert len(gzip.compress((site / "assets/site.css").read_bytes())) <= 10_000
    scripts = [
        re.findall(r'<script defer src="[./]*(assets/[^"]+)"', file.read_text()) for file in site.rglob("*.html")
    ]
    packed = {name: len(gzip.compress((site / name).read_bytes())) for name in SCRIPTS}
    assert max(sum(packed[name] for name in of_page) for of_page in scripts) <= 15_000


def test_the_page_of_a_month_keeps_its_budget_however_much_happened(tmp_path: Path) -> None:
    repository = many(tmp_path / "repository", 0)
    for number in range(150):
        text = plain(f"Trouble {number} of {number * 7919 % 1009}", f"P{number % 4 + 1}", "open", "2026-11-05")
        _put(repository / f"incidents/acme/trouble-{number}/incident.yaml", text)
    build_site(repository, tmp_path / "site")
    first, second = (tmp_path / "site/archive/2026/11" / name for name in ("index.html", "page-2/index.html"))
    assert "The 30 gravest of 150" in first.read_text()
    assert "spans" not in second.read_text()
    assert len(gzip.compress(first.read_bytes())) <= 14_000


def test_the_page_of_a_component_keeps_its_budget_with_trouble_on_every_day(tmp_path: Path) -> None:
    repository, dice, first = many(tmp_path / "repository", 0), Random(7), date(2026, 8, 23)
    for number in range(376):
        day, title = first + timedelta(days=number // 4), "".join(dice.choices("abcdefgh ", k=50)).strip()
        folder = repository / f"incidents/acme/trouble-{number}"
        _put(folder / "incident.yaml", plain(title, f"P{number % 4 + 1}", "resolved", day.isoformat()))
        _put(folder / f"timeline/{day:%Y%m%d}T110000Z-bob.md", "---\nstatus: resolved\n---\nOver.\n")
    build_site(repository, tmp_path / "site")
    page = tmp_path / "site/components/search/index.html"
    assert "Incidents on 90 of the last 90 days" in page.read_text()
    assert len(gzip.compress(page.read_bytes())) <= 14_000


def test_the_incident_tells_what_a_post_mortem_comes_to_and_leaves_the_rest_to_its_own_page(site: Path) -> None:
    folder = site / "incidents/acme/2026-11-20-payments-database-out-of-disk"
    incident, own = (folder / "index.html").read_text(), (folder / "post-mortem/index.html").read_text()
    for text in ("was switched off in a migration", "Switch the vacuum on again", "by <span", "Alice Ng"):
        assert text in incident
        assert text in own
    for text in ("The runbook named a host that is gone", "The failover took"):
        assert text not in incident
        assert text in own
    assert 'href="post-mortem/index.html"' in incident
    assert 'href="../index.html"' in own
    assert "<title>Post-mortem: Payments database out of disk · Acme incidents</title>" in own


def test_every_action_item_in_a_list_leads_to_its_place_in_the_post_mortem(site: Path) -> None:
    links = read_page(site / "action-items/index.html").links
    assert len([link for link in links if "/post-mortem/index.html#action-" in link]) == 2


def test_the_about_page_says_who_decides_and_what_is_trusted(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    with (repository / "farm.yaml").open("a") as farm:
        farm.write("rules: {stale-timeline: off}\n")
    build_site(repository, tmp_path / "site")
    text = (tmp_path / "site/about/index.html").read_text()
    for part in ("Trust: <b>names</b>", "Landing: <b>squash</b>", "Alice Ng", "Dave Osei", "stale-timeline"):
        assert part in text


def test_an_organization_offers_a_form_for_a_report_and_its_script(site: Path) -> None:
    page = site / "organizations/globex/index.html"
    assert "filename=incidents%2Fglobex%2Fnew-incident%2Fincident.yaml" in page.read_text()
    assert "../../assets/forms.js" in read_page(page).links
    assert "../../assets/forms.js" not in read_page(site / "components/search/index.html").links


def test_lists_of_post_mortems_and_action_items_keep_their_budget_however_long_they_are(tmp_path: Path) -> None:
    repository, dice = many(tmp_path / "repository", 300, entries=1), Random(5)
    for facts in repository.glob("incidents/acme/*/incident.yaml"):
        cause = " ".join("".join(dice.choices("abcdefghijklmnop", k=7)) for _ in range(30))
        owed = "".join(
            f"  - {{title: {cause[:80]} {place}, assignee: person-{dice.randrange(60)}, due: 2026-11-{place + 10}}}\n"
            for place in range(3)
        )
        text = f"---\nstatus: draft\nroot_cause: {cause}\naction_items:\n{owed}---\nWords.\n"
        facts.with_name("postmortem.md").write_text(text)
    build_site(repository, tmp_path / "site")
    lists = [*(tmp_path / "site").glob("post-mortems/**/*.html"), *(tmp_path / "site").glob("action-items/**/*.html")]
    assert len(lists) > 100
    assert max(len(gzip.compress(file.read_bytes())) for file in lists) <= 14_000


def test_a_broken_record_is_listed_and_the_rest_is_built(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    broken = "incidents/acme/2026-01-01-broken"
    (repository / broken).mkdir()
    (repository / broken / "incident.yaml").write_text("title: [\n")
    entry = "incidents/acme/2026-10-02-search-is-slow/timeline/bad.md"
    (repository / entry).write_text("---\nstatus: [\n---\n")
    findings = (
        Broken(f"{broken}/incident.yaml", "invalid-yaml", "it ends in the middle", 2),
        Broken(entry, "invalid-yaml", "the list <never> ends", 2),
    )
    build_site(repository, tmp_path / "site", broken=findings)
    about = (tmp_path / "site/about/index.html").read_text()
    assert f"{broken}/incident.yaml:2" in about
    assert "the list &lt;never&gt; ends" in about
    assert "the list &lt;never&gt; ends" in (tmp_path / "site" / Path(entry).parents[1] / "index.html").read_text()
    assert "2 files could not be read" in (tmp_path / "site/index.html").read_text()
    assert not (tmp_path / "site" / broken).exists()


def test_what_is_not_committed_is_said_on_its_page_and_on_the_about_page(tmp_path: Path) -> None:
    path = "incidents/acme/2026-10-02-search-is-slow/incident.yaml"
    build_site(acme(tmp_path / "repository"), tmp_path / "site", uncommitted=frozenset({path}))
    assert path in (tmp_path / "site/about/index.html").read_text()
    assert "not committed yet" in (tmp_path / "site" / Path(path).parent / "index.html").read_text()
    assert "changes that are not committed yet" in (tmp_path / "site/index.html").read_text()


def test_a_site_of_one_organization_holds_nothing_of_another(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    build_site(repository, tmp_path / "site", organization="globex")
    everything = b"".join(file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file())
    assert b"No mail leaves" in everything
    assert b"Checkout fails" not in everything
    assert not (tmp_path / "site/incidents/acme").exists()


def test_an_only_organization_is_not_named_on_every_line(tmp_path: Path) -> None:
    build_site(many(tmp_path / "repository", 2), tmp_path / "site")
    text = (tmp_path / "site/index.html").read_text()
    assert '<p class="row-meta">Checkout</p>' in text
    assert 'data-facet="organization" hidden' in text


def test_an_empty_repository_is_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    build_site(many(tmp_path / "repository", 0), tmp_path / "site")
    text = (tmp_path / "site/index.html").read_text()
    assert "Nothing has been reported yet" in text
    assert "farm-gitops open" in text


def test_attachments_are_copied_byte_for_byte(site: Path) -> None:
    folder = site / "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer/attachments"
    assert (folder / "two words #1.log").read_bytes() == b"upstream timed out\n"
    assert (folder / "graph.png").read_bytes().startswith(b"\x89PNG")
