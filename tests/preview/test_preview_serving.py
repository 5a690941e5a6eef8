"""Pages over HTTP, changes over the socket, forms in between: a real server, a real repository, real saves."""

from __future__ import annotations

from pathlib import Path

from git_world import GitWorld
from preview_world import Served, clean_build

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"


def _retitle(world: GitWorld, title: str) -> None:
    facts = world.top / ACTIVE / "incident.yaml"
    _, _, rest = facts.read_text().partition("\n")
    facts.write_text(f"title: {title}\n{rest}")


def test_a_page_has_what_the_browser_needs_and_is_otherwise_as_it_was_built(
    served: Served, world: GitWorld, tmp_path: Path
) -> None:
    built = clean_build(world.top, tmp_path / "clean")["index.html"].decode()
    page = served.ask("/").text
    assert '<link rel="stylesheet" href="/_preview/preview.css">' in page
    assert '<script defer src="/_preview/preview.js"></script>' in page
    assert "form-action &#39;self&#39;" in page
    assert '<main id="content" class="wrap" tabindex="-1"><form method="post"' in page
    before, _, after = built.replace("form-action &#39;none&#39;", "form-action &#39;self&#39;").partition("</head>")
    assert page.startswith(before)
    assert page.endswith(after.partition('tabindex="-1">')[2])


def test_a_save_changes_the_page_and_is_told(served: Served, world: GitWorld) -> None:
    with served.listening() as ear:
        ear.until("preview.hello")
        _retitle(world, "Checkout is slow")
        *happened, changed = ear.until("preview.changed")
    assert [message["type"] for message in happened] == ["incident.updated"]
    assert happened[0]["data"]["title"] == "Checkout is slow"
    assert happened[0]["data"]["actor"] == "alice"
    assert f"{ACTIVE}/index.html" in changed["data"]["pages"]
    assert "Checkout is slow" in served.ask(f"/{ACTIVE}/").text


def test_a_broken_file_is_told_with_its_place_and_the_page_stays_as_it_was(served: Served, world: GitWorld) -> None:
    with served.listening() as ear:
        ear.until("preview.hello")
        _retitle(world, "'never closed")
        broken = ear.until("preview.broken")[-1]["data"]["findings"]
        assert [(each["path"], each["rule"]) for each in broken] == [(f"{ACTIVE}/incident.yaml", "invalid-yaml")]
        assert broken[0]["source"] == "title: 'never closed"
        assert broken[0]["line"] == 1
        assert "Checkout fails for every third customer" in served.ask(f"/{ACTIVE}/").text
        _retitle(world, "Closed")
        ear.until("preview.mended")
    assert "Closed" in served.ask(f"/{ACTIVE}/").text


def test_who_comes_back_is_told_what_was_missed(served: Served, world: GitWorld) -> None:
    cursor = served.meta()["cursor"]
    with served.listening() as ear:
        ear.until("preview.hello")
        _retitle(world, "One")
        ear.until("preview.changed")
    with served.listening(f"?last={cursor}") as ear:
        ear.until("preview.hello")
        assert [message["type"] for message in ear.until("preview.changed")] == ["incident.updated", "preview.changed"]


def test_who_saw_last_what_nobody_knows_is_told_to_reload(served: Served) -> None:
    with served.listening("?last=preview:somebody:000000000007") as ear:
        ear.until("preview.hello")
        assert ear.next()["type"] == "preview.reload"


def test_a_form_writes_and_the_page_that_it_leads_to_shows_it(served: Served) -> None:
    answer = served.send("write", f"path={ACTIVE}/timeline/20261124T120000Z-alice.md&text=Rolled+back.".encode())
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "Rolled back." in served.ask(f"/{ACTIVE}/").text
