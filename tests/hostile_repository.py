"""A repository whose configuration names programs wherever git lets it; each of them would leave a mark."""

from __future__ import annotations

from pathlib import Path

from git_world import GitWorld

PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
    *("pager.log", "pager.status", "pager.show", "sequence.editor", "diff.external", "difftool.mark.cmd"),
    *("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand", "interactive.diffFilter"),
    *("credential.helper", "filter.mark.clean", "filter.mark.smudge", "filter.mark.process", "filter.a=b.clean"),
    *("diff.mark.textconv", "diff.mark.command", "merge.mark.driver", "mergetool.mark.cmd", "trailer.mark.command"),
    *("trailer.mark.cmd", "alias.log", "alias.version", "alias.merge-tree", "alias.hash-object", "alias.rev-parse"),
    *("alias.status", "alias.ls-tree", "alias.cat-file", "remote.origin.uploadpack", "remote.origin.receivepack"),
    *("core.alternateRefsCommand", "uploadpack.packObjectsHook", "receive.procReceiveRefs", "browser.mark.cmd"),
    *("submodule.mark.update", "remote.origin.vcs", "tar.mark.command", "sendemail.toCmd", "web.browser"),
)
SWITCHES = {
    "commit.gpgSign": "true",
    "tag.gpgSign": "true",
    "gpg.format": "ssh",
    "log.showSignature": "true",
    "push.gpgSign": "true",
    "filter.mark.required": "true",
    "protocol.allow": "always",
    "protocol.file.allow": "always",
    "protocol.ext.allow": "always",
    "merge.default": "mark",
    "diff.trustExitCode": "true",
    "maintenance.auto": "true",
    "user.signingKey": "x",
}
PARTIAL = {
    "remote.origin.promisor": "true",
    "core.repositoryFormatVersion": "1",
    "extensions.partialClone": "origin",
}
HOOKS = (
    *("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-checkout", "post-index-change"),
    *("reference-transaction", "post-rewrite", "pre-push", "fsmonitor-watchman", "post-merge", "pre-auto-gc"),
    *("applypatch-msg", "pre-applypatch", "pre-rebase", "pre-merge-commit", "push-to-checkout", "update"),
)
ATTRIBUTES = "* filter=mark diff=mark merge=mark\n"


def besiege(world: GitWorld, folder: Path, *, partial: bool = False) -> Path:
    """Make a repository hostile, with programs and hooks in `folder`; returns the mark that each would leave.

    `partial` also has git fetch what is missing from a remote that is a program.
    """
    mark, program = folder / "mark", folder / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{mark}"\n')
    program.chmod(0o755)
    for name in PROGRAMS:
        value = f"!{program}" if name.startswith(("alias.", "credential.", "submodule.")) else str(program)
        world.git("config", name, value)
    included = folder / "included"
    included.write_text(f"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n[diff]\n\texternal = {program}\n")
    for hooks in (folder / "hooks", world.top / ".git/hooks"):
        _hook(hooks, program)
    switches = {**SWITCHES, **(PARTIAL if partial else {}), "core.hooksPath": str(folder / "hooks")}
    for name, value in {**switches, "remote.origin.url": f"ext::{program} %S", "include.path": str(included)}.items():
        world.git("config", name, value)
    mark.unlink(missing_ok=True)
    return mark


def _hook(folder: Path, program: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(program)
