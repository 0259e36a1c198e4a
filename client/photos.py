"""Photos on their way to the centre over bad networks: sent until they are kept.

The same bytes are the same photo there, so trying again does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import msgspec

from client import outcome
from client.api import CONNECT_S
from client.backoff import Backoff
from client.door import Door
from client.errors import ClientError, NoCentre, TokenRefused
from client.outcome import Problem
from domain.photos import MAX_BYTES

if TYPE_CHECKING:
    import httpx

#: A photo is tried for so many seconds.
PATIENCE_S: Final = 60.0
#: So long the line may be silent during one attempt.
_SILENCE_S: Final = 10.0
#: Not now: busy, too fast, too slow, or a gateway in between.
_LATER: Final = frozenset({408, 429, 502, 503, 504})
_UNAUTHORISED: Final = 401
_MAGIC: Final = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


class PhotoUnfit(ClientError):
    """A file that cannot be read or is too large."""

    exit_code = 2


class Position(msgspec.Struct, frozen=True):
    """WGS-84 degrees."""

    lon: float
    lat: float


class Kept(msgspec.Struct, frozen=True):
    """What the centre answers for a photo; `taken_at` in ms, sides in pixels."""

    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    taken_at: int | None = None
    position: Position | None = None


class Means(NamedTuple):
    """What comes from outside: seconds, waiting, chance for jitter and for keys."""

    monotonic: Callable[[], float]
    pause: Callable[[float], None]
    rng: Random
    entropy: Callable[[int], bytes]


def read(path: Path) -> bytes:
    """The bytes of a file; raises `PhotoUnfit`."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PhotoUnfit(f"{path}: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise PhotoUnfit(f"{path}: a photo has at most {MAX_BYTES // 1024 // 1024} MiB")
    return content


class Line:
    """A person's line to the centre; use as a context. Tries again by itself."""

    def __init__(self, door: Door, acting: dict[str, str], means: Means) -> None:
        import httpx

        self._door, self._means = door, means
        self._client = httpx.Client(
            headers=door.headers | acting,
            timeout=httpx.Timeout(_SILENCE_S, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def keep(self, content: bytes) -> Kept | Problem:
        """Send a photo. Raises `NoCentre` after `PATIENCE_S`, `TokenRefused`."""
        kind = next(
            (kind for magic, kind in _MAGIC if magic.match(content)),
            "application/octet-stream",
        )
        headers = {"Content-Type": kind}
        answer = self.ask("POST", "/photos", headers=headers, content=content)
        if not answer.is_success:
            return problem(answer)
        return outcome.decode(answer.content, Kept)

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """An answer that trying again would not change. Raises as `keep`."""
        until = self._means.monotonic() + PATIENCE_S
        backoff = Backoff(self._means.rng)
        while True:
            answer, why, later = self._once(method, path, headers, content)
            if answer is not None:
                return answer
            wait = backoff.next(later)
            if self._means.monotonic() + wait >= until:
                raise NoCentre(f"no answer from {self._door.base}: {why}")
            self._means.pause(wait)

    def _once(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None,
        content: bytes | None,
    ) -> tuple[httpx.Response | None, str, float | None]:
        import httpx

        url = self._door.base + path
        try:
            answer = self._client.request(method, url, headers=headers, content=content)
        except httpx.LocalProtocolError:
            raise  # our own fault: trying again would not help
        except httpx.TransportError as error:
            return None, str(error) or type(error).__name__, None
        if answer.status_code == _UNAUTHORISED:
            said = problem(answer)
            raise TokenRefused(f"{said.detail or said.title}; give another token")
        if answer.status_code in _LATER:
            asked = answer.headers.get("Retry-After", "")
            later = float(asked) if asked.isascii() and asked.isdigit() else None
            return None, f"HTTP {answer.status_code}", later
        return answer, "", None


def problem(answer: httpx.Response) -> Problem:
    """What an answer that is no success says."""
    return outcome.problem_of(answer.status_code, answer.content, answer.reason_phrase)
