"""A state as messages and back.

What a wall that joins late is sent, and what the ledger keeps so that a restart need
not fold from the first record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from domain import wire
from domain.blocks import BLOCK, Block, blocks
from domain.columns import Making, received, sent
from domain.errors import WireError
from domain.flows import Flows
from domain.packed import Blocks, Packed
from domain.state import ALL, RECENT_LINES, CityState

#: Bytes of blocks in one message; well below the largest frame.
_ROOM: Final = wire.MAX_DOWN - 4096
#: Characters of table text in one message: escaped or in UTF-8 they may take threefold.
_PIECE: Final = 60_000
_encoder: Final = msgspec.json.Encoder()
_tables: Final = msgspec.json.Decoder(wire.Tables)
Part = wire.Snapshot | wire.Piece | wire.Cases


def cut(state: CityState, *, counted: bool = True) -> list[bytes]:
    """The messages of a snapshot, encoded; each at most `MAX_DOWN` bytes.

    Not `counted`: without the columns, for who reads every case anyhow.
    """
    making = Making() if counted else None
    parts = list(_cases(state, making))
    parts += [
        wire.encode(wire.Piece(part=part, text=text))
        for part, text in enumerate(_pieces(state, making), len(parts) + 1)
    ]
    head = wire.Snapshot(
        epoch=state.epoch,
        seq=state.seq,
        at=state.at,
        prev=state.prev,
        parts=len(parts),
        day=state.day,
        serial=state.serial,
        digest=state.digest,
    )
    return [wire.encode(head), *parts]


def _pieces(state: CityState, making: Making | None) -> list[str]:
    recent = {key: list(lines) for key, lines in state.recent.items()}
    flows, of = msgspec.Raw(state.flows.dump()), sent(making.made()) if making else None
    text = _encoder.encode(wire.Tables(state.census, flows, recent, of)).decode()
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


def _cases(state: CityState, making: Making | None) -> Iterator[bytes]:
    """Each case is encoded and put into the columns at once, while it is at hand."""
    part, held, size = 1, list[bytes](), 0
    cases = iter(state.cases.values())
    while some := list(islice(cases, BLOCK)):
        if making is not None:
            making.add(some)
        for block in blocks(some):
            one = _encoder.encode(block)
            if held and size + len(one) > _ROOM:
                yield _frame(part, held)
                part, held, size = part + 1, [], 0
            held.append(one)
            size += len(one) + 1
    if held:
        yield _frame(part, held)


def _frame(part: int, held: list[bytes]) -> bytes:
    return b'{"t":"cases","part":%d,"blocks":[%b]}' % (part, b",".join(held))


class Builder:
    """Puts the messages of a snapshot together again, of the whole or of a part.

    The cases stay packed, unless it `reads` them.
    """

    def __init__(self, key: str = ALL, *, reads: bool = False) -> None:
        self._key, self._reads = key, reads
        self._head: wire.Snapshot | None = None
        self._state = CityState()
        self._text: list[str] = []
        self._blocks: list[Block] = []
        self._next = 1

    def take(self, message: Part) -> CityState | None:
        """The state once the last part has come, None before.

        Raises `WireError` for a part out of order; then a new head must come.
        """
        if isinstance(message, wire.Snapshot):
            self._begin(message)
        else:
            self._add(message)
        head = self._head
        if head is None or self._next <= head.parts:
            return None
        self._head = None
        return self._whole()

    def _begin(self, head: wire.Snapshot) -> None:
        state = CityState(head.epoch, self._key)
        state.seq, state.at, state.prev = head.seq, head.at, head.prev
        state.day, state.serial, state.digest = head.day, head.serial, head.digest
        self._head, self._state, self._next = head, state, 1
        self._text, self._blocks = [], []

    def _add(self, message: wire.Piece | wire.Cases) -> None:
        if self._head is None or message.part != self._next:
            self._head = None
            raise WireError(f"snapshot part {message.part} where {self._next} was due")
        self._next += 1
        if isinstance(message, wire.Piece):
            self._text.append(message.text)
        else:
            if not self._reads:  # else each is read at the end
                for block in message.blocks:
                    block.check()
            self._blocks += message.blocks

    def _whole(self) -> CityState:
        state, came = self._state, self._blocks
        try:
            tables = _tables.decode("".join(self._text))
        except msgspec.MsgspecError as error:
            raise WireError(f"the tables of the snapshot: {error}") from error
        size = sum(len(block.ids) for block in came)
        if self._reads or tables.columns is None:
            state.cases = {case.id: case for block in came for case in block.cases()}
        else:
            state.cases = Packed(Blocks(came, received(tables.columns, size)))
        if len(state.cases) != size:
            raise WireError("the cases are not those of their blocks")
        self._text, self._blocks = [], []
        state.census = tables.census
        state.flows = Flows.load(bytes(tables.flows))
        state.recent = {
            key: deque(lines, maxlen=RECENT_LINES)
            for key, lines in tables.recent.items()
        }
        return state


def restore(messages: list[bytes]) -> CityState:
    """The state of the messages `cut` made, every case of it read.

    `WireError` when they are not whole.
    """
    builder = Builder(reads=True)
    for raw in messages:
        message = wire.decode_down(raw)
        if not isinstance(message, Part):
            raise WireError("not a part of a snapshot")
        state = builder.take(message)
        if state is not None:
            return state
    raise WireError("the snapshot ends before its last part")
