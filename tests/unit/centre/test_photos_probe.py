"""What is a photo, what is none, and what a camera wrote into it."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from centre.photos import exif, probe
from centre.photos.probe import NotAPhoto
from domain.photos import MAX_PIXELS
from tests.camera import exif as written
from tests.camera import picture

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_PAST_EIGHT = datetime(2026, 9, 21, 8, 30, tzinfo=SHANGHAI)
MS = int(HALF_PAST_EIGHT.timestamp() * 1000)
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def look(content: bytes) -> probe.Look:
    return probe.look(content, SHANGHAI)


def refused(content: bytes) -> str:
    with pytest.raises(NotAPhoto) as error:
        look(content)
    return error.value.code


def noise(kind: str) -> bytes:
    """A picture that does not get small."""
    out = BytesIO()
    raw = random.Random(3).randbytes(90 * 60 * 3)
    Image.frombytes("RGB", (90, 60), raw).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_kinds_are_photos(kind: str) -> None:
    found = look(picture(KINDS[kind], (91, 60)))
    assert (found.kind, found.width, found.height) == (kind, 91, 60)
    assert found.exif == exif.Exif()


@pytest.mark.parametrize("kind", KINDS)
def test_place_and_time_are_read_in_each_kind(kind: str) -> None:
    content = picture(
        KINDS[kind],
        exif=written(at=(121.40123, 31.20456), taken="2026:09:21 08:30:00", turn=6),
    )
    for found in (look(content), probe.glance(content, SHANGHAI)):
        assert found.exif.position == pytest.approx((121.40123, 31.20456), abs=1e-6)
        assert (found.exif.taken_at, found.exif.turn) == (MS, 6)


def test_exif_behind_the_pixels_of_a_png_is_read_too() -> None:
    block = written(at=(121.5, 31.25)).tobytes().removeprefix(b"Exif\x00\x00")
    content = png(1, 1, (b"IDAT", zlib.compress(b"\x00\x00")), (b"eXIf", block))
    for found in (look(content), probe.glance(content, SHANGHAI)):
        assert found.exif.position == (121.5, 31.25)


def test_south_and_west_are_negative() -> None:
    found = look(picture(exif=written(at=(-71.06, -33.4))))
    assert found.exif.position == pytest.approx((-71.06, -33.4), abs=1e-6)


def test_an_offset_goes_before_the_satellites_and_these_before_the_wall_clock() -> None:
    wrong = datetime(2026, 9, 21, 3, 0, tzinfo=UTC)
    for given_, expected in (
        (written(taken="2026:09:20 20:30:00", offset="-04:00", utc=wrong), MS),
        (written(taken="2026:09:21 08:30:00", utc=wrong), wrong.timestamp() * 1000),
        (written(utc=HALF_PAST_EIGHT), MS),
        (written(taken="0000:00:00 00:00:00"), None),
        (written(taken="2026:09:21 08:30:00", offset="bogus"), MS),
    ):
        assert look(picture(exif=given_)).exif.taken_at == expected


def test_a_position_of_nothing_and_one_off_the_globe_are_none() -> None:
    assert look(picture(exif=written(at=(0.0, 0.0)))).exif.position is None
    assert look(picture(exif=written(at=(181.0, 31.0)))).exif.position is None
    assert look(picture(exif=written(at=(121.0, 91.0)))).exif.position is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo-none"),
        (b"\xff\xd8", "photo-none"),
        (b"a report, not a picture", "photo-none"),
        (b"\x00" * 1000, "photo-none"),
        (picture("GIF"), "photo-type"),
        (picture("BMP"), "photo-type"),
        (picture("TIFF"), "photo-type"),
        (b"%PDF-1.7 ", "photo-type"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "photo-type"),
        (b'<svg xmlns="x"/>', "photo-type"),
        (b"\xff\xd8\xff\xe0" + b"x" * 200, "photo-broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 200, "photo-broken"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x07" * 8 + b"x\x00" * 9, "photo-broken"),
        (b"RIFF\x10\x00\x00\x00WEBP", "photo-broken"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_photo_is_told_from_what_is_another_file(
    content: bytes, code: str
) -> None:
    assert refused(content) == code


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_that_is_not_whole_is_damaged_wherever_it_ends(kind: str) -> None:
    whole = noise(KINDS[kind])
    look(whole)
    ends = [len(whole) * part // 20 for part in range(1, 20)] + [len(whole) - 4]
    for end in ends:
        assert refused(whole[:end]) in ("photo-broken", "photo-none"), end


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of our own making; the checksums are right."""
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n"
    for name, body in ((b"IHDR", head), *chunks, (b"IEND", b"")):
        out += struct.pack(">L", len(body)) + name + body
        out += struct.pack(">L", zlib.crc32(name + body))
    return out


def vp8x(width: int, height: int) -> bytes:
    body = b"\x00" * 4 + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + len(body).to_bytes(4, "little") + body
    return b"RIFF" + (len(chunk) + 4).to_bytes(4, "little") + b"WEBP" + chunk


def giant_jpeg() -> bytes:
    """A small JPEG that says it is large: its header is enough to refuse it."""
    small = bytearray(picture())
    at = small.index(b"\xff\xc0")
    small[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(small)


def test_a_decompression_bomb_is_refused_before_it_is_decoded() -> None:
    rows = zlib.compress(bytes(1_000_000))
    for bomb in (
        png(8001, 8000, (b"IDAT", rows)),
        png(100_000, 100_000, (b"IDAT", rows)),
        vp8x(16_383, 16_383),
        vp8x(1 << 24, 255),
        giant_jpeg(),
    ):
        assert refused(bomb) == "photo-too-many-pixels"


def test_the_largest_photo_allowed_is_one() -> None:
    found = look(picture("PNG", (8000, 8000), mode="1", colour="black"))
    assert found.width * found.height == MAX_PIXELS


def test_a_png_whose_text_unpacks_without_end_is_refused() -> None:
    text = b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    bomb = png(1, 1, (b"zTXt", text), (b"IDAT", zlib.compress(b"\x00\x00")))
    assert len(bomb) < 100_000
    assert refused(bomb) == "photo-broken"


def test_a_jpeg_of_a_thousand_scans_is_refused_at_once() -> None:
    whole = picture("JPEG", (64, 64), progressive=True)
    at = whole.index(b"\xff\xda")
    scan = whole[at : whole.index(b"\xff", at + 20)]
    assert refused(whole[:at] + scan * 1000 + whole[at:]) == "photo-broken"
    look(whole)


def test_a_thumbnail_is_small_upright_and_says_nothing() -> None:
    content = picture(
        "JPEG", (1600, 400), exif=written(at=(121.4, 31.2), turn=6), colour="navy"
    )
    small = probe.thumb(content, SHANGHAI)
    with Image.open(BytesIO(small)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (80, 320))
        assert "exif" not in shown.info
    assert b"Exif" not in small


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L"])
def test_a_thumbnail_of_any_mode_of_png_is_made(mode: str) -> None:
    content = picture("PNG", (640, 480), mode=mode, colour=0)
    look(content)
    with Image.open(BytesIO(probe.thumb(content, SHANGHAI))) as shown:
        assert shown.size == (320, 240)


def test_a_small_photo_is_not_blown_up() -> None:
    with Image.open(BytesIO(probe.thumb(picture(size=(30, 20)), SHANGHAI))) as shown:
        assert shown.size == (30, 20)


HONEST = written(at=(121.4, 31.2), taken="2026:09:21 08:30:00", turn=3).tobytes()


@given(st.data())
def test_exif_of_any_bytes_is_read_or_not_said(data: st.DataObject) -> None:
    """Bytes of an honest block are changed, cut and put about: nothing is raised."""
    block = bytearray(HONEST)
    for _ in range(data.draw(st.integers(1, 12))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(
            st.integers(0, 255)
        )
    cut = data.draw(st.integers(0, len(block)))
    found = exif.read(bytes(block[:cut]), SHANGHAI)
    assert found.turn in range(1, 9)
    if found.position is not None:
        lon, lat = found.position
        assert abs(lon) <= 180
        assert abs(lat) <= 90


@given(st.binary(max_size=200))
def test_any_bytes_are_a_photo_or_refused(tail: bytes) -> None:
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"):
        assert refused(start + tail).startswith("photo-")
