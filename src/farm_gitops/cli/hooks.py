"""`hooks`: have git ask before a commit or a push lands, and what it asks then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context

if TYPE_CHECKING:
    from farm_gitops.actions.hooks import HookName, Installed
    from farm_gitops.store.project import Project
    from farm_gitops.validate.judge import Report

_EXAMPLES: Final = """\b
Examples:
  farm-gitops hooks install                                        in a clone: before each commit
  farm-gitops -C /srv/git/incidents.git hooks install --pre-receive     on a plain git server: before each push
  farm-gitops hooks status
\b
With the pre-commit framework, name this repository in .pre-commit-config.yaml instead, with the hooks
farm-gitops-validate (the files) and farm-gitops-step (what the commit does to them).
"""
_INSTALL_NOTE: Final = """\b
Examples:
  farm-gitops hooks install                                        in a clone: before each commit
  farm-gitops -C /srv/git/incidents.git hooks install --pre-receive     on a plain git server: before each push
  farm-gitops hooks install --force                                also where there is another's hook
\b
pre-commit judges what is staged, not what lies on disk: on a branch against where it left origin's branch, so
that your own unpublished mistakes can be mended; on that branch itself, and with `landing: rebase`, against HEAD.
`git commit --amend` of what no remote has is judged against the commit below HEAD. Git shows a hook only that author
and date stay: where you change them too (--reset-author, --date), amend your own unpublished commit with --no-verify.
It is a friend and no guard: `git commit --no-verify` passes it by.
\b
pre-receive guards the branch that the server's HEAD names, under each of its names: nothing of it is rewritten or
deleted, and each commit is judged, as with `landing: rebase`. Other branches are let in unseen. Where HEAD names no
branch that is there, nothing is let in but that branch itself, before any other holds a farm.yaml. To choose it, on the
server: git symbolic-ref HEAD refs/heads/main
"""
_UNINSTALL_EXAMPLES: Final = """\b
Examples:
  farm-gitops hooks uninstall
  farm-gitops -C /srv/git/incidents.git hooks uninstall                 on a plain git server
"""
_STATUS_EXAMPLES: Final = """\b
Examples:
  farm-gitops hooks status
  farm-gitops -C /srv/git/incidents.git hooks status                    and which branch is guarded
"""


@click.group("hooks", epilog=_EXAMPLES)
def hooks_group() -> None:
    """Have git ask before a commit or a push lands."""


@hooks_group.command("install", epilog=_INSTALL_NOTE)
@click.option("--pre-receive", "receives", is_flag=True, help="On a server: refuse a bad push.")
@click.option("--force", is_flag=True, help="Also where there is another hook; that one is kept beside it.")
@pass_context
def install_command(context: Context, receives: bool, force: bool) -> None:
    """Put a pre-commit hook in place, or with --pre-receive one that guards a server."""
    from farm_gitops.actions.hooks import install
    from farm_gitops.actions.receive import guard

    name: HookName = "pre-receive" if receives else "pre-commit"
    repository = context.history.require_repository()
    for line in _installed(install(repository, name, force=force)):
        click.echo(line)
    if receives:
        click.echo(f"  {guard(repository)}")


@hooks_group.command("uninstall", epilog=_UNINSTALL_EXAMPLES)
@pass_context
def uninstall_command(context: Context) -> None:
    """Take our hooks away, and put back what they replaced; another's hook stays."""
    from farm_gitops.actions.hooks import uninstall

    gone = uninstall(context.history.require_repository())
    for hook in gone:
        click.echo(f"{hook.name}: removed {hook.path}")
    if not gone:
        click.echo("no hook of farm-gitops is installed here")


@hooks_group.command("status", epilog=_STATUS_EXAMPLES)
@pass_context
def status_command(context: Context) -> None:
    """Say which hooks ask farm-gitops here, and which branch they guard."""
    from farm_gitops.actions.hooks import found_hooks
    from farm_gitops.actions.receive import guard

    words = {
        "installed": "installed",
        "outdated": "from another installation: run `farm-gitops hooks install` again",
        "foreign": "another's",
        "absent": "not installed",
    }
    repository = context.history.require_repository()
    for hook in found_hooks(repository):
        where = "" if hook.state == "absent" else f"  {hook.path}"
        click.echo(f"{hook.name}: {words[hook.state]}{where}")
        if hook.name == "pre-receive" and hook.state in {"installed", "outdated"}:
            click.echo(f"  {guard(repository)}")


@hooks_group.command("pre-commit")
@pass_context
def pre_commit_command(context: Context) -> int:
    """Judge what is staged: what the pre-commit hook runs."""
    from farm_gitops.cli.context import now
    from farm_gitops.store.staged import staged
    from farm_gitops.validate.step import judge_step

    with staged(_as_hook(context.history), now()) as files:
        if not (files.before or files.after.has_configuration):
            return 0  # no repository of incidents, or not yet
        return _told(judge_step(files), "the commit")


@hooks_group.command("pre-receive")
@pass_context
def pre_receive_command(context: Context) -> int:
    """Judge a push, from `old new ref` lines on standard input: what the pre-receive hook runs."""
    from farm_gitops.actions.receive import guarded_ref, judge_push
    from farm_gitops.git.hook import ref_updates

    project = _as_hook(context.history)
    updates = tuple(ref_updates(sys.stdin.buffer))
    guarded = guarded_ref(project.require_repository(), updates)
    reports = [judge_push(project, update, guarded) for update in updates]
    return max((_told(report, "the push") for report in reports if report), default=0)


def _as_hook(project: Project) -> Project:
    from dataclasses import replace

    from farm_gitops.git.hook import as_hook

    return replace(project, repository=as_hook(project.require_repository()))


def _told(report: Report, what: str) -> int:
    """Say what is wrong, and nothing where all is well, as hooks do."""
    from farm_gitops.cli.report import tell_report

    if report.errors or report.warnings:
        tell_report(report, "text")
    if report.errors:
        click.secho(f"{what} is refused; nothing was changed", fg="red", err=True)
    return 1 if report.errors else 0


def _installed(done: Installed) -> list[str]:
    path = done.hook.path
    lines = [f"{done.hook.name}: {'installed' if done.is_new else 'was installed already'}: {path}"]
    if done.is_configured:
        lines.append(f"  where core.hooksPath says: {path.parent}")
    if done.kept:
        lines.append(f"  what was there is kept: {done.kept}")
    return lines


COMMANDS: Final = {"hooks": hooks_group}
