"""What the centre's two processes tell each other: MessagePack, length first.

Both are of one version: one is the other's fork.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Any, Final, Generic, TypeVar

import msgspec

from centre.desk import Answer, Committed, Order

_length: Final = Struct("!I")


class Message(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Either way."""


class Orders(Message, frozen=True):
    """To be decided, numbered from `first`; `at` is what the clock shows (ms)."""

    first: int
    at: int
    orders: list[msgspec.Raw]


class Wish(Message, frozen=True):
    """A snapshot for a wall is wanted, by the counters' key."""

    number: int
    key: str


class Ready(Message, frozen=True):
    """The desk has the ledger open."""


class Settled(Message, frozen=True):
    """A batch: what is durable, then the answers with their orders' numbers."""

    committed: list[Committed]
    answers: list[tuple[int, Answer]]


class Broken(Message, frozen=True):
    """The ledger can no longer be written."""

    reason: str


class Frames(Message, frozen=True):
    """The snapshot that was wished for."""

    number: int
    seq: int
    frames: list[bytes]


class NoFrames(Message, frozen=True):
    """There is none."""

    number: int
    reason: str


ToDesk = Orders | Wish
FromDesk = Ready | Settled | Broken | Frames | NoFrames
M = TypeVar("M")

_pack: Final = msgspec.msgpack.Encoder().encode
_order: Final = msgspec.msgpack.Decoder(Order)
to_desk: Final[msgspec.msgpack.Decoder[ToDesk]] = msgspec.msgpack.Decoder(ToDesk)
from_desk: Final[msgspec.msgpack.Decoder[FromDesk]] = msgspec.msgpack.Decoder(FromDesk)


def framed(message: Message) -> bytes:
    """As it goes over the line."""
    body = _pack(message)
    return _length.pack(len(body)) + body


def packed(order: Order) -> msgspec.Raw:
    """One order; raises `ValueError`, `TypeError` or `OverflowError`."""
    return msgspec.Raw(_pack(order))


def unpacked(raw: msgspec.Raw) -> Order:
    """And back; raises `MsgspecError`."""
    return _order.decode(raw)


class Stream(Generic[M]):
    """Cuts what comes over the line into messages again."""

    def __init__(self, decoder: Any) -> None:
        self._decode: Any = decoder.decode
        self._held = bytearray()

    def take(self, data: bytes) -> Iterator[M]:
        """The messages that are whole now."""
        held = self._held
        held += data
        at = 0
        while len(held) - at >= _length.size:
            end = at + _length.size + _length.unpack_from(held, at)[0]
            if len(held) < end:
                break
            yield self._decode(bytes(held[at + _length.size : end]))
            at = end
        del held[:at]
