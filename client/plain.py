"""Questions before the wall is up, asked without httpx: its import would hold it up.

One connection a question, blocking: called in a thread.
"""

from __future__ import annotations

import http.client
import ssl
from typing import Final, TypeVar
from urllib.parse import urlsplit

from client import outcome
from client.door import Door
from client.errors import NoCentre, ReadFailed, TokenRefused
from domain.place import Grid, Place
from domain.scoping import NONE

_WAIT_S: Final = 5.0
_OK, _UNAUTHORISED = 200, 401
Answer = TypeVar("Answer")


def place(door: Door) -> Place:
    """The place, without its grids. Raises `NoCentre`, `TokenRefused`, `ReadFailed`."""
    return outcome.decode(_get(door, "/profile"), Place)


def grids(door: Door) -> tuple[Grid, ...]:
    """The unit grids of the place; raises the same."""
    return outcome.decode(_get(door, "/profile/grids"), outcome.Grids).grids


def me(door: Door) -> outcome.Me:
    """Whose the token is, in no role that it has to be asked for; raises the same."""
    return outcome.decode(_get(door, "/me"), outcome.Me)


def scope(door: Door) -> str:
    """The widest feed that the token may follow: `all`, `none`, or `kind:code`.

    Without a token there is nothing that could bound it, and nobody is asked. Raises
    the same.
    """
    if not door.token:
        return "all"
    told = me(door)
    bound = told.scope not in ("all", NONE)
    return f"{told.scope}:{told.unit}" if bound else told.scope


def _get(door: Door, path: str) -> bytes:
    parts = urlsplit(door.base)
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(
            host, port, timeout=_WAIT_S, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=_WAIT_S)
    )
    try:
        connection.request("GET", parts.path + path, headers=door.headers)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        why = str(error) or type(error).__name__
        raise NoCentre(f"no answer from {door.base}: {why}") from error
    finally:
        connection.close()
    if response.status == _OK:
        return body
    problem = outcome.problem_of(response.status, body, response.reason)
    words = f"{problem.title}: {problem.detail}" if problem.detail else problem.title
    if problem.status == _UNAUTHORISED:
        raise TokenRefused(f"{words}; give a token that this centre takes")
    raise ReadFailed(f"{path}: {words}", problem.status, problem.code)
