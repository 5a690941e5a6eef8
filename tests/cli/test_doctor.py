"""`doctor`: each thing that can be wrong with a set-up is found and comes with a cure; nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import Answer, Farm
from git_world import GitWorld
from killed import kill_at

from farm_gitops.actions import set_up
from farm_gitops.actions.doctor import machine
from farm_gitops.store.project import find_project
from farm_gitops.store.write import write_texts

BOT = "41898282+github-actions[bot]@users.noreply.github.com"


@pytest.fixture
def sound(empty_farm: Farm) -> Farm:
    """A repository for GitHub in which nothing is wrong."""
    world = GitWorld.new(empty_farm.root)
    world.git("remote", "add", "origin", "git@github.com:acme/incidents.git")
    empty_farm.ok("init", "--login", "alice-ng", "--commit")
    edit(empty_farm, "components: {}", "components: {checkout: {}}")
    edit(empty_farm, "maintainers: [alice]", "maintainers: [alice, bob]")
    edit(empty_farm, "people:\n", "people:\n  bob: {github: bob-roth}\n")
    empty_farm.ok("init", "--upgrade")
    empty_farm.ok("hooks", "install")
    world.git("add", "--all")
    world.commit({})
    return empty_farm


def edit(farm: Farm, before: str, after: str) -> None:
    text = farm.read("farm.yaml")
    assert before in text
    farm.write("farm.yaml", text.replace(before, after))


def told(answer: Answer, state: str) -> dict[str, str]:
    """Messages by name, of what is in this state."""
    return {check["name"]: check["message"] for check in answer.json["checks"] if check["state"] == state}


def only_wrong(farm: Farm, name: str) -> str:
    """The message of the one thing that is wrong, which has a cure; CI sees it by the exit code."""
    answer = farm("doctor", "--json")
    assert (answer.code, answer.json["verdict"]) == (1, "reject"), answer.out
    wrong = [check for check in answer.json["checks"] if check["state"] == "wrong"]
    assert [check["name"] for check in wrong] == [name]
    assert all(check["cure"] for check in wrong)
    message: str = wrong[0]["message"]
    return message


def test_where_nothing_is_wrong_it_says_so_and_what_it_cannot_see(sound: Farm) -> None:
    answer = sound.ok("doctor", "--json")
    assert answer.json["verdict"] == "pass"
    assert told(answer, "advice") == {}
    assert {"git", "yaml-reader", "history", "identity", "workflows", "code-owners"} <= told(answer, "fine").keys()
    unseen = [check for check in answer.json["checks"] if check["state"] == "unseen"]
    assert [check["cure"].split()[:3] for check in unseen] == [
        ["gh", "api", "repos/acme/incidents/rules/branches/main"],
        ["gh", "api", "repos/acme/incidents/pages"],
        ["gh", "api", "repos/acme/incidents/actions/permissions/workflow"],
    ]
    assert GitWorld(sound.root).git("status", "--short") == ""


@pytest.mark.parametrize(
    ("forge", "address", "cure"),
    [
        ("github", "https://alice:token@github.com/acme/incidents.git", "gh api repos/acme/incidents/rules/"),
        ("github", "ssh://git@ssh.github.com:443/acme/incidents.git", "gh api repos/acme/incidents/rules/"),
        ("gitlab", "git@gitlab.com:acme/ops/incidents.git", "https://gitlab.com/acme/ops/incidents/-/settings/"),
        ("gitlab", "ssh://git@git.acme.example:2222/acme/incidents", "https://git.acme.example/acme/incidents/-/"),
        ("gitea", "https://bob@git.acme.example:3000/acme/incidents", "https://git.acme.example:3000/acme/incidents/"),
    ],
)
@pytest.mark.parametrize("remote", ["origin", "acme"])
def test_the_places_to_look_at_are_those_of_the_remote_whatever_its_name_and_address(
    farm: Farm, forge: str, address: str, cure: str, remote: str
) -> None:
    GitWorld(farm.root).git("remote", "add", remote, address)
    farm.ok("init", "--upgrade", "--ci", forge)
    checks = farm("doctor", "--json").json["checks"]
    cures = [check["cure"] for check in checks if check["state"] == "unseen"]
    assert cures[0].startswith(cure)
    assert not any("OWNER" in each or "token" in each for each in cures)


def test_files_that_do_not_read_are_counted_and_validate_names_them(sound: Farm) -> None:
    opened = sound.ok("open", "Down", "--severity", "P1", "--description", "x", "--json").json["incident"]
    folder = f"incidents/{opened}"
    assert "all 1 files of incidents can be read" in told(sound.ok("doctor", "--json"), "fine")["records"]
    sound.write(f"{folder}/incident.yaml", "title: [\n")
    sound.write(f"{folder}/timeline/20261123T120000Z-alice.md", "---\nat: {\n---\nText\n")
    assert only_wrong(sound, "records").startswith("2 files do not read,")
    assert "farm-gitops validate" in sound("doctor").out
    named = {finding["path"] for finding in sound("validate", "--json").json["findings"]}
    assert {f"{folder}/incident.yaml", f"{folder}/timeline/20261123T120000Z-alice.md"} <= named


def test_the_half_of_a_killed_command_is_wrong_until_it_is_taken_back(sound: Farm) -> None:
    project = find_project(sound.root)
    kept = GitWorld(sound.root).git("status", "--short")
    texts = {f"incidents/acme/a/{name}": name for name in ("timeline/1.md", "timeline/2.md", "incident.yaml")}
    assert kill_at(17, lambda: write_texts(project, texts, dict[str, bytes]().get))
    assert told(sound("doctor", "--json"), "wrong").keys() == {"unfinished", "records"}
    assert "validate --fix takes them back" in sound("validate").err
    assert "took back incidents/acme/a/timeline/1.md" in sound.ok("validate", "--fix").err
    assert sound.ok("doctor").code == 0
    assert GitWorld(sound.root).git("status", "--short") == kept


def test_in_an_empty_folder_it_names_the_way_to_begin(empty_farm: Farm) -> None:
    answer = empty_farm("doctor", "--json")
    assert (answer.code, set(told(answer, "wrong"))) == (1, {"repository", "configuration", "identity"})
    assert "farm-gitops init" in answer.out


def test_with_a_broken_configuration_it_says_where_and_looks_at_the_rest(sound: Farm) -> None:
    sound.write("farm.yaml", "maintainers: [alice\norganizations: {")
    answer = sound("doctor", "--json")
    assert (answer.code, "farm.yaml:" in told(answer, "wrong")["configuration"]) == (1, True)
    assert {"git", "repository", "history"} <= told(answer, "fine").keys()


def test_without_git_it_cannot_look_and_says_how_to_get_it(sound: Farm, tmp_path: Path) -> None:
    sound.patch.setenv("PATH", str(tmp_path))
    answer = sound("doctor", "--json")
    assert (answer.code, answer.json["verdict"]) == (3, "error")
    assert "git is not installed" in told(answer, "blind")["git"]


def test_without_the_c_extension_it_cannot_look_and_names_the_package(sound: Farm) -> None:
    sound.patch.setattr(machine, "find_spec", lambda _: None)
    answer = sound("doctor", "--json")
    assert (answer.code, list(told(answer, "blind"))) == (3, ["yaml-reader"])
    assert "ruamel.yaml.clib" in answer.json["checks"][0]["cure"]


def test_a_shallow_clone_is_wrong_with_the_command_that_mends_it(sound: Farm, tmp_path: Path) -> None:
    GitWorld(sound.root).clone(tmp_path / "shallow", "--depth=1")
    sound.root = tmp_path / "shallow"
    sound.ok("hooks", "install")
    assert "shallow" in only_wrong(sound, "history")
    GitWorld(sound.root).git("fetch", "--quiet", "--unshallow")
    sound.ok("doctor")


def test_whoever_farm_yaml_does_not_know_is_told(sound: Farm) -> None:
    sound.become("Mallory", "mallory@other.example")
    assert "mallory@other.example to nobody" in told(sound.ok("doctor", "--json"), "advice")["identity"]
    GitWorld(sound.root).git("config", "--unset", "user.email")
    assert only_wrong(sound, "identity") == "git does not know who you are"


def test_workflows_older_than_the_program_are_wrong_and_an_upgrade_mends_them(sound: Farm) -> None:
    sound.patch.setattr(set_up, "version", lambda _: "0.2.0")
    assert "of 0.1.0, and this is 0.2.0" in only_wrong(sound, "workflows")
    sound.ok("init", "--upgrade")
    sound.ok("doctor")


def test_workflows_that_somebody_changed_are_theirs(sound: Farm) -> None:
    path = ".github/workflows/incidents-daily.yml"
    sound.write(path, sound.read(path) + "# ours\n")
    assert told(sound.ok("doctor", "--json"), "advice") == {}


def test_no_workflows_for_a_known_forge_are_wrong(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.git("remote", "add", "origin", "git@gitlab.com:acme/incidents.git")
    world.commit({".gitignore": "/site/\n"})
    answer = farm("doctor", "--json")
    assert set(told(answer, "wrong")) == {"workflows", "code-owners"}
    assert "farm-gitops init --upgrade --ci gitlab" in answer.out
    farm.ok("init", "--upgrade")
    farm.ok("doctor")


@pytest.mark.parametrize("how", ["committed", "not ignored", "built and not ignored"])
def test_a_site_that_would_be_committed_is_wrong(sound: Farm, how: str) -> None:
    world = GitWorld(sound.root)
    if how == "committed":
        world.commit({"site/index.html": "<p>old</p>"})
    else:
        world.commit({".gitignore": "node_modules\n"})
    if how == "built and not ignored":
        sound.ok("build")
    assert "committed" in only_wrong(sound, "site")


def test_code_owners_that_leave_something_out_are_wrong(sound: Farm) -> None:
    sound.write(".github/CODEOWNERS", "/farm.yaml @alice-ng\n/incidents/*/*/postmortem.md @alice-ng\n")
    message = only_wrong(sound, "code-owners")
    assert "names nobody for farm.yaml.sig" in message
    sound.write(".github/CODEOWNERS", "* @alice-ng\n")
    sound.ok("doctor")
    (sound.root / ".github/CODEOWNERS").unlink()
    assert "there is no CODEOWNERS" in only_wrong(sound, "code-owners")


def test_the_form_needs_the_bot_as_a_member_where_changes_are_squashed(sound: Farm) -> None:
    edit(sound, f'"{BOT}"', '"someone@else.example"')
    assert "no member of acme" in only_wrong(sound, "report-form")
    edit(sound, "landing: squash", "landing: merge")
    sound.ok("doctor")


def test_a_catalog_that_names_nothing_is_wrong_and_one_that_cannot_be_read_is_told(sound: Farm) -> None:
    sound.write("farm.yaml", sound.read("farm.yaml") + "catalog: [catalog/**/*.yaml]\n")
    assert "no file fits" in only_wrong(sound, "catalog")
    sound.write("catalog/broken.yaml", "kind: [")
    assert "catalog/broken.yaml is left out" in told(sound.ok("doctor", "--json"), "advice")["catalog"]


def test_without_anybody_who_may_change_the_policy_it_is_wrong(sound: Farm) -> None:
    edit(sound, "maintainers: [alice, bob]", "maintainers: []")
    sound.ok("init", "--upgrade")
    answer = sound("doctor", "--json")
    assert told(answer, "wrong")["maintainers"] == "nobody here may change the policy"


def test_with_signed_trust_everybody_who_must_sign_needs_a_key(sound: Farm, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not here")
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLvHyDZTRNVsfQ7ZB0hbJ0cY1mVZx0a8oN9lhz8pQ0c"
    edit(sound, "trust: names ", "trust: signed")
    edit(sound, "github: bob-roth", f"github: bob-roth, signing_keys: [{key}]")
    sound.ok("init", "--upgrade")
    assert "alice has no signing_keys" in only_wrong(sound, "signing")


def test_for_people_the_worst_comes_first_with_its_cure(sound: Farm) -> None:
    GitWorld(sound.root).commit({".gitignore": None})
    lines = sound("doctor").out.splitlines()
    assert lines[0] == "wrong  site: site/ is not ignored, and would be committed"
    assert lines[1].strip() == "cure: echo /site/ >> .gitignore"
    assert lines[-1].startswith("1 wrong, ")
