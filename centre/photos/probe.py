"""Is this a photo, and what does it say: magic, limits, one whole decode.

The bytes come from outside. Nothing is decoded before its size in pixels is known to be
within bounds; what a decoder would choke on is a `NotAPhoto` with a stable code.
"""

from __future__ import annotations

import re
import struct
import warnings
from datetime import tzinfo
from io import BytesIO
from typing import Final

import msgspec
from PIL import Image, UnidentifiedImageError

from centre.photos import exif
from domain import photo_bytes
from domain.photo_bytes import FORMATS, scans, webp_size
from domain.photos import MAX_PIXELS, MAX_SCANS, Photo

#: Longest side of a thumbnail, in pixels.
THUMB: Final = 320
MEDIA: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
#: Files that are something, but none of the three.
_OTHERS: Final = re.compile(
    rb"GIF8[79]a|BM|II\*\0|MM\0\*|%PDF-|<svg|<\?xml|....ftyp|PK\x03\x04|\x00\x00\x01\x00",
    re.DOTALL,
)
_PNG_END: Final = b"IEND\xaeB`\x82"
#: What Pillow raises on bytes that are not what they seem; it documents none of it.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    AttributeError,
    NotImplementedError,
    struct.error,
    Warning,
)
_TURN: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A second line of defence: Pillow's own check, turned from a warning into a refusal.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class NotAPhoto(Exception):
    """`code` is stable: photo-type, photo-none, photo-broken, photo-too-many-pixels."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Look(msgspec.Struct, frozen=True):
    """A photo's kind (a key of `MEDIA`), its size in pixels as stored, its EXIF."""

    kind: str
    width: int
    height: int
    exif: exif.Exif

    def photo(self, digest: str) -> Photo:
        """What the domain needs of it, under the name that its content gives it."""
        at = self.exif.position
        lon, lat = at or (None, None)
        return Photo(photo=digest, taken_at=self.exif.taken_at, lon=lon, lat=lat)


def kind_of(content: bytes) -> str:
    """`jpg`, `png` or `webp` by the first bytes; `NotAPhoto` for all others."""
    if kind := photo_bytes.kind_of(content):
        return kind
    if _OTHERS.match(content):
        raise NotAPhoto("photo-type", "a photo is a JPEG, PNG or WebP")
    raise NotAPhoto("photo-none", "these bytes are no JPEG, PNG or WebP")


def look(content: bytes, zone: tzinfo) -> Look:
    """Decode it once, whole; raises `NotAPhoto`. Takes up to a second or two."""
    picture, kind = _opened(content)
    try:
        if kind == "png":
            picture.verify()  # the checksums of all chunks, but for the last
            if _PNG_END not in content:
                raise _broken()
            picture, _ = _opened(content)
        width, height = picture.size
        _load(picture)
        block = picture.info.get("exif")
    except _BROKEN as error:
        raise _broken() from error
    return Look(kind, width, height, _said(block, zone))


def glance(content: bytes, zone: tzinfo) -> Look:
    """As `look`, of a photo that was looked at before: decodes only what it must."""
    picture, kind = _opened(content)
    width, height = picture.size
    try:
        if kind == "png" and "exif" not in picture.info:
            picture.load()  # it may stand behind the pixels
        block = picture.info.get("exif")
    except _BROKEN as error:
        raise _broken() from error
    return Look(kind, width, height, _said(block, zone))


def thumb(content: bytes, zone: tzinfo) -> bytes:
    """The picture upright, at most 320 px a side, as a JPEG without EXIF."""
    picture, _ = _opened(content)
    try:
        _load(picture)
        block = picture.info.get("exif")
        picture.thumbnail((THUMB, THUMB))
        flat = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
        turn = _TURN.get(_said(block, zone).turn)
        flat = flat if turn is None else flat.transpose(turn)
        out = BytesIO()
        flat.save(out, "JPEG", quality=80)
    except _BROKEN as error:
        raise _broken() from error
    return out.getvalue()


def _opened(content: bytes) -> tuple[Image.Image, str]:
    """With its size known and within bounds, not decoded yet."""
    kind = kind_of(content)
    if kind == "jpg" and scans(content) > MAX_SCANS:
        raise NotAPhoto("photo-broken", "this JPEG has too many scans")
    if kind == "webp":
        _bound(*webp_size(content))  # opening allots its canvas
    try:
        picture = Image.open(BytesIO(content), formats=(FORMATS[kind],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many() from None
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise _broken() from error
    _bound(*picture.size)
    return picture, kind


def _said(block: object, zone: tzinfo) -> exif.Exif:
    return exif.read(block, zone) if isinstance(block, bytes) else exif.Exif()


def _load(picture: Image.Image) -> None:
    """Every byte of it; a JPEG at an eighth of its size, for a 64th of the memory."""
    width, height = picture.size
    picture.draft("RGB", (max(THUMB, width // 8), max(THUMB, height // 8)))
    picture.load()


def _bound(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many()
    if not width * height:
        raise _broken()


def _too_many() -> NotAPhoto:
    limit = MAX_PIXELS // 1_000_000
    return NotAPhoto("photo-too-many-pixels", f"a photo has at most {limit} megapixels")


def _broken() -> NotAPhoto:
    return NotAPhoto("photo-broken", "this photo is damaged or not whole")
