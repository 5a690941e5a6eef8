"""Where a Markdown text leads, and which file a relative link means."""

from __future__ import annotations

import pytest

from farm_gitops.documents.markdown_links import links, target

FILE = "incidents/acme/outage/postmortem.md"


def test_links_and_images_are_found_and_what_only_looks_like_one_is_not() -> None:
    text = "[a](attachments/a.log) ![b](<attachments/b c.png>) https://d.example `[e](e)` [f][1]\n\n[1]: f?x=1&y=2\n"
    assert links(text) == {"attachments/a.log", "attachments/b%20c.png", "https://d.example", "f?x=1&y=2"}


def test_a_text_that_is_too_costly_to_render_leads_nowhere() -> None:
    assert links("[a](b)" + "[" * 100_000) == frozenset()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("attachments/a%20b.png", "incidents/acme/outage/attachments/a b.png"),
        ("./attachments/a.png#top", "incidents/acme/outage/attachments/a.png"),
        ("../other/incident.yaml?x", "incidents/acme/other/incident.yaml"),
        ("#top", None),
        ("https://acme.example/attachments/a.png", None),
        ("//acme.example/a.png", None),
        ("https://[", None),
    ],
)
def test_a_relative_link_means_a_file_beside_its_own(url: str, path: str | None) -> None:
    assert target(FILE, url) == path
