"""`init`: make a repository of incidents out of a folder, and bring what it wrote there up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.errors import UsageError

if TYPE_CHECKING:
    from farm_gitops.actions.initialize import Initialized
    from farm_gitops.actions.set_up import Choice, Standing

_EXAMPLE: Final = """\b
Examples:
  mkdir incidents-of-acme && cd incidents-of-acme
  farm-gitops init --organization acme --ci github --login alice-ng --commit
\b
  farm-gitops init --upgrade                                    after a new version of farm-gitops
  farm-gitops init --upgrade --take .github/CODEOWNERS          also over what you changed there
\b
Without --ci the forge is told by the name of the host that the remote `origin` leads to.
"""
FORGES: Final[dict[Choice, str]] = {
    "github": "GitHub",
    "gitlab": "GitLab",
    "gitea": "Gitea or Forgejo",
    "none": "no forge",
}
_STEPS: Final[dict[Choice, tuple[str, ...]]] = {
    "github": (
        "push it, then on GitHub:",
        "  Settings → Pages → Source: GitHub Actions                     the site is published from then on",
        "  Settings → Rules → require the check `Incidents may land`, branches up to date (or a merge queue),",
        "     and reviews by code owners; no force pushes",
        '  Settings → Actions → General → "Allow GitHub Actions to create and approve pull requests"     for the form',
    ),
    "gitlab": (
        "push it, then on GitLab:",
        '  Settings → Merge requests → "Pipelines must succeed", and not "Skipped pipelines are considered successful"',
        "  Settings → Repository → Protected branches: nobody may push or force-push; code owners must approve",
        "  Build → Pipeline schedules: once a day on the default branch   what only time makes wrong",
    ),
    "gitea": (
        "push it, then on Gitea or Forgejo:",
        "  Settings → Actions: enable them for the repository",
        "  Settings → Branches: protect the branch, require the status checks `Incidents*`; no force pushes",
    ),
    "none": (
        "git itself can be the gatekeeper, on a server: farm-gitops -C REPOSITORY.git hooks install --pre-receive",
    ),
}


@click.command("init", epilog=_EXAMPLE)
@click.option(
    "--organization", metavar="ORG", help="First organization (default: the remote's owner, else the folder)."
)
@click.option("--ci", "forge", type=click.Choice([*FORGES]), help="Whose workflows to write (default: by the remote).")
@click.option("--login", metavar="NAME", help="Your name on the forge: what you do in the browser counts as yours.")
@click.option("--upgrade", "is_upgrade", is_flag=True, help="Bring workflows and settings up to this version.")
@click.option("--take", metavar="FILE", multiple=True, help="With --upgrade: take this one as it is offered.")
@click.option("--commit", is_flag=True, help="Commit what was made.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_context
def init_command(
    context: Context,
    organization: str | None,
    forge: Choice | None,
    login: str | None,
    is_upgrade: bool,
    take: tuple[str, ...],
    commit: bool,
    as_json: bool,
) -> None:
    """Make a repository of incidents out of this folder; you become its maintainer and first admin.

    With --upgrade, bring the workflows, code owners and settings of an earlier version up to date. What you changed or
    took away stays so; you are shown what would be different.
    """
    if is_upgrade:
        if organization or login:
            raise UsageError("--organization and --login found a repository", "farm-gitops init --upgrade")
        _upgrade(context, forge, take, commit=commit, as_json=as_json)
        return
    if take:
        raise UsageError("--take says how --upgrade is meant", f"farm-gitops init --upgrade --take {take[0]}")
    from farm_gitops.actions.initialize import Wish, initialize

    made = initialize(Path.cwd(), Wish(organization, forge, login, commit))
    if as_json:
        _print_json(_founded(made))
    else:
        _tell(made, login)


def _tell(made: Initialized, login: str | None) -> None:
    kind = "a new git repository" if made.is_new_repository else "this git repository"
    click.secho(f"{kind} tracks the incidents of {made.organization}; {made.person} is its admin", bold=True)
    click.echo(_told_by(made))
    for path in made.files:
        click.echo(f"  {path}")
    _tell_kept(made.kept)
    if made.commit:
        click.echo(f"committed as {made.commit[:10]}")
    else:
        click.echo("not committed yet: git add -A && git commit -m 'Begin tracking incidents'")
    if made.forge == "github" and login is None:
        click.echo(f"your name on GitHub is not known: in farm.yaml, add `github: NAME` to {made.person} under people,")
        click.echo("  so that what you change in the browser counts as yours")
    click.echo(
        'next: farm-gitops open "What is wrong" --severity P2 --description "What is known"'
        f" --commander {made.person} --commit"
    )
    for line in _STEPS[made.forge]:
        click.echo(line)
    click.echo("then: farm-gitops doctor")


def _told_by(made: Initialized) -> str:
    from farm_gitops.records.layout import shown

    if made.remote:
        because = "whose host names no forge" if made.forge == "none" else "as its host says"
        return f"for {FORGES[made.forge]}: origin is {shown(made.remote)}, {because} (--ci chooses another)"
    if made.forge == "none":
        return "for no forge: there is no remote yet; later: farm-gitops init --upgrade --ci github|gitlab|gitea"
    return f"for {FORGES[made.forge]}"


def _tell_kept(kept: tuple[Standing, ...]) -> None:
    for each in kept:
        click.secho(f"  {each.path}  was there and stays as it is", fg="yellow")
    if kept:
        click.echo(
            f"to see ours: farm-gitops init --upgrade; to take it: farm-gitops init --upgrade --take {kept[0].path}"
        )


def _founded(made: Initialized) -> dict[str, object]:
    return {
        "organization": made.organization,
        "person": made.person,
        "forge": made.forge,
        "toldBy": made.remote,
        "files": made.files,
        "kept": [each.path for each in made.kept],
        "commit": made.commit,
        "next": _STEPS[made.forge],
    }


def _print_json(known: dict[str, object]) -> None:
    click.echo(json.dumps({"version": 1, **known}, indent=2))


def _upgrade(context: Context, forge: Choice | None, take: tuple[str, ...], *, commit: bool, as_json: bool) -> None:
    from farm_gitops.actions.upgrade import Upgrade, upgrade
    from farm_gitops.cli.upgraded import in_json, in_words

    done = upgrade(context.project, Upgrade(forge, take, commit))
    if as_json:
        _print_json(in_json(done))
    else:
        for style, line in in_words(done, FORGES[done.forge]):
            click.secho(line, **style)
        for step in _STEPS[done.forge] if done.left else ():
            click.echo(step)


COMMANDS: Final = {"init": init_command}
