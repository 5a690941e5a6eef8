"""What a form refuses: it says why beside the field, keeps all that was typed, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from form_world import Filled, Somebody, forms_in
from git_world import GitWorld

from farm_gitops.preview.contract import FormRequest, FormResponse, Viewer
from farm_gitops.preview.forms.answering import Limits

ID = "acme/2026-11-23-checkout-is-down"
PAGE = f"incidents/{ID}/index.html"
FACTS = f"incidents/{ID}/incident.yaml"
POST_MORTEM = f"incidents/{ID}/postmortem.md"


@pytest.fixture
def declared(farm: Farm) -> Farm:
    """A farm with one open incident."""
    farm.ok("open", "Checkout is down", "--severity", "P1", "--description", "No payment.", "--commit")
    return farm


def again(answer: FormResponse, status: int = 422) -> tuple[Filled, str]:
    """The form as it is shown again, and all of its page."""
    assert answer.status == status, answer
    (form,) = forms_in(answer.html or "")
    return form, answer.html or ""


def files(farm: Farm) -> dict[str, bytes]:
    """Every file of the project."""
    found = (path for path in farm.root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(farm.root)): path.read_bytes() for path in found}


def note_of(html: str, field: str) -> str:
    """What is said beside a field."""
    begin = html.index(f'id="f-{field}-notes"')
    return html[begin : html.index("</ul>", begin)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", ("invalid-value", "is empty")),
        ("title", "x" * 201, ("invalid-value", "longer than 200")),
        ("severity", (), ("missing-field", "is missing")),
        ("severity", "P9", ("invalid-value", "is not one of P1")),
        ("description", "", ("missing-field", "is missing")),
        ("commander", "nobody-knows", ("unknown-person", "nobody is called")),
        ("commander", "carol", ("retired-name", "carol")),
        ("components", ("checkout", "chekout"), ("unknown-component", "chekout")),
        ("environments", "lab", ("retired-name", "lab")),
        ("started_at", "yesterday", ("invalid-timestamp", "2026-11-23T10:04:00Z")),
    ],
)
def test_the_validators_own_finding_stands_beside_its_field(
    somebody: Somebody, farm: Farm, field: str, value: str, said: tuple[str, str]
) -> None:
    before, (rule, words) = files(farm), said
    typed = {"title": "Checkout is down", "severity": "P2", "description": "No\npayment.", "commander": "bob"}
    form = somebody.open("declare").fill(**{**typed, field: value})
    shown, html = again(somebody.send(form))
    assert f'<code class="tag">{rule}</code>' in note_of(html, field)
    assert words in note_of(html, field)
    assert ("fill it in" in note_of(html, field)) == (rule == "missing-field")
    for name, held in typed.items():
        assert name == field or shown.held(name) == [held]
    assert files(farm) == before


def test_what_is_mended_is_sent_and_saved(somebody: Somebody) -> None:
    shown, _ = again(somebody.send(somebody.open("declare").fill(title="Down", severity="P2", description="")))
    assert somebody.done(shown.fill(description="Nothing works.")) == "/incidents/acme/2026-11-23-down/index.html"


def test_a_form_that_is_sent_twice_is_done_once(somebody: Somebody, declared: Farm) -> None:
    form = somebody.on_page(PAGE, "update/").fill(message="Once.")
    first, second = somebody.done(form), somebody.done(form)
    assert first == second
    assert len(list((declared.root / f"incidents/{ID}/timeline").iterdir())) == 1


def test_a_title_that_is_open_already_is_asked_about_beside_a_box_to_tick(somebody: Somebody, declared: Farm) -> None:
    form = somebody.open("declare").fill(title="Checkout is down", severity="P1", description="No payment.")
    assert "again" not in form.names
    refused, html = again(somebody.send(form))
    assert f"This is another incident than {ID}" in html
    assert f"post an update at /{PAGE}" in note_of(html, "again")
    assert refused.held("title") == ["Checkout is down"]
    assert somebody.done(refused.fill(again="yes")) == f"/incidents/{ID}-2/index.html"
    assert (declared.root / f"incidents/{ID}-2/incident.yaml").is_file()


def test_a_form_that_was_sent_and_says_something_else_now_is_asked_about(somebody: Somebody, declared: Farm) -> None:
    form = somebody.on_page(PAGE, "update/").fill(message="One.")
    somebody.done(form)
    shown, html = again(somebody.send(form.fill(message="Two.")), 409)
    assert "was sent already" in html
    assert shown.held("message") == ["Two."]
    somebody.done(shown)
    assert len(list((declared.root / f"incidents/{ID}/timeline").iterdir())) == 2


def test_a_form_without_a_word_of_its_own_is_never_taken_for_another(somebody: Somebody, declared: Farm) -> None:
    for _ in range(2):
        somebody.done(somebody.on_page(PAGE, "update/").fill(message="Same.", once=""))
    assert len(list((declared.root / f"incidents/{ID}/timeline").iterdir())) == 2


def test_an_edit_of_what_somebody_changed_meanwhile_is_caught_and_loses_neither_change(
    somebody: Somebody, declared: Farm
) -> None:
    form = somebody.open(f"edit/{ID}").fill(title="Payments fail", severity="P2")
    path = declared.root / FACTS
    path.write_text(path.read_text().replace("P1", "P3").replace("No payment.", "No card works."))
    before = files(declared)
    shown, html = again(somebody.send(form), 409)
    assert "somebody changed this while you were typing" in html
    assert files(declared) == before
    assert shown.held("title") == ["Payments fail"]
    assert (shown.held("severity"), shown.held("description")) == (["P2"], ["No card works."])
    assert "Now it says: <q>P3 medium</q>" in html
    somebody.done(shown)
    assert "title: Payments fail" in declared.read(FACTS)
    assert "severity: P2" in declared.read(FACTS)
    assert "description: No card works." in declared.read(FACTS)


def test_a_conflict_stays_one_when_other_things_are_wrong_as_well(somebody: Somebody, declared: Farm) -> None:
    form = somebody.open(f"edit/{ID}").fill(commander="nobody-knows")
    shown, _ = again(somebody.send(form))
    path = declared.root / FACTS
    path.write_text(path.read_text().replace("P1", "P3"))
    again(somebody.send(shown.fill(commander="bob")), 409)


def test_a_move_from_where_it_stands_no_more_is_caught(somebody: Somebody, declared: Farm) -> None:
    form = somebody.on_page(PAGE, "resolved").fill(message="Done.")
    declared.ok("investigate", ID)
    shown, html = again(somebody.send(form), 409)
    assert shown.held("message") == ["Done."]
    somebody.done(shown)
    assert "status: resolved" in declared.read(FACTS)
    assert "somebody changed this" in html


def test_a_step_back_is_refused_with_the_way_out_and_keeps_the_words(somebody: Somebody, declared: Farm) -> None:
    declared.ok("identify", ID)
    form = somebody.open(f"move/{ID}", status="investigating").fill(message="Not it.")
    shown, html = again(somebody.send(form))
    assert "the status never goes back" in html
    assert shown.held("message") == ["Not it."]


def test_an_approval_is_of_the_words_that_were_shown(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk")
    form = somebody.on_page(PAGE, "approve/")
    declared.ok("postmortem", ID, "--root-cause", "Somebody's fault")
    again(somebody.send(form), 409)
    assert "status: draft" in declared.read(POST_MORTEM)


def test_two_who_write_one_post_mortem_lose_nothing(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk", "--action-item", "Alert")
    form = somebody.open(f"post-mortem/{ID}").fill(root_cause="A full disk", item_1_title="Watch it")
    declared.ok("postmortem", ID, "--factor", "No alert", "--done", "1")
    shown, _ = again(somebody.send(form), 409)
    somebody.done(shown)
    text = declared.read(POST_MORTEM)
    for words in ("root_cause: A full disk", "- No alert", "title: Watch it", "done: true"):
        assert words in text


def test_an_action_item_that_is_none_says_so_in_its_own_row(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    form = somebody.open(f"post-mortem/{ID}").fill(root_cause="Disk", item_0_title="One", item_1_title="Two")
    shown, html = again(somebody.send(form.fill(item_1_due="tomorrow")))
    assert "is not a day such as 2026-12-01" in note_of(html, "item-1-due")
    shown, html = again(somebody.send(shown.fill(item_1_due="", item_1_link="acme")))
    assert "is not a web address" in note_of(html, "item-1-link")
    shown, html = again(somebody.send(shown.fill(item_1_link="", item_1_assignee="erin")))
    assert "unknown-person" in note_of(html, "item-1-assignee")
    somebody.done(shown.fill(item_1_assignee="bob"))


def test_a_post_mortem_without_a_root_cause_keeps_every_row(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    rows = {f"item_{number}_title": f"Item {number}" for number in range(2)}
    form = somebody.open(f"post-mortem/{ID}").fill(body="Words.", factor=("one", "two", "three"), **rows)
    form.values += [("item-7-title", "Item 7"), ("item-7-assignee", "bob"), ("was-item-7-title", "")]
    shown, html = again(somebody.send(form))
    assert "a post-mortem needs a root cause" in note_of(html, "root_cause")
    assert shown.held("item-7-title") == ["Item 7"]
    assert shown.held("factor") == ["one", "two", "three"]
    assert shown.held("body") == ["Words."]


def test_of_an_approved_post_mortem_the_form_asks_for_action_items_alone(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk", "--action-item", "Alert")
    declared.ok("approve", ID)
    approved = declared.read(POST_MORTEM)
    form = somebody.open(f"post-mortem/{ID}")
    assert not form.names & {"root_cause", "factor", "body"}
    somebody.done(form.fill(item_0_title="Another", item_0_done="yes", item_0_assignee="bob", root_cause="Other"))
    assert declared.read(POST_MORTEM) == approved.replace("done: false", "assignee: bob\n    done: true")


def test_who_is_no_admin_sees_why_and_whom_to_ask(somebody: Somebody, declared: Farm) -> None:
    declared.ok("resolve", ID)
    declared.ok("postmortem", ID, "--root-cause", "Disk")
    declared.become("Bob Roth", "bob@acme.example")
    html = somebody.panel(PAGE)
    assert "only an admin of acme may approve a post-mortem; bob is none" in html
    assert "ask alice" in html
    assert "as <b>Bob Roth</b>" in html
    _, html = again(somebody.send(somebody.open(f"approve/{ID}")))
    assert "only an admin of acme may approve" in html
    _, html = again(somebody.send(somebody.open(f"redact/{ID}").fill(what="description", reason="x")))
    assert "only an admin of acme may take a text out" in html


def test_a_stranger_is_told_how_to_become_known_and_sees_no_button(somebody: Somebody, declared: Farm) -> None:
    declared.become("Mallory Doe", "mallory@evil.example")
    for page in ("index.html", "organizations/acme/index.html", PAGE):
        html = somebody.panel(page)
        assert "farm.yaml knows nobody with the e-mail mallory@evil.example" in html
        assert "add `mallory-doe: {name: Mallory Doe" in html.replace("&#34;", '"')
        assert forms_in(html) == []
        assert "Create incident" not in html


def test_a_stranger_posts_where_updates_are_open(somebody: Somebody, declared: Farm) -> None:
    declared.write("farm.yaml", FARM_YAML.replace("members:", "open_updates: true, members:"))
    declared.become("Mallory Doe", "mallory@evil.example")
    (form,) = forms_in(somebody.panel(PAGE))
    somebody.done(form.fill(message="I see it too."))


def test_whom_git_does_not_know_is_told_what_to_type(
    somebody: Somebody, declared: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("user.name", "user.email"):
        GitWorld(declared.root).git("config", "--unset", key)
    assert "git config user.email you@example.org" in somebody.panel(PAGE)
    _, html = again(somebody.send(somebody.open("declare").fill(title="x", severity="P1", description="y")), 500)
    assert "git does not know who you are" in html


def test_without_commit_the_files_are_written_and_the_rest_is_left(declared: Farm) -> None:
    somebody = Somebody(declared.root, limits=Limits(commits=False))
    before = GitWorld(declared.root).git("rev-parse", "HEAD")
    assert "the commit is left to you" in somebody.panel(PAGE)
    somebody.done(somebody.on_page(PAGE, "update/").fill(message="Written."))
    assert GitWorld(declared.root).git("rev-parse", "HEAD") == before
    assert "20261123T120000Z-alice.md" in GitWorld(declared.root).git("status", "--short", "-uall")


def test_a_plain_folder_without_git_has_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Alice Ng")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "alice@acme.example")
    (tmp_path / "farm.yaml").write_text(FARM_YAML)
    somebody = Somebody(tmp_path)
    somebody.done(somebody.open("declare").fill(title="Down", severity="P1", description="x"))
    assert (tmp_path / "incidents/acme/2026-11-23-down/incident.yaml").is_file()


def test_read_only_has_no_form_and_does_nothing(declared: Farm) -> None:
    form = Somebody(declared.root).on_page(PAGE, "update/").fill(message="x")
    before = files(declared)
    somebody = Somebody(declared.root, limits=Limits(is_read_only=True))
    assert somebody.panel(PAGE) == ""
    assert somebody.send(form).status == 403
    assert somebody.get("declare").status == 403
    assert Somebody(declared.root).forms.panel(PAGE, Viewer("t", True)) == ""
    assert files(declared) == before


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing",
        "declare/acme",
        "edit",
        "edit/acme",
        f"edit/{ID}/more",
        "edit/acme/none",
        "edit/../../etc",
        "edit//",
    ],
)
def test_a_form_that_there_is_none_of_is_not_found(somebody: Somebody, declared: Farm, path: str) -> None:
    answer = somebody.get(path)
    assert answer.status == 404
    assert "<form class" not in (answer.html or "")


def test_another_organization_is_not_there_where_one_alone_is_shown(declared: Farm) -> None:
    two = FARM_YAML.replace("people:", "  globex: {name: Globex, admins: [alice]}\npeople:", 1)
    declared.write("farm.yaml", two)
    assert looking_at(declared, "globex").get(f"edit/{ID}").status == 404
    form = looking_at(declared, "globex").open("declare")
    assert form.held("organization") == ["globex"]
    assert Somebody(declared.root).open("declare", organization="globex").held("organization") == ["globex"]


def looking_at(farm: Farm, organization: str) -> Somebody:
    """A browser before a preview of one organization."""
    return Somebody(farm.root, limits=Limits(organization=organization))


def test_a_broken_record_is_no_reason_to_fall_over(somebody: Somebody, declared: Farm) -> None:
    declared.write(FACTS, "title: [\n")
    assert "cannot be read" in somebody.panel(PAGE)
    assert somebody.get(f"edit/{ID}").status == 422
    declared.write("farm.yaml", "organizations: [\n")
    assert "farm.yaml has errors" in somebody.panel("index.html")
    assert somebody.panel("archive/index.html") == ""
    assert "farm.yaml has errors" in (somebody.get("declare").html or "").lower()


def test_what_was_saved_and_could_not_be_committed_is_not_written_twice(
    somebody: Somebody, declared: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = somebody.on_page(PAGE, "update/").fill(message="Saved.")
    lock = declared.root / ".git/index.lock"
    lock.touch()
    answer = somebody.send(form)
    assert answer.status == 500
    assert "saved, but not committed" in (answer.html or "")
    lock.unlink()
    somebody.done(form)
    assert len(list((declared.root / f"incidents/{ID}/timeline").iterdir())) == 1


def test_markdown_is_shown_as_the_site_would_show_it(somebody: Somebody, declared: Farm) -> None:
    fields = {"text": ("**yes** <script>no()</script>\r\n\r\n# Head",)}
    answer = somebody.forms.answer(FormRequest("POST", "markdown", {}, fields, "t"))
    assert answer.json is not None
    assert "<strong>yes</strong>" in answer.json
    assert "<script" not in answer.json
    form = somebody.on_page(PAGE, "update/").fill(message="*so*", look="message")
    shown, html = again(somebody.send(form), 200)
    assert '<div class="pv-looked prose" data-look="message"><p><em>so</em></p>' in html
    assert shown.held("message") == ["*so*"]
