"""Issues that nobody wrote with the form are refused with the question that they leave open."""

from __future__ import annotations

import json

import pytest

from farm_gitops.actions.from_issue import declaration_of
from farm_gitops.errors import Refused


@pytest.mark.parametrize("body", [None, "", "The shop is down.", "### How bad is it?", "### How bad is it?\n\n"])
def test_an_issue_without_the_answers_of_the_form_is_refused(body: str | None) -> None:
    event = json.dumps({"issue": {"title": "The shop is down", "body": body}}).encode()
    with pytest.raises(Refused, match="the issue does not say: How bad is it"):
        declaration_of(event)
