"""People before browsers: whoever does something, all others see it, and nobody loses what they are at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld
from people_world import FACTS, FOLDER, ID, PAGE, PATIENCE, Line, Room, founded, room
from playwright.sync_api import Browser, Page, expect

from farm_gitops.preview.forms.answering import Limits

pytestmark = pytest.mark.browser

OTHER = FACTS.replace("Checkout is down", "Search is slow").replace("P1", "P3").replace("checkout", "payments-db")
FILES = {
    "farm.yaml": FARM_YAML,
    f"{FOLDER}/incident.yaml": FACTS,
    f"{FOLDER}/timeline/20261123T091000Z-bob.md": "---\nauthor: bob\n---\nFirst words.\n",
    f"{FOLDER}/timeline/20261123T092000Z-bob.md": "---\nauthor: bob\n---\nSecond words.\n",
    "incidents/acme/2026-11-22-search-is-slow/incident.yaml": OTHER.replace("11-23", "11-22"),
}


@pytest.fixture
def office(tmp_path: Path, browser: Browser) -> Iterator[Room]:
    """A preview of two incidents."""
    with room(founded(tmp_path / "farm", FILES), browser) as found:
        yield found


def test_a_person_who_never_saw_git_runs_an_incident_and_the_other_sees_all_of_it(
    farm: Farm, tmp_path: Path, browser: Browser
) -> None:
    with room(farm.root, browser) as found:
        one, two = found.person(), found.person()
        two.open()
        one.open().get_by_role("link", name="Create incident").click()
        one.page.get_by_label("What is wrong").fill("Checkout is down")
        one.page.get_by_label("P1 critical").check()
        one.page.get_by_label("What is known").fill("No **payment** goes through.")
        one.page.get_by_label("Commander").select_option("bob")
        one.page.get_by_label("Checkout").check()
        one.page.get_by_label("production").check()
        one.send()
        assert "/2026-11-23-checkout-is-down/" in one.page.url
        two.toast("P1 critical reported").get_by_role("link", name="Checkout is down").click()
        for button, words, told in (
            ("investigating", "We look into it.", "open → investigating"),
            ("identified", "A full disk.", "investigating → identified"),
        ):
            act = one.unfold(button)
            act.locator("textarea").fill(words)
            one.send(act)
            two.toast(told)
            expect(two.timeline).to_contain_text(words)
        act = one.unfold("add-update")
        act.locator("textarea").fill("Half of it is back.")
        one.send(act)
        two.toast("Update by alice")
        expect(two.timeline).to_contain_text("Half of it is back.")
        one.send(one.unfold("resolved"))
        two.toast("identified → resolved")
        expect(two.page.locator(".badges .stat")).to_contain_text("resolved")
        one.page.get_by_role("link", name="Create post-mortem").click()
        one.page.get_by_label("Root cause").fill("Nobody watched the disk.")
        one.page.get_by_label("Contributing factors, 1").fill("No alert on free space")
        row = one.page.get_by_role("group", name="Action item 1")
        row.get_by_label("What will be done").fill("Alert at 80 %")
        row.get_by_label("By whom").select_option("bob")
        row.get_by_label("Due").fill("2026-12-15")
        one.send()
        two.toast("Post-mortem begun by alice")
        expect(two.main).to_contain_text("Nobody watched the disk.")
        one.send(one.unfold("approve"))
        two.toast("approved by alice: the post-mortem")
        expect(two.page.locator("#post-mortem + .badges")).to_contain_text("approved by Alice Ng")
        assert two.page.locator(".toast").count() <= 20
    git = GitWorld(farm.root)
    assert git.git("status", "--short") == ""
    subjects = git.git("log", "--format=%s", "--reverse").splitlines()[1:]
    assert [subject.removeprefix(f"{ID}: ") for subject in subjects] == [
        "opened (P1) Checkout is down",
        "open → investigating",
        "investigating → identified",
        "Half of it is back.",
        "identified → resolved",
        "post-mortem begun",
        "post-mortem approved by alice",
    ]
    farm.now = "2026-11-24T12:00:00Z"
    assert "PASS: 0 errors" in farm.ok("validate").out
    assert "PASS" in farm.ok("audit").out
    farm.ok("build")


def test_without_scripts_the_same_forms_do_the_same(office: Room) -> None:
    one = office.person(java_script_enabled=False)
    page = one.page
    page.goto(f"{office.served.origin}/{PAGE}")
    page.locator("#pv-add-update > summary").click()
    page.locator("#pv-add-update textarea").fill("*Plain* words.")
    with page.expect_navigation():
        page.locator("#pv-add-update").get_by_role("button", name="Preview").click()
    expect(page.locator(".pv-looked em")).to_have_text("Plain")
    page.locator(".pv-page .pv-go").click()
    page.wait_for_url(f"**/{PAGE}")
    expect(one.timeline).to_contain_text("Plain words.")


def test_half_typed_words_outlive_a_change_a_reload_and_a_refusal(office: Room) -> None:
    one = office.person()
    one.open(PAGE)
    words = one.unfold("add-update").locator("textarea")
    words.fill("half a sen")
    words.evaluate("at => at.setSelectionRange(2, 5)")
    office.save(f"{FOLDER}/incident.yaml", FACTS.replace("P1", "P2"))
    expect(one.page.locator(".badges .sev")).to_contain_text("P2 high", timeout=PATIENCE)
    expect(words).to_be_focused()
    assert words.evaluate("at => [at.value, at.selectionStart, at.selectionEnd]") == ["half a sen", 2, 5]
    one.page.reload()
    one.is_live()
    words = one.page.locator("#pv-add-update textarea")
    expect(words).to_have_value("half a sen")
    expect(words).to_be_visible()
    words.fill("  ")
    one.send(one.page.locator("#pv-add-update"))
    expect(one.page.get_by_text("an update needs a message")).to_be_visible()
    one.page.get_by_label("What is known now").fill("A whole sentence.")
    one.send()
    expect(one.timeline).to_contain_text("A whole sentence.")
    expect(one.page.locator("#pv-add-update textarea")).to_have_value("")


def test_a_form_that_nobody_may_send_any_more_keeps_its_words(office: Room) -> None:
    one, two = office.person(), office.person()
    one.open(PAGE)
    one.unfold("investigating").locator("textarea").fill("I was about to")
    two.open(PAGE)
    two.send(two.unfold("identified"))
    one.toast("open → identified")
    expect(one.page.locator(".badges .stat")).to_contain_text("identified")
    expect(one.page.locator("#pv-investigating textarea")).to_have_value("I was about to")
    one.send(one.page.locator("#pv-investigating"))
    expect(one.main).to_contain_text("somebody changed this while you were typing")
    expect(one.page.locator(".pv-page textarea")).to_have_value("I was about to")


def test_what_came_back_refused_is_sent_again_and_outlives_a_fresh_look(office: Room) -> None:
    one = office.person()
    page = one.open(f"_preview/forms/edit/{ID}")
    page.get_by_label("What is wrong").fill("Payments fail")
    office.save(f"{FOLDER}/incident.yaml", FACTS.replace("P1", "P3"))
    one.send()
    expect(one.main).to_contain_text("somebody changed this while you were typing")
    expect(page.get_by_label("P3 medium")).to_be_checked()
    page.goto(page.url)
    expect(page.get_by_label("What is wrong")).to_have_value("Payments fail")
    one.send()
    expect(page.locator("h1")).to_have_text("Payments fail")
    assert "severity: P3" in office.read(f"{FOLDER}/incident.yaml")
    page.goto(f"{office.served.origin}/_preview/forms/edit/{ID}")
    expect(page.get_by_label("What is wrong")).to_have_value("Payments fail")
    page.get_by_role("link", name="Back to the incident").click()
    expect(page.locator("h1")).to_have_text("Payments fail")


def test_what_is_unfolded_selected_scrolled_and_ordered_stays(office: Room) -> None:
    one = office.person(viewport={"width": 900, "height": 500})
    page = one.open(PAGE)
    page.locator("#order").click()
    page.evaluate("""() => {
      const said = [...document.querySelectorAll(".update .prose p")];
      const words = said.find((each) => each.textContent === "First words.");
      getSelection().selectAllChildren(words); window.marker = 1;
      scrollTo(0, 400);
    }""")
    office.save(f"{FOLDER}/timeline/20261123T093000Z-bob.md", "---\nauthor: bob\n---\nThird words.\n")
    expect(one.timeline).to_contain_text("Third words.", timeout=PATIENCE)
    shown = page.locator("#updates .prose").all_inner_texts()
    assert shown == ["Third words.", "Second words.", "First words."]
    assert page.evaluate("[String(getSelection()), window.marker]") == ["First words.", 1]
    assert page.evaluate("scrollY") > 200
    expect(page.locator("#order")).to_have_attribute("aria-pressed", "true")
    page.locator("#order").click()
    assert page.locator("#updates .prose").all_inner_texts() == ["First words.", "Second words.", "Third words."]


def test_the_dashboard_keeps_its_filters_and_gets_new_rows(office: Room) -> None:
    one = office.person()
    page = one.open("index.html?severity=P3&q=slow")
    expect(page.locator("#tally")).to_have_text("1 of 2 incidents")
    page.locator("#search").focus()
    new = OTHER.replace("Search is slow", "Mail is slow").replace("payments-db", "checkout")
    office.save("incidents/acme/2026-11-23-mail-is-slow/incident.yaml", new)
    one.toast("P3 medium reported")
    expect(page.locator("#tally")).to_have_text("2 of 3 incidents", timeout=PATIENCE)
    expect(page.locator(".row:visible .row-title")).to_have_text(["Mail is slow", "Search is slow"])
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("slow")
    expect(page.get_by_role("checkbox", name="P3 medium")).to_be_checked()
    expect(page.locator(".state h1")).to_contain_text("3 incidents are active")
    page.locator(".row-title", has_text="Search is slow").focus()
    office.save("incidents/acme/2026-11-22-search-is-slow/incident.yaml", OTHER.replace("11-23", "11-24"))
    expect(page.locator(".row:visible .row-title")).to_have_text(["Search is slow", "Mail is slow"], timeout=PATIENCE)
    expect(page.locator(".row-title", has_text="Search is slow")).to_be_focused()
    page.get_by_role("checkbox", name="P3 medium").uncheck()
    page.locator("#search").fill("checkout")
    expect(page.locator(".row:visible .row-title")).to_have_text(["Checkout is down", "Mail is slow"])
    page.go_back()
    page.locator("#clear").click()
    expect(page.locator("#tally")).to_have_text("3 incidents")


def test_the_dashboard_outlives_a_file_that_broke_and_was_mended(office: Room) -> None:
    one = office.person()
    page = one.open("index.html?severity=P3")
    expect(page.locator("#tally")).to_have_text("1 of 2 incidents")
    folder, words = "incidents/acme/2026-11-24-mail-is-slow", OTHER.replace("Search is slow", "Mail is slow")
    office.save(f"{folder}/timeline/20261124T091000Z-bob.md", "---\nauthor: bob\n---\nWhose words?\n")
    expect(one.main.get_by_role("link", name="Which, and why")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("checkbox", name="P3 medium").uncheck()
    expect(page.locator("#tally")).to_have_text("2 incidents")
    page.get_by_role("checkbox", name="P3 medium").check()
    office.save(f"{folder}/incident.yaml", words.replace("11-23", "11-24"))
    expect(page.locator("#tally")).to_have_text("2 of 3 incidents", timeout=PATIENCE)
    expect(one.main.get_by_role("link", name="Which, and why")).to_have_count(0)
    page.locator("#search").fill("mail")
    expect(page.locator(".row:visible .row-title")).to_have_text(["Mail is slow"])


def test_the_first_incident_of_all_appears_on_an_empty_dashboard(farm: Farm, tmp_path: Path, browser: Browser) -> None:
    with room(farm.root, browser) as found:
        one = found.person()
        one.open()
        expect(one.main).to_contain_text("Nothing has been reported yet.")
        found.save(f"{FOLDER}/incident.yaml", FACTS)
        expect(one.page.locator(".row-title")).to_have_text("Checkout is down", timeout=PATIENCE)


def test_a_broken_file_is_shown_over_the_last_good_state_until_it_is_mended(office: Room) -> None:
    one = office.person()
    page = one.open(PAGE)
    overlay = page.locator(".pv-overlay")
    office.save(f"{FOLDER}/incident.yaml", FACTS.replace("P1", "P11"))
    expect(overlay).to_be_visible(timeout=PATIENCE)
    expect(overlay).to_contain_text(f"{FOLDER}/incident.yaml:3:11")
    for words in ("invalid-value", "`P11` is not one of P1, P2, P3, P4", "severity: P11", "severity: P1"):
        expect(overlay).to_contain_text(words)
    expect(page.locator(".badges .sev")).to_contain_text("P1 critical")
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    page.get_by_role("button", name="1 broken file").click()
    expect(overlay).to_be_visible()
    overlay.get_by_role("button", name="Dismiss").click()
    page.reload()
    expect(overlay).to_be_visible(timeout=PATIENCE)
    office.save(f"{FOLDER}/incident.yaml", FACTS)
    expect(overlay).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_role("button", name="broken file")).to_have_count(0)


def test_who_was_cut_off_is_told_so_and_gets_all_that_was_missed_once(office: Room) -> None:
    one, two = office.person(), office.person()
    line = Line(one.page)
    one.open()
    badge = one.page.locator(".pv-badge")
    line.cut()
    expect(badge).to_have_text("reconnecting")
    expect(badge).to_have_text("offline", timeout=PATIENCE)
    two.open(PAGE)
    for button in ("investigating", "identified"):
        two.send(two.unfold(button))
    line.mend()
    expect(badge).to_have_text("live", timeout=PATIENCE)
    one.toast("open → investigating")
    one.toast("investigating → identified")
    expect(one.page.locator(".row", has_text="Checkout is down")).to_contain_text("identified")
    line.cut()
    line.mend()
    expect(badge).to_have_text("live", timeout=PATIENCE)
    two.send(two.unfold("resolved"))
    one.toast("identified → resolved")
    expect(one.page.locator(".toast")).to_have_count(3)


def test_what_happens_while_a_page_gives_way_to_the_next_is_told_on_that_one(office: Room) -> None:
    one = office.person()
    one.open()
    one.page.goto("about:blank")
    with office.served.listening() as ear:
        entry = "---\nauthor: bob\nstatus: identified\n---\nGot it.\n"
        office.save(f"{FOLDER}/timeline/20261123T094000Z-bob.md", entry)
        office.save(f"{FOLDER}/incident.yaml", FACTS.replace("status: open", "status: identified"))
        ear.until("incident.status-changed")
    one.open("about/index.html")
    one.toast("open → identified")


def test_a_switch_to_another_line_of_history_reloads_and_keeps_what_is_typed(office: Room) -> None:
    git = GitWorld(office.root)
    git.git("switch", "-q", "-c", "side", "HEAD")
    git.commit({f"{FOLDER}/incident.yaml": FACTS.replace("P1", "P4")})
    git.git("switch", "-q", "main")
    one = office.person()
    one.open(PAGE)
    expect(one.page.locator(".badges .sev")).to_contain_text("P1", timeout=PATIENCE)
    git.commit({f"{FOLDER}/incident.yaml": FACTS.replace("P1", "P2")})
    expect(one.page.locator(".badges .sev")).to_contain_text("P2", timeout=PATIENCE)
    one.unfold("add-update").locator("textarea").fill("still here")
    git.git("switch", "-q", "side")
    expect(one.page.locator(".badges .sev")).to_contain_text("P4", timeout=PATIENCE)
    expect(one.page.locator("#pv-add-update textarea")).to_have_value("still here")
    one.is_live()


def test_rows_are_added_and_come_back_after_a_reload(office: Room) -> None:
    office.save(f"{FOLDER}/incident.yaml", FACTS.replace("status: open", "status: resolved"))
    one = office.person()
    page = one.open(f"_preview/forms/post-mortem/{ID}")
    page.get_by_label("Root cause").fill("The disk.")
    for _ in range(2):
        page.locator("[data-add=item]").click()
        page.locator("[data-add=line]").click()
    page.get_by_role("group", name="Action item 4").get_by_label("What will be done").fill("Fourth")
    page.get_by_role("group", name="Action item 4").get_by_label("By whom").select_option("alice")
    page.get_by_label("Contributing factors, 4").fill("Four")
    page.reload()
    expect(page.get_by_role("group", name="Action item 4").get_by_label("What will be done")).to_have_value("Fourth")
    expect(page.get_by_label("Contributing factors, 4")).to_have_value("Four")
    one.send()
    text = office.read(f"{FOLDER}/postmortem.md")
    for words in ("- Four", "title: Fourth\n    assignee: alice", "root_cause: The disk."):
        assert words in text


def test_markdown_is_shown_beside_what_is_typed(office: Room) -> None:
    one = office.person()
    one.open(PAGE)
    act = one.unfold("add-update")
    act.locator("textarea").fill("**So** it [looks](javascript:alert(1)).")
    act.get_by_role("button", name="Preview").click()
    expect(act.locator(".pv-looked strong")).to_have_text("So")
    assert act.locator(".pv-looked a[href]").count() == 0
    expect(act.locator("textarea")).to_have_value("**So** it [looks](javascript:alert(1)).")


def test_two_presses_are_one_update(office: Room) -> None:
    one = office.person()
    one.open(PAGE)
    act = one.unfold("add-update")
    act.locator("textarea").fill("Once.")
    with one.page.expect_navigation():
        act.locator(".pv-go").dblclick()
    expect(one.page.locator(".update", has_text="Once.")).to_have_count(1)
    assert len([*(office.root / FOLDER / "timeline").iterdir()]) == 3


def test_read_only_shows_what_happens_and_offers_nothing(tmp_path: Path, browser: Browser) -> None:
    root = founded(tmp_path / "farm", FILES)
    with room(root, browser, Limits(is_read_only=True)) as found:
        one = found.person()
        page = one.open(PAGE)
        expect(page.locator(".pv-panel")).to_have_count(0)
        found.save(f"{FOLDER}/incident.yaml", FACTS.replace("P1", "P2"))
        expect(page.locator(".badges .sev")).to_contain_text("P2 high", timeout=PATIENCE)


def test_all_of_it_can_be_done_by_keyboard(office: Room) -> None:
    one = office.person()
    page = one.open(PAGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard, with j and / and ?.")
    _tab_to(page, "Add update")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(one.main).to_contain_text("By keyboard, with j and / and ?.")


def _tab_to(page: Page, button: str) -> None:
    for _ in range(10):
        page.keyboard.press("Tab")
        if re.fullmatch(button, page.evaluate("document.activeElement.textContent.trim()")):
            return
    pytest.fail(f"{button} cannot be reached")
