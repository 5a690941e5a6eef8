"""Make a repository of incidents out of a folder: its first configuration, and what forge and editor need."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from farm_gitops.actions.first_configuration import Founding, first_configuration
from farm_gitops.actions.set_up import (
    Choice,
    SetUp,
    Standing,
    digests,
    program_version,
    put,
    remember,
    standings,
    wanted,
)
from farm_gitops.errors import Refused, UsageError
from farm_gitops.git.forges import Home, home_of, public_url
from farm_gitops.git.identity import require_identity
from farm_gitops.git.runner import Repository, find_repository
from farm_gitops.git.state import published_branch, remote_url
from farm_gitops.git.write import commit_paths
from farm_gitops.git.write import initialize as initialize_git
from farm_gitops.records import layout
from farm_gitops.store.project import Project
from farm_gitops.store.whole_file import write_bytes


class Wish(NamedTuple):
    """What shall be made: the name of the organization and the forge (None: as the folder and the remote say).

    `login` is the founder's name on the forge.
    """

    organization: str | None = None
    forge: Choice | None = None
    login: str | None = None
    commit: bool = False


class Initialized(NamedTuple):
    """What was made: files (from the root), whether git's repository is new, and the commit if there is one.

    `kept` are files of the same names that were there and are not as we would write them. `remote` is the address by
    which the forge was told, None where it was not.
    """

    files: tuple[str, ...]
    kept: tuple[Standing, ...]
    organization: str
    person: str
    forge: Choice
    remote: str | None
    is_new_repository: bool
    commit: str | None


def initialize(folder: Path, wish: Wish) -> Initialized:
    """Write what a repository of incidents needs; what is there stays as it is, and `.gitignore` gets a line.

    Refused where there is a farm.yaml already, FarmError where git does not know who is asking.
    """
    if (folder / layout.CONFIGURATION).exists():
        cure = "farm-gitops init --upgrade  brings its workflows up to date; farm-gitops doctor  says what is amiss"
        raise Refused("this is a repository of incidents already: it has a farm.yaml", cure)
    repository = find_repository(folder)
    if repository is not None and repository.top.resolve() != folder.resolve():
        raise Refused(
            f"this folder lies inside the git repository {repository.top}", f"cd {repository.top}, or git init here"
        )
    founding = _founding(folder, repository, wish)
    is_new = repository is None
    repository = repository or initialize_git(folder)
    written, kept = _write(Project(folder, repository), founding)
    message = f"Begin tracking incidents of {founding.organization}"
    made = commit_paths(repository, written, message) if wish.commit else None
    guessed = None if wish.forge else founding.home and public_url(remote_url(repository) or "")
    return Initialized(written, kept, founding.organization, founding.person, founding.forge, guessed, is_new, made)


def guessed_forge(repository: Repository | None) -> tuple[Choice, Home | None]:
    """The forge that the remote leads to, and its page there."""
    url = remote_url(repository) if repository else None
    home = home_of(url) if url else None
    return (home.kind if home and home.kind else "none"), home


def _founding(folder: Path, repository: Repository | None, wish: Wish) -> Founding:
    founder = require_identity(repository, scope="--global")
    person = layout.slug(founder.email.partition("@")[0], fallback=layout.slug(founder.name, fallback="me"))
    guess, home = guessed_forge(repository)
    name = _organization(wish.organization, home, folder)
    branch = published_branch(repository) if repository else "main"
    return Founding(name, person, founder, wish.forge or guess, wish.forge is None, wish.login, home, branch)


def _write(project: Project, founding: Founding) -> tuple[tuple[str, ...], tuple[Standing, ...]]:
    """Put down what is missing; returns the paths written, and what was there and differs."""
    folder = project.root
    text, configuration = first_configuration(founding)
    offered = wanted(founding.forge, founding.branch, configuration)
    found = standings(folder, offered, SetUp())
    own = {layout.CONFIGURATION: text.encode(), f"{layout.INCIDENTS}/.gitkeep": b""}
    files = {path: data for path, data in own.items() if not (folder / path).exists()}
    files |= {each.path: each.ours for each in found if each.is_ours_to_write}
    write_bytes(folder / ".gitignore", _ignored(folder))
    put(project, files)
    # What is somebody's own was not offered: the first upgrade shows how it differs.
    ours = digests({each.path: each.ours for each in found if each.state != "changed"})
    forge = None if founding.is_guess and founding.forge == "none" else founding.forge
    remember(project, SetUp(program=program_version(), forge=forge, branch=founding.branch, files=ours))
    written = sorted({*files, ".gitignore", layout.SET_UP})
    return tuple(written), tuple(each for each in found if each.state == "changed")


def _organization(given: str | None, home: Home | None, folder: Path) -> str:
    owner = home.page.split("/")[3] if home else folder.resolve().name
    slug = layout.slug(owner, fallback="team")
    # A folder that is called `incidents` does not say whose they are.
    name = given or ("team" if slug == layout.INCIDENTS else slug)
    if not layout.is_slug(name):
        raise UsageError(f"`{name}` cannot name an organization", f"--organization {layout.slug(name, 'team')}")
    return name


def _ignored(folder: Path) -> bytes:
    """`.gitignore` with the site's output added; what stands there stays, byte for byte."""
    file = folder / ".gitignore"
    before = file.read_bytes() if file.is_file() else b""
    if b"/site/" in before.splitlines():
        return before
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    return before + (newline if before and not before.endswith(b"\n") else b"") + b"/site/" + newline
