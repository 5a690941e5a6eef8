"""What every command is given: the folder, and from it the project and the clock, each when it is asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from farm_gitops.actions.act import Desk
    from farm_gitops.model.moment import Moment
    from farm_gitops.store.place import Place
    from farm_gitops.store.project import Project


class Context:
    """The folder that the command works in, and what lies in it."""

    @cached_property
    def place(self) -> Place:
        """Which project this folder is in, for who need not look into it; FarmError where it is in none."""
        from farm_gitops.store.place import find_place

        return find_place(Path.cwd())

    @cached_property
    def project(self) -> Project:
        """The project that this folder is in; FarmError where it is in none."""
        from farm_gitops.store.project import Project

        return Project(*self.place)

    @cached_property
    def history(self) -> Project:
        """The same for commands that look at commits alone: also a bare repository, on a server."""
        from farm_gitops.store.project import find_history

        return find_history(Path.cwd())

    @property
    def desk(self) -> Desk:
        """The project and the clock, for commands that change something."""
        from farm_gitops.actions.act import Desk

        return Desk(self.project, now())


def now() -> Moment:
    """The time that it is, to the second: the only place where the clock is read."""
    from datetime import UTC, datetime

    from farm_gitops.model.moment import Moment

    return Moment.at(datetime.now(UTC))


pass_context = click.make_pass_decorator(Context)
