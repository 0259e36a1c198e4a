"""A photo from the centre: its bytes and no others, never too many."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from client.errors import NoCentre, ReadFailed
from client.looks import fetched
from domain.photos import MAX_BYTES
from tests.camera import picture

PHOTO = picture()
NAME = hashlib.sha256(PHOTO).hexdigest()
Answer = Callable[[httpx.Request], httpx.Response]


async def sent(content: bytes) -> AsyncIterator[bytes]:
    """As a line brings it: in pieces."""
    for at in range(0, len(content), 1000):
        yield content[at : at + 1000]


async def look(answer: Answer, *, small: bool = False) -> bytes:
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport) as client:
        headers = {"Authorization": "Bearer t"}
        return await fetched(client, "http://c", headers, NAME, small=small)


async def test_the_bytes_of_the_name_are_taken() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=sent(PHOTO))

    assert await look(answer) == PHOTO
    assert await look(answer, small=True) == PHOTO
    assert [one.url.path for one in asked] == [
        f"/photos/{NAME}",
        f"/photos/{NAME}/thumb",
    ]
    assert asked[0].headers["authorization"] == "Bearer t"
    assert asked[0].headers["accept-encoding"] == "identity"


async def test_other_bytes_are_refused() -> None:
    with pytest.raises(ReadFailed, match="not the bytes"):
        await look(lambda _: httpx.Response(200, content=sent(PHOTO + b"\0")))


@pytest.mark.parametrize("small", [True, False])
async def test_no_more_is_read_than_a_photo_may_have(*, small: bool) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1 << 20
            yield bytes(1 << 20)

    with pytest.raises(ReadFailed, match="more than"):
        await look(lambda _: httpx.Response(200, content=endless()), small=small)
    assert read <= MAX_BYTES + (2 << 20)


async def test_what_the_centre_says_is_told() -> None:
    body = (
        b'{"title": "Not Found", "status": 404, "code": "photo-unknown",'
        b' "detail": "no photo here"}'
    )
    with pytest.raises(ReadFailed, match="no photo here") as error:
        await look(lambda _: httpx.Response(404, content=sent(body)))
    assert (error.value.status, error.value.code) == (404, "photo-unknown")


async def test_a_line_that_breaks_is_no_centre() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield PHOTO[:10]
        raise httpx.ReadError("gone")

    with pytest.raises(NoCentre, match="gone"):
        await look(lambda _: httpx.Response(200, content=broken()))
