"""The few wraps around Textual's internals, all of them; each has a contract test.

`install` puts them in before the app starts: frames that a stalled terminal cannot take
are dropped instead of blocking the loop, a slow one gets them in pieces, a repaint
sends only the cells that changed, nothing but text and our own sequences goes out, no
input byte ends the wall, keys are read without polling, a crash shows no locals. Made
for the exactly pinned version of Textual.
"""

from __future__ import annotations

import fcntl
import struct
import termios
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from textual import _compositor
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers import linux_driver
from textual.screen import Screen
from textual.strip import Strip

from tui.terminal import frames
from tui.terminal.frames import writer
from tui.terminal.input import InputGuard, key_events
from tui.terminal.leaving import fatal_error, hard_stop, terminal_input
from tui.terminal.output import render_spans, render_strip, render_style, safe
from tui.terminal.reading import Ending, read_keys
from tui.terminal.writer import FrameWriter

if TYPE_CHECKING:
    from tui.pacing import Pacer

__all__ = [
    "WRAPS",
    "FrameWriter",
    "InputGuard",
    "ask_cursor",
    "ask_pictures",
    "at_hangup",
    "draw",
    "hard_stop",
    "install",
    "mouse",
    "pixels",
    "quicken",
    "safe",
    "terminal_input",
    "writer",
]

#: (where, name, what takes its place)
WRAPS: Final[tuple[tuple[object, str, object], ...]] = (
    (linux_driver, "WriterThread", FrameWriter),
    (XTermParser, "_sequence_to_key_events", key_events),
    (linux_driver, "Event", Ending),
    (linux_driver.LinuxDriver, "run_input_thread", read_keys),
    (Strip, "render_style", classmethod(render_style)),
    (Strip, "render", render_strip),
    (_compositor.ChopsUpdate, "render_segments", render_spans),
    (_compositor.Compositor, "reflow", frames.reflow),
    (_compositor.Compositor, "render_update", frames.render_update),
    (_compositor.Compositor, "render_full_update", frames.full_update),
    (_compositor.Compositor, "render_partial_update", frames.partial_update),
    (Screen, "_on_timer_update", frames.timer_update),
    (App, "_begin_update", frames.begin_update),
    (App, "_end_update", frames.end_update),
    (App, "post_display_hook", frames.displayed),
    (App, "_fatal_error", fatal_error),
)

#: Between two paints, at least, seconds. The toolkit's timer lets up to two periods go
#: by: with its own, the echo of a key behind a frame comes 33 ms later.
PAINT_S: Final = 0.004


def install(pacer: Pacer | None = None, *, entered: bool = False) -> None:
    """Put every wrap in; once a process. `pacer` paces the frames; None: nothing.

    `entered`: the terminal shows its other screen already.
    """
    FrameWriter.entered = entered
    for owner, name, wrap in WRAPS:
        setattr(owner, name, wrap)
    frames.pace(pacer)
    if pacer is not None:
        InputGuard.listener.answered = pacer.answered
        InputGuard.listener.pressed = pacer.pressed


def quicken(screen: Screen[Any]) -> None:
    """From now on paint as soon as there is something; a start takes fewer paints."""
    before = screen._update_timer  # noqa: SLF001
    timer = screen.set_interval(
        PAINT_S,
        screen._on_timer_update,  # noqa: SLF001
        name=before.name,
        pause=True,
    )
    screen._Screen__update_timer = timer  # type: ignore[attr-defined]  # noqa: SLF001
    before.stop()
    timer.resume()


def ask_cursor(app: App[Any], question: str, told: Callable[[int, int], None]) -> bool:
    """Write `question` now; the cursor's row and column come to `told`, in a thread.

    False where there is no terminal.
    """
    out = writer(app)
    if out is None or not question:
        return False
    InputGuard.listener.cursor = told
    out.write(question)
    return True


def ask_pictures(app: App[Any], question: str, told: Callable[[str], bool]) -> bool:
    """Write `question` now; replies come to `told`, in a thread, until it says True.

    False where there is no terminal.
    """
    out, listener = writer(app), InputGuard.listener
    if out is None or not question:
        return False

    def reported(reply: str) -> None:
        if told(reply):
            listener.expects = False

    listener.reported, listener.expects = reported, True
    out.write(question)
    return True


def at_hangup(told: Callable[[], None]) -> None:
    """Whom to tell, in a thread, that the terminal is gone."""
    if terminal_input() is not None:
        InputGuard.listener.gone = told


def draw(app: App[Any], text: str) -> bool:
    """Write sequences of our own, a picture; False where they could not go out."""
    out = writer(app)
    if out is None:
        return False
    lost = out.lost
    out.write(text)
    return out.lost == lost


def pixels() -> tuple[int, int] | None:
    """Width and height of a cell in pixels, where the system knows it."""
    fd = terminal_input()
    if fd is None:
        return None
    try:
        told = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, wide, high = struct.unpack("HHHH", told)
    found = wide // max(1, columns), high // max(1, rows)
    return found if all(found) else None


def mouse(app: App[Any], *, on: bool) -> None:
    """Have the terminal report the mouse, or not."""
    driver = app._driver  # noqa: SLF001
    if isinstance(driver, linux_driver.LinuxDriver):
        driver._mouse = True  # noqa: SLF001
        turned = driver._enable_mouse_support if on else driver._disable_mouse_support  # noqa: SLF001
        turned()
        driver._mouse = on  # noqa: SLF001
