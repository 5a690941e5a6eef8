"""Put the hooks of git in place that ask this program, and take them away; a hook of somebody else's stays."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import Final, Literal, NamedTuple

from farm_gitops.errors import FarmError, Refused, UsageError
from farm_gitops.git.hook import HooksFolder, hooks_folder
from farm_gitops.git.runner import Repository
from farm_gitops.store.whole_file import write_bytes

HookName = Literal["pre-commit", "pre-receive"]

NAMES: Final[tuple[HookName, ...]] = ("pre-commit", "pre-receive")
_MARK: Final = b"# Written by `farm-gitops hooks install`"
_SCRIPT: Final = """\
#!/bin/sh
{mark}, which may be run again; `farm-gitops hooks uninstall` takes it away.
# What cannot be judged is refused: without farm-gitops nothing gets through here.
python={python}
if "$python" -P -c 'import farm_gitops' 2>/dev/null; then
    exec "$python" -P -c 'from farm_gitops.cli.main import run; run()' hooks {name}
elif command -v farm-gitops >/dev/null 2>&1; then
    exec farm-gitops hooks {name}
fi
echo "error: farm-gitops is neither at $python nor on the PATH, so the {act} cannot be judged and is refused" >&2
echo "  cure: install farm-gitops again, then: farm-gitops hooks install{option}" >&2
exit 3
"""
_ACTS: Final[dict[HookName, str]] = {"pre-commit": "commit", "pre-receive": "push"}
_OPTIONS: Final[dict[HookName, str]] = {"pre-commit": "", "pre-receive": " --pre-receive"}


class Hook(NamedTuple):
    """A hook as it is: ours, ours from another installation, somebody else's, or none."""

    name: HookName
    path: Path
    state: Literal["installed", "outdated", "foreign", "absent"]


class Installed(NamedTuple):
    """What was done: whether the file is new, where what it replaces is kept, whether a setting names the folder."""

    hook: Hook
    is_new: bool
    kept: Path | None
    is_configured: bool


def found_hooks(repository: Repository) -> tuple[Hook, ...]:
    """Each hook that there could be."""
    folder = hooks_folder(repository).path
    return tuple(_found(folder, name) for name in NAMES)


def install(repository: Repository, name: HookName, *, force: bool) -> Installed:
    """Put a hook in place. Somebody else's is left alone and Refused, or with `force` kept beside it."""
    if repository.bare and name == "pre-commit":
        raise UsageError("nobody commits in a bare repository", "farm-gitops hooks install --pre-receive")
    folder = hooks_folder(repository)
    _require_own(repository, folder)
    hook = _found(folder.path, name)
    if hook.state == "installed":
        return Installed(hook, False, None, folder.scope is not None)
    kept = _set_aside(hook, force=force) if hook.state == "foreign" else None
    write_bytes(hook.path, _script(name), mode=0o755)
    return Installed(hook._replace(state="installed"), True, kept, folder.scope is not None)


def uninstall(repository: Repository) -> tuple[Hook, ...]:
    """Take our hooks away and put back what they replaced; returns those that were there."""
    ours = tuple(hook for hook in found_hooks(repository) if hook.state in {"installed", "outdated"})
    for hook in ours:
        hook.path.unlink()
        if _aside(hook).exists():
            _aside(hook).rename(hook.path)
    return ours


def _require_own(repository: Repository, folder: HooksFolder) -> None:
    """Hooks of this repository alone: those of all the user's repositories are not ours to change."""
    if folder.scope in {"global", "system"}:
        own = quote(str(repository.common_dir / "hooks"))
        raise Refused(
            f"core.hooksPath of git's {folder.scope} settings gives all repositories the hooks in {folder.path}",
            f"give this one its own: git config --local core.hooksPath {own}  and then again",
        )
    if folder.path.exists() and not folder.path.is_dir():
        raise FarmError(f"core.hooksPath is {folder.path}, which is no folder", "git config --unset core.hooksPath")


def _found(folder: Path, name: HookName) -> Hook:
    path = folder / name
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Hook(name, path, "foreign" if path.is_symlink() else "absent")
    except OSError as error:
        raise FarmError(f"cannot read {path}: {error.strerror}", "check who owns it: ls -l") from error
    if not b"".join(text.splitlines()[1:2]).startswith(_MARK):
        return Hook(name, path, "foreign")
    return Hook(name, path, "installed" if text == _script(name) and _is_run(path) else "outdated")


def _is_run(path: Path) -> bool:
    """Whether git will run it: it skips a hook that is not executable."""
    return path.stat().st_mode & 0o111 != 0


def _set_aside(hook: Hook, *, force: bool) -> Path:
    aside = _aside(hook)
    if not force:
        raise Refused(
            f"there is another {hook.name} hook already: {hook.path}",
            f"add the line  farm-gitops hooks {hook.name}  to it, or replace it: --force (it is kept as {aside.name})",
        )
    if aside.exists():
        raise Refused(f"{aside} is there from the last time", "move it away, then try again")
    hook.path.rename(aside)
    return aside


def _aside(hook: Hook) -> Path:
    return hook.path.with_name(f"{hook.name}.replaced")


def _script(name: HookName) -> bytes:
    names = {"mark": _MARK.decode(), "python": quote(sys.executable), "name": name}
    return _SCRIPT.format(**names, act=_ACTS[name], option=_OPTIONS[name]).encode()
