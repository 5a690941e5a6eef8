"""The workflows of GitHub that run on what landed, their steps run: audit, build, publish, and the daily look."""

from __future__ import annotations

from forge_world import BOB, ZEROS, ForgeWorld, results
from workflow_runner import Event, Job

PUBLISH = "incidents-publish.yml"


def published(github: ForgeWorld) -> str:
    """The front page that everybody sees."""
    return (github.machine.forge / "pages" / "index.html").read_text()


def test_the_first_push_is_audited_built_and_published(github: ForgeWorld) -> None:
    done = github.run(PUBLISH, github.push(before=ZEROS))
    assert results(done) == {"audit": "success", "publish": "success"}, done["audit"].log
    assert "**PASS" in done["audit"].summary
    assert "Checkout is down" in published(github)


def test_the_last_good_site_stays_where_the_audit_refuses(github: ForgeWorld) -> None:
    github.run(PUBLISH, github.push(before=ZEROS))
    github.desk.commit({github.entry: "---\nauthor: alice\n---\nAll was well.\n"})
    github.farm.ok("open", "Another outage", "--severity", "P4", "--description", "x", "--commit")
    done = github.run(PUBLISH, github.push())
    assert results(done) == {"audit": "failure", "publish": "skipped"}
    assert "timeline-rewritten" in done["audit"].summary
    assert "Another outage" not in published(github)
    assert not (github.machine.forge / "artifact").exists()


def test_a_push_over_published_history_is_refused_though_what_is_left_would_pass(github: ForgeWorld) -> None:
    github.run(PUBLISH, github.push(before=ZEROS))
    github.desk.git("reset", "--hard", "HEAD~1")
    github.farm.ok("open", "Another outage", "--severity", "P4", "--description", "x", "--commit")
    github.farm.ok("audit")
    done = github.run(PUBLISH, github.push("--force"))
    assert results(done) == {"audit": "failure", "publish": "skipped"}
    assert "Checkout is down" in published(github)


def test_a_shallow_clone_publishes_nothing(github: ForgeWorld) -> None:
    done = github.run(PUBLISH, github.push(before=ZEROS), depth="1")
    assert results(done) == {"audit": "failure", "publish": "skipped"}
    assert "git fetch --unshallow" in done["audit"].log


def test_the_daily_look_warns_of_what_is_late_and_fails_where_policy_makes_it_an_error(github: ForgeWorld) -> None:
    def look() -> Job:
        head = github.desk.git("rev-parse", "main")
        return github.run("incidents-daily.yml", Event("schedule", {}, head, "refs/heads/main"))["late"]

    calm = look()
    assert (calm.result, "stale-timeline" in calm.summary) == ("success", True), calm.log
    policy = github.farm.read("farm.yaml").replace("# rules: {", "rules: {stale-timeline: error} # {")
    github.desk.commit({"farm.yaml": policy})
    github.push()
    assert look().result == "failure"


def test_what_a_member_pushes_past_the_gate_is_found_after_all(github: ForgeWorld) -> None:
    github.run(PUBLISH, github.push(before=ZEROS))
    github.desk.commit({"templates/pages/about.html": "<p>All is well.</p>"}, author=BOB)
    done = github.run(PUBLISH, github.push())
    assert results(done) == {"audit": "failure", "publish": "skipped"}
    assert "unauthorized-policy-change" in done["audit"].summary
