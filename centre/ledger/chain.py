"""The chain that seals the ledger: every record's value covers all records before it.

`h_n = SHA256(tag || n || h_(n-1) || len || bytes_n)` over the stored bytes, numbers as
eight bytes, big endian. The record itself carries `h_(n-1)` as its `prev`.
"""

from __future__ import annotations

import struct
from binascii import hexlify
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from domain.events import GENESIS

TAG: Final = b"gridwall ledger 1"
#: What the first record follows.
ROOT: Final = bytes.fromhex(GENESIS)
_label: Final = struct.Struct(">17sQ32sQ").pack
#: A record ends with `prev` in 64 hex digits, a quote and a brace.
_END: Final = -66
#: Its case stands this early: before it are two numbers.
_CASE_BY: Final = 160


def link(seq: int, prev: bytes, body: bytes) -> bytes:
    """The chain value (32 bytes) of record `seq` after one with the value `prev`."""
    return sha256(_label(TAG, seq, prev, len(body)) + body).digest()


def fault(
    seq: int, case: bytes, body: bytes, value: bytes, after: int, prev: bytes
) -> str:
    """What is wrong with a row that should follow number `after`; empty: nothing.

    The bytes themselves must name `prev` and the case: without that, who alters one
    record could link all later ones anew and leave their bytes alone.
    """
    if seq != after + 1:
        return f"record {after + 1} is missing"
    if link(seq, prev, body) != value:
        return f"record {seq} does not have the bytes that were sealed"
    if body[_END:] != b'%b"}' % prev.hex().encode():
        return f"record {seq} says itself that it follows another"
    if body.find(b'"case":"%b"' % case, 0, _CASE_BY) < 0:
        return f"record {seq} is filed under another case than its own"
    return ""


def end_of(
    rows: Iterable[tuple[int, bytes, bytes, bytes]], after: int, prev: bytes
) -> tuple[int, bytes] | None:
    """Number and value of the last of `rows`; None: `fault` finds one in them.

    They should follow number `after` with the value `prev`; a body or a value may be of
    any type that a damaged row can have. What `fault` asks, without a call a record.
    """
    for number, case, body, value in rows:
        try:
            sealed = sha256(_label(TAG, number, prev, len(body)) + body).digest()
        except (TypeError, struct.error):
            return None
        if (
            number != after + 1
            or sealed != value
            or not body.endswith(hexlify(prev) + b'"}')
            or body.find(b'"case":"' + case + b'"', 0, _CASE_BY) < 0
        ):
            return None
        after, prev = number, value
    return after, prev
