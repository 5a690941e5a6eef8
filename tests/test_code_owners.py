"""CODEOWNERS in three dialects: who is asked, and whether a file of somebody's own covers policy and approvals."""

from __future__ import annotations

import pytest

from farm_gitops.actions.code_owners import approval_path, code_owners, policy_paths, uncovered
from farm_gitops.git.forges import ForgeKind
from farm_gitops.records.decode import decode_configuration

FORGES: list[ForgeKind] = ["github", "gitlab", "gitea"]
POLICY = b"""\
maintainers: [alice, gone]
organizations:
  acme: {admins: [alice, dora]}
  globex: {admins: [erin]}
people:
  alice: {emails: [alice@acme.example], github: alice-ng}
  dora: {emails: [dora@acme.example]}
  erin: {github: erin}
  gone: {github: gone, active: false}
"""


@pytest.fixture(params=FORGES)
def forge(request: pytest.FixtureRequest) -> ForgeKind:
    chosen: ForgeKind = request.param
    return chosen


def written(forge: ForgeKind) -> str:
    configuration = decode_configuration("farm.yaml", POLICY).value
    assert configuration
    return code_owners(forge, configuration)[1]


def test_what_we_write_covers_policy_and_approvals(forge: ForgeKind) -> None:
    paths = [*policy_paths(forge), approval_path("acme"), approval_path("globex")]
    assert len(paths) > 8
    assert uncovered(forge, written(forge), paths) == ()


def test_nobody_is_asked_for_what_any_member_may_change(forge: ForgeKind) -> None:
    others = ("incidents/acme/x/incident.yaml", "incidents/acme/x/timeline/a.md", "catalog/a.yaml", "farmXyaml")
    assert uncovered(forge, written(forge), others) == others


def test_who_has_left_is_not_asked_and_who_has_no_name_there_only_where_an_address_will_do() -> None:
    assert "gone" not in written("github")
    [line] = [line for line in written("github").splitlines() if line.startswith("/incidents/acme/")]
    assert line == "/incidents/acme/*/postmortem.md @alice-ng dora@acme.example"
    [line] = [line for line in written("gitea").splitlines() if line.startswith("incidents/acme/")]
    assert line == r"incidents/acme/[^/]+/postmortem\\.md @alice-ng"


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        ("* @alice", True),
        ("/.github/ @alice", True),
        (".github @alice", True),
        ("/.github/** @alice", True),
        ("*.yml @alice", False),
        ("* @alice\n/.github/ # nobody\n", False),
        ("# * @alice", False),
        ("docs/ @alice", False),
    ],
)
def test_globs_of_ones_own_are_read_as_the_forge_reads_them(text: str, *, is_covered: bool) -> None:
    assert (uncovered("github", text, [".github/any"]) == ()) is is_covered


@pytest.mark.parametrize(
    ("text", "is_covered"),
    [
        (".* @alice", True),
        (r"\\.gitea/.* @alice", True),
        ("(((", False),
        ("x.* @alice", False),
        ("(.+)+x @alice", False),  # one that might never end is not tried
    ],
)
def test_expressions_of_ones_own_are_read_as_gitea_reads_them(text: str, *, is_covered: bool) -> None:
    assert (uncovered("gitea", text, [".gitea/any"]) == ()) is is_covered
