"""A photo fetched from the centre to be looked at: never more of it than is allowed."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from client import outcome
from client.errors import NoCentre, ReadFailed
from domain.photos import MAX_BYTES, path_of

if TYPE_CHECKING:
    import httpx

#: Seconds for all of it.
PHOTO_S: Final = 30.0
#: Of an answer that is no photo only so much is read.
_PROBLEM: Final = 65_536


async def fetched(
    client: httpx.AsyncClient,
    base: str,
    headers: dict[str, str],
    name: str,
    *,
    small: bool,
) -> bytes:
    """The bytes of a photo, or of its small copy; raises `NoCentre` or `ReadFailed`.

    A photo is named by its content: bytes of another name are refused.
    """
    import httpx

    path = path_of(name) + ("/thumb" if small else "")
    wanted = headers | {"Accept-Encoding": "identity"}
    try:
        async with (
            asyncio.timeout(PHOTO_S),
            client.stream("GET", base + path, headers=wanted) as answer,
        ):
            if not answer.is_success:
                raise await _refused(answer)
            content = await _bounded(answer, MAX_BYTES)
    except TimeoutError:
        raise NoCentre(f"{base} did not send the photo in {PHOTO_S:.0f} s") from None
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise NoCentre(f"no photo from {base}: {why}") from error
    if not small and sha256(content).hexdigest() != name:
        raise ReadFailed(f"{path}: these are not the bytes that were kept")
    return content


async def _bounded(answer: httpx.Response, most: int) -> bytes:
    """All of it; `ReadFailed` when there is more."""
    content = bytearray()
    async for chunk in answer.aiter_raw():
        content += chunk
        if len(content) > most:
            raise ReadFailed(f"{answer.url.path}: more than {most} bytes")
    return bytes(content)


async def _refused(answer: httpx.Response) -> ReadFailed:
    body = await _bounded(answer, _PROBLEM)
    said = outcome.problem_of(answer.status_code, body, answer.reason_phrase)
    words = f"{said.title}: {said.detail}" if said.detail else said.title
    return ReadFailed(words, said.status, said.code)
