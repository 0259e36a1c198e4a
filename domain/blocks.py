"""Cases by the block, as a snapshot carries them: packed, with a sum.

`packed.py` holds them, and reads what is looked at.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from domain.errors import WireError
from domain.state import Case

#: Cases in a block: one is read in 150 us, all in a row in 5 us each.
BLOCK: Final = 64
#: Bytes of a block that is not packed; a case has 3,000 at most.
_LARGEST: Final = 1 << 18
_LEVEL: Final = 1
FEWER: Final = "a block has not as many cases as ids"
_encoder: Final = msgspec.json.Encoder()
_case: Final = msgspec.json.Decoder(Case)


class Block(msgspec.Struct, array_like=True, gc=False):
    """Some cases: their ids, and they themselves as deflated lines of JSON.

    `sum`: CRC-32 over the packed bytes that begins with the number of the cases; None
    in what was packed before there was one.
    """

    ids: list[str]
    packed: bytes
    sum: int | None = None

    def cases(self) -> list[Case]:
        """Read; raises `WireError` when they cannot be."""
        return cases_of(lines_of(self.packed))

    def check(self) -> None:
        """Raise `WireError` unless it is whole: a line for every id, and no more.

        So that a case that is looked at hours later can be read. The sum tells whether
        it is what was packed, and costs a thirtieth of unpacking; without one it is
        unpacked.
        """
        if self.sum is None:
            if lines_of(self.packed).count(b"\n") != len(self.ids):
                raise WireError(FEWER)
        elif self.sum != zlib.crc32(self.packed, len(self.ids)):
            raise WireError("a block of cases has another sum")


def blocks(cases: Collection[Case]) -> Iterator[Block]:
    """Cases, packed, in their order."""
    every = list(cases)
    for start in range(0, len(every), BLOCK):
        yield from _blocks(every[start : start + BLOCK])


def _blocks(cases: list[Case]) -> Iterator[Block]:
    lines = _encoder.encode_lines(cases)
    if len(lines) > _LARGEST and len(cases) > 1:
        half = len(cases) // 2
        yield from _blocks(cases[:half])
        yield from _blocks(cases[half:])
        return
    packed = zlib.compress(lines, _LEVEL)
    yield Block([case.id for case in cases], packed, zlib.crc32(packed, len(cases)))


def lines_of(packed: bytes) -> bytes:
    """Unpacked: a case a line. Raises `WireError` when it is no block, or not whole."""
    unpacking = zlib.decompressobj()
    try:
        lines = unpacking.decompress(packed, _LARGEST * 4)
    except zlib.error as error:
        raise WireError(f"not a block of cases: {error}") from error
    if not unpacking.eof:
        raise WireError("not a whole block of cases")
    return lines


def case_of(lines: list[bytes], at: int) -> Case:
    """The case of a line; raises `WireError` when it cannot be read."""
    if at >= len(lines):
        raise WireError(FEWER)
    try:
        return _case.decode(lines[at])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WireError(f"not a case: {error}") from error


def cases_of(lines: bytes) -> list[Case]:
    """The cases of all lines; raises the same."""
    try:
        return _case.decode_lines(lines)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WireError(f"not a case: {error}") from error
