"""A thread with an event loop: what waits for the network never holds up the screen."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Loop:
    """Started and stopped once; a daemon, so a stuck one never holds up the exit.

    `closing` is done last, when everything else is cancelled.
    """

    def __init__(
        self, name: str, closing: Callable[[], Coroutine[Any, Any, None]] | None = None
    ) -> None:
        self._closing = closing
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._turn, name=name, daemon=True)

    def start(self) -> None:
        """Run until `stop`."""
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Future[Answer]:
        """Do the work on the loop; the future is cancelled when the loop stops."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, act: Callable[..., object], *arguments: object) -> None:
        """Call it on the loop soon; nothing happens once the loop is stopped."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act, *arguments)

    def stop(self, seconds: float = 1.0) -> bool:
        """Cancel what is under way, wait that long; whether the thread is gone."""
        if self._thread.ident is None:
            self._loop.close()
            return True
        self.call(self._loop.stop)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _turn(self) -> None:
        loop = self._loop
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            if self._closing is not None:
                loop.run_until_complete(self._closing())
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()
