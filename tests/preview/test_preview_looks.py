"""How the preview looks and is read: every state of it is accessible in both colours and widths, and none is heavy."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from command import FARM_YAML, Farm
from people_world import FACTS, FOLDER, ID, PAGE, PATIENCE, Person, Room, founded, room
from playwright.sync_api import Browser, Page, expect

from farm_gitops.store.shipped import shipped_templates

pytestmark = pytest.mark.browser

LEARNED = "acme/2026-11-20-mail-is-late"
FORMS = "_preview/forms"
TWO = FARM_YAML.replace("people:", "  globex: {name: Globex, admins: [alice]}\npeople:", 1)
POST_MORTEM = """\
---
status: draft
root_cause: Nobody watched the disk.
contributing_factors: [No alert on free space]
action_items: [{title: Alert at 80 %, assignee: bob, due: 2026-12-15}, {title: Rewrite the runbook, done: true}]
---
## Summary

Words.
"""
FILES = {
    "farm.yaml": TWO,
    f"{FOLDER}/incident.yaml": FACTS,
    f"{FOLDER}/timeline/20261123T091000Z-bob.md": "---\nauthor: bob\n---\nFirst **words**.\n",
    f"incidents/{LEARNED}/incident.yaml": FACTS.replace("status: open", "status: resolved").replace("-23T", "-20T"),
    f"incidents/{LEARNED}/postmortem.md": POST_MORTEM,
}


def dashboard(one: Person) -> None:
    one.open()


def unfolded(button: str, page: str = PAGE) -> Callable[[Person], None]:
    def state(one: Person) -> None:
        one.open(page)
        one.unfold(button)

    return state


def empty_report(one: Person) -> None:
    one.open(f"{FORMS}/declare")
    one.page.locator(".pv-more summary").click()


def refused_report(one: Person) -> None:
    one.open(f"{FORMS}/declare")
    one.page.get_by_label("What is known").fill("# Head\n\n*Words*")
    one.page.get_by_role("button", name="Preview").click()
    one.page.locator(".pv-looked em").wait_for()
    one.send()
    one.page.locator(".pv-notes").first.wait_for()


def conflict(one: Person) -> None:
    one.open(f"{FORMS}/edit/{ID}")
    one.page.get_by_label("What is wrong").fill("Payments fail")
    one.page.evaluate("document.querySelector('[name=seen]').value = 'older'")
    one.page.evaluate("document.querySelector('[name=was-title]').value = 'older'")
    one.send()
    one.page.locator(".pv-now").wait_for()


def post_mortem(one: Person) -> None:
    one.open(f"{FORMS}/post-mortem/{LEARNED}")


def redaction(one: Person) -> None:
    one.open(f"{FORMS}/redact/{ID}")
    one.send()


def nowhere(one: Person) -> None:
    one.page.goto(f"{one.served.origin}/{FORMS}/edit/acme/nothing")


def offline(one: Person) -> None:
    one.open()
    one.page.evaluate("farmPreview.show('offline')")


def news(one: Person) -> None:
    one.open()
    one.page.evaluate("""() => farm.toasts.show([
      { type: "incident.created", data: { id: "acme/x", title: "A", severity: "P1" } },
      { type: "incident.status-changed",
        data: { id: "acme/x", title: "B", previousStatus: "open", newStatus: "resolved" } },
      { type: "incident.updated", data: { id: "acme/x", title: "C", changed: ["severity"], severity: "P2" } },
      { type: "incident.timeline-entry-added", data: { id: "acme/x", title: "D", actor: "bob", message: "So it is." } },
      { type: "post-mortem.approved", data: { id: "acme/x", title: "E", actor: "alice" } }])""")
    expect(one.page.locator(".toast")).to_have_count(5)


def broken(one: Person) -> None:
    one.open(PAGE)
    said = {"message": "`severity`: `P11` is not one of P1, P2", "cure": "severity: P1", "source": "severity: P11"}
    finding = {"path": "incidents/acme/x/incident.yaml", "line": 3, "column": 11, "rule": "invalid-value", **said}
    one.page.evaluate("finding => farmPreview.broken([finding, { ...finding, path: 'farm.yaml' }])", finding)
    expect(one.page.locator(".pv-overlay")).to_be_visible()


def dismissed(one: Person) -> None:
    broken(one)
    one.page.keyboard.press("Escape")


STATES = {
    "dashboard": dashboard,
    "update": unfolded("add-update"),
    "move": unfolded("resolved"),
    "approve": unfolded("approve", f"incidents/{LEARNED}/post-mortem/index.html"),
    "report": empty_report,
    "refused": refused_report,
    "conflict": conflict,
    "post-mortem": post_mortem,
    "redaction": redaction,
    "nowhere": nowhere,
    "offline": offline,
    "news": news,
    "broken": broken,
    "dismissed": dismissed,
}
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1200),
    ("dark", 1200),
    ("light", 375),
    ("dark", 375),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Room]:
    """A preview that nobody changes."""
    folder = tmp_path_factory.mktemp("looks")
    with room(founded(folder / "farm", FILES), browser) as found:
        yield found


def violations(page: Page) -> list[str]:
    """What axe finds, and what does not fit on the page."""
    found = [f"{each['id']}: {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["wider than the screen"] if too_wide else [])]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_in_both_colours_and_widths(house: Room, state: str) -> None:
    one = house.person(reduced_motion="reduce")
    STATES[state](one)
    for scheme, width in LOOKS:
        one.page.emulate_media(color_scheme=scheme)
        one.page.set_viewport_size({"width": width, "height": 900})
        assert violations(one.page) == [], (scheme, width)
    one.page.context.close()


def test_nobody_without_rights_is_left_without_a_word(tmp_path: Path, farm: Farm, browser: Browser) -> None:
    for path, text in FILES.items():
        farm.write(path, text)
    farm.become("Bob Roth", "bob@acme.example")
    with room(farm.root, browser) as found:
        one = found.person()
        one.open(f"incidents/{LEARNED}/index.html")
        one.unfold("approve")
        expect(one.page.locator("#pv-approve")).to_contain_text("only an admin of acme may approve")
        assert violations(one.page) == []
        farm.become("Mallory", "mallory@evil.example")
        one.page.reload()
        expect(one.page.locator(".pv-trouble")).to_contain_text("mallory: {name: Mallory", timeout=PATIENCE)
        assert violations(one.page) == []


def test_on_a_screen_that_is_touched_targets_are_large(house: Room) -> None:
    one = house.person(viewport={"width": 375, "height": 900}, has_touch=True, is_mobile=True)
    small = """() => [...document.querySelectorAll(".pv-panel :is(a, button, summary, input, select, textarea)")]
      .filter((each) => each.checkVisibility() && !each.matches(".unseen"))
      .filter((each) => each.getBoundingClientRect().height < 43.5)
      .map((each) => each.outerHTML)"""
    for button in ("add-update", "resolved"):
        one.open(PAGE)
        one.unfold(button)
        assert one.page.evaluate(small) == []


def test_what_the_preview_adds_to_a_page_is_small() -> None:
    folder = shipped_templates().joinpath("preview")
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    packed = {name: len(gzip.compress(data, 9)) for name, data in files.items()}
    assert sum(size for name, size in packed.items() if name.endswith(".js")) <= 15_000
    assert packed["preview.css"] <= 10_000
