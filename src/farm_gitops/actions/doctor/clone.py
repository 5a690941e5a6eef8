"""Questions about this clone: where it lies, how much of history it holds, who one is in it, what git does for it."""

from __future__ import annotations

from farm_gitops.actions.doctor.check import Answer
from farm_gitops.actions.hooks import found_hooks
from farm_gitops.errors import FarmError
from farm_gitops.git.identity import identity
from farm_gitops.git.revisions import require_intact
from farm_gitops.git.runner import Repository
from farm_gitops.model.organization import Configuration
from farm_gitops.store.project import Project
from farm_gitops.store.write import abandoned

_OUTPUT = "site"


def repository_here(project: Project) -> Answer:
    """Whether git knows this folder, as the top of a repository."""
    if project.repository is None:
        yield "wrong", "this folder is no git repository, so nothing of its history can be told or proved", "git init"
    elif project.repository.top.resolve() != project.root.resolve():
        top = project.repository.top
        yield "wrong", f"farm.yaml lies below the top of its git repository ({top})", f"move it to {top}, or: git init"
    elif project.head is None:
        yield "wrong", "nothing is committed yet", "git add -A && git commit -m 'Begin tracking incidents'"
    else:
        yield "fine", f"a git repository with commits, {project.repository.top}", ""


def history(repository: Repository) -> Answer:
    """Whether all of the past is here, as it was made."""
    try:
        require_intact(repository)
    except FarmError as error:
        yield "wrong", error.message, error.cure
        return
    yield "fine", "the whole history is here", ""


def who_you_are(repository: Repository | None, configuration: Configuration | None) -> Answer:
    """Whether git names somebody whom farm.yaml knows."""
    found = identity(repository)
    if found is None:
        cure = 'git config user.name "Your Name" && git config user.email you@example.org'
        yield "wrong", "git does not know who you are", cure
        return
    if configuration is None:
        yield "fine", f"git says that you are {found.name} <{found.email}>", ""
        return
    person = configuration.person_of(found.email)
    if person is None:
        cure = f"farm.yaml, under people: add {found.email} to your `emails`, or: git config user.email YOURS"
        yield "advice", f"farm.yaml gives {found.email} to nobody, so you may read and not write", cure
    elif not configuration.people[person].active:
        yield "advice", f"{person} has left (`active: false` in farm.yaml)", "let somebody act who is still a member"
    else:
        yield "fine", f"you are {person}, {_roles(configuration, person)}", ""


def unfinished(project: Project) -> Answer:
    """Whether the half of a command that was killed lies here."""
    left = abandoned(project)
    if left:
        message = f"a command was killed here while it wrote {len(left)} files"
        yield "wrong", message, "farm-gitops validate --fix  takes them back, and so does the next command that writes"


def output_is_ignored(repository: Repository) -> Answer:
    """Whether the built site stays out of commits."""
    held = repository.run("ls-files", "-z", "--", f"{_OUTPUT}/").decode("utf-8", "surrogateescape").split("\0")
    committed = [path for path in held if path and not path.endswith("/.gitignore")]
    if committed:
        cure = f"git rm -r --cached {_OUTPUT} && echo /{_OUTPUT}/ >> .gitignore"
        yield "wrong", f"{_OUTPUT}/ is committed ({len(committed)} files), and every build would change it", cure
    elif not _is_ignored(repository):
        yield "wrong", f"{_OUTPUT}/ is not ignored, and would be committed", f"echo /{_OUTPUT}/ >> .gitignore"
    else:
        yield "fine", f"{_OUTPUT}/ is ignored", ""


def hooks(repository: Repository) -> Answer:
    """Whether git asks before a commit lands."""
    states = {hook.name: hook.state for hook in found_hooks(repository)}
    match states["pre-commit"]:
        case "installed":
            yield "fine", "git asks farm-gitops before each commit", ""
        case "outdated":
            yield "advice", "the pre-commit hook is from another installation", "farm-gitops hooks install"
        case "foreign":
            yield "fine", "the pre-commit hook is your own; `farm-gitops hooks pre-commit` is what it may ask", ""
        case "absent":
            yield "advice", "no hook judges what you commit before it is pushed", "farm-gitops hooks install"


def _is_ignored(repository: Repository) -> bool:
    """Whether git leaves the output out of commits; before the first build, whether .gitignore names it."""
    if (repository.top / _OUTPUT).is_dir():
        seen = ("ls-files", "--others", "--exclude-standard", "--directory", "--no-empty-directory", "--")
        return not repository.run(*seen, f"{_OUTPUT}/")
    ignored = repository.top / ".gitignore"
    lines = ignored.read_text("utf-8", "replace").split() if ignored.is_file() else []
    return not {f"/{_OUTPUT}/", f"{_OUTPUT}/", f"/{_OUTPUT}", _OUTPUT}.isdisjoint(lines)


def _roles(configuration: Configuration, person: str) -> str:
    teams = configuration.organizations.items()
    admin = [name for name, team in teams if person in team.admins]
    member = [name for name, team in teams if person in team.members and name not in admin]
    roles = [*(["a maintainer"] if person in configuration.maintainers else []),
             *(f"an admin of {name}" for name in admin), *(f"a member of {name}" for name in member)]  # fmt: skip
    return ", ".join(roles) or "known and a member of no organization"
