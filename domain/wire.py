"""Messages between the centre and its walls <-> bytes, both directions, versioned.

JSON; one message a binary websocket frame; many records in one frame. The generated
reference is `docs/WIRE.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from domain.blocks import Block
from domain.columns import Sent
from domain.errors import WireError
from domain.events import Record
from domain.state import Case, Line

PROTOCOL: Final = 1
#: Largest frame the centre sends and the largest it takes, bytes.
MAX_DOWN: Final = 256 * 1024
MAX_UP: Final = 64 * 1024
HEARTBEAT_S: Final = 1.0
#: What may be under way to a wall unacknowledged; it sends an `Ack` at half of either
#: (or of a snapshot's end), and one that stands still with it used up is cut off.
CREDIT_RECORDS: Final = 4096
CREDIT_BYTES: Final = 1024 * 1024
#: Close codes of the feed.
CLOSE_PROTOCOL: Final = 4400
CLOSE_AUTH: Final = 4401
CLOSE_SCOPE: Final = 4403
CLOSE_SLOW: Final = 4408
CLOSE_SHUTDOWN: Final = 1001


class Down(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"
):
    """A message from the centre."""


class Hello(Down, frozen=True, kw_only=True, tag="hello"):
    """The first message: who answers, how far its ledger is, what its clock says.

    `at` is the centre's time in ms; `speed` is 1 on a real clock and 0 while a
    simulated one is paused; `fresh` tells that a snapshot follows, not records.
    """

    protocol: int
    epoch: str
    head: int
    at: int
    speed: float = 1.0
    simulated: bool = False
    drill: bool = False
    place: str
    version: str
    scope: str
    fresh: bool = False


class Snapshot(Down, frozen=True, kw_only=True, tag="snapshot"):
    """The head of the state at `seq`; cases and tables follow in `parts` messages."""

    epoch: str
    seq: int
    at: int
    prev: str
    parts: int
    day: str = ""
    serial: int = 0
    digest: int = 0


class Tables(msgspec.Struct):
    """The counters and last lines of a state; for a wall columns of all its cases.

    Sent as JSON text in pieces.
    """

    census: dict[str, dict[str, int]]
    flows: msgspec.Raw
    recent: dict[str, list[Line]]
    columns: Sent | None = None


class Piece(Down, frozen=True, kw_only=True, tag="piece"):
    """A part of the snapshot, counted from 1: a piece of the text of its `Tables`."""

    part: int
    text: str


class Cases(Down, frozen=True, kw_only=True, tag="cases"):
    """A part of the snapshot, counted from 1: some of its cases, packed.

    A block is a list: ids; in base64, their cases as deflated lines of JSON; the CRC-32
    of what is deflated, begun with how many they are (may be missing).
    """

    part: int
    blocks: list[Block]


class Records(Down, frozen=True, kw_only=True, tag="records"):
    """Records in order, each exactly as stored.

    `entered`, in the feed of a scope: cases as they were before one of these records
    brought them into it; the records before that one were not the scope's.
    """

    epoch: str
    records: list[Record]
    entered: list[Case] = []


class Heartbeat(Down, frozen=True, kw_only=True, tag="beat"):
    """Once a second; `digest` every 30 s: that of the state at `head`."""

    epoch: str
    head: int
    at: int
    speed: float = 1.0
    digest: int | None = None


class Up(msgspec.Struct, frozen=True, kw_only=True, tag_field="t"):
    """A message from a wall."""


class Ack(Up, frozen=True, kw_only=True, tag="ack"):
    """Everything up to `seq` has been taken: gives credit back."""

    seq: int


AnyDown = Hello | Snapshot | Piece | Cases | Records | Heartbeat
AnyUp = Ack

_down: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(AnyDown)
_up: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(AnyUp)
_encoder: Final = msgspec.json.Encoder()
_record: Final = msgspec.json.Decoder(Record)


def encode(message: Down | Up | Record | Case) -> bytes:
    """One message, one record as it is stored, or a case as frames carry it."""
    return _encoder.encode(message)


def records_frame(
    epoch: str, stored: Sequence[bytes], entered: Sequence[bytes] = ()
) -> bytes:
    """A `Records` message around records and cases that are already encoded."""
    head = b'{"t":"records","epoch":' + _encoder.encode(epoch) + b',"records":['
    cases = b'],"entered":[' + b",".join(entered) if entered else b""
    return head + b",".join(stored) + cases + b"]}"


def decode_down(data: bytes | str) -> AnyDown:
    """What the centre said; `WireError` when it is no message of this protocol."""
    try:
        message: AnyDown = _down.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WireError(f"not a message of protocol {PROTOCOL}: {error}") from error
    return message


def decode_up(data: bytes | str) -> AnyUp:
    """What a wall said; `WireError` when it is no message of this protocol."""
    try:
        message: AnyUp = _up.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WireError(f"not a message of protocol {PROTOCOL}: {error}") from error
    return message


def decode_record(stored: bytes) -> Record:
    """A stored record; `WireError` when the bytes are not one."""
    try:
        return _record.decode(stored)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WireError(f"not a record: {error}") from error
