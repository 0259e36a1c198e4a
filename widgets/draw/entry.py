"""The line that is typed into: a command, a filter."""

from __future__ import annotations

import msgspec

from domain.text import clean, width
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cells, gap, short, trim

#: Cells of the prompt, the cursor and a free one at the end.
_FRAME = 4
_LEAST_NOTE = 6


class EntryView(msgspec.Struct, frozen=True):
    """What was typed and where the cursor stands (an index; -1: behind it).

    `ghost` would complete it, `note` says what it means, `hint` how the line is used:
    a text, or a key of the catalogue. `said` is why it was not taken: a sentence.
    """

    typed: str = ""
    ghost: str = ""
    hint: str = ""
    note: str = ""
    cursor: int = -1
    prompt: str = ":"
    said: str = ""


def entry_lines(view: EntryView, lens: Lens, columns: int) -> list[Line]:
    """Above the line what was said about it, if anything was."""
    line = entry(view, lens, columns)
    if not view.said:
        return [line]
    said = short(view.said, columns - 2, Tone.WARN)
    return [Line(trim((gap(1), said), columns), Ground.FORM), line]


def entry(view: EntryView, lens: Lens, columns: int) -> Line:
    """One line; of a long text the part around the cursor is shown."""
    at = len(view.typed) if view.cursor < 0 else view.cursor
    before, after = _window(clean(view.typed[:at]), clean(view.typed[at:]), columns)
    spans = [
        gap(1),
        Span(view.prompt, Tone.INFO),
        Span(before, Tone.STRONG),
        Span("▏", Tone.INFO),
        Span(after, Tone.STRONG),
    ]
    spans.append(short(view.ghost, max(0, columns - cells(spans) - 1), Tone.FAINT))
    room = columns - cells(spans) - 2
    if view.note and room >= _LEAST_NOTE:
        spans += [gap(2), short("→ " + view.note, room - 1, Tone.DIM)]
    spans += _hint(view, lens, columns - cells(spans))
    return Line(trim([span for span in spans if span.text], columns), Ground.FORM)


def _hint(view: EntryView, lens: Lens, room: int) -> list[Span]:
    """At the right end, where there is room for a part of it that says something."""
    text = lens.say(view.hint) if view.hint else ""
    hint = short(text, max(0, room - 3), Tone.DIM)
    if width(hint.text) < min(width(clean(text)), _LEAST_NOTE):
        return []
    return [gap(room - cells((hint,)) - 1), hint, gap(1)]


def _window(before: str, after: str, columns: int) -> tuple[str, str]:
    """The text around the cursor that there is room for; no character is cut."""
    room = max(1, columns - _FRAME)
    tail = _end(before, room)
    return tail, _begin(after, room - width(tail))


def _end(text: str, room: int) -> str:
    at, used = len(text), 0
    while at and used + width(text[at - 1]) <= room:
        at -= 1
        used += width(text[at])
    return text[at:]


def _begin(text: str, room: int) -> str:
    at, used = 0, 0
    while at < len(text) and used + width(text[at]) <= room:
        used += width(text[at])
        at += 1
    return text[:at]
