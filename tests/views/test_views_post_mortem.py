"""The page of a post-mortem: everything in it, links that hold from where it lies, and who leads there."""

from __future__ import annotations

from dataclasses import replace

from views_world import AS_OF, Fake, action_lists, origin, record, records, world

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.views.incident import incident_page
from farm_gitops.views.insights import insights
from farm_gitops.views.post_mortem_lists import post_mortem_lists
from farm_gitops.views.post_mortem_page import PostMortemPage, post_mortem_page
from farm_gitops.views.twin import post_mortem_twin
from farm_gitops.views.world import Broken, World

WRITTEN = PostMortem.model_validate(
    {
        "status": "approved",
        "root_cause": "The vacuum was off, see [b](../b/incident.yaml).",
        "contributing_factors": ["No alert, ever", "A *wrong* runbook"],
        "action_items": [
            {"title": "Alert", "assignee": "bob", "done": True},
            {"title": "Vacuum", "due": "2026-11-01"},
        ],
        "approved_by": "alice",
        "approved_at": "2026-11-22T09:00:00Z",
        "body": "## What went well\n\nSee ![it](attachments/graph.png) and [the log](attachments/a.log).\n",
    }
)
KEPT = replace(
    record("a", status="resolved", created_at="2026-11-20T00:00:00Z"),
    post_mortem=WRITTEN,
    post_mortem_origin=origin("Bob", "bob@acme.example"),
    attachments={"graph.png": "0" * 64, "a.log": "0" * 64},
)
HERE = world(KEPT, record("b"))


def page_of(here: World) -> PostMortemPage:
    """The page of the first incident's post-mortem."""
    found = post_mortem_page(records(here)[0], here)
    assert found is not None
    return found


def test_the_page_holds_everything_and_who_approved_it_when() -> None:
    page = page_of(HERE)
    assert page.shown.approved_by is not None
    assert page.shown.approved_at is not None
    assert (page.shown.approved_by.name, page.shown.approved_at.text) == ("Alice Ng", "22 Nov 2026, 09:00 UTC")
    assert [factor.html for factor in page.factors] == ["<p>No alert, ever</p>\n", "<p>A <em>wrong</em> runbook</p>\n"]
    assert [action.is_overdue for action in page.shown.actions] == [False, True]
    assert page.commit is not None
    assert page.row.title == "Checkout is slow"


def test_links_in_it_hold_from_a_folder_below_the_incident() -> None:
    page = page_of(HERE)
    assert 'href="../../../../incidents/acme/b/index.html"' in page.shown.root_cause.html
    assert page.body is not None
    assert 'href="../../../../incidents/acme/a/attachments/a.log"' in page.body.html
    shown = incident_page(records(HERE)[0], HERE).post_mortem
    assert shown is not None
    assert 'href="../../../incidents/acme/b/index.html"' in shown.root_cause.html


def test_headings_of_the_body_stand_beside_those_of_the_page() -> None:
    body = page_of(HERE).body
    assert body is not None
    assert body.html.startswith("<h2")


def test_an_incident_without_post_mortem_has_no_such_page() -> None:
    assert post_mortem_page(records(HERE)[1], HERE) is None


def test_what_could_not_be_read_of_it_is_said_and_nothing_else() -> None:
    bad = Broken("incidents/acme/a/postmortem.md", "invalid-value", "no", 2)
    other = bad._replace(path="incidents/acme/a/timeline/x.md")
    here = World(Fake({KEPT.id: KEPT}), AS_OF, broken=(bad, other))
    assert page_of(here).broken == (bad,)


def test_lists_action_items_and_insights_lead_to_the_page() -> None:
    href = "incidents/acme/a/post-mortem/index.html"
    assert next(post_mortem_lists(HERE)).lines[0].href == href
    first = next(action_lists(HERE))
    assert [line.href for line in first.lines] == [f"{href}#action-2"]
    assert insights(HERE)[0].debt.oldest_href == f"{href}#actions"
    shown = incident_page(records(HERE)[0], HERE).post_mortem
    assert shown is not None
    assert shown.href == href


def test_what_a_person_owes_leads_to_the_list_of_it() -> None:
    debt = insights(HERE)[0].debt
    assert debt.all.href == "action-items/index.html"
    assert [(line.who, line.href) for line in debt.people] == [("nobody yet", "action-items/unassigned/index.html")]


def test_its_markdown_stands_alone_and_quotes_what_people_wrote() -> None:
    text = post_mortem_twin(KEPT, HERE)
    assert text.startswith("# Post-mortem: Checkout is slow\n")
    assert "[`acme/a`](../index.md)" in text
    assert "- status: approved by Alice Ng, 22 Nov 2026, 09:00 UTC" in text
    assert "\n> ## What went well" in text
    assert "- [ ] Vacuum, due 2026-11-01" in text
