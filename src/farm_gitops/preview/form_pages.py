"""Forms over HTTP: what the guard lets through is checked for the CSRF token and its size, then a form answers."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from farm_gitops.preview.contract import CSRF_FIELD, FORMS, FormRequest, FormResponse, Forms, Viewer
from farm_gitops.preview.pages import Pages
from farm_gitops.preview.work import Work

_LARGEST: Final = 4 << 20  # bytes; a post-mortem of the largest size that may be, with every byte escaped
_FIELDS: Final = 2_000
_ENCODED: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 3.0  # seconds to wait for the pages to show what a form did


class _Refused(Exception):  # noqa: N818 - an answer, not a failure
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.answer: Final = PlainTextResponse(f"refused: {why}\n", status)


class FormPages:
    """Asks the forms, one at a time: each may write."""

    def __init__(self, forms: Forms, viewer: Viewer, pages: Pages, work: Work) -> None:
        self._forms: Final = forms
        self._viewer: Final = viewer
        self._pages: Final = pages
        self._work: Final = work
        self._turn: Final = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """Answer for a path below `/_preview/forms/`."""
        try:
            asked = await self._asked(request)
        except _Refused as refused:
            return refused.answer
        async with self._turn:
            answered = await run_in_threadpool(self._forms.answer, asked)
        if answered.location is not None:
            await run_in_threadpool(self._work.wait, self._work.nudge(), _PATIENCE)
        return self._response(asked.path, answered)

    async def _asked(self, request: Request) -> FormRequest:
        method: Literal["GET", "POST"] = "POST" if request.method == "POST" else "GET"
        fields = await self._fields(request) if method == "POST" else {}
        query = dict(request.query_params)
        return FormRequest(method, request.path_params["path"], query, fields, self._viewer.csrf)

    async def _fields(self, request: Request) -> Mapping[str, tuple[str, ...]]:
        if self._viewer.is_read_only:
            raise _Refused(403, "the preview was started with --read-only")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _ENCODED:
            raise _Refused(415, f"a form is sent as {_ENCODED}")
        fields = _decoded(await _body(request))
        given = fields.pop(CSRF_FIELD, ())
        if len(given) != 1 or not hmac.compare_digest(given[0].encode(), self._viewer.csrf.encode()):
            raise _Refused(403, "the form is not one of this preview; reload the page and send it again")
        return fields

    def _response(self, path: str, answer: FormResponse) -> Response:
        if answer.location is not None:
            if not answer.location.startswith("/") or answer.location.startswith(("//", "/\\")):
                raise ValueError(f"a form leads to another site: {answer.location!r}")
            return RedirectResponse(answer.location, 303)
        headers = {"cache-control": "no-store"}
        if answer.json is not None:
            return Response(answer.json, answer.status, headers, "application/json")
        page = self._pages.with_client(f"{FORMS[1:]}{path}", (answer.html or "").encode())
        return Response(page, answer.status, headers, "text/html; charset=utf-8")


async def _body(request: Request) -> bytes:
    """All of it, if it is not too large; a body of unknown length is counted as it comes."""
    stated = request.headers.get("content-length", "0")
    if not stated.isascii() or not stated.isdigit() or int(stated) > _LARGEST:
        raise _Refused(413, f"a form is at most {_LARGEST >> 20} MiB")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise _Refused(413, f"a form is at most {_LARGEST >> 20} MiB")
    return bytes(body)


def _decoded(body: bytes) -> dict[str, tuple[str, ...]]:
    """The fields of a form (URL Standard, "application/x-www-form-urlencoded"); line ends as files have them."""
    try:
        found = parse_qs(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as error:  # which UnicodeDecodeError is as well
        raise _Refused(400, "the form cannot be read") from error
    return {name: tuple(value.replace("\r\n", "\n") for value in values) for name, values in found.items()}
