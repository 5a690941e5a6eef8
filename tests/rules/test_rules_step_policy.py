"""Who may change the policy, and what of the repository is policy."""

from __future__ import annotations

from typing import Final

import pytest
from step_world import BOB_AS_ADMIN, FARM, GLOBEX, NEW_ENTRY, History, Link, Made, check, found, founding, landing, step

from farm_gitops.rules.unauthorized_policy_change import unauthorized_policy_change
from farm_gitops.validate.step import judge_step

POLICY: Final = {"unauthorized-policy-change"}
NOTE: Final = Made({NEW_ENTRY: "Well.\n"})


def policy(text: str, by: str = "bob") -> Made:
    """A commit that writes farm.yaml."""
    return Made({"farm.yaml": text}, by)


RIGHTS: Final = {
    "maintainers": FARM.replace("maintainers: [alice]", "maintainers: [alice, bob]"),
    "admins": BOB_AS_ADMIN,
    "members": FARM.replace("[bob, zoe]", "[bob, zoe, erin]"),
    "organizations": GLOBEX,
    "e-mail addresses": FARM.replace("[bob@acme.example]", "[bob@acme.example, dora@evil.example]"),
    "rules": f"{FARM}rules: {{unknown-person: off}}\n",
    "landing": f"{FARM}landing: rebase\n",
}
FILES: Final = (
    "templates/base.html",
    "templates",
    ".github/workflows/validate.yaml",
    ".github",
    ".gitlab-ci.yml",
    ".gitlab/CODEOWNERS",
    ".gitea/workflows/x.yaml",
    ".forgejo/workflows/x.yaml",
    "CODEOWNERS",
    "docs/CODEOWNERS",
)
UNPOLITICAL: Final = {
    "comments": f"# Ours.\n{FARM}",
    "environments": FARM.replace("{production: {},", "{production: {}, staging: {},"),
    "components": FARM.replace("  printing:", "  tills: {}\n  printing:"),
    "the site": f"{FARM}site: {{title: Ours}}\n",
    "keys of our own": f"{FARM}x-team: ours\n",
}
POLICIES: Final = [
    History(
        "a member puts a link with its very bytes in the place of a file of policy",
        POLICY,
        step({"templates/base.html": b"x.html"}, Made({"templates/base.html": Link(b"x.html")})),
    ),
    History(
        "a maintainer of whom nothing else is known is no hindrance",
        set(),
        step(
            {"farm.yaml": FARM.replace("maintainers: [alice]", "maintainers: [alice, bob-the-bot]")},
            policy(FARM, "alice"),
        ),
    ),
    *(History(f"a member changes {what}", POLICY, step({}, policy(text))) for what, text in RIGHTS.items()),
    *(History(f"a maintainer changes {what}", set(), step({}, policy(text, "alice"))) for what, text in RIGHTS.items()),
    *(History(f"a member writes {path}", POLICY, step({}, Made({path: "x\n"}))) for path in FILES),
    *(History(f"a maintainer writes {path}", set(), step({}, Made({path: "x\n"}, "alice"))) for path in FILES),
    *(History(f"a member changes {what}", set(), step({}, policy(text))) for what, text in UNPOLITICAL.items()),
    History(
        "a member writes what only begins like policy",
        set(),
        step({}, Made({"docs/rules.md": "x\n", "templates-of-ours/x.html": "x\n"})),
    ),
    History("an admin is no maintainer", POLICY, step({}, policy(BOB_AS_ADMIN, "dora"))),
    History("a stranger changes the components", POLICY, step({}, policy(UNPOLITICAL["components"], "erin"))),
    History(
        "only a merge commit changes the components",
        POLICY,
        step({}, policy(UNPOLITICAL["components"])._replace(is_merge=True)),
    ),
    History(
        "only a merge commit changes policy", POLICY, step({}, policy(BOB_AS_ADMIN, "alice")._replace(is_merge=True))
    ),
    History(
        "a member writes policy with a maintainer's help",
        POLICY,
        step({}, policy(BOB_AS_ADMIN)._replace(helpers=("alice",))),
    ),
    History(
        "in a squash, a maintainer changes policy beside others", POLICY, step({}, NOTE, policy(BOB_AS_ADMIN, "alice"))
    ),
    History(
        "in a merge, a maintainer changes policy beside others",
        set(),
        step(landing("merge"), NOTE, policy(f"{BOB_AS_ADMIN}landing: merge\n", "alice")),
    ),
    History(
        "somebody makes themselves maintainer first",
        POLICY,
        step(
            landing("rebase"),
            policy(f"{RIGHTS['maintainers']}landing: rebase\n"),
            policy(f"{BOB_AS_ADMIN.replace('[alice]', '[alice, bob]', 1)}landing: rebase\n"),
        ),
    ),
    History(
        "a member's last word stands over a maintainer's",
        POLICY,
        step(landing("merge"), policy(f"{FARM}landing: rebase\n", "alice"), policy(f"{BOB_AS_ADMIN}landing: rebase\n")),
    ),
    History(
        "a maintainer who left changes policy",
        POLICY,
        step(
            {"farm.yaml": FARM.replace("[alice]", "[alice, zoe]", 1)},
            policy(FARM.replace("[alice]", "[zoe]", 1), "zoe"),
        ),
    ),
    History("a member changes policy and takes it back", set(), step({}, policy(BOB_AS_ADMIN), policy(FARM))),
    History(
        "a member removes a file of policy",
        POLICY,
        step({"templates/base.html": "x\n"}, Made({"templates/base.html": None})),
    ),
    History(
        "a member puts a link in the place of a folder of policy",
        POLICY,
        step({}, Made({"templates": Link(b"incidents")})),
    ),
    History(
        "a member moves a file of policy away",
        POLICY,
        step({"templates/base.html": "x\n"}, Made({"templates/base.html": None, "docs/base.html": "x\n"})),
    ),
    History("a member breaks farm.yaml", POLICY, step({}, policy("maintainers: [\n"))),
]
FOUNDINGS: Final = [
    History("what begins it all is judged by its own policy", set(), founding({})),
    History(
        "also where it brings templates and workflows",
        set(),
        founding({"templates/base.html": "x\n", ".github/workflows/x.yaml": "x\n"}, "bob"),
    ),
]
HISTORIES: Final = [*POLICIES, *FOUNDINGS]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_only_a_maintainer_of_the_base_changes_policy(history: History) -> None:
    check(history)


def claimed(claim: str) -> History:
    """A history by its claim."""
    return next(history for history in HISTORIES if history.claim == claim)


def test_a_change_of_policy_is_placed_at_its_key() -> None:
    (finding,) = found(claimed("a member changes admins").files)
    assert finding.source_line == "organizations:"


def test_every_changed_key_of_policy_is_a_finding() -> None:
    text = RIGHTS["landing"].replace("maintainers: [alice]", "maintainers: [bob]")
    assert [finding.source_line for finding in found(step({}, policy(text)))] == [
        "maintainers: [bob]",
        "landing: rebase",
    ]


def test_the_rule_itself_has_nothing_to_say_of_what_begins_it_all() -> None:
    assert list(unauthorized_policy_change(founding({"templates/base.html": "x\n"}, "bob").step)) == []


@pytest.mark.parametrize("by", ["bob", "alice"])
def test_nobody_removes_farm_yaml(by: str) -> None:
    report = judge_step(step({}, Made({"farm.yaml": None}, by)))
    (finding,) = report.findings
    assert (finding.rule, report.errors) == ("unauthorized-policy-change", 1)
    assert finding.message == f"{by} removed farm.yaml, without which nobody can judge what follows"
    assert finding.cure.endswith("git checkout main -- farm.yaml")


def test_farm_yaml_cannot_become_a_link_either() -> None:
    report = judge_step(step({}, Made({"farm.yaml": Link(b"elsewhere.yaml")}, "alice")))
    assert [finding.rule for finding in report.findings] == ["unauthorized-policy-change"]
