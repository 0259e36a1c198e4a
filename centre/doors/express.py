"""The short way for commands: no router and no middleware between server and door.

An ASGI application around another, which gets everything else. A POST costs half of
what it costs by the long way, and answers the same, problems and crashes included.
"""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from centre.doors.commands import REPORT, Commands
from centre.doors.requests import Call, headers_in
from centre.problems import Problem, crash

_CASES = "/cases"
#: "", "cases", the case, the command.
_PIECES = 4


class Express:
    """`POST /cases` and `POST /cases/{case}/{command}`."""

    def __init__(self, commands: Commands, others: ASGIApp) -> None:
        self._commands, self._others = commands, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a command; after a crash the server logs what is raised."""
        target = _target(scope)
        if target is None:
            await self._others(scope, receive, send)
            return
        try:
            call = Call(headers_in(scope), receive, *target)
            reply = await self._commands.settle(call)
        except Problem as problem:
            await problem.response()(scope, receive, send)
        except ClientDisconnect:
            return  # gone before all was said: nothing was done, nobody to tell
        except Exception:
            # The long way's outermost middleware does this for everything else: the
            # client is told of the crash, the server gets it to log.
            await crash().response()(scope, receive, send)
            raise
        else:
            await send(
                {
                    "type": "http.response.start",
                    "status": reply.status,
                    "headers": reply.headers,
                }
            )
            await send({"type": "http.response.body", "body": reply.body})


def _target(scope: Scope) -> tuple[str, str] | None:
    """The case (empty for a new one) and the command's word; None: not for us."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    path: str = scope["path"]
    if path == _CASES:
        return "", REPORT
    pieces = path.split("/")
    if len(pieces) != _PIECES or pieces[1] != "cases" or not all(pieces[2:]):
        return None
    return pieces[2], pieces[3]
