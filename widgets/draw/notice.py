"""A few lines in the middle: what to do where there is nothing to see."""

from __future__ import annotations

import msgspec

from widgets.draw.lens import Lens
from widgets.draw.spans import Line, Tone, cells, gap, line, short


class NoticeView(msgspec.Struct, frozen=True):
    """Catalogue keys; `url` fills their `{url}`, the first line is the loud one."""

    lines: tuple[str, ...] = ()
    url: str = ""


def notice(view: NoticeView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Centred both ways."""
    drawn = []
    for number, key in enumerate(view.lines):
        text = lens.say(key).format(url=view.url)
        span = short(text, columns, Tone.DIM if number else Tone.STRONG)
        drawn.append(line(gap((columns - cells((span,))) // 2), span))
    return [line()] * ((rows - len(drawn)) // 2) + drawn
