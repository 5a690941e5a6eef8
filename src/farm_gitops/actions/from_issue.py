"""An issue of the form "Report an incident" as the declaration of an incident.

Source: the event that GitHub and Gitea hand a workflow in a file; their forms write each answer below a heading
(`### Label`), and "_No response_" where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from farm_gitops.actions.declare import Declaration
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity

LABELS: Final = {
    "severity": "How bad is it?",
    "organization": "Whose incident is it?",
    "components": "What is affected?",
    "environments": "Where?",
    "commander": "Who coordinates?",
    "description": "What is known?",
}
"""The questions of the form by what they ask for, in its order: the last one's answer goes to the end of the issue."""

_NO_ANSWER: Final = "_No response_"


class _Issue(BaseModel):
    """What is read of an issue; all else that a forge tells is let be."""

    model_config = ConfigDict(frozen=True)

    title: str
    body: str | None = None
    html_url: str | None = None
    created_at: str | None = None


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)

    issue: _Issue


def declaration_of(event: bytes) -> Declaration:
    """What an event's issue reports. UsageError where it is no such event, Refused where an answer is missing."""
    try:
        issue = _Event.model_validate_json(event).issue
    except ValidationError as error:
        raise UsageError("this is no event of an issue", 'give the file of the event: "$GITHUB_EVENT_PATH"') from error
    answers = dict(_answers(issue.body or ""))
    missing = [LABELS[key] for key in ("severity", "description") if not answers.get(key)]
    if missing:
        raise Refused(
            f"the issue does not say: {missing[0]}", "open a new issue with the form, and answer what is required"
        )
    facts: dict[str, YamlValue] = {
        "severity": _severity(answers["severity"]),
        "description": answers["description"],
        "commander": answers.get("commander"),
        "affected_components": _names(answers.get("components", "")),
        "affected_environments": _names(answers.get("environments", "")),
        "links": [{"title": "The report", "url": issue.html_url}] if issue.html_url else [],
    }
    return Declaration(issue.title.strip(), facts, answers.get("organization"), _created(issue))


def _answers(body: str) -> Iterator[tuple[str, str]]:
    """Each answer by what it is about; a heading within the last answer is part of it."""
    text = body.replace("\r\n", "\n")
    headings = [(key, re.search(rf"^### {re.escape(label)}\n", text, re.MULTILINE)) for key, label in LABELS.items()]
    found = [(key, heading) for key, heading in headings if heading]
    ends = [*(heading.start() for _, heading in found), len(text)][1:]
    for (key, heading), end in zip(found, ends, strict=True):
        answer = text[heading.end() : end].strip()
        if answer and answer != _NO_ANSWER:
            yield key, answer


def _severity(answer: str) -> str:
    """The choice is shown with its meaning: `P2 high: …`."""
    level = answer.split(maxsplit=1)[0]
    if level not in {*Severity}:
        raise Refused(f"`{level[:40]}` is no severity", f"one of {', '.join(Severity)}")
    return level


def _names(answer: str) -> list[str]:
    return [name for name in (part.strip() for part in answer.split(",")) if name]


def _created(issue: _Issue) -> Moment | None:
    try:
        return Moment.parse(issue.created_at) if issue.created_at else None
    except ValueError as error:
        raise UsageError(f"the issue's time cannot be read: {error}", "give the event as the forge wrote it") from error
