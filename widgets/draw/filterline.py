"""The filter of a list: what is typed, what it finds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from domain.text import clean, width
from domain.views.filter.fields import BY_NAME
from domain.views.filter.lexing import Fault
from widgets.draw.lens import Lens
from widgets.draw.parts import count
from widgets.draw.spans import Ground, Line, Span, Tone, cells, gap, short, trim

_PROMPT: Final = " / "
#: Which argument of a fault is the id of a field.
_FIELD_AT: Final = {
    "filter.no_value": 1,
    "filter.no_switch": 1,
    "filter.no_order": 0,
    "filter.compare": 0,
}


class FilterView(msgspec.Struct, frozen=True):
    """A filter line. `cursor`: an index into `text`, None while nobody types.

    `found`: how many of `total` cases it finds; None while that is not known. With
    `faults` these are those of the last good filter.
    """

    text: str = ""
    cursor: int | None = None
    faults: tuple[Fault, ...] = ()
    found: int | None = None
    total: int = 0


def filter_lines(view: FilterView, lens: Lens, columns: int) -> list[Line]:
    """The line; under it, when something is wrong, the wrong part and the reason."""
    start = _first(view, columns)
    spans = [Span(_PROMPT, Tone.INFO), *_typed(view, start)]
    note = _note(view, lens)
    room = columns - cells(spans) - 2
    if room >= width(note.text):
        spans += [gap(room - width(note.text) + 1), note]
    ground = Ground.BASE if view.cursor is None else Ground.FORM
    drawn = [Line(trim(spans, columns), ground)]
    if view.faults:
        drawn.append(_reason(view, lens, start, columns))
    return drawn


def _first(view: FilterView, columns: int) -> int:
    """The first character that shows: the cursor is in sight, or the first fault."""
    upto = view.cursor
    if upto is None:
        upto = view.faults[0].end if view.faults else 0
    start, room = 0, max(8, columns * 3 // 4 - len(_PROMPT))
    while width(clean(view.text[start:upto])) > room:
        start += 1
    return start


def _typed(view: FilterView, start: int) -> Iterator[Span]:
    """The text, wrong parts in another tone, the cursor between its characters."""
    text, cursor = view.text, view.cursor
    cuts = {start, len(text)}
    cuts |= {at for f in view.faults for at in (f.start, f.end) if at <= len(text)}
    if cursor is not None:
        cuts.add(cursor)
    places = sorted(at for at in cuts if at >= start)
    for at, end in zip(places, [*places[1:], len(text)], strict=True):
        if at == cursor:
            yield Span("▏", Tone.INFO)
        wrong = any(f.start <= at < f.end for f in view.faults)
        part = clean(text[at:end])
        if part:
            yield Span(part, Tone.BAD if wrong else Tone.STRONG)


def _note(view: FilterView, lens: Lens) -> Span:
    if view.found is None:
        return Span(clean(lens.say("filter.counting")), Tone.DIM)
    said = lens.say("filter.found").format(
        found=count(view.found), total=count(view.total)
    )
    return Span(clean(said), Tone.DIM)


def _reason(view: FilterView, lens: Lens, start: int, columns: int) -> Line:
    """A mark under the first wrong part, and what is wrong with it."""
    fault = view.faults[0]
    shown = view.text[start : max(start, fault.start)]
    cursor = view.cursor is not None and start <= view.cursor <= fault.start
    indent = len(_PROMPT) + width(clean(shown)) + cursor
    wide = max(1, width(clean(view.text[max(start, fault.start) : fault.end])))
    reason = clean(lens.say(fault.key).format(*_args(fault, lens)))
    mark = Span("^" * wide, Tone.BAD)
    after = columns - indent - wide - 1
    if after < width(reason) and after < indent - 1:  # before it there is more room
        said = short(reason, max(0, indent - 1), Tone.BAD)
        spans = [gap(indent - width(said.text) - 1), said, gap(1), mark]
    else:
        spans = [gap(indent), mark, gap(1)]
        spans.append(short(reason, after, Tone.BAD))
    return Line(trim(spans, columns))


def _args(fault: Fault, lens: Lens) -> list[str]:
    """A field by its name in this language."""
    at = _FIELD_AT.get(fault.key)
    return [
        BY_NAME[arg].word(lens.names.lang) if place == at and arg in BY_NAME else arg
        for place, arg in enumerate(fault.args)
    ]
