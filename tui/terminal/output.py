"""What goes out: nothing but text and our own sequences, and no more than changed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.color import ColorSystem
from rich.style import Style
from textual import _compositor
from textual.strip import Strip

from tui.terminal.state import Frames
from widgets.draw.canvas import between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.segment import Segment

    from widgets.surface import Surface

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
    ansi = cls.render_ansi(style, color_system)
    return f"\x1b[{ansi}m{safe(text)}\x1b[0m" if ansi else safe(text)


def _codes(style: Style, system: ColorSystem) -> str:
    return Strip.render_ansi(style, system)


#: Bytes that erasing takes.
_ERASING: Final = 5


#: Bold and dim, in a style; both end with one code.
_WEIGHT: Final = 0b11
_NORMAL: Final = "22"


@lru_cache(4096)
def turn(before: Style | None, after: Style | None, system: ColorSystem) -> str:
    """The shortest sequence from one style to the next; None is no style at all."""
    plain = before is None or not _codes(before, system)
    if after is None or not _codes(after, system):
        return "" if plain else "\x1b[0m"
    whole = _codes(after, system)
    if before is None or plain:
        return f"\x1b[{whole}m"
    had, has = before._attributes, after._attributes  # noqa: SLF001
    fore, back = after.color, after.bgcolor
    gone = had & ~has
    lost = (before.color and not fore) or (before.bgcolor and not back)
    if lost or gone & ~_WEIGHT:
        return f"\x1b[0;{whole}m"
    codes = [_NORMAL] if gone else []
    if has != had:
        codes += filter(None, _codes(_attributes(after), system).split(";"))
    if fore and fore != before.color:
        codes += fore.downgrade(system).get_ansi_codes()
    if back and back != before.bgcolor:
        codes += back.downgrade(system).get_ansi_codes(foreground=False)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _attributes(style: Style) -> Style:
    """The style without its colours."""
    return Style(
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        underline=style.underline,
        blink=style.blink,
        reverse=style.reverse,
        strike=style.strike,
    )


def _blank_end(parts: list[str], style: Style | None) -> int:
    """Cells at the end that erasing makes look the same; 0 if writing is shorter."""
    if style is None or style.reverse or style.underline or style.strike:
        return 0
    blank = len(parts[-1]) - len(parts[-1].rstrip(" "))
    return blank if blank > _ERASING else 0


def render_strip(strip: Strip, console: Console) -> str:
    """`Strip.render` that says only what changes from one segment to the next."""
    if strip._render_cache is None:  # noqa: SLF001
        strip._render_cache = _sequence(strip._segments, console)  # noqa: SLF001
    return strip._render_cache  # noqa: SLF001


def _system(console: Console) -> ColorSystem:
    system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001
    return min(system, ColorSystem.EIGHT_BIT) if Frames.thrifty() else system


def _sequence(segments: Iterable[Segment], console: Console) -> str:
    said, style = _said(segments, console, None)
    return said + turn(style, None, _system(console))


def _said(
    segments: Iterable[Segment], console: Console, before: Style | None
) -> tuple[str, Style | None]:
    """What to write after something in the style `before`; the style of its end."""
    system = _system(console)
    parts: list[str] = []
    for text, style, _ in segments:
        code = turn(before, style, system)
        if code or not parts:
            parts += (code, safe(text))
        else:
            parts[-1] += safe(text)
        before = style
    if parts and Frames.erases() and (blank := _blank_end(parts, before)):
        parts[-1] = parts[-1][:-blank]
        parts.append(f"\x1b[{blank}X")
    return "".join(parts), before


def render_spans(update: _compositor.ChopsUpdate, console: Console) -> str:
    """`ChopsUpdate.render_segments` from where a span begins, not the widget."""
    parts: list[str] = []
    for y, start, end in update.spans:
        line = update.chops[y]
        for stop, (x, strip) in zip(update.chop_ends[y], line.items(), strict=False):
            if strip is None or x >= end or stop <= start:
                continue
            first, last = max(x, start), min(stop, end)
            parts.append(f"\x1b[{y + 1};{first + 1}H")
            if first == x and last - x >= strip.cell_length:
                parts.append(render_strip(strip, console))
            else:
                parts.append(_sequence(between(strip, first - x, last - x), console))
    return "".join(parts)


class RowsUpdate(_compositor.CompositorUpdate):
    """Parts of rows as the one widget has them that covers the screen.

    `spans`: row, first cell, cell after the last. The way by the compositor's chops
    costs twice as much and leaves every strip in a circle of references, to be found by
    the garbage collector.
    """

    def __init__(self, spans: Iterable[tuple[int, int, int]], surface: Surface) -> None:
        self._spans, self._surface = spans, surface

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        surface, system = self._surface, _system(console)
        columns = surface.size.width
        parts: list[str] = []
        style: Style | None = None
        for y, start, end in self._spans:
            move = f"\x1b[{y + 1};{start + 1}H"
            if start == 0 and end >= columns:
                parts += (turn(style, None, system), move)
                said, style = render_strip(surface.row(y), console), None
            else:  # a style lasts from one part to the next
                parts.append(move)
                said, style = _said(surface.parts(y, start, end), console, style)
            parts.append(said)
        parts.append(turn(style, None, system))
        return "".join(parts)
