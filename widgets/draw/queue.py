"""The queue as a table: columns appear as there is room; time left always shows."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from domain.codes import State
from domain.views.queue import Queue, QueueRow
from widgets.draw.lens import Lens
from widgets.draw.parts import (
    LIGHT_GLYPHS,
    LIGHT_TONES,
    count,
    left,
    percent,
    short_number,
)
from widgets.draw.spans import (
    Ground,
    Line,
    Span,
    Tone,
    cell,
    exact,
    gap,
    line,
    short,
    title,
)

_LEFT: Final = 7
#: Widths from which columns appear.
_NUMBERED, _TIMED, _OFFERED, _WORDED = 120, 90, 110, 70


class QueueView(msgspec.Struct, frozen=True):
    """`cursor`: the chosen case; `pending`: cases with a command on its way."""

    queue: Queue = Queue()
    cursor: str = ""
    pending: frozenset[str] = frozenset()
    now: int = 0
    stamp: str = ""  # "STALE since …" while the picture is not current


class _Widths(NamedTuple):
    number: int
    opened: int
    street: int
    about: int
    state: int
    offer: int
    light: int


def _widths(columns: int, lens: Lens) -> _Widths:
    number = 16 if columns >= _NUMBERED else 9
    opened = 6 if columns >= _TIMED else 0
    street = (12 if lens.wide else 8) + 1
    state = (13 if lens.wide else 8) + 1
    offer = (20 if lens.wide else 16) if columns >= _OFFERED else 0
    light = (9 if lens.wide else 7) if columns >= _WORDED else 2
    fixed = 2 + number + opened + street + state + offer + 3 + _LEFT + 1 + light
    return _Widths(number, opened, street, columns - fixed - 1, state, offer, light)


def queue(view: QueueView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, heading, cases; the cursor's row lies on another ground."""
    shown = view.queue
    note = view.stamp or lens.say("queue.note").format(
        waiting=count(shown.waiting), total=count(shown.total)
    )
    lines = [title(lens.say("queue.title"), columns, note)]
    if not shown.rows:
        return [*lines, line(gap(1), Span(lens.say("queue.empty"), Tone.DIM))]
    w = _widths(columns, lens)
    lines.append(_titles(w, lens))
    lines += [exact(_row(row, view, w, lens), columns) for row in shown.rows]
    return lines[:rows]


def _titles(w: _Widths, lens: Lens) -> Line:
    spans = [gap(2), cell(lens.say("queue.number"), w.number, Tone.FAINT)]
    if w.opened:
        spans += [gap(1), cell(lens.say("queue.opened"), w.opened - 1, Tone.FAINT)]
    spans += [gap(1), cell(lens.say("queue.street"), w.street - 1, Tone.FAINT)]
    spans += [gap(1), cell(lens.say("queue.about"), w.about, Tone.FAINT)]
    spans += [gap(1), cell(lens.say("queue.state"), w.state - 1, Tone.FAINT)]
    if w.offer:
        spans += [gap(1), cell(lens.say("queue.offer"), w.offer - 1, Tone.FAINT)]
    spans += [cell(lens.say("queue.bounces"), 3, Tone.FAINT, right=True)]
    spans += [gap(1), cell(lens.say("queue.left"), _LEFT - 1, Tone.FAINT, right=True)]
    return line(*spans)


def _row(row: QueueRow, view: QueueView, w: _Widths, lens: Lens) -> Line:
    here = row.case == view.cursor
    number = row.number if w.number > len("0926-0417") else short_number(row.number)
    spans = [
        Span("▸" if here else " ", Tone.INFO),
        _flag(row, view),
        cell(number, w.number, Tone.STRONG if here else Tone.TEXT),
    ]
    if w.opened:
        opened = lens.clock.near(row.opened_at, view.now)
        spans += [gap(1), cell(opened, w.opened - 1, Tone.DIM)]
    about = lens.names.headline(row.subclass, row.title)
    bounced = row.bounces or row.state is State.RETURN_REQ
    spans += [
        gap(1),
        cell(lens.names.street(row.street), w.street - 1, Tone.TEXT),
        gap(1),
        cell(about, w.about, Tone.STRONG if row.urgent else Tone.TEXT),
        gap(1),
        cell(_state(row, lens), w.state - 1, Tone.WARN if bounced else Tone.DIM),
    ]
    if w.offer:
        spans += [gap(1), *_offer(row, w.offer - 1, lens)]
    spans += [
        cell(str(row.bounces or "·"), 3, Tone.DIM, right=True),
        gap(1),
        cell(left(row.left), _LEFT - 1, LIGHT_TONES[row.light], right=True),
        gap(1),
        _light(row, w.light, lens),
    ]
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def _flag(row: QueueRow, view: QueueView) -> Span:
    if row.case in view.pending:
        return Span("…", Tone.INFO)
    return Span("!" if row.urgent else " ", Tone.BAD)


def _state(row: QueueRow, lens: Lens) -> str:
    return lens.names.state(row.state)


def _offer(row: QueueRow, size: int, lens: Lens) -> tuple[Span, ...]:
    if row.offer is None:
        who = row.department
        name = lens.names.department(who) if who else ""
        if row.bounce_reason and row.state is State.RETURN_REQ:
            name = f"{name} {row.bounce_reason}"
        return (cell(name, size, Tone.DIM),)
    name = lens.names.department(row.offer.department)
    share = percent(row.offer.share, 0) if row.offer.share.denominator else ""
    return Span("1 ", Tone.INFO), cell(f"{name} {share}", size - 2, Tone.TEXT)


def _light(row: QueueRow, size: int, lens: Lens) -> Span:
    glyph = LIGHT_GLYPHS[row.light]
    if size <= 2:  # noqa: PLR2004 (room for the glyph only)
        return short(glyph, size, LIGHT_TONES[row.light])
    return cell(f"{glyph} {lens.names.light(row.light)}", size, LIGHT_TONES[row.light])
