"""The end: a terminal that is gone, and a process that must go."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

#: A process that cannot end by itself is ended by the kernel after so many seconds.
HARD_STOP_S: Final = 3


def fatal_error(app: App[Any]) -> None:
    """`App._fatal_error` without the values of variables: they may be secret."""
    from rich.traceback import Traceback  # takes long to import: only for a crash

    app.bell()
    app._exit_renderables.append(Traceback(show_locals=False))  # noqa: SLF001
    app._close_messages_no_wait()  # noqa: SLF001


def terminal_input() -> int | None:
    """The descriptor that keys come from; None when it is no terminal."""
    try:
        fd = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
    except (OSError, ValueError):
        return None
    return fd if fd >= 0 and os.isatty(fd) else None


def hard_stop() -> None:
    """From now on the process ends in any case, soon."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(HARD_STOP_S)
