"""Who may ask: nobody but pages of the preview itself, whatever a foreign page can make a browser send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.preview.guard import Address, Guard, Head

ADDRESS = Address("127.0.0.1", 4180)
GUARD = Guard(ADDRESS, "secret")
COOKIE = "farm_preview_4180=secret"
OURS = ("127.0.0.1:4180", "localhost:4180", "[::1]:4180", "LOCALHOST:4180")
FOREIGN = (
    *("", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:4181", "127.0.0.1:4180.", "127.0.0.1:4180:4180"),
    *("evil.example", "evil.example:4180", "localhost.evil.example:4180", "127.0.0.1.evil.example:4180"),
    *("127.0.0.2:4180", "0.0.0.0:4180", "[::]:4180", "::1:4180", "localhost@evil.example:4180", "evil.example#:4180"),
    *("2130706433:4180", "0x7f000001:4180", "127.1:4180", "localhost\x00:4180", " localhost:4180", "localhost:04180"),
)


def _head(method: str = "GET", *, upgrade: bool = False, **headers: str) -> Head:
    named = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return Head(method, named, is_upgrade=upgrade)


@pytest.mark.parametrize("host", OURS)
def test_our_own_pages_may_ask_for_everything(host: str) -> None:
    origin = f"http://{host}"
    assert GUARD.refusal(_head("POST", host=host, origin=origin, cookie=COOKIE)) is None
    assert GUARD.refusal(_head(upgrade=True, host=host, origin=origin, cookie=COOKIE)) is None
    assert GUARD.refusal(_head(host=host)) is None


@pytest.mark.parametrize("host", FOREIGN)
def test_a_host_that_is_not_ours_is_refused_whatever_else_is_right(host: str) -> None:
    for method, upgrade in (("GET", False), ("POST", False), ("GET", True)):
        asked = _head(method, upgrade=upgrade, host=host, origin="http://127.0.0.1:4180", cookie=COOKIE)
        assert GUARD.refusal(asked) is not None


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "", "https://127.0.0.1:4180", "http://127.0.0.1", "http://evil.example", "http://evil.example:4180"),
        *(
            "http://127.0.0.1:4180.evil.example",
            "http://127.0.0.1:4180/",
            "http://user@127.0.0.1:4180",
            "ws://localhost:4180",
        ),
        *("file://", "http://", "://127.0.0.1:4180", "127.0.0.1:4180", "http://127.0.0.1:4180 http://evil.example"),
    ],
)
def test_another_origin_is_refused_for_reading_too(origin: str) -> None:
    for method, upgrade in (("GET", False), ("POST", False), ("GET", True)):
        asked = _head(method, upgrade=upgrade, host="127.0.0.1:4180", origin=origin, cookie=COOKIE)
        assert GUARD.refusal(asked) is not None


@pytest.mark.parametrize(("method", "upgrade"), [("POST", False), ("GET", True), ("PUT", False), ("OPTIONS", False)])
def test_a_form_and_a_socket_without_an_origin_are_refused(method: str, upgrade: bool) -> None:
    assert GUARD.refusal(_head(method, upgrade=upgrade, host="127.0.0.1:4180", cookie=COOKIE)) is not None


@pytest.mark.parametrize(
    "cookie", ["", "farm_preview_4180=other", "farm_preview_4181=secret", "farm_preview_4180=", "x"]
)
def test_a_browser_that_was_not_here_neither_writes_nor_listens(cookie: str) -> None:
    for method, upgrade in (("POST", False), ("GET", True)):
        asked = _head(method, upgrade=upgrade, host="127.0.0.1:4180", origin="http://127.0.0.1:4180", cookie=cookie)
        assert GUARD.refusal(asked) is not None


def test_cookies_of_other_servers_on_this_machine_do_not_matter() -> None:
    cookie = f'other="{{[; =x; {COOKIE}; ä=ö'
    asked = _head("POST", host="127.0.0.1:4180", origin="http://127.0.0.1:4180", cookie=cookie)
    assert GUARD.refusal(asked) is None


def test_a_picture_or_a_script_on_another_page_gets_nothing_and_a_link_leads_here() -> None:
    host, elsewhere = "127.0.0.1:4180", "cross-site"
    assert GUARD.refusal(_head(host=host, sec_fetch_site=elsewhere, sec_fetch_mode="no-cors")) is not None
    assert GUARD.refusal(_head(host=host, sec_fetch_site=elsewhere, sec_fetch_mode="navigate")) is None


def test_several_hosts_or_origins_are_none() -> None:
    twice = ("127.0.0.1:4180", "127.0.0.1:4180")
    assert GUARD.refusal(Head("GET", {"host": twice})) is not None
    origins = ("http://127.0.0.1:4180", "http://evil.example")
    assert GUARD.refusal(Head("GET", {"host": twice[:1], "origin": origins})) is not None


@given(
    host=st.text(max_size=40) | st.sampled_from(OURS),
    origin=st.none() | st.text(max_size=40) | st.sampled_from([f"http://{host}" for host in OURS]),
    cookie=st.text(max_size=40) | st.just(COOKIE),
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
    upgrade=st.booleans(),
)
def test_whoever_writes_or_listens_had_all_three_right(
    host: str, origin: str | None, cookie: str, method: str, upgrade: bool
) -> None:
    headers = {"host": host, "cookie": cookie, **({"origin": origin} if origin is not None else {})}
    refusal = GUARD.refusal(Head(method, {name: (value,) for name, value in headers.items()}, upgrade))
    is_right_host = host.lower() in {name.lower() for name in OURS}
    is_right_origin = (origin or "").lower() in {f"http://{name.lower()}" for name in OURS}
    is_right_cookie = COOKIE in [part.strip() for part in cookie.split(";")]
    reads = method in {"GET", "HEAD"} and not upgrade
    may = is_right_host and (is_right_origin or (reads and origin is None)) and (reads or is_right_cookie)
    assert (refusal is None) == may


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "localhost:80"])
def test_where_it_has_the_port_of_http_browsers_need_not_name_it(host: str) -> None:
    guard, cookie = Guard(Address("127.0.0.1", 80), "secret"), "farm_preview_80=secret"
    assert guard.refusal(_head("POST", host=host, origin=f"http://{host}", cookie=cookie)) is None
    for foreign in ("", "evil.example", "127.0.0.1:", "[::1", "::1", "[::1]:4180"):
        assert guard.refusal(_head(host=foreign)) is not None


def test_other_machines_ask_by_name_or_number_and_no_other_name() -> None:
    remote = Guard(Address("0.0.0.0", 4180), "secret", ["builder"])
    for host in ("builder:4180", "192.168.0.7:4180", "[fe80::1]:4180", "localhost:4180"):
        assert remote.refusal(_head(host=host)) is None
    for host in ("evil.example:4180", "192.168.0.7:80", "192.168.0.7", "192.168.0.7.evil.example:4180"):
        assert remote.refusal(_head(host=host)) is not None


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        *(("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.9.9.9", True)),
        *(("0.0.0.0", False), ("::", False), ("192.168.0.7", False), ("localhost.evil.example", False), ("", False)),
    ],
)
def test_only_what_nobody_else_can_reach_is_loopback(host: str, is_loopback: bool) -> None:
    assert Address(host, 4180).is_loopback is is_loopback
