"""Questions about what `init` wrote for a forge: whether it is of today, and asks and lets in the right people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from farm_gitops.actions.code_owners import PLACES, approval_path, policy_paths, uncovered
from farm_gitops.actions.doctor.check import Answer
from farm_gitops.actions.form_bot import FORM_BOT, FORM_WORKFLOW, by_hand, closed_to_the_form
from farm_gitops.actions.set_up import Choice, program_version, read_set_up, standings
from farm_gitops.actions.upgrade import offered
from farm_gitops.git.forges import ForgeKind
from farm_gitops.model.organization import Configuration
from farm_gitops.store.project import Project


def workflows(project: Project, forge: Choice) -> Answer:
    """Whether workflows and settings are as this version writes them, or as somebody wants them."""
    before = read_set_up(project.root)
    if before is None or before.forge is None:
        to_whom = "github|gitlab|gitea" if forge == "none" else forge
        message = "no workflow of farm-gitops is here, so nothing judges a pull request"
        yield "advice" if forge == "none" else "wrong", message, f"farm-gitops init --upgrade --ci {to_whom}"
        return
    found = standings(project.root, offered(project, before).files, before)
    late = [each.path for each in found if each.is_ours_to_write or each.is_ours_to_remove]
    if late:
        version = f"of {before.program}, and this is {program_version()}"
        what = version if before.program != program_version() else "not as farm.yaml asks for now"
        yield "wrong", f"workflows and settings are {what}: {_some(late)}", "farm-gitops init --upgrade"
    own = [each.path for each in found if each.state == "changed"]
    if own:
        yield "advice", f"you changed {_some(own)}, and a newer one is offered", "farm-gitops init --upgrade"
    if not (late or own):
        yield "fine", f"workflows and settings ({before.forge}) are those of farm-gitops {before.program}", ""


def code_owners_here(root: Path, forge: ForgeKind, configuration: Configuration) -> Answer:
    """Whether the forge asks somebody before policy or an approval lands."""
    place = next((each for each in PLACES[forge] if (root / each).is_file()), None)
    if place is None:
        cure = f"farm-gitops init --upgrade --ci {forge} --take {PLACES[forge][-1 if forge != 'github' else 0]}"
        yield "wrong", "there is no CODEOWNERS, so the forge asks nobody before policy or an approval lands", cure
        return
    text = (root / place).read_text("utf-8", "replace")
    wanted = (*policy_paths(forge), *map(approval_path, configuration.organizations))
    without = uncovered(forge, text, wanted)
    if without:
        message = f"{place} names nobody for {_some(path.removesuffix('/any') for path in without)}"
        yield "wrong", message, f"farm-gitops init --upgrade --take {place}, or add them there"
    else:
        yield "fine", f"{place} names somebody for policy and approvals", ""


def people_on_the_forge(forge: ForgeKind, configuration: Configuration) -> Answer:
    """Whether what people do in the browser counts as theirs."""
    if forge != "github":
        return
    named = (*configuration.maintainers, *(name for team in configuration.organizations.values()
                                           for name in (*team.admins, *team.members)))  # fmt: skip
    people = {name: configuration.people[name] for name in named if name in configuration.people}
    without = sorted(
        name for name, who in people.items() if who.active and not who.github and FORM_BOT not in who.emails
    )
    if without:
        message = f"what {_some(without)} changes on GitHub's pages may count as a stranger's"
        yield "advice", message, f"farm.yaml: give {without[0]} under people `github: NAME`"


def report_form(root: Path, configuration: Configuration) -> Answer:
    """Whether what the form reports may land where GitHub squashes it."""
    closed = closed_to_the_form(configuration)
    if closed and (root / FORM_WORKFLOW).is_file():
        message = f"GitHub squashes what its form reports as its bot, who is no member of {_some(closed)}"
        yield "wrong", message, by_hand(configuration)


def _some(names: Iterable[str]) -> str:
    first, *rest = names
    return f"{first} and {len(rest)} more" if len(rest) > 1 else " and ".join([first, *rest])
