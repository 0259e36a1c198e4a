"""Every record of a case, oldest first: when, what, who, and what was said."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.views.course import Course, Entry
from widgets.draw.course import records
from widgets.draw.lens import Lens
from widgets.draw.parts import count
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    Line,
    Span,
    Tone,
    cell,
    cells,
    exact,
    gap,
    line,
    short,
    title,
)
from widgets.draw.times import when, when_cells

#: What a person looks for in a course: these are not in order.
_APART = frozenset(
    {"Bounced", "BounceApproved", "BounceRejected", "ForceAssigned", "CheckFailed",
     "Recalled", "Urged", "SpecialClosed", "VoidAsked", "VoidApproved", "SentBack",
     "FilingRefused", "Appealed"}
)  # fmt: skip
#: Cells of the record's number at the right end.
_SEQ = 9


class HistoryView(msgspec.Struct, frozen=True):
    """`state`: a key of the catalogue while the records are not there."""

    course: Course | None = None
    state: str = ""
    start: int = 0
    now: int = 0
    stamp: str = ""


def history(view: HistoryView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, then the window of the records that is scrolled to."""
    note = view.stamp or (lens.say(view.state) if view.state else "")
    heading = title(
        lens.say("history.title"), columns, note or records(view.course, lens)
    )
    return [heading, *entries(view, lens, columns)[view.start :]][:rows]


def entries(view: HistoryView, lens: Lens, columns: int) -> list[Line]:
    """Every line of every record."""
    found = view.course
    if found is None or not found.entries:
        word = view.state or "history.empty"
        return [line(gap(1), Span(lens.say(word), Tone.DIM))]
    size = when_cells(found.entries[0].at, lens, view.now)
    drawn: list[Line] = []
    for one in found.entries:
        drawn += entry(one, lens, view.now, size, columns)
    return drawn


def entry(one: Entry, lens: Lens, now: int, size: int, columns: int) -> list[Line]:
    """`14:03:27 dispatched  dispatcher pq03  → Sanitation …            #10,253`."""
    what = 13 if lens.wide else 9
    tone = Tone.WARN if one.what in _APART else Tone.STRONG
    spans = [
        cell(when(one.at, lens, now), size, Tone.DIM),
        gap(1),
        cell(lens.names.event(one.what), what, tone),
        gap(1),
        short(_who(one, lens), 34, Tone.TEXT),
    ]
    said = _said(one, lens)
    told = wrap(one.note, columns - size - 3)
    room = columns - _SEQ - 1
    if said and _fits([*spans, gap(2), *said], room):
        spans, said = [*spans, gap(2), *said], []
    if len(told) == 1 and not said:
        note = Span(told[0], Tone.TEXT)
        if _fits([*spans, gap(2), note], room):
            spans, told = [*spans, gap(2), note], []
    number = cell(f"#{count(one.seq)}", _SEQ, Tone.FAINT, right=True)
    drawn = [line(*exact(line(*spans), room).spans, gap(1), number)]
    indent = size + 1
    if said:
        drawn.append(exact(line(gap(indent), *said), columns))
    return drawn + [line(gap(indent), Span(text, Tone.TEXT)) for text in told]


def _fits(spans: list[Span], room: int) -> bool:
    return cells(spans) <= room


def _who(one: Entry, lens: Lens) -> str:
    """Role, unit and account; the account alone when it is the centre itself."""
    words = [lens.names.role(one.role)]
    if one.unit:
        words.append(unit(one.unit, lens))
    if one.actor and one.actor != one.role.value:
        words.append(one.actor)
    if one.terminal:
        words.append(f"@{one.terminal}")
    return " ".join(words)


def unit(code: str, lens: Lens) -> str:
    """A department's or a street's name; the code of anything else."""
    name = lens.names.department(code)
    return name if name != code else lens.names.street(code)


def _said(one: Entry, lens: Lens) -> list[Span]:
    """To whom, why, until when, with how many photos."""
    spans: list[Span] = []
    for text, tone in _parts(one, lens):
        if spans:
            spans.append(gap(2))
        spans.append(short(text, 60, tone))
    return spans


def _parts(one: Entry, lens: Lens) -> Iterator[tuple[str, Tone]]:
    if one.department:
        names = [lens.names.department(code) for code in (one.department, *one.co)]
        yield "→ " + " + ".join(names), Tone.INFO
    if one.handler:
        yield f"{lens.say('course.handler')} {one.handler}", Tone.TEXT
    if one.reason:
        yield f"{one.reason} {lens.names.reason(one.reason)}", Tone.WARN
    if one.other:
        yield f"→ {one.other}", Tone.DIM
    if one.until is not None:
        until = f"{lens.clock.day(one.until)} {lens.clock.minute(one.until)}"
        yield lens.say("detail.until").format(at=until), Tone.DIM
    if one.photos:
        yield lens.say("history.photos").format(n=len(one.photos)), Tone.DIM
