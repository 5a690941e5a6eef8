"""Addresses of remotes as people and machines spell them."""

from __future__ import annotations

import pytest

from farm_gitops.git.forges import public_url, pull_request_url

GITHUB = "https://github.com/acme/incidents/compare/main...fix/a?expand=1"
GITLAB = (
    "https://gitlab.com/acme/ops/incidents/-/merge_requests/new"
    "?merge_request%5Bsource_branch%5D=fix%2Fa&merge_request%5Btarget_branch%5D=main"
)


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://github.com/acme/incidents.git", GITHUB),
        ("https://github.com/acme/incidents", GITHUB),
        ("https://alice:secret@github.com/acme/incidents.git/", GITHUB),
        ("git@github.com:acme/incidents.git", GITHUB),
        ("github.com:acme/incidents", GITHUB),
        ("ssh://git@github.com:22/acme/incidents.git", GITHUB),
        ("ssh://git@ssh.github.com:443/acme/incidents.git", GITHUB),
        ("git@gitlab.com:acme/ops/incidents.git", GITLAB),
        ("https://oauth2:secret@gitlab.com/acme/ops/incidents.git", GITLAB),
        ("ssh://git@altssh.gitlab.com:443/acme/ops/incidents.git", GITLAB),
        ("git@codeberg.org:acme/incidents.git", "https://codeberg.org/acme/incidents/compare/main...fix/a"),
        ("https://gitea.acme.example:3000/a/b.git", "https://gitea.acme.example:3000/a/b/compare/main...fix/a"),
        ("ssh://git@forgejo.acme.example:2222/a/b.git", "https://forgejo.acme.example/a/b/compare/main...fix/a"),
        ("https://git.acme.example/a/b.git", None),
        ("/srv/github.com/a/b.git", None),
        ("./github:a/b", None),
        ("file:///srv/github/a/b.git", None),
        ("https://github.com/", None),
        ("", None),
    ],
)
def test_the_page_that_opens_a_pull_request_follows_from_the_remote(remote: str, page: str | None) -> None:
    assert pull_request_url(remote, "fix/a", "main") == page


def test_odd_branch_names_are_escaped() -> None:
    page = pull_request_url("https://github.com/acme/incidents", "a?b#c&d ü", "main")
    assert page == "https://github.com/acme/incidents/compare/main...a%3Fb%23c%26d%20%C3%BC?expand=1"


@pytest.mark.parametrize(
    ("remote", "shown"),
    [
        ("https://alice:secret@github.com/a/b.git", "https://github.com/a/b.git"),
        ("https://secret@github.com/a/b.git?token=secret", "https://github.com/a/b.git"),
        ("ssh://git:secret@host:2222/a/b", "ssh://git@host:2222/a/b"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("/srv/a.git", "/srv/a.git"),
    ],
)
def test_a_remote_is_shown_without_its_credentials(remote: str, shown: str) -> None:
    assert public_url(remote) == shown
