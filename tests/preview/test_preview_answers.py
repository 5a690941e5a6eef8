"""What is answered and what is not: the closed list of pages, forms with their tokens, and errors that stay inside."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from git_world import GitWorld
from preview_world import OneForm, Served, serving

INCIDENT = "incidents/acme/2026-10-02-search-is-slow"


def test_every_page_of_the_site_is_served_with_its_type_and_nothing_else_is(calm: Served) -> None:
    kinds = {path: calm.ask(f"/{quote(path)}") for path in calm.session.paths()}
    assert {answer.status for answer in kinds.values()} == {200}
    types = {path.rpartition(".")[2]: answer.headers["content-type"] for path, answer in kinds.items()}
    assert types["html"] == "text/html; charset=utf-8"
    assert types["js"] == "text/javascript; charset=utf-8"
    assert types["png"] == "image/png"
    assert {answer.headers["x-content-type-options"] for answer in kinds.values()} == {"nosniff"}


@pytest.mark.parametrize(
    "path",
    [
        *("/../farm.yaml", "/%2e%2e/farm.yaml", "/..%2ffarm.yaml", "/assets/../index.html", "/.farm-gitops.json"),
        *("//index.html", "/index.html/", "/INDEX.HTML", "/index.html%00", "/assets\\site.css", "/./index.html"),
        *("/_preview/", "/_preview/../index.html", "/_preview/form.html", "/_preview/preview", "/_preview/x/y"),
    ],
)
def test_a_path_that_was_not_built_letter_by_letter_is_no_page(calm: Served, path: str) -> None:
    answer = calm.ask(path)
    assert answer.status == 404
    assert "Acme incidents" not in answer.text


def test_a_folder_leads_to_its_page(calm: Served) -> None:
    answer = calm.ask(f"/{INCIDENT}")
    assert (answer.status, answer.headers["location"]) == (307, f"/{INCIDENT}/")
    assert calm.ask(f"/{INCIDENT}/").text.count("<main") == 1


def test_the_token_is_given_to_pages_once_and_never_to_scripts_or_other_sites(calm: Served) -> None:
    given = calm.ask("/").headers["set-cookie"]
    assert given.startswith(f"farm_preview_{calm.address.port}=")
    assert given.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert calm.ask("/", headers={"Cookie": calm.cookie()}).headers["set-cookie"] is None
    assert calm.ask("/assets/site.css").headers["set-cookie"] is None


def test_no_other_page_may_frame_this_one(calm: Served) -> None:
    assert "frame-ancestors 'none'" in calm.ask("/").headers["content-security-policy"]


def test_a_form_gets_what_was_typed_with_the_line_ends_of_files(calm: Served) -> None:
    answer = calm.send("json", b"text=two%0D%0Alines+%C3%A9&more=1&more=2&empty=")
    assert json.loads(answer.text)["fields"] == {"text": ["two\nlines é"], "more": ["1", "2"], "empty": [""]}


def test_a_form_that_is_shown_again_has_the_client_too(calm: Served) -> None:
    answer = calm.send("else", b"a=b")
    assert answer.status == 422
    assert 'name="farm-preview"' in answer.text
    assert "<main>Not so.</main>" in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=b", "application/x-www-form-urlencoded", 403),
        (b"csrf=guess&a=b", "application/x-www-form-urlencoded", 403),
        (b"csrf=%ff", "application/x-www-form-urlencoded", 400),
        (b"csrf=a&" + b"x=1&" * 3_000, "application/x-www-form-urlencoded", 400),
        (b"csrf=" + b"a" * (5 << 20), "application/x-www-form-urlencoded", 413),
        (b'{"csrf": "a"}', "application/json", 415),
        (b"csrf=a", "text/plain", 415),
    ],
)
def test_what_is_no_form_of_this_preview_never_reaches_the_forms(
    calm: Served, body: bytes, kind: str, status: int
) -> None:
    headers = {"Origin": calm.origin, "Cookie": calm.cookie(), "Content-Type": kind}
    assert calm.ask("/_preview/forms/write", "POST", body, headers).status == status


def test_a_bug_of_a_form_is_told_at_the_terminal_and_ends_nothing(served: Served) -> None:
    assert served.send("crash", b"a=b").status == 500
    assert served.send("away", b"a=b").status == 500
    assert [type(error) for error in served.terminal.errors] == [ZeroDivisionError, ValueError]
    assert served.ask("/").status == 200


def test_read_only_shows_no_forms_and_takes_none(world: GitWorld) -> None:
    forms = OneForm(world.top)
    with serving(world.top, forms=forms, read_only=True) as served:
        served.until_built()
        assert served.meta()["readOnly"] is True
        assert '<form method="post"' not in served.ask("/").text
        assert served.send("json", b"a=b").status == 403
    assert forms.asked == []


def test_without_a_first_site_a_page_says_so_and_asks_again(world: GitWorld) -> None:
    text = (world.top / "farm.yaml").read_text()
    (world.top / "farm.yaml").write_text("nonsense: [")
    with serving(world.top) as served:
        with served.listening() as ear:
            ear.until("preview.broken")
            answer = served.ask("/")
            assert answer.status == 503
            assert '<meta http-equiv="refresh" content="1">' in answer.text
            (world.top / "farm.yaml").write_text(text)
            ear.until("preview.mended")
        assert served.ask("/").status == 200


def test_one_organization_is_told_of_nothing_else(served: Served, world: GitWorld) -> None:
    mail = "incidents/globex/2026-11-23-no-mail-leaves/incident.yaml"
    with served.listening("?organization=globex") as ear:
        ear.until("preview.hello")
        for path, old in ((f"{INCIDENT}/incident.yaml", "Search is slow"), (mail, "No mail leaves")):
            with served.listening() as everything:
                everything.until("preview.hello")
                file = world.top / path
                file.write_text(file.read_text().replace(old, f"{old} now"))
                everything.until("preview.changed")
        *first, second = [message for message in (ear.until("incident.updated")) if message["type"] != "preview.hello"]
        last = ear.until("preview.changed")[-1]
    assert {message["type"] for message in first} <= {"preview.changed"}
    assert second["data"]["organization"] == "globex"
    pages = [page for message in (*first, last) for page in message["data"]["pages"]]
    assert not [page for page in pages if "/acme/" in page]
    assert "incidents/globex/2026-11-23-no-mail-leaves/index.html" in pages
