"""A door for commands that takes photos by their files: sends these first, then it.

What the command then names are the ids that the centre gave. The same file is the same
photo there, so asking again with the same key does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from client import photos
from client.door import Door
from client.errors import ClientError
from client.outcome import Outcome, Problem
from client.photos import Means
from domain.commands import AnyCommand

_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
Resolved = Callable[[str, Outcome], None]


class Port(Protocol):
    """Where the command goes then: `client/api.py`."""

    def send(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Resolved | None = None,
    ) -> Future[Outcome]:
        """See `Api.send`."""
        ...


def is_file(photo: str) -> bool:
    """Whether it names a file, not a photo that the centre has."""
    return "/" in photo or photo.lower().endswith(_SUFFIXES)


class Uploading:
    """`acting` are the headers that say as whom the photos are sent."""

    def __init__(
        self, port: Port, door: Callable[[], Door], acting: dict[str, str], means: Means
    ) -> None:
        self._port, self._door = port, door
        self._acting = {name: value for name, value in acting.items() if value}
        self._means = means
        self._thread = ThreadPoolExecutor(1, "photos")

    def send(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Resolved | None = None,
    ) -> Future[Outcome]:
        """As `Api.send`; a photo that cannot be sent is a problem, and nothing is."""
        named: tuple[str, ...] = getattr(command, "photos", ())
        if not any(map(is_file, named)):
            return self._port.send(command, case, version, key, resolved)
        answer: Future[Outcome] = Future()

        def go() -> None:
            kept = self._kept(named)
            if isinstance(kept, Problem):
                answer.set_result(kept)
                return
            ready = replace(command, photos=kept)
            sent = self._port.send(ready, case, version, key, resolved)
            sent.add_done_callback(lambda done: answer.set_result(done.result()))

        self._thread.submit(go)
        return answer

    def stop(self) -> None:
        """Give up what has not begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _kept(self, named: tuple[str, ...]) -> tuple[str, ...] | Problem:
        """The ids in the same order."""
        found: list[str] = []
        try:
            with photos.Line(self._door(), self._acting, self._means) as line:
                for photo in named:
                    if not is_file(photo):
                        found.append(photo)
                        continue
                    kept = line.keep(photos.read(Path(photo).expanduser()))
                    if isinstance(kept, Problem):
                        return replace(kept, detail=f"{photo}: {kept.detail}")
                    found.append(kept.sha256)
        except (ClientError, RuntimeError) as error:  # a ~ without a home
            return Problem(
                status=0, code="photo-not-sent", title="photo not sent",
                detail=str(error),
            )  # fmt: skip
        return tuple(found)
