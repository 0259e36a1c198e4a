"""The foot: the keys that apply here, and why some of them do not."""

from __future__ import annotations

from typing import Final

import msgspec

from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cells, gap, short, trim

#: Cells that a hint leaves to the keys: a reason cut short is none.
_KEYS: Final = 14


class FootKey(msgspec.Struct, frozen=True):
    """A key and what it does here (a key of the catalogue)."""

    key: str
    action: str
    allowed: bool = True


class FootView(msgspec.Struct, frozen=True):
    """`hint` is said at the right end: a key of the catalogue."""

    keys: tuple[FootKey, ...] = ()
    hint: str = ""


def foot(view: FootView, lens: Lens, columns: int) -> Line:
    """One line; the last keys are left out where there is no room for them."""
    hint = short(lens.say(view.hint) if view.hint else "", columns - _KEYS, Tone.DIM)
    room = columns - cells((hint,)) - 3
    spans: list[Span] = [gap(1)]
    for item in view.keys:
        word = lens.say(f"key.{item.action}")
        pair = [
            Span(item.key, Tone.INFO if item.allowed else Tone.FAINT),
            Span(f" {word}", Tone.DIM if item.allowed else Tone.FAINT),
        ]
        if cells(spans) + cells(pair) + 3 > room:
            break
        spans += [*pair, gap(3)]
    middle = columns - cells(spans) - cells((hint,)) - 1
    return Line(trim([*spans, gap(middle), hint, gap(1)], columns), Ground.BAR)
