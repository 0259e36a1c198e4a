"""The command line that `:` opens."""

from __future__ import annotations

import msgspec

from domain.text import clean, width
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cells, gap, short, trim


class EntryView(msgspec.Struct, frozen=True):
    """What was typed, what would complete it, and a catalogue's word about it."""

    typed: str = ""
    ghost: str = ""
    hint: str = ""


def entry(view: EntryView, lens: Lens, columns: int) -> Line:
    """One line; of a long text the end is shown, where the cursor is."""
    typed = clean(view.typed)
    while width(typed) > columns - 6:
        typed = typed[1:]
    hint = short(lens.say(view.hint) if view.hint else "", columns // 2, Tone.DIM)
    spans = [
        Span(" :", Tone.INFO),
        Span(typed, Tone.STRONG),
        Span("▏", Tone.INFO),
        Span(view.ghost, Tone.FAINT),
    ]
    middle = columns - cells(spans) - cells((hint,)) - 1
    if middle >= 1:
        spans += [gap(middle), hint, gap(1)]
    return Line(trim(spans, columns), Ground.FORM)
