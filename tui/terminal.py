"""The few wraps around Textual's internals, all of them; each has a contract test.

`install` puts them in before the app starts: frames that a stalled terminal cannot take
are dropped instead of blocking the loop, a repaint sends only the cells that changed,
nothing but text and our own sequences goes out, no input byte ends the wall, a crash
shows no locals. Made for the exactly pinned version of Textual.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any, Final

from rich.control import Control
from rich.style import Style
from textual import _compositor
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers import linux_driver
from textual.message import Message
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.color import ColorSystem
    from rich.console import Console

#: Bytes that may wait for the terminal: a few frames; then they are dropped.
MOST_WAITING: Final = 256 * 1024
_SHORT: Final = 256
STOP_S: Final = 1.0
#: A process that cannot end by itself is ended by the kernel after so many seconds.
HARD_STOP_S: Final = 3


class FrameWriter(threading.Thread):
    """Writes to the terminal in the background; never blocks who hands text over.

    `backlog` tells that the last frame is not out yet: better draw none then. After
    frames were dropped `on_drained` is called (from this thread): what is on the
    terminal is not what was meant, all of it has to be sent again.
    """

    on_drained: Callable[[], None] | None = None

    def __init__(self, file: IO[str]) -> None:
        super().__init__(daemon=True, name="terminal")
        self.dropped = 0
        self._file = file
        self._ready = threading.Condition()
        self._texts: deque[str] = deque()
        self._waiting = 0
        self._busy = self._closing = False

    @property
    def backlog(self) -> bool:
        """Whether something still waits to be written."""
        return self._busy or bool(self._texts)

    def write(self, text: str) -> None:
        """Hand text over; a frame is dropped, with all that waits, on a stall.

        Short texts are kept: they switch modes, and put the terminal back at the end.
        """
        with self._ready:
            if len(text) > _SHORT and self._stalled(len(text)):
                self.dropped += 1
                return
            self._texts.append(text)
            self._waiting += len(text)
            self._ready.notify()

    def _stalled(self, more: int) -> bool:
        if self._busy and self.dropped:
            return True
        if self._waiting + more <= MOST_WAITING or not self._texts:
            return False
        self._texts = deque(text for text in self._texts if len(text) <= _SHORT)
        self._waiting = sum(map(len, self._texts))
        return True

    def isatty(self) -> bool:
        """What Rich asks."""
        return True

    def fileno(self) -> int:
        """The terminal's."""
        return self._file.fileno()

    def flush(self) -> None:
        """Done by the thread."""

    def run(self) -> None:
        """Write until stopped, or until the terminal is gone."""
        while (text := self._next()) is not None:
            try:
                self._file.write(text)
                self._file.flush()
            except (OSError, ValueError):
                return

    def _next(self) -> str | None:
        with self._ready:
            self._busy = False
            if self.dropped and not self._texts and not self._closing:
                self.dropped = 0
                if self.on_drained is not None:
                    self.on_drained()
            self._ready.wait_for(lambda: self._texts or self._closing)
            if not self._texts:
                return None
            self._busy = True
            text = "".join(self._texts)
            self._texts.clear()
            self._waiting = 0
            return text

    def stop(self) -> None:
        """Write what waits and end; a stalled terminal is not waited for."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self.join(STOP_S)


#: What may stand in text that goes to the terminal is everything but these.
_UNSAFE: Final = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        0x061C,
        0x200B,
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
        *range(0xD800, 0xE000),
        *range(0xE0000, 0xE0080),
    ],
    "\ufffd",
)


def safe(text: str) -> str:
    """Text without anything that a terminal would obey."""
    return text if text.isprintable() else text.translate(_UNSAFE)


def render_style(
    cls: type[Strip], style: Style, text: str, color_system: ColorSystem
) -> str:
    """`Strip.render_style` without links, with text made safe."""
    ansi = style._ansi  # noqa: SLF001
    if ansi is None:
        ansi = cls.render_ansi(style, color_system)
    return f"\x1b[{ansi}m{safe(text)}\x1b[0m" if ansi else safe(text)


def render_strip(strip: Strip, console: Console) -> str:
    """`Strip.render`, also for segments without a style."""
    if strip._render_cache is None:  # noqa: SLF001
        from rich.color import ColorSystem

        system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001
        strip._render_cache = "".join(  # noqa: SLF001
            safe(text)
            if style is None
            else strip.render_style(style, text, color_system=system)
            for text, style, _ in strip._segments  # noqa: SLF001
        )
    return strip._render_cache  # noqa: SLF001


def render_spans(update: _compositor.ChopsUpdate, console: Console) -> str:
    """`ChopsUpdate.render_segments` from where a span begins, not the widget."""
    parts: list[str] = []
    for y, start, end in update.spans:
        line = update.chops[y]
        for stop, (x, strip) in zip(update.chop_ends[y], line.items(), strict=False):
            if strip is None or x >= end or stop <= start:
                continue
            first, last = max(x, start), min(stop, end)
            parts.append(Control.move_to(first, y).segment.text)
            parts.append(strip.crop(first - x, last - x).render(console))
    return "".join(parts)


#: Answers of a terminal that nobody asked for: status, device attributes, colours, DCS.
_REPLIES: Final = re.compile(
    "\x1b\\[[0-9;]*n|\x1b\\[[?>=][0-9;]*c|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
    "|\x1bP[^\x1b]*\x1b\\\\"
)


class InputGuard(XTermParser):
    """Textual's parser, but replies that nobody waits for are no keys."""

    def feed(self, data: str) -> Iterable[Message]:
        """What was read, without replies."""
        return super().feed(_REPLIES.sub("", data) if "\x1b" in data else data)


def lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """`codecs.getincrementaldecoder` whose decoders replace what they cannot read."""
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder("replace")


def fatal_error(app: App[Any]) -> None:
    """`App._fatal_error` without the values of variables: they may be secret."""
    from rich.traceback import Traceback  # takes long to import: only for a crash

    app.bell()
    app._exit_renderables.append(Traceback(show_locals=False))  # noqa: SLF001
    app._close_messages_no_wait()  # noqa: SLF001


#: (where, name, what takes its place)
WRAPS: Final[tuple[tuple[object, str, object], ...]] = (
    (linux_driver, "WriterThread", FrameWriter),
    (linux_driver, "XTermParser", InputGuard),
    (linux_driver, "getincrementaldecoder", lenient_decoder),
    (Strip, "render_style", classmethod(render_style)),
    (Strip, "render", render_strip),
    (_compositor.ChopsUpdate, "render_segments", render_spans),
    (App, "_fatal_error", fatal_error),
)


def install() -> None:
    """Put every wrap in; once a process."""
    for owner, name, wrap in WRAPS:
        setattr(owner, name, wrap)


def writer(app: App[Any]) -> FrameWriter | None:
    """The writer of a running app; None where there is no terminal (tests)."""
    found = getattr(app._driver, "_writer_thread", None)  # noqa: SLF001
    return found if isinstance(found, FrameWriter) else None


class Hangup:
    """Whether the terminal is gone: asked once a second, with SIGHUP ignored or not."""

    def __init__(self, fd: int) -> None:
        self._poll = select.poll()
        self._poll.register(fd, 0)  # hang-up and errors are always told

    def seen(self) -> bool:
        """True once nobody is there any more."""
        return bool(self._poll.poll(0))


def terminal_input() -> int | None:
    """The descriptor that keys come from; None when it is no terminal."""
    try:
        fd = os.sys.__stdin__.fileno()  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return None
    return fd if os.isatty(fd) else None


def hard_stop() -> None:
    """From now on the process ends in any case, soon."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(HARD_STOP_S)
