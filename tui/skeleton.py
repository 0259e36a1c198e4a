"""The frame of the wall while the wall itself is still being loaded.

Painted first, with as little as can be imported for it: head, foot and the rules of the
panes where they will stand. Keys that are typed meanwhile are kept in order.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Key
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.screens.arrangement import arrangement, body, placed
from tui.screens.plans import plan_of
from tui.themes import DEFAULT, THEMES, palette
from widgets.draw.canvas import Palette
from widgets.draw.spans import RULE, Ground, Tone


class Skeleton(Screen[None]):
    """Shown until the wall is; `typed` are the keys that came before it."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.typed: list[Key] = []
        self._colours = palette(theme if theme in THEMES else DEFAULT, stale=False)

    def compose(self) -> ComposeResult:
        """One widget for all of it."""
        yield Bones(self._colours)

    def on_key(self, event: Key) -> None:
        """Keep it for the wall."""
        event.stop()
        event.prevent_default()
        self.typed.append(event)


class Bones(Widget):
    """Head, foot, rules."""

    DEFAULT_CSS = "Bones { width: 100%; height: 100%; }"
    can_focus = False

    def __init__(self, colours: Palette) -> None:
        super().__init__()
        self._base = colours[Tone.FAINT, Ground.BASE]
        self._bar = colours[Tone.DIM, Ground.BAR]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Drawn once or twice: there is nothing to keep."""
        columns, rows = self.size
        rules: dict[int, list[tuple[int, int]]] = {}
        for x, y, width in _rules(columns, rows):
            rules.setdefault(y, []).append((x, width))
        strips = [
            _strip(rules.get(y, []), columns, self._base) for y in range(max(0, rows))
        ]
        if rows > 1:
            title = " GRIDWALL".ljust(columns)
            strips[0] = Strip([Segment(title, self._bar)], columns)
            strips[-1] = Strip([Segment(" " * columns, self._bar)], columns)
        return [
            strip.crop(crop.x, crop.right) for strip in strips[crop.y : crop.bottom]
        ]


def _rules(columns: int, rows: int) -> list[tuple[int, int, int]]:
    kind = arrangement(columns, rows)
    if not kind.whole:
        return []
    plan = plan_of("wall", kind)
    places = placed(plan, body(kind, columns, rows), "", set(plan.panes))
    return [(place.x, place.y, place.width) for place in places.values()]


def _strip(rules: list[tuple[int, int]], columns: int, style: Style) -> Strip:
    text = ""
    for x, width in sorted(rules):
        text = text.ljust(x) + RULE * width
    return Strip([Segment(text.ljust(columns)[:columns], style)], columns)
