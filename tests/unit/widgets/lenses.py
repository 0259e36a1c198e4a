"""The town through a lens, in either language, and drawings as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zoneinfo import ZoneInfo

from domain.text import width
from domain.views.clocks import LocalClock
from domain.views.names import Names
from tests.town import place
from tui import catalogue
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


@cache
def lens(lang: str = "zh") -> Lens:
    """The town's names and the catalogue's words."""
    clock = LocalClock(ZoneInfo("Asia/Shanghai"))
    return Lens(catalogue.words(lang), Names(place(), lang), clock)


def text(lines: Iterable[Line]) -> str:
    """What a terminal shows, a line a row."""
    return "\n".join(line.text.rstrip() for line in lines)


def widest(lines: Iterable[Line]) -> int:
    """Cells of the widest line."""
    return max((width(line.text) for line in lines), default=0)
