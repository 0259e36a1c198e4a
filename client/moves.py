"""What goes into a session and comes out: losses in, moves out.

`Session` makes the moves, `Conversation` carries them out.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from client.feed import Head
from domain.events import Record
from domain.state import Case, CityState


class Connect(NamedTuple):
    """Open the feed after record `after` of `epoch`; 0: from a snapshot."""

    after: int
    epoch: str


class Send(NamedTuple):
    """Send this frame."""

    frame: bytes


class Apply(NamedTuple):
    """The next records, in order.

    `entered`: cases as they were before one of them brought them into the scope.
    """

    records: list[Record]
    entered: tuple[Case, ...] = ()


class Replace(NamedTuple):
    """Everything known before is replaced by this state; the taker owns it."""

    state: CityState


class Expect(NamedTuple):
    """At record `seq` the centre's state has this digest."""

    seq: int
    digest: int


class Keep(NamedTuple):
    """The highest head seen so far of an epoch."""

    epoch: str
    head: Head


class Close(NamedTuple):
    """Close the connection without waiting for the other side."""

    reason: str


class Wait(NamedTuple):
    """Nothing to do for so long; then `tick`."""

    seconds: float


Move = Connect | Send | Apply | Replace | Expect | Keep | Close | Wait


class Loss(msgspec.Struct, frozen=True):
    """Why a connection ended or never was.

    `code` is the websocket's close code, `status` the HTTP status of a refused
    handshake, `retry_after` what it asked for (seconds), `tls` a failed verification.
    """

    reason: str
    code: int = 0
    status: int = 0
    retry_after: float | None = None
    tls: bool = False
