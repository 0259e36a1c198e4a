"""Place and time of a photo as its camera wrote them: a reader of EXIF, sans I/O.

Reads three directories of a TIFF block and nothing else. The block comes from outside:
whatever is wrong in it reads as "not said"; no offset leads out of it or in circles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import msgspec

_HEAD: Final = b"Exif\x00\x00"
_ORDERS: Final = {b"II*\x00": "<", b"MM\x00*": ">"}
#: Bytes of a value by its type; the types that are read.
_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_SIZES: Final = {_ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8}
_MAX_ENTRIES: Final = 256
_MAX_BYTES: Final = 64
# Tags of the main directory, of the camera's, of the receiver's.
_ORIENTATION, _CHANGED, _CAMERA, _RECEIVER = 0x0112, 0x0132, 0x8769, 0x8825
_TAKEN, _OFFSET_CHANGED, _OFFSET_TAKEN = 0x9003, 0x9010, 0x9011
_LAT_REF, _LAT, _LON_REF, _LON, _UTC_TIME, _UTC_DATE = 1, 2, 3, 4, 7, 29
_TURNS: Final = range(1, 9)
_Values = Mapping[int, "str | tuple[float, ...]"]


class Exif(msgspec.Struct, frozen=True):
    """`taken_at` in ms since the epoch, `position` (lon, lat) in WGS-84 degrees.

    `turn` is EXIF's orientation, 1 to 8; 1 is upright.
    """

    taken_at: int | None = None
    position: tuple[float, float] | None = None
    turn: int = 1


def read(block: bytes, zone: tzinfo) -> Exif:
    """What the block says; a time without an offset is the wall clock of `zone`."""
    block = block.removeprefix(_HEAD)
    order = _ORDERS.get(block[:4])
    if order is None:
        return Exif()
    tiff = _Tiff(block, order)
    main = tiff.directory(tiff.long(4))
    camera = tiff.directory(_pointer(main, _CAMERA))
    receiver = tiff.directory(_pointer(main, _RECEIVER))
    turn = _pointer(main, _ORIENTATION)
    return Exif(
        taken_at=_taken(main, camera, receiver, zone),
        position=_position(receiver),
        turn=turn if turn in _TURNS else 1,
    )


class _Tiff:
    def __init__(self, block: bytes, order: str) -> None:
        self._block, self._order = block, order

    def long(self, at: int) -> int:
        """The 32-bit number there; 0 beyond the end."""
        raw = self._block[at : at + 4]
        return int.from_bytes(raw, "little" if self._order == "<" else "big") * (
            len(raw) == _SIZES[_LONG]
        )

    def directory(self, at: int) -> _Values:
        """The values of the directory at an offset, those that can be read."""
        return dict(self._entries(at)) if at else {}

    def _entries(self, at: int) -> Iterator[tuple[int, str | tuple[float, ...]]]:
        head = self._block[at : at + 2]
        if len(head) < _SIZES[_SHORT]:
            return
        (count,) = struct.unpack(f"{self._order}H", head)
        for entry in range(at + 2, at + 2 + 12 * min(count, _MAX_ENTRIES), 12):
            raw = self._block[entry : entry + 8]
            if len(raw) < 8:  # noqa: PLR2004
                return
            tag, kind, values = struct.unpack(f"{self._order}HHL", raw)
            size = _SIZES.get(kind, 0) * values
            if 0 < size <= _MAX_BYTES:
                where = entry + 8 if size <= _SIZES[_LONG] else self.long(entry + 8)
                value = self._block[where : where + size]
                if len(value) == size:
                    yield tag, self._value(kind, values, value)

    def _value(self, kind: int, count: int, raw: bytes) -> str | tuple[float, ...]:
        if kind == _ASCII:
            return raw.split(b"\x00")[0].decode("latin-1").strip()
        if kind != _RATIONAL:
            letter = "H" if kind == _SHORT else "L"
            return struct.unpack(f"{self._order}{count}{letter}", raw)
        parts = struct.unpack(f"{self._order}{2 * count}L", raw)
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return tuple(over / under if under else -1.0 for over, under in pairs)


def _numbers(values: _Values, tag: int, count: int) -> tuple[float, ...] | None:
    """So many numbers, none below 0; a rational over 0 counts as below."""
    found = values.get(tag)
    if not isinstance(found, tuple) or len(found) < count or min(found) < 0:
        return None
    return found[:count]


def _word(values: _Values, tag: int) -> str:
    found = values.get(tag)
    return found if isinstance(found, str) else ""


def _pointer(values: _Values, tag: int) -> int:
    found = _numbers(values, tag, 1)
    return int(found[0]) if found else 0


def _position(receiver: _Values) -> tuple[float, float] | None:
    """A position of exactly 0, 0 is what receivers write that know none."""
    lat = _degrees(receiver, _LAT, {"N": 1, "S": -1}.get(_word(receiver, _LAT_REF)))
    lon = _degrees(receiver, _LON, {"E": 1, "W": -1}.get(_word(receiver, _LON_REF)))
    if lat is None or lon is None or (lat == lon == 0):
        return None
    fits = abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004
    return (lon, lat) if fits else None


def _degrees(receiver: _Values, tag: int, sign: int | None) -> float | None:
    found = _numbers(receiver, tag, 3)
    if found is None or sign is None:
        return None
    degrees, minutes, seconds = found
    return sign * round(degrees + minutes / 60 + seconds / 3600, 7)


def _taken(
    main: _Values, camera: _Values, receiver: _Values, zone: tzinfo
) -> int | None:
    """With an offset, else by satellite, else by the place's own wall clock."""
    original = _word(camera, _TAKEN)
    offset = _offset(_word(camera, _OFFSET_TAKEN))
    if original and offset is not None:
        exact = _instant(original, offset)
        if exact is not None:
            return exact
    return _first(
        _by_satellite(receiver),
        _instant(original, zone),
        _instant(
            _word(main, _CHANGED), _offset(_word(camera, _OFFSET_CHANGED)) or zone
        ),
    )


def _first(*times: int | None) -> int | None:
    return next((time for time in times if time is not None), None)


def _by_satellite(receiver: _Values) -> int | None:
    clock = _numbers(receiver, _UTC_TIME, 3)
    day = _word(receiver, _UTC_DATE)
    if clock is None or not day:
        return None
    hour, minute, second = (int(part) for part in clock)
    return _instant(f"{day} {hour:02}:{minute:02}:{second:02}", UTC)


def _offset(text: str) -> tzinfo | None:
    """`+08:00`."""
    try:
        return datetime.strptime(text, "%z").tzinfo
    except ValueError:
        return None


def _instant(text: str, zone: tzinfo) -> int | None:
    """`2026:09:21 09:30:00` in ms; what is before 1970 is no camera's time."""
    try:
        local = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
        since = local - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return since // timedelta(milliseconds=1) if since > timedelta() else None
