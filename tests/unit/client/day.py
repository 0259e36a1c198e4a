"""A day of the town as records, and the frames in which a centre sends it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

import msgspec

from client.moves import Apply, Expect, Move, Replace, Send
from domain import commands as c
from domain import snapshot, wire
from domain.codes import Role
from domain.events import GENESIS, Record
from domain.reduce import advance, fold
from domain.state import CityState
from tests.town import MINUTE, MONDAY, Book, actor

EPOCH = "e1"


def seal(seq: int, life: str = EPOCH) -> str:
    """A chain value for a record of one life of the ledger."""
    return sha256(f"{life} {seq}".encode()).hexdigest() if seq else GENESIS


@cache
def day(size: int = 600, life: str = EPOCH) -> tuple[Record, ...]:
    """So many records: cases that are reported, handled and closed, some bounced."""
    book, reported = Book(epoch=life, forgetful=True), 0
    hw = actor(Role.DEPARTMENT, "hw")
    while book.state.seq < size:
        book.now += MINUTE
        reported += 1
        case = book.open(title=f"暴露垃圾 {reported}")
        book.do(case, c.Accept())
        book.do(case, c.File())
        if reported % 3 == 0:
            continue
        book.do(case, c.Dispatch(department="hw"))
        book.do(case, c.Take(), hw)
        if reported % 5 == 0:
            book.do(case, c.Bounce(reason="B01", note="不属本部门"), hw)
            book.do(case, c.ApproveBounce())
            continue
        book.do(case, c.FeedBack(photos=("a",)), hw)
        book.do(case, c.AutoCheck())
        book.do(case, c.Close())
    return tuple(
        msgspec.structs.replace(record, prev=seal(record.seq - 1, life))
        for record in book.records[:size]
    )


@cache
def _state(upto: int, life: str) -> CityState:
    state = CityState(life)
    advance(state, day(life=life)[:upto])
    state.prev = seal(upto, life)
    return state


def state_at(upto: int, life: str = EPOCH) -> CityState:
    """The fold of the first records; the caller's own."""
    return _state(upto, life).copy()


def hello(
    head: int, *, fresh: bool = False, epoch: str = EPOCH, **more: object
) -> bytes:
    """The first frame of a connection."""
    fields: dict[str, object] = {
        "protocol": wire.PROTOCOL, "epoch": epoch, "head": head, "at": MONDAY,
        "place": "town", "version": "1", "scope": "all", "fresh": fresh,
    }  # fmt: skip
    return wire.encode(wire.Hello(**(fields | more)))  # type: ignore[arg-type]


def beat(head: int, *, epoch: str = EPOCH, **more: object) -> bytes:
    """A heartbeat; `digest=True` asks for the true one."""
    if more.get("digest") is True:
        more["digest"] = state_at(head, epoch).digest
    fields = {"epoch": epoch, "head": head, "at": MONDAY} | more
    return wire.encode(wire.Heartbeat(**fields))  # type: ignore[arg-type]


def frame(first: int, last: int, *, epoch: str = EPOCH) -> bytes:
    """Records `first` to `last` in one message."""
    records = list(day(life=epoch)[first - 1 : last])
    return wire.encode(wire.Records(epoch=epoch, records=records))


def snapshot_at(seq: int, *, epoch: str = EPOCH) -> list[bytes]:
    """The frames of a snapshot."""
    return snapshot.cut(state_at(seq, epoch))


class Taker:
    """Does with moves what a screen does, and keeps the rest for the test."""

    def __init__(self, state: CityState | None = None) -> None:
        self.state = state
        self.applied: list[int] = []
        self.replaced = 0
        self.acked: list[int] = []
        self.other: list[Move] = []
        self.wrong: list[int] = []

    def take(self, made: Iterable[Move]) -> list[Move]:
        """Carry them out; the moves themselves."""
        moves = list(made)
        for move in moves:
            match move:
                case Replace(state):
                    self.state = state
                    self.replaced += 1
                case Apply(records):
                    assert self.state is not None
                    self.state = fold(self.state, records)
                    self.applied += [record.seq for record in records]
                case Send(sent):
                    self.acked.append(wire.decode_up(sent).seq)
                case Expect(seq, digest):
                    assert self.state is not None
                    if self.state.seq == seq and self.state.digest != digest:
                        self.wrong.append(seq)
                case _:
                    self.other.append(move)
        return moves
