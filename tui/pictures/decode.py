"""A photo's bytes, which may be hostile, as a small upright picture; or why not.

Imported only where a photo is decoded: Pillow is slow to load. The limits are those of
the centre, which has looked at it once: whoever stands in between may not have.
"""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from domain.photo_bytes import FORMATS, kind_of, scans, webp_size
from domain.photos import MAX_BYTES, MAX_PIXELS, MAX_SCANS
from tui.pictures.errors import Unfit

#: Longest side of what is kept of a photo, in pixels.
LONGEST: Final = 1200
#: What Pillow raises on bytes that are not what they seem; it documents none of it.
_BROKEN: Final = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError,
    OverflowError, AttributeError, NotImplementedError, struct.error, Warning,
    MemoryError, ZeroDivisionError,
)  # fmt: skip
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def reduced(content: bytes, longest: int = LONGEST) -> Image.Image:
    """The whole photo, upright, RGB, no side longer than `longest`; raises `Unfit`.

    The bytes stay as they are. Nothing of what a camera wrote into them is kept.
    """
    picture = _opened(content)
    try:
        picture.draft("RGB", (longest, longest))  # a JPEG, for less memory
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((longest, longest))
        flat = Image.new("RGB", turned.size, "white")
        clear = turned.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
    except (Image.DecompressionBombError, *_BROKEN) as error:
        raise Unfit("photo.broken") from error
    return flat


def _opened(content: bytes) -> Image.Image:
    """With its size known and within bounds, not decoded yet."""
    kind = kind_of(content)
    if not kind:
        raise Unfit("photo.none")
    if len(content) > MAX_BYTES:
        raise Unfit("photo.too_large")
    if kind == "jpg" and scans(content) > MAX_SCANS:
        raise Unfit("photo.broken")
    if kind == "webp":
        _bound(*webp_size(content))  # opening allots its canvas
    try:
        picture = Image.open(BytesIO(content), formats=(FORMATS[kind],))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("photo.too_large") from None
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise Unfit("photo.broken") from error
    _bound(*picture.size)
    return picture


def _bound(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Unfit("photo.too_large")
    if not width * height:
        raise Unfit("photo.broken")
