"""What of the records a signature seals: an approved post-mortem with the attachments that it shows, and the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from farm_gitops.documents.markdown_links import links, target
from farm_gitops.errors import FarmError
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.signature import Sides, approval_digest, content_digest, policy_digest, policy_values_digest
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.model.step import ChangedFile, Step
from farm_gitops.records import layout

_POLICY_PLACES: Final = (
    "templates",
    *(".github", ".gitlab", ".gitea", ".forgejo"),
    # Where services of CI look for what they shall run.
    *(".gitlab-ci.yml", ".circleci", ".woodpecker", ".woodpecker.yml", ".woodpecker.yaml", ".drone.yml", ".travis.yml"),
    *("Jenkinsfile", "azure-pipelines.yml", "bitbucket-pipelines.yml", ".buildkite", ".cirrus.yml", "appveyor.yml"),
    *(".appveyor.yml", ".builds", ".build.yml", ".semaphore"),
)
_POLICY_FILES: Final = frozenset({"CODEOWNERS", "docs/CODEOWNERS", layout.POLICY_SIGNATURE, layout.BASELINE})


def digest_of_approval(record: IncidentRecord, post_mortem: PostMortem) -> str:
    """What is signed when this post-mortem of an incident is approved as it says."""
    return approval_digest(record.id, post_mortem, _linked(record, post_mortem))


def is_policy_file(path: str) -> bool:
    """Whether a file is policy as a whole; also one in whose place there was a folder of such files."""
    return path in _POLICY_FILES or any(path == place or path.startswith(f"{place}/") for place in _POLICY_PLACES)


def changed_policy_files(step: Step) -> tuple[str, ...]:
    """The files in which policy differs, the file of its signature first."""
    signature = (layout.POLICY_SIGNATURE,) if step.differs(layout.POLICY_SIGNATURE) else ()
    return (*signature, *_changed_policy(step))


def digest_of_policy(step: Step) -> str:
    """What is signed when the policy changes as a step changes it."""
    signature, _ = step.evidence.contents(layout.POLICY_SIGNATURE)
    return policy_digest(_changed_policy(step), content_digest(signature) if signature is not None else None)


def missing_attachments(record: IncidentRecord, post_mortem: PostMortem) -> list[str]:
    """Paths of attachments that a post-mortem's text links to or shows, and that are not there; sorted."""
    folder = layout.attachment_path(record.id, "")
    named = filter(None, _targets(record, post_mortem))
    return sorted(path for path in named if path.startswith(folder) and path[len(folder) :] not in record.attachments)


def _linked(record: IncidentRecord, post_mortem: PostMortem) -> dict[str, str]:
    """The attachments that a post-mortem's text links to or shows: SHA-256 by name."""
    targets = _targets(record, post_mortem)
    paths = {name: layout.attachment_path(record.id, name) for name in record.attachments}
    return {name: record.attachments[name] for name, path in paths.items() if path in targets}


def _targets(record: IncidentRecord, post_mortem: PostMortem) -> set[str | None]:
    file = layout.post_mortem_path(record.id)
    texts = (post_mortem.root_cause, *post_mortem.contributing_factors, post_mortem.body)
    return {target(file, url) for text in texts for url in links(text)}


def _changed_policy(step: Step) -> Mapping[str, Sides]:
    """Every policy file that differs, by path; of farm.yaml only its policy counts."""
    return dict(_sides(step))


def _sides(step: Step) -> Iterator[tuple[str, Sides]]:
    if step.differs(layout.CONFIGURATION):
        sides = Sides(_policy_of(step.before), _policy_of(step.after))
        if sides.before != sides.after:
            yield layout.CONFIGURATION, sides
    for file in step.changed:
        if is_policy_file(file.path) and file.path != layout.POLICY_SIGNATURE:
            yield file.path, _contents(step, file)


def _policy_of(side: Snapshot | None) -> str | None:
    """None where there is no policy to be read, which is for other rules to refuse."""
    try:
        return policy_values_digest(side.configuration) if side else None
    except FarmError:
        return None


def _contents(step: Step, file: ChangedFile) -> Sides:
    """What is no ordinary file, and so has no bytes of its own here, goes by the id that git gives it."""
    before, after = step.evidence.contents(file.path)
    return Sides(_content(before, file.before), _content(after, file.after))


def _content(data: bytes | None, git_id: str | None) -> str | None:
    return content_digest(data) if data is not None else f"git:{git_id}" if git_id else None
