"""Every request passes here first: whom the guard refuses gets no further, and no error of ours gets out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from farm_gitops.preview.guard import Guard, Head

_LONGEST: Final = 4_096  # characters of path and query together; no page and no form of ours needs more
_HEADERS: Final = (
    (b"content-security-policy", b"frame-ancestors 'none'; base-uri 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)


class Gate:
    """Wraps the application; `crashed` is told of errors that nobody expected."""

    def __init__(self, app: ASGIApp, guard: Guard, crashed: Callable[[Exception], None]) -> None:
        self._app: Final = app
        self._guard: Final = guard
        self._crashed: Final = crashed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] not in {"http", "websocket"}:
            return
        answer = self._answer_at_once(scope)
        if answer is None:
            await self._let_in(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: 403, and no upgrade
        else:
            await answer(scope, receive, self._with_headers(scope, send))

    def _answer_at_once(self, scope: Scope) -> Response | None:
        head = _head(scope)
        refusal = self._guard.refusal(head)
        if refusal is not None:
            return PlainTextResponse(f"refused: {refusal}\n", 403)
        if len(scope["path"]) + len(scope["query_string"]) > _LONGEST:
            return PlainTextResponse("refused: the address is too long\n", 414)
        if self._guard.is_remote and not self._guard.has_token(head):
            return self._admit(scope)
        return None

    def _admit(self, scope: Scope) -> Response:
        """Who comes from another machine shows the token once, in the address that was printed."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["type"] != "http" or not self._guard.is_token(query.pop("token", [""])[0]):
            return PlainTextResponse("refused: open the address that the preview printed, with its token\n", 403)
        rest = urlencode(query, doseq=True)
        answer = RedirectResponse(f"/{scope['path'].lstrip('/')}{'?' if rest else ''}{rest}", 303)
        answer.headers["set-cookie"] = self._guard.set_cookie
        return answer

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, self._with_headers(scope, noting))
        except (ClientDisconnect, WebSocketDisconnect):
            pass  # whoever asked has gone
        except Exception as error:  # the server outlives every bug of a page
            self._crashed(error)
            if scope["type"] == "http" and not has_begun:
                await PlainTextResponse("this is a bug in farm-gitops; see the terminal\n", 500)(scope, receive, send)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        """What every answer says to browsers; pages give the token to who has none."""
        has_token = self._guard.has_token(_head(scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *_HEADERS]
                if not has_token and not self._guard.is_remote and _is_page(headers):
                    headers.append((b"set-cookie", self._guard.set_cookie.encode()))
                message = {**message, "headers": headers}
            await send(message)

        return sending


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def _head(scope: Scope) -> Head:
    headers: dict[str, list[str]] = defaultdict(list)
    for name, value in scope["headers"]:
        headers[name.decode("latin-1").lower()].append(value.decode("latin-1"))
    told = {name: tuple(values) for name, values in headers.items()}
    return Head(scope.get("method", "GET"), told, is_upgrade=scope["type"] == "websocket")
