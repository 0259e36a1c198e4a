"""Pictures as cameras make them: sizes, kinds, and what stands in their EXIF."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

Degrees = tuple[IFDRational, IFDRational, IFDRational]


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (64, 48),
    *,
    colour: str | int = "teal",
    mode: str = "RGB",
    exif: Image.Exif | None = None,
    **more: Any,
) -> bytes:
    """A picture of one colour; `more` goes to Pillow."""
    out = BytesIO()
    given: dict[str, Any] = {} if exif is None else {"exif": exif}
    Image.new(mode, size, colour).save(out, kind, **given, **more)
    return out.getvalue()


def exif(
    *,
    at: tuple[float, float] | None = None,
    taken: str = "",
    offset: str = "",
    utc: datetime | None = None,
    turn: int = 0,
) -> Image.Exif:
    """`at` is (lon, lat), `taken` as cameras write it: `2026:09:21 08:30:00`."""
    made = Image.Exif()
    made[Base.Make] = "town"  # Pillow leaves out a main directory of pointers only
    if turn:
        made[Base.Orientation] = turn
    camera = made.get_ifd(IFD.Exif)
    if taken:
        camera[Base.DateTimeOriginal] = taken
    if offset:
        camera[Base.OffsetTimeOriginal] = offset
    receiver = made.get_ifd(IFD.GPSInfo)
    if at is not None:
        lon, lat = at
        receiver[GPS.GPSLongitude] = _sexagesimal(lon)
        receiver[GPS.GPSLongitudeRef] = "E" if lon >= 0 else "W"
        receiver[GPS.GPSLatitude] = _sexagesimal(lat)
        receiver[GPS.GPSLatitudeRef] = "N" if lat >= 0 else "S"
    if utc is not None:
        utc = utc.astimezone(UTC)
        receiver[GPS.GPSDateStamp] = f"{utc:%Y:%m:%d}"
        receiver[GPS.GPSTimeStamp] = tuple(
            IFDRational(part) for part in (utc.hour, utc.minute, utc.second)
        )
    return made


def _sexagesimal(degrees: float) -> Degrees:
    whole = Fraction(abs(degrees)).limit_denominator(10_000_000)
    minutes = (whole - int(whole)) * 60
    seconds = (minutes - int(minutes)) * 60
    return (
        IFDRational(int(whole), 1),
        IFDRational(int(minutes), 1),
        IFDRational(round(seconds * 100_000), 100_000),
    )
