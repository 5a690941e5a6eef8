"""The forge's own pages for making and editing a file, to which the site's forms lead.

Sources: GitHub reads `filename` and `value` (github.com/isaacs/github#1527), so do Gitea and Forgejo
(go-gitea/gitea#16556; Gitea 1.25 goes on without `value`); GitLab reads `file_name` (its `blob/_editor.html.haml`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import quote, urlencode

ForgeKind = Literal["github", "gitea", "gitlab"]


class Forge(NamedTuple):
    """Where the records are kept: the page of the repository, and the branch that changes go to.

    `kind` is None for a forge that nobody knows, whose forms cannot be opened from elsewhere.
    """

    kind: ForgeKind | None
    repository: str
    branch: str

    @property
    def fills_in(self) -> bool:
        """Whether its form for a new file surely comes up with the text in it."""
        return self.kind == "github"

    def new_file(self, path: str, text: str) -> str:
        """The form for a new file, with as much of it filled in as the forge can."""
        asked = urlencode({"file_name": path} if self.kind == "gitlab" else {"filename": path, "value": text})
        return self._page({"github": "new", "gitea": "_new", "gitlab": "-/new"}, "", f"?{asked}")

    def editor(self, path: str) -> str:
        """The editor of a file."""
        return self._page({"github": "edit", "gitea": "_edit", "gitlab": "-/edit"}, f"/{quote(path)}")

    def _page(self, verbs: dict[ForgeKind, str], path: str, query: str = "") -> str:
        root = self.repository.rstrip("/").removesuffix(".git")
        return f"{root}/{verbs[self.kind]}/{quote(self.branch)}{path}{query}" if self.kind else root
