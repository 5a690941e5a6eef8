"""What no clone shows: the settings of the forge, on which a required check and a published site depend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from farm_gitops.actions.doctor.check import Answer
from farm_gitops.actions.set_up import Choice
from farm_gitops.git.forges import Home

_SETTINGS: Final[Mapping[Choice, tuple[tuple[str, str], ...]]] = {
    "github": (
        (
            "whether the check `Incidents may land` is required, code owners must approve, and nobody may force-push",
            "gh api repos/{name}/rules/branches/{branch}",
        ),
        ("whether Pages publishes what the workflow builds", "gh api repos/{name}/pages --jq .build_type   (workflow)"),
        (
            "whether workflows may open pull requests, which the form for reports needs",
            "gh api repos/{name}/actions/permissions/workflow --jq .can_approve_pull_request_reviews   (true)",
        ),
    ),
    "gitlab": (
        ("whether pipelines must succeed", "{page}/-/settings/merge_requests"),
        ("whether the branch is protected and code owners must approve", "{page}/-/settings/repository"),
        ("whether a daily schedule is set up", "{page}/-/pipeline_schedules"),
    ),
    "gitea": (("whether the branch is protected and requires `Incidents*`", "{page}/settings/branches"),),
    "none": (
        (
            "who may push where others fetch from, and whether a hook judges it there",
            "on the server: farm-gitops -C REPOSITORY.git hooks status",
        ),
    ),
}


def settings_of_the_forge(forge: Choice, home: Home | None, branch: str) -> Answer:
    """Each setting that matters and cannot be seen from here, and where to look at it."""
    page = home.page if home else "https://HOST/OWNER/NAME"
    names = {"page": page, "name": page.removeprefix("https://").partition("/")[2], "branch": branch}
    for what, where in _SETTINGS[forge]:
        yield "unseen", what, where.format(**names)
