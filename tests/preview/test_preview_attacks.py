"""Hostile text in every field of every form, in a real browser without the policy of the pages: none of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from command import FARM_YAML
from form_world import Filled, Somebody
from hostile_world import LINES, PAYLOADS
from people_world import FACTS, ID, PAGE, founded, room
from playwright.sync_api import Browser, Page, expect

from farm_gitops.preview.forms.answering import Limits

pytestmark = pytest.mark.browser

RESOLVED = FACTS.replace("status: open", "status: resolved")
FORMS = {
    "declare": ("description",),
    f"update/{ID}": ("message",),
    f"move/{ID}": ("message",),
    f"edit/{ID}": ("description",),
    f"post-mortem/{ID}": ("root_cause", "body"),
    f"redact/{ID}": (),
}
"""Every form that asks for words → its fields of Markdown."""

_TRAP = "window.ran = []; window.pwned = (number) => window.ran.push(number);"
_POKE = """async () => {
  for (const each of document.querySelectorAll("body *")) {
    for (const name of ["focus", "mouseover", "toggle", "load", "error", "begin"]) each.dispatchEvent(new Event(name));
    if (each.tagName === "A" && each.protocol === "javascript:") each.click();
  }
  await new Promise((done) => setTimeout(done));
  return window.ran;
}"""


@pytest.fixture
def victim(browser: Browser) -> Iterator[Page]:
    """Somebody who looks at pages, offline."""
    context = browser.new_context(offline=True)
    context.add_init_script(_TRAP)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def ran(page: Page, html: str) -> list[int]:
    """Which payloads run on a page from which the policy is taken out."""
    page.goto("about:blank")
    page.set_content(html.replace("Content-Security-Policy", "x-nothing"))
    return list(page.evaluate(_POKE))


def hostile(form: Filled, payload: str, look: str) -> Filled:
    """A payload in every field of a form, those as well in which nobody types; `look` asks what Markdown becomes."""
    return form.fill(**{name: payload for name in form.names if name not in {"csrf", "once"}}).fill(look=look)


def test_the_corpus_bites_where_nobody_escapes(victim: Page) -> None:
    assert {1, 2, 3} <= {number for payload in PAYLOADS[:3] for number in ran(victim, f"<body><p>{payload}</p>")}


@pytest.mark.parametrize("name", FORMS)
def test_no_payload_in_any_field_runs_when_a_form_comes_back(tmp_path: Path, victim: Page, name: str) -> None:
    somebody = Somebody(founded(tmp_path / "farm", {"farm.yaml": FARM_YAML, f"incidents/{ID}/incident.yaml": RESOLVED}))
    form = somebody.open(name, status="resolved")
    for payload in PAYLOADS:
        for look in ("", *FORMS[name]):
            answer = somebody.send(hostile(form, payload, look))
            assert answer.status in {200, 409, 422}
            assert payload.split()[-1] in unescape(answer.html or "")
            assert ran(victim, answer.html or "") == [], (name, payload, look)


def test_no_payload_runs_on_pages_toasts_and_overlays_of_those_who_look_on(tmp_path: Path, browser: Browser) -> None:
    root = founded(tmp_path / "farm", {"farm.yaml": FARM_YAML, f"incidents/{ID}/incident.yaml": RESOLVED})
    with room(root, browser) as found:
        two = found.person(bypass_csp=True)
        two.page.add_init_script(_TRAP)
        page = two.open(PAGE)
        for number, (payload, line) in enumerate(zip(PAYLOADS, LINES, strict=True)):
            _attack(Somebody(root, limits=Limits(commits=False)), payload, line)
            found.save(f"incidents/{ID}/timeline/a{number}.md", f"---\nat: {_quoted(line)}\n---\n{payload}\n")
        expect(page.locator(".toast", has_text="things happened").or_(page.locator(".toast").nth(10))).to_be_visible()
        expect(page.locator(".pv-overlay li")).to_have_count(len(PAYLOADS), timeout=60_000)
        for path in (PAGE, "index.html", f"_preview/forms/post-mortem/{ID}", f"_preview/forms/redact/{ID}"):
            page.goto(f"{found.served.origin}/{path}")
            assert page.evaluate(_POKE) == [], path
        two.faults.clear()  # images that the site would refuse are asked for where no policy stands in the way


def _attack(somebody: Somebody, payload: str, line: str) -> None:
    """Every text that a member can write, by the forms that take it."""
    somebody.send(somebody.open("declare").fill(title=line, severity="P2", description=payload))
    somebody.send(somebody.open(f"update/{ID}").fill(message=payload))
    somebody.send(somebody.open(f"edit/{ID}").fill(title=line, description=payload))
    form = somebody.open(f"post-mortem/{ID}").fill(root_cause=payload, factor=(payload,), body=payload)
    somebody.send(form.fill(item_0_title=line, item_0_link=f"https://x.example/{len(line)}"))


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "''") + "'"
