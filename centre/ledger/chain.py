"""The chain that seals the ledger: every record's value covers all records before it.

`h_n = SHA256(tag || n || h_(n-1) || len || bytes_n)` over the stored bytes, numbers as
eight bytes, big endian. The record itself carries `h_(n-1)` as its `prev`.
"""

from __future__ import annotations

from hashlib import sha256
from struct import Struct
from typing import Final

from centre.ledger.protocol import Stored
from domain.events import GENESIS

TAG: Final = b"gridwall ledger 1"
#: What the first record follows.
ROOT: Final = bytes.fromhex(GENESIS)
#: A record's case stands this early in its bytes: after two numbers.
_CASE_BY: Final = 160
_number: Final = Struct(">Q").pack


def link(seq: int, prev: bytes, body: bytes) -> bytes:
    """The chain value (32 bytes) of record `seq` after one with the value `prev`."""
    return sha256(
        b"".join((TAG, _number(seq), prev, _number(len(body)), body))
    ).digest()


def fault(record: Stored, after: int, prev: bytes) -> str:
    """What is wrong with a record that should follow number `after`; empty: nothing.

    The bytes themselves must name number, case and `prev`: without that, who alters one
    record could link all later ones anew and leave their bytes alone.
    """
    seq, case, body, value = record
    if seq != after + 1:
        return f"record {after + 1} is missing"
    if link(seq, prev, body) != value:
        return f"record {seq} does not have the bytes that were sealed"
    if (
        not body.endswith(b'"prev":"%b"}' % prev.hex().encode())
        or not body.startswith(b'{"seq":%d,' % seq)
        or body.find(b'"case":"%b"' % case.encode(), 0, _CASE_BY) < 0
    ):
        return f"record {seq} is filed as another than it says"
    return ""
