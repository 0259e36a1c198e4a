"""Photos in and out: `POST /photos`, `GET /photos/{photo}` and its `/thumb`.

A photo is named by its content, so sending it again is the same photo. It is shown to
those who may see a case that carries it.
"""

from __future__ import annotations

import asyncio
import re
from asyncio import Semaphore, to_thread
from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from centre import tokens
from centre.access import Action, Subject, authorize
from centre.doors.lookup import find
from centre.doors.requests import answer, headers_of
from centre.house import House
from centre.pace import Pace
from centre.photos import probe
from centre.photos.probe import MEDIA, NotAPhoto
from centre.photos.store import PhotoDamaged, PhotoFailed, is_name
from centre.problems import Problem, later
from domain.photos import MAX_BYTES, Photo

#: What a photo may be called by its sender; its first bytes decide.
_KINDS: Final = frozenset({*MEDIA.values(), "image/jpg", "application/octet-stream"})
#: Photos on their way in at the same time, and being decoded.
ARRIVING: Final = 32
_DECODING: Final = 2
#: The longest silence of a sender, in seconds.
SILENCE_S: Final = 30.0
_A_MINUTE, _BURST = 60, 32
#: Of a demo, whose officers have no cameras.
_DEMO: Final = "demo/"
_THUMB: Final = "image/jpeg"
_tags: Final = re.compile(r'"([^"]*)"')


class Position(msgspec.Struct, frozen=True):
    """WGS-84 degrees."""

    lon: float
    lat: float


class Kept(msgspec.Struct, frozen=True):
    """A photo that is kept: its name and what it says; `taken_at` in ms, sizes in px.

    The picture's sides are as stored, before EXIF's orientation.
    """

    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    taken_at: int | None
    position: Position | None


class Photos:
    """The door for photos."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pace = Pace(house.monotonic, _A_MINUTE, _BURST)
        self._arriving = 0
        self._decoding = Semaphore(_DECODING)

    async def take(self, request: Request) -> Response:
        """`POST /photos`: 201 when it is durable, whether it was here before or not."""
        headers = headers_of(request)
        subject = self._house.subject(tokens.asked(headers))
        authorize(subject, Action.COMMAND)
        self._check_pace(subject)
        _check_kind(headers)
        if self._arriving >= ARRIVING:
            raise later("busy", "too many photos are on their way in", 1)
        self._arriving += 1
        try:
            return await self._take(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        finally:
            self._arriving -= 1

    async def _take(self, request: Request) -> Response:
        content = await _body(request)
        store = self._house.photos
        try:
            async with self._decoding:
                look = await to_thread(probe.look, content, store.zone)
            name = await to_thread(store.keep, content, look)
        except NotAPhoto as error:
            status = 415 if error.code == "photo-type" else 422
            raise Problem(status, error.code, error.detail) from None
        except PhotoFailed as error:
            raise later("photo-not-kept", f"not kept: {error}", 30) from error
        at = look.exif.position
        kept = Kept(
            sha256=name,
            media_type=MEDIA[look.kind],
            bytes=len(content),
            width=look.width,
            height=look.height,
            taken_at=look.exif.taken_at,
            position=None if at is None else Position(*at),
        )
        return answer(kept, 201, {"Location": f"/photos/{name}"})

    async def one(self, request: Request) -> Response:
        """`GET /photos/{photo}`: the bytes as they came."""
        name = await self._admitted(request)
        if _has(request, name):
            return Response(status_code=304, headers=_headers(name))
        content, media = await self._read(name)
        return Response(content, headers=_headers(name), media_type=media)

    async def thumb(self, request: Request) -> Response:
        """`GET /photos/{photo}/thumb`: a small JPEG, upright, without EXIF."""
        name = await self._admitted(request)
        tag = f"{name}-thumb"
        if _has(request, tag):
            return Response(status_code=304, headers=_headers(tag))
        content, _ = await self._read(name)
        async with self._decoding:
            small = await to_thread(probe.thumb, content, self._house.photos.zone)
        return Response(small, headers=_headers(tag), media_type=_THUMB)

    def _check_pace(self, subject: Subject) -> None:
        wait = 0 if subject.trusted else self._pace.take(subject.account)
        if wait:
            raise later("too-fast", f"{_A_MINUTE} photos a minute", wait, status=429)

    async def _admitted(self, request: Request) -> str:
        """The photo's name, if the one who asks may see a case that carries it."""
        subject = self._house.subject(tokens.asked(headers_of(request)))
        authorize(subject, Action.LOOK)
        name: str = request.path_params["photo"]
        if not is_name(name) or not await self._is_shown(name, subject):
            raise _unknown(name, 404)
        return name

    async def _is_shown(self, name: str, subject: Subject) -> bool:
        house = self._house
        for known in await to_thread(house.carriers.cases, name):
            case = house.board.case(known)
            if case is None:
                case, _ = await to_thread(find, house.ledger, known)
            if case is not None and subject.reach.shows(case):
                return True
        return False

    async def _read(self, name: str) -> tuple[bytes, str]:
        try:
            found = await to_thread(self._house.photos.read, name)
        except (PhotoDamaged, PhotoFailed) as error:
            raise Problem(500, "photo-damaged", str(error)) from error
        if found is None:
            raise _unknown(name, 404)
        return found


async def said(house: House, names: Sequence[str]) -> tuple[Photo, ...]:
    """What a command's photos say of themselves; `Problem` 422 for one not kept here.

    On a simulated clock a name may begin with `demo/`: a photo that nobody took.
    """
    real = [
        name for name in names if not (house.clock.simulated and name.startswith(_DEMO))
    ]
    if not real:
        return ()
    found = await to_thread(house.photos.photos, real)
    for name, photo in zip(real, found, strict=True):
        if photo is None:
            raise _unknown(name, 422)
    return tuple(photo for photo in found if photo is not None)


def _unknown(name: str, status: int) -> Problem:
    short = name if is_name(name) else name[:20]
    return Problem(
        status, "photo-unknown", f"no photo {short!r} here; send it to POST /photos"
    )


def _check_kind(headers: dict[str, str]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise Problem(
            415, "photo-type", "send a photo as image/jpeg, image/png or image/webp"
        )
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise _too_large()


async def _body(request: Request) -> bytes:
    """All of it; `Problem` 413 above the limit, 408 when the sender falls silent."""
    body = bytearray()
    chunks = request.stream()
    try:
        while True:
            async with asyncio.timeout(SILENCE_S):
                chunk = await anext(chunks, None)
            if chunk is None:
                return bytes(body)
            body += chunk
            if len(body) > MAX_BYTES:
                raise _too_large()
    except TimeoutError:
        raise Problem(
            408, "photo-late", "nothing came for a while; send it again",
            headers={"Connection": "close"},
        ) from None  # fmt: skip


def _too_large() -> Problem:
    limit = MAX_BYTES // 1024 // 1024
    return Problem(
        413,
        "photo-too-large",
        f"a photo has at most {limit} MiB",
        headers={"Connection": "close"},
    )


def _headers(tag: str) -> dict[str, str]:
    """Who may see it is asked every time; the bytes never change."""
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def _has(request: Request, tag: str) -> bool:
    return tag in _tags.findall(request.headers.get("if-none-match", ""))
