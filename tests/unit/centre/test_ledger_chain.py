"""The chain: computed here once more, from its formula alone."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from centre.ledger import chain
from domain.events import GENESIS, Record, Taken
from domain.wire import encode
from tests.town import MONDAY, SYSTEM

hashes = st.binary(min_size=32, max_size=32)
PREV = bytes(range(32))


def stored(seq: int = 7, case: str = "c1", prev: bytes = PREV) -> bytes:
    return encode(Record(seq, MONDAY, case, 1, SYSTEM, Taken(), prev.hex()))


@given(st.integers(1, 2**63), hashes, st.binary(max_size=2000))
def test_a_link_covers_tag_number_predecessor_length_and_bytes(
    seq: int, prev: bytes, body: bytes
) -> None:
    length = len(body).to_bytes(8, "big")
    whole = b"gridwall ledger 1" + seq.to_bytes(8, "big") + prev + length + body
    assert chain.link(seq, prev, body) == hashlib.sha256(whole).digest()


def test_the_first_record_follows_the_genesis() -> None:
    assert chain.ROOT.hex() == GENESIS


def test_a_record_in_its_place_has_no_fault() -> None:
    body = stored()
    assert chain.fault(7, b"c1", body, chain.link(7, PREV, body), 6, PREV) == ""


def test_every_fault_is_told_apart() -> None:
    body = stored()
    value = chain.link(7, PREV, body)
    other = bytes(32)
    found = [
        chain.fault(7, b"c1", body, value, 5, PREV),
        chain.fault(7, b"c1", body + b" ", value, 6, PREV),
        chain.fault(7, b"c1", body, other, 6, PREV),
        chain.fault(7, b"c1", body, chain.link(7, other, body), 6, other),
        chain.fault(7, b"c2", body, value, 6, PREV),
        chain.fault(7, b"c", body, value, 6, PREV),
        chain.fault(7, b"", body, value, 6, PREV),
    ]
    assert all(found)
    assert len(set(found)) == 4
