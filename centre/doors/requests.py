"""What every door reads off a request: headers, body, query; and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive

from centre.problems import Problem
from domain import text
from domain.errors import TextError

MAX_BODY: Final = 64 * 1024
#: Cases on one page, at most.
MAX_PAGE: Final = 200
_JSON: Final = re.compile(
    r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE
)
T = TypeVar("T")


class Call(NamedTuple):
    """A command as it comes: headers, the way to its body, and what its path says."""

    headers: dict[str, str]
    receive: Receive
    case: str
    word: str


class Reply(NamedTuple):
    """What is sent back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def headers_of(request: Request) -> dict[str, str]:
    """Names in lower case; of a header sent twice the last."""
    return headers_in(request.scope)


def headers_in(scope: Mapping[str, Any]) -> dict[str, str]:
    """As `headers_of`, of an ASGI scope."""
    return decoded_headers(scope["headers"])


def decoded_headers(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """As `headers_of`, of the pairs that came; names in lower case."""
    if not headers:
        return {}
    # At once instead of one by one: no server lets a line's end into a header.
    texts = b"\n".join(chain.from_iterable(headers)).decode("latin-1").split("\n")
    return dict(zip(texts[::2], texts[1::2], strict=True))


def check_kind(headers: Mapping[str, str]) -> None:
    """Raise `Problem` 415 when the body is no JSON by its header."""
    kind = headers.get("content-type", "")
    if kind != "application/json" and not _JSON.fullmatch(kind):
        raise Problem(
            415, "body-not-json", "send Content-Type: application/json, in UTF-8"
        )


async def body_of(headers: Mapping[str, str], receive: Receive) -> bytes:
    """The body; `Problem` 415 when it is no JSON by its header, 413 above 64 KiB.

    `ClientDisconnect` when it ends early.
    """
    check_kind(headers)
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise Problem(
                413,
                "body-too-large",
                f"a body has at most {MAX_BODY} bytes",
                headers={"Connection": "close"},
            )
    return body


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """What the body says; `Problem` 400 for no JSON, 422 for the wrong JSON.

    Nested values are refused at the first level that is not asked for, so depth needs
    no limit of its own.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise Problem(422, "body-wrong", text.clean(str(error))) from None
    except msgspec.DecodeError as error:
        raise Problem(400, "body-not-json", text.clean(str(error))) from None


def check_texts(body: msgspec.Struct) -> None:
    """Raise `Problem` 422 when a text holds what may not come in."""
    for index, value in enumerate(msgspec.structs.astuple(body)):
        for each in value if type(value) is tuple else (value,):
            if type(each) is str and not (each.isascii() and each.isprintable()):
                _check(each, body.__struct_fields__[index])


def _check(value: str, field: str) -> None:
    try:
        text.check(value, field)
    except TextError as error:
        raise Problem(422, "text-not-allowed", str(error), field=field) from None


def query_of(request: Request, shape: type[T]) -> T:
    """The query as `shape`; `Problem` 400 for unknown, repeated or wrong ones."""
    pairs = request.query_params.multi_items()
    query: dict[str, Any] = dict(pairs)
    if len(query) != len(pairs):
        raise Problem(400, "query-wrong", "a parameter is given twice")
    try:
        return msgspec.convert(query, shape, strict=False)
    except msgspec.ValidationError as error:
        raise Problem(400, "query-wrong", text.clean(str(error))) from None


def answer(
    body: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A JSON answer; bytes are taken as JSON that is encoded already."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(raw, status, headers, "application/json")
