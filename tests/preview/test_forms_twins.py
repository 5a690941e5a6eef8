"""A form does what its command does: the same files, the same message, the same author."""

from __future__ import annotations

from form_world import Twins

ID = "acme/2026-11-23-checkout-is-down"
PAGE = f"incidents/{ID}/index.html"
DOWN = {"title": "Checkout is down", "severity": "P1", "description": "No payment.\n\n- none **at all**"}
REPORT = ("open", DOWN["title"], "--severity", "P1", "--description", DOWN["description"])


def declared(twins: Twins) -> None:
    """Both have an incident."""
    twins.run(*REPORT)
    twins.somebody.done(twins.somebody.open("declare").fill(**DOWN))


def test_reporting(twins: Twins) -> None:
    twins.run(*REPORT, "--commander", "bob", "--component", "checkout", "--component", "payments-db",
              "--environment", "production", "--started-at", "2026-11-23T11:40:00Z")  # fmt: skip
    form = twins.somebody.open("declare").fill(
        **DOWN, commander="bob", components=("checkout", "payments-db"), environments="production",
        started_at="2026-11-23T11:40",
    )  # fmt: skip
    assert twins.somebody.done(form) == f"/{PAGE}"
    twins.assert_equal()


def test_reporting_what_continues_an_earlier_incident(twins: Twins) -> None:
    declared(twins)
    twins.run("open", "Again", "--severity", "P2", "--description", "x", "--follows", ID)
    form = twins.somebody.open("declare", follows=ID)
    twins.somebody.done(form.fill(title="Again", severity="P2", description="x"))
    twins.assert_equal()


def test_posting_updates(twins: Twins) -> None:
    declared(twins)
    twins.at("2026-11-23T12:05:00Z")
    twins.run("update", ID, "-m", "We look at\n\n    df -h")
    twins.somebody.done(twins.somebody.on_page(PAGE, "update/").fill(message="We look at\n\n    df -h"))
    twins.at("2026-11-23T12:06:00Z")
    twins.run("update", ID, "-m", "It is the cache.", "--at", "2026-11-23T12:04:30Z", "--corrects", "20261123T1205")
    form = twins.somebody.open(f"update/{ID}")
    corrected = "20261123T120500Z-alice.md"
    twins.somebody.done(form.fill(message="It is the cache.", at="2026-11-23T12:04:30", corrects=corrected))
    twins.assert_equal()


def test_moving_along(twins: Twins) -> None:
    declared(twins)
    for minute, status, message in ((5, "investigating", ""), (9, "identified", "A full disk."), (30, "resolved", "")):
        twins.at(f"2026-11-23T12:{minute:02}:00Z")
        twins.run("transition", ID, status, "-m", message)
        twins.somebody.done(twins.somebody.on_page(PAGE, status).fill(message=message))
    twins.assert_equal()


def test_resolving_what_was_none(twins: Twins) -> None:
    declared(twins)
    twins.run("open", "Same", "--severity", "P4", "--description", "x")
    same = twins.somebody.done(twins.somebody.open("declare").fill(title="Same", severity="P4", description="x"))
    twins.run("resolve", "2026-11-23-same", "--duplicate-of", ID)
    form = twins.somebody.on_page(same[1:], "resolved")
    twins.somebody.done(form.fill(resolution="duplicate", duplicate_of=ID))
    twins.run("resolve", ID, "--resolution", "false-alarm", "-m", "The probe was wrong.")
    form = twins.somebody.on_page(PAGE, "resolved")
    twins.somebody.done(form.fill(resolution="false-alarm", message="The probe was wrong."))
    twins.assert_equal()


def test_editing_facts(twins: Twins) -> None:
    declared(twins)
    twins.run("edit", ID, "--severity", "P2", "--commander", "bob", "--component", "payments-db")
    form = twins.somebody.open(f"edit/{ID}")
    assert form.held("title") == ["Checkout is down"]
    twins.somebody.done(form.fill(severity="P2", commander="bob", components="payments-db"))
    twins.run("edit", ID, "--commander", "", "--component", "")
    twins.somebody.done(twins.somebody.open(f"edit/{ID}").fill(commander="", components=()))
    twins.assert_equal()


def test_a_post_mortem_from_its_beginning_to_its_approval(twins: Twins) -> None:
    declared(twins)
    twins.run("resolve", ID)
    twins.somebody.done(twins.somebody.on_page(PAGE, "resolved"))
    twins.run("postmortem", ID, "--root-cause", "Disk full: no alert", "--factor", "a, b", "--factor", "c",
              "--action-item", "Alert at 80 %; assignee=bob; due=2026-12-15")  # fmt: skip
    form = twins.somebody.open(f"post-mortem/{ID}").fill(root_cause="Disk full: no alert", factor=("a, b", "c", ""))
    form.fill(item_0_title="Alert at 80 %", item_0_assignee="bob", item_0_due="2026-12-15")
    assert twins.somebody.done(form) == f"/incidents/{ID}/post-mortem/index.html"
    twins.run("postmortem", ID, "--root-cause", "Nobody watched the disk", "--factor", "d")
    form = twins.somebody.open(f"post-mortem/{ID}")
    twins.somebody.done(form.fill(root_cause="Nobody watched the disk", factor=("a, b", "c", "d")))
    twins.run("approve", ID)
    twins.somebody.done(twins.somebody.on_page(PAGE, "approve/"))
    twins.run("postmortem", ID, "--done", "1")
    twins.somebody.done(twins.somebody.open(f"post-mortem/{ID}").fill(item_0_done="yes"))
    twins.assert_equal()


def test_taking_texts_out(twins: Twins) -> None:
    declared(twins)
    twins.run("update", ID, "-m", "The password is hunter2.")
    twins.somebody.done(twins.somebody.on_page(PAGE, "update/").fill(message="The password is hunter2."))
    entry = "20261123T120000Z-alice.md"
    twins.run("redact", ID, entry, "--reason", "It held a password.")
    twins.somebody.done(twins.somebody.open(f"redact/{ID}").fill(what=entry, reason="It held a password."))
    twins.run("redact", ID, "--reason", "A customer's name.")
    twins.somebody.done(twins.somebody.open(f"redact/{ID}").fill(what="description", reason="A customer's name."))
    twins.assert_equal()


def test_what_nobody_committed_of_the_incident_is_taken_along(twins: Twins) -> None:
    declared(twins)
    for root in twins.roots:
        (root / "incidents" / ID / "timeline").mkdir()
        (root / "incidents" / ID / "timeline/by-hand.md").write_text("By hand.\n")
    twins.run("update", ID, "-m", "More.")
    twins.somebody.done(twins.somebody.on_page(PAGE, "update/").fill(message="More."))
    twins.assert_equal()
