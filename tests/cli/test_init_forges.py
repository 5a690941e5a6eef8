"""`init` for a forge, and `init --upgrade`: what is written, what is left alone, what is said."""

from __future__ import annotations

import json

import pytest
from command import Farm
from git_world import GitWorld

from farm_gitops.actions import set_up

PUBLISH = ".github/workflows/incidents-publish.yml"
CHECK = ".github/workflows/incidents.yml"


def remote(farm: Farm, url: str, branch: str = "main") -> GitWorld:
    """An empty folder that is a clone of an empty repository on a forge."""
    world = GitWorld.new(farm.root)
    world.git("remote", "add", "origin", url)
    world.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    return world


@pytest.fixture
def newer(empty_farm: Farm) -> Farm:
    """A repository for GitHub whose files a later version of the program will see."""
    remote(empty_farm, "git@github.com:acme/incidents.git")
    empty_farm.ok("init", "--commit")
    return empty_farm


def becomes(farm: Farm, version: str) -> None:
    farm.patch.setattr(set_up, "version", lambda _: version)


@pytest.mark.parametrize(
    ("url", "forge", "file"),
    [
        ("git@github.com:acme/incidents.git", "github", CHECK),
        ("https://token@gitlab.example.org/acme/incidents.git", "gitlab", ".gitlab-ci.yml"),
        ("ssh://git@codeberg.org/acme/incidents", "gitea", ".gitea/workflows/incidents.yml"),
    ],
)
def test_the_forge_is_told_by_the_remote_and_said_aloud(empty_farm: Farm, url: str, forge: str, file: str) -> None:
    remote(empty_farm, url)
    made = empty_farm.ok("init", "--json").json
    assert (made["forge"], made["organization"]) == (forge, "acme")
    assert file in made["files"]
    assert "token" not in json.dumps(made)
    assert made["toldBy"]
    assert empty_farm.ok("validate", "--strict").out.startswith("PASS")
    page = url.rpartition("@")[2].replace(":", "/").removesuffix(".git")
    assert f"repository: https://{page}\n" in empty_farm.read("farm.yaml")


def test_without_a_remote_no_workflow_is_written_and_the_way_to_them_is_named(empty_farm: Farm) -> None:
    world = GitWorld.new(empty_farm.root)
    answer = empty_farm.ok("init", "--organization", "acme")
    assert "for no forge: there is no remote yet; later: farm-gitops init --upgrade --ci github" in answer.out
    assert not list(empty_farm.root.glob(".git[hle]*/"))
    assert empty_farm.read(".vscode/settings.json").startswith("{")
    world.commit({"farm.yaml": empty_farm.read("farm.yaml")})
    empty_farm.ok("init", "--upgrade", "--ci", "gitlab", "--commit")
    assert (empty_farm.root / ".gitlab-ci.yml").is_file()


def test_a_remote_that_comes_later_is_seen_by_an_upgrade_which_lets_the_form_in(empty_farm: Farm) -> None:
    world = GitWorld.new(empty_farm.root)
    empty_farm.ok("init", "--organization", "acme", "--commit")
    assert "farm-gitops init --upgrade --ci" in empty_farm.ok("init", "--upgrade").out
    world.git("remote", "add", "origin", "git@github.com:acme/incidents.git")
    done = empty_farm.ok("init", "--upgrade", "--commit", "--json").json
    assert (done["forge"], done["alsoWritten"]) == ("github", ["farm.yaml"])
    assert "# may declare incidents and post updates\n" in empty_farm.read("farm.yaml")
    assert world.git("status", "--short") == ""
    empty_farm.ok("audit")
    empty_farm.ok("doctor")


def test_whoever_chose_no_forge_keeps_none(empty_farm: Farm) -> None:
    remote(empty_farm, "git@github.com:acme/incidents.git")
    empty_farm.ok("init", "--ci", "none", "--commit")
    assert empty_farm.ok("init", "--upgrade").out.endswith("nothing to write\n")


def test_ci_none_writes_no_workflow_whatever_the_remote(empty_farm: Farm) -> None:
    remote(empty_farm, "git@github.com:acme/incidents.git")
    assert empty_farm.ok("init", "--ci", "none", "--json").json["forge"] == "none"
    assert not (empty_farm.root / ".github").exists()


def test_a_branch_of_another_name_is_the_one_that_is_published(empty_farm: Farm) -> None:
    remote(empty_farm, "git@github.com:acme/incidents.git", "trunk")
    empty_farm.ok("init")
    assert 'branches: ["trunk"]' in empty_farm.read(PUBLISH)
    assert "  branch: trunk\n" in empty_farm.read("farm.yaml")


def test_what_was_there_stays_and_is_named(empty_farm: Farm) -> None:
    remote(empty_farm, "git@github.com:acme/incidents.git")
    empty_farm.write(".pre-commit-config.yaml", "repos: []\n")
    empty_farm.write(".editorconfig", "root = true\n")
    made = empty_farm.ok("init", "--json").json
    assert made["kept"] == [".editorconfig", ".pre-commit-config.yaml"]
    assert empty_farm.read(".editorconfig") == "root = true\n"
    assert "+[*.{yaml,yml}]" in empty_farm.ok("init", "--upgrade").out


def test_the_founder_is_known_by_the_name_on_the_forge_too(empty_farm: Farm) -> None:
    remote(empty_farm, "git@github.com:acme/incidents.git")
    empty_farm.ok("init", "--login", "alice-ng", "--commit")
    assert "/farm.yaml @alice-ng\n" in empty_farm.read(".github/CODEOWNERS")
    empty_farm.become("Alice in the browser", "17+alice-ng@users.noreply.github.com")
    empty_farm.ok("open", "Outage", "--severity", "P4", "--description", "x", "--commit")
    empty_farm.ok("audit")


def test_an_upgrade_with_nothing_new_writes_nothing(newer: Farm) -> None:
    assert newer.ok("init", "--upgrade").out.endswith("nothing to write\n")
    assert GitWorld(newer.root).git("status", "--short") == ""


def test_an_upgrade_replaces_what_was_ours_and_leaves_what_somebody_changed_or_removed(newer: Farm) -> None:
    mine = newer.read(PUBLISH).replace("timeout-minutes: 30", "timeout-minutes: 60")
    newer.write(PUBLISH, mine)
    (newer.root / ".github/workflows/incidents-daily.yml").unlink()
    becomes(newer, "0.2.0")
    done = newer.ok("init", "--upgrade", "--json").json
    states = {file["path"]: file["state"] for file in done["files"]}
    assert (done["before"], done["now"]) == ("0.1.0", "0.2.0")
    assert states[CHECK] == "updated"
    assert states[PUBLISH] == "changed"
    assert states[".github/workflows/incidents-daily.yml"] == "removed"
    assert states[".github/CODEOWNERS"] == "current"
    assert "farm-gitops==0.2.0" in newer.read(CHECK)
    assert newer.read(PUBLISH) == mine
    assert not (newer.root / ".github/workflows/incidents-daily.yml").exists()
    [diff] = [file["diff"] for file in done["files"] if file["path"] == PUBLISH]
    assert "-    timeout-minutes: 60\n+    timeout-minutes: 30\n" in diff
    assert "farm-gitops==0.2.0" in diff


def test_what_is_changed_is_shown_once_and_then_known(newer: Farm) -> None:
    newer.write(PUBLISH, newer.read(PUBLISH) + "# ours\n")
    becomes(newer, "0.2.0")
    assert "    -# ours" in newer.ok("init", "--upgrade").out
    again = newer.ok("init", "--upgrade").out
    assert f"{PUBLISH}  yours, as before" in again
    assert "# ours" not in again


def test_a_file_can_be_taken_as_it_is_offered(newer: Farm) -> None:
    newer.write(PUBLISH, "broken")
    (newer.root / CHECK).unlink()
    newer.ok("init", "--upgrade", "--take", PUBLISH, "--take", CHECK, "--commit")
    assert GitWorld(newer.root).git("status", "--short") == ""
    assert "Audit and build" in newer.read(PUBLISH)
    assert newer("init", "--upgrade", "--take", "farm.yaml").code == 2
    assert newer("init", "--take", PUBLISH).code == 2


def test_code_owners_follow_the_maintainers_of_farm_yaml(newer: Farm) -> None:
    policy = newer.read("farm.yaml").replace("people:\n", "people:\n  bob: {github: bob-roth}\n")
    newer.write("farm.yaml", policy.replace("maintainers: [alice]", "maintainers: [alice, bob]"))
    newer.ok("init", "--upgrade")
    assert "/farm.yaml alice@acme.example @bob-roth\n" in newer.read(".github/CODEOWNERS")


def test_an_upgrade_is_a_maintainers_change_that_the_rules_let_pass(newer: Farm) -> None:
    becomes(newer, "0.2.0")
    newer.ok("init", "--upgrade", "--commit")
    assert GitWorld(newer.root).git("log", "-1", "--format=%s") == (
        "Bring workflows and settings up to farm-gitops 0.2.0"
    )
    newer.ok("audit")


def test_a_set_up_that_nobody_can_read_is_an_error_with_a_cure(newer: Farm) -> None:
    newer.write(".farm-gitops/set-up.json", "{")
    answer = newer("init", "--upgrade")
    assert (answer.code, "git checkout -- .farm-gitops/set-up.json" in answer.err) == (3, True)


def test_a_repository_of_incidents_is_not_founded_twice_and_the_way_on_is_named(newer: Farm) -> None:
    answer = newer("init")
    assert (answer.code, "farm-gitops init --upgrade" in answer.err) == (1, True)


def test_nothing_is_written_through_a_link_that_leads_out(newer: Farm) -> None:
    (newer.root / ".github").rename(newer.root.parent / "elsewhere")
    (newer.root / ".github").symlink_to(newer.root.parent / "elsewhere")
    becomes(newer, "0.2.0")
    answer = newer("init", "--upgrade")
    assert (answer.code, "leads out of the repository through a link" in answer.err) == (3, True)
    assert "0.2.0" not in (newer.root.parent / "elsewhere/workflows/incidents.yml").read_text()


def test_another_forge_takes_away_what_nobody_changed_of_the_old_one_and_names_the_rest(newer: Farm) -> None:
    world = GitWorld(newer.root)
    mine = newer.read(PUBLISH) + "# ours\n"
    world.commit({PUBLISH: mine, ".github/workflows/tests.yml": "on: push\n"})
    done = newer.ok("init", "--upgrade", "--ci", "gitlab", "--commit", "--json").json
    states = {file["path"]: file["state"] for file in done["files"]}
    assert (done["left"], done["forge"], done["idleBot"]) == ("github", "gitlab", "report-form")
    assert {path for path, state in states.items() if state == "orphaned"} == {PUBLISH}
    withdrawn = {file["path"] for file in done["files"] if file["removed"]}
    assert {CHECK, ".github/CODEOWNERS", ".github/ISSUE_TEMPLATE/incident.yml"} <= withdrawn
    tracked = world.git("ls-files").splitlines()
    assert [path for path in tracked if path.startswith(".github/")] == [PUBLISH, ".github/workflows/tests.yml"]
    assert {".gitlab-ci.yml", ".gitlab/CODEOWNERS"} <= {*tracked}
    assert newer.read(PUBLISH) == mine
    assert world.git("status", "--short") == ""
    assert not (newer.root / ".github/ISSUE_TEMPLATE").exists()
    newer.ok("audit")
    assert newer.ok("init", "--upgrade").out.endswith("nothing to write\n")


def test_another_forge_is_told_with_what_was_taken_away_what_stays_and_what_to_click(newer: Farm) -> None:
    newer.write(PUBLISH, newer.read(PUBLISH) + "# ours\n")
    out = newer.ok("init", "--upgrade", "--ci", "gitlab").out
    assert f"  {CHECK}  taken away: nobody changed it, and here it is of no use\n" in out
    assert f"  {PUBLISH}  of no use here, and it stays, since you changed it; without it: git rm {PUBLISH}\n" in out
    assert "  farm.yaml  report-form is GitHub's bot; without its form: active: false under people\n" in out
    assert "Settings → Merge requests" in out
    assert "  .gitlab-ci.yml  written\n" in out


def test_there_and_back_again_leaves_nothing_of_the_other_forge(newer: Farm) -> None:
    world = GitWorld(newer.root)
    before = world.git("rev-parse", "HEAD^{tree}")
    newer.ok("init", "--upgrade", "--ci", "gitlab", "--commit")
    newer.ok("init", "--upgrade", "--ci", "none", "--commit")
    assert not list(newer.root.glob(".git[hle]*"))
    newer.ok("init", "--upgrade", "--ci", "github", "--commit")
    assert world.git("rev-parse", "HEAD^{tree}") == before


def test_no_record_is_taken_away_because_a_set_up_claims_to_have_offered_it(newer: Farm) -> None:
    outside = newer.root.parent / "outside.txt"
    outside.write_text("x")
    set_up_file = json.loads(newer.read(".farm-gitops/set-up.json"))
    claimed = {"farm.yaml": (newer.root / "farm.yaml").read_bytes(), "../outside.txt": b"x"}
    set_up_file["files"] |= set_up.digests(claimed)
    newer.write(".farm-gitops/set-up.json", json.dumps(set_up_file))
    done = newer.ok("init", "--upgrade", "--json").json
    assert not any(file["removed"] for file in done["files"])
    assert outside.exists()
    assert (newer.root / "farm.yaml").exists()


def test_a_file_that_is_no_longer_offered_is_late_until_an_upgrade_takes_it_away(newer: Farm) -> None:
    known = json.loads(newer.read(".farm-gitops/set-up.json"))
    newer.write(".farm-gitops/set-up.json", json.dumps({**known, "forge": "gitlab"}))
    assert "workflows and settings are not as farm.yaml asks for now: .github/CODEOWNERS and " in newer("doctor").out
    newer.ok("init", "--upgrade")
    assert not (newer.root / CHECK).exists()
