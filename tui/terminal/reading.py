"""The thread that reads keys: it sleeps until there is one, and sees the terminal go.

Textual's wakes ten times a second to look whether it should end, which is most of what
a wall at rest would cost.
"""

from __future__ import annotations

import codecs
import os
import select
import threading
from typing import Final, cast

from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.input import InputGuard

#: While what was read may be the beginning of something, its end is awaited so long.
_PART_MS: Final = 100
_MOST: Final = 4096


class Ending(threading.Event):
    """`threading.Event` that can be waited for together with a descriptor."""

    def __init__(self) -> None:
        super().__init__()
        self._seen, self._said = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def fileno(self) -> int:
        """Readable while it is set."""
        return self._seen

    def set(self) -> None:
        """Wake whoever waits."""
        if not self.is_set():
            super().set()
            os.write(self._said, b".")

    def clear(self) -> None:
        """From now on it can be waited for again."""
        if self.is_set():
            super().clear()
            os.read(self._seen, _MOST)


def read_keys(driver: LinuxDriver) -> None:
    """`LinuxDriver.run_input_thread`: ends when told to or with the terminal."""
    ending = cast("Ending", driver.exit_event)
    poll = select.poll()
    poll.register(driver.fileno, select.POLLIN)
    poll.register(ending.fileno(), select.POLLIN)
    parser = InputGuard(driver._debug)  # noqa: SLF001
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    while not ending.is_set():
        seen = dict(poll.poll(_PART_MS if parser.waits else None))
        if driver.fileno in seen:
            try:
                found = os.read(driver.fileno, _MOST)
            except BlockingIOError:  # somebody else has read it
                continue
            except OSError:
                found = b""
            if not found:
                parser.listener.gone()
                return
            text = decode(found)  # without the beginning of a character
            for message in parser.feed(text) if text else ():
                driver.process_message(message)
        for message in parser.tick():
            driver.process_message(message)
