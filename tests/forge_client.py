#!/usr/bin/env python3
"""A stand-in for `gh`: the same arguments, over a folder (`$FORGE`) in place of GitHub; rights are those of the token.

Whatever it does not know ends with an error, so that no workflow gets by with a call that nobody looked at.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

FORGE = Path(os.environ["FORGE"])


def table(name: str) -> list[dict[str, Any]]:
    file = FORGE / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else []


def save(name: str, rows: list[dict[str, Any]]) -> None:
    (FORGE / f"{name}.json").write_text(json.dumps(rows))


def require(*rights: str) -> None:
    token = os.environ.get("GH_TOKEN", "")
    held = set(token.removeprefix("rights:").split(","))
    if not (token.startswith("rights:") and held & set(rights)):
        sys.exit("HTTP 403: Resource not accessible by integration")


def options(arguments: list[str], flags: tuple[str, ...] = ()) -> tuple[list[str], dict[str, str]]:
    """Positional arguments, and options by name."""
    rest, named, words = [], {}, list(arguments)
    while words:
        word = words.pop(0)
        if word in flags:
            named[word] = "true"
        elif word.startswith("--"):
            key, given, value = word.partition("=")
            named[key] = value if given else words.pop(0)
        else:
            rest.append(word)
    return rest, named


def api(arguments: list[str]) -> None:
    (path,), named = options(arguments, ("--paginate", "--silent"))
    comments = table("comments")
    if found := re.fullmatch(r"repos/acme/incidents/issues/(\d+)/comments", path):
        if "--method" not in named:
            here = [each for each in comments if each["issue"] == found[1]]
            done = subprocess.run(
                ["jq", "-r", named["--jq"]], input=json.dumps(here), text=True, capture_output=True, check=True
            )
            sys.stdout.write(done.stdout)
            return
        require("pull-requests", "issues")
        body = text_of(named["--field"])
        user = {"login": "github-actions[bot]"}
        save("comments", [*comments, {"id": len(comments) + 100, "issue": found[1], "body": body, "user": user}])
    elif found := re.fullmatch(r"repos/acme/incidents/issues/comments/(\d+)", path):
        require("pull-requests", "issues")
        assert named["--method"] == "PATCH"
        (comment,) = [each for each in comments if each["id"] == int(found[1])]
        comment["body"] = text_of(named["--field"])
        save("comments", comments)
    else:
        sys.exit(f"HTTP 404: {path}")


def text_of(field: str) -> str:
    key, _, value = field.partition("=")
    assert (key, value[0]) == ("body", "@")
    return Path(value[1:]).read_text()


def pr_create(arguments: list[str]) -> None:
    require("pull-requests")
    rest, named = options(arguments)
    assert rest == []
    named["body"] = Path(named.pop("--body-file")).read_text()
    save("pulls", [*table("pulls"), named])


def issue_comment(arguments: list[str]) -> None:
    require("issues")
    (number,), named = options(arguments)
    body = Path(named["--body-file"]).read_text()
    save("comments", [*table("comments"), {"id": 1, "issue": number, "body": body, "user": {"login": "bot"}}])


COMMANDS: dict[tuple[str, ...], Callable[[list[str]], None]] = {
    ("api",): api,
    ("pr", "create"): pr_create,
    ("issue", "comment"): issue_comment,
    ("auth", "setup-git"): lambda _: require("contents"),
}

for words, command in COMMANDS.items():
    if tuple(sys.argv[1 : 1 + len(words)]) == words:
        command(sys.argv[1 + len(words) :])
        break
else:
    sys.exit(f"unknown command {sys.argv[1:]}")
