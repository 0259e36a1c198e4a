"""Problems as RFC 9457 says them: every answer of the HTTP door that is no success.

A problem's `code` is stable, for programs; `title` and `detail` are for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from centre.desk import Answer, Busy, Failed, KeyReused, Stale, UnknownCase
from domain.errors import Refused

CONTENT_TYPE: Final = "application/problem+json"
#: Refusals that are about who asks, and about what the body says; the rest are about
#: the case as it stands: 409.
_FORBIDDEN: Final = frozenset(
    {"role-not-allowed", "source-not-yours", "deadline-not-yours"}
)
_UNPROCESSABLE: Final = frozenset(
    {
        "component-elsewhere",
        "component-unknown",
        "department-twice",
        "department-unknown",
        "grid-unknown",
        "note-missing",
        "photo-missing",
        "place-missing",
        "place-outside",
        "reason-wrong",
        "street-unknown",
        "subclass-unknown",
    }
)
#: What the router finds before any door is asked.
_HTTP: Final = {
    404: ("path-unknown", "there is nothing at this path; see /openapi.json"),
    405: ("method-not-allowed", "this path has other methods; see Allow"),
}


class Problem(Exception):
    """An answer that is no success; raised anywhere in a door."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    def response(self) -> Response:
        """As it is sent."""
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.members,
        }
        return Response(
            msgspec.json.encode(body), self.status, self.headers, CONTENT_TYPE
        )


def crash() -> Problem:
    """Something unforeseen: nothing of it is shown."""
    return Problem(
        500, "internal", "the centre failed on this request; its log says more"
    )


def later(code: str, detail: str, seconds: int, status: int = 503) -> Problem:
    """Not now: try again in so many seconds."""
    return Problem(status, code, detail, headers={"Retry-After": str(seconds)})


def unknown_case(case: str) -> Problem:
    """No case, or none that is shown to the one who asks."""
    return Problem(404, "case-unknown", f"there is no case {case!r} here")


def of_answer(answer: Answer, case: str, *, read_only: bool) -> Problem:
    """What the desk answers, but for `Done`; `read_only`: the ledger cannot write."""
    match answer:
        case Refused(code, reason):
            problem = of_refusal(code, reason)
        case Stale():
            problem = _stale(answer)
        case KeyReused():
            detail = "this key was used for another command: make a new one"
            problem = Problem(422, "idempotency-key-reused", detail)
        case UnknownCase():
            problem = unknown_case(case)
        case Busy():
            problem = later("busy", "too many commands are waiting", 1)
        case Failed(reason) if read_only:
            problem = later("ledger-read-only", f"not confirmed: {reason}", 30)
        case Failed(reason):
            problem = Problem(500, "not-confirmed", reason)
        case _:
            raise TypeError(f"no problem: {answer!r}")
    return problem


def of_refusal(code: str, reason: str) -> Problem:
    """The workflow's "no"."""
    if code == "case-unknown":
        status = 404
    elif code in _FORBIDDEN:
        status = 403
    else:
        status = 422 if code in _UNPROCESSABLE else 409
    return Problem(status, code, reason)


def _stale(stale: Stale) -> Problem:
    return Problem(
        412,
        "version-stale",
        f"the case is at version {stale.version} by now: look at it again",
        version=stale.version,
        actor=stale.actor,
        at=stale.at,
        what=stale.what,
    )


async def of_problem(_request: Request, error: Exception) -> Response:
    """Starlette's handler for `Problem`."""
    if not isinstance(error, Problem):
        raise error
    return error.response()


async def of_crash(_request: Request, _error: Exception) -> Response:
    """Starlette's handler for everything unforeseen: nothing of it is shown.

    The error itself is logged by the server that runs the application.
    """
    return crash().response()


async def of_http(_request: Request, error: Exception) -> Response:
    """Starlette's handler for what it finds itself: no such path, not this method."""
    if not isinstance(error, HTTPException):
        raise error
    code, detail = _HTTP.get(error.status_code, ("bad-request", error.detail))
    headers = error.headers
    return Problem(error.status_code, code, detail, headers=headers).response()
