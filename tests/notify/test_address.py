"""Where `--to` may lead, and what of it may be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.notify.address import Address
from farm_gitops.notify.signature import keys_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://hooks.example/T0P/s3cret?token=x", "https://hooks.example"),
        ("https://hooks.example:8443/x", "https://hooks.example:8443"),
        ("HTTPS://Hooks.Example:443", "https://hooks.example"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("http://localhost/x", "http://localhost"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
    ],
)
def test_an_address_is_shown_without_what_may_be_a_secret(text: str, shown: str) -> None:
    assert Address.parse(text).shown == shown


@pytest.mark.parametrize("text", ["http://hooks.example/x", "http://127.0.0.1.hooks.example/", "http://10.0.0.1/"])
def test_in_the_clear_only_on_this_machine_or_on_request(text: str) -> None:
    with pytest.raises(UsageError, match="in the clear"):
        Address.parse(text)
    assert Address.parse(text, allow_http=True).scheme == "http"


@pytest.mark.parametrize(
    "text",
    ["", "hooks.example", "ftp://hooks.example", "file:///etc/passwd", "https://", "https://[", "https://a:b@",
     "https://hooks.example:99999/", "https://hooks.example/a b", "https://hooks.example/\r\nX: y", "https://ü.example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_a_wrong_call(text: str) -> None:
    with pytest.raises(UsageError):
        Address.parse(text)


def test_a_password_does_not_belong_on_the_command_line() -> None:
    with pytest.raises(UsageError) as told:
        Address.parse("https://farm:hunter2@hooks.example/")
    assert "hunter2" not in told.value.message + told.value.cure


@given(st.text())
def test_any_text_is_an_address_or_a_wrong_call(text: str) -> None:
    for given_ in (text, f"https://{text}", f"https://hooks.example/{text}"):
        try:
            address = Address.parse(given_)
        except UsageError:
            continue
        assert address.url == given_
        assert address.url.isprintable()


@pytest.mark.parametrize(
    "text", ["hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_a_secret_that_is_none_is_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(FarmError) as told:
        keys_of(text, "$HERE")
    assert "$HERE" in told.value.message
    assert "whsec_$(openssl rand -base64 32)" in told.value.cure
    assert text == "whsec_" or text not in told.value.message + told.value.cure


def test_nothing_is_no_key() -> None:
    assert keys_of(" \n", "here") == ()
