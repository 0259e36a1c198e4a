"""What the first bytes of a photo say, before anybody decodes it.

For whoever decodes one: the centre that takes it in, the wall that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_MAGIC: Final = {
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
#: By kind: what Pillow calls it. It is to try no other format.
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
)
_START_OF_SCAN: Final = b"\xff\xda"


def kind_of(content: bytes) -> str:
    """`jpg`, `png` or `webp`; empty for everything else."""
    return next((kind for kind, magic in _MAGIC.items() if magic.match(content)), "")


def scans(content: bytes) -> int:
    """How often a JPEG has its picture gone over, at most."""
    return content.count(_START_OF_SCAN)


def webp_size(content: bytes) -> tuple[int, int]:
    """Of a WebP's canvas, by its first chunk; (0, 0) when that is none we know."""
    chunk, body = content[12:16], content[20:30]
    if len(body) == 10:  # noqa: PLR2004
        if chunk == b"VP8X":
            width, height = body[4:7], body[7:10]
            return _little(width) + 1, _little(height) + 1
        if chunk == b"VP8 ":
            return _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF
        if chunk == b"VP8L":
            bits = _little(body[1:5])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")
