"""Cases that have to do with one, and its photos."""

from __future__ import annotations

import msgspec

from domain.codes import TERMINAL
from domain.photos import path_of
from domain.views.album import album
from domain.views.course import Course
from domain.views.related import Kin, Relative
from widgets.draw.captions import caption
from widgets.draw.lens import Lens
from widgets.draw.parts import short_number
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    BLANK,
    Ground,
    Line,
    Span,
    Tone,
    cell,
    cells,
    exact,
    flow,
    gap,
    line,
    title,
)


class RelatedView(msgspec.Struct, frozen=True):
    """`cursor`: the relative that is chosen; `fault`: why there may be more."""

    relatives: tuple[Relative, ...] = ()
    course: Course | None = None
    state: str = ""
    fault: str = ""
    cursor: int | None = None
    start: int = 0
    now: int = 0
    stamp: str = ""


def related(view: RelatedView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, then the window of what there is."""
    heading = title(lens.say("related.title"), columns, view.stamp)
    return [heading, *listed(view, lens, columns)[view.start :]][:rows]


def listed(view: RelatedView, lens: Lens, columns: int) -> list[Line]:
    """A line a case, then the photos a line each: paths of the centre, not pictures."""
    drawn = [
        _relative(one, lens, view.now, columns, chosen=at == view.cursor)
        for at, one in enumerate(view.relatives)
    ]
    if not drawn:
        word = view.state or "related.none"
        drawn.append(line(gap(1), Span(lens.say(word), Tone.DIM)))
    drawn += [
        line(gap(1), Span(text, Tone.WARN)) for text in wrap(view.fault, columns - 1)
    ]
    return drawn + _photos(view, lens, columns)


def _relative(
    one: Relative, lens: Lens, now: int, columns: int, *, chosen: bool
) -> Line:
    ground = Ground.CURSOR if chosen else Ground.BASE
    kin = cell(lens.say(f"kin.{one.kin}"), 11 if lens.wide else 8, _tone(one.kin))
    number = short_number(one.number) if one.number else one.case
    spans = [kin, gap(1), cell(number, 9, Tone.STRONG), gap(1)]
    if one.state is None:
        return exact(line(*spans, ground=ground), columns)
    state = lens.names.state(one.state)
    ended = one.state in TERMINAL
    tail = [
        gap(1),
        cell(lens.names.department(one.department), 8 if lens.wide else 4, Tone.DIM),
        gap(1),
        cell(state, 12 if lens.wide else 8, Tone.DIM if ended else Tone.TEXT),
        gap(1),
        cell(lens.clock.near(one.opened_at, now), 5, Tone.DIM, right=True),
    ]
    about = lens.names.headline(one.subclass, one.title)
    room = max(0, columns - cells([*spans, *tail]))
    return exact(line(*spans, cell(about, room), *tail, ground=ground), columns)


def _tone(kin: Kin) -> Tone:
    return Tone.DIM if kin is Kin.SAME else Tone.INFO


def _photos(view: RelatedView, lens: Lens, columns: int) -> list[Line]:
    """Photo by photo: which, when, whose, from where; below it where it is kept."""
    found = view.course
    pictures = album(found.entries) if found else ()
    if not pictures:
        return []
    drawn = [BLANK, line(Span(lens.say("related.photos"), Tone.DIM))]
    for one in pictures:
        rows = flow(caption(one, lens, view.now), columns - 1, 2)
        drawn += [line(gap(1), *row.spans) for row in rows]
        path = wrap(path_of(one.photo), columns - 3)
        drawn += [line(gap(3), Span(text, Tone.TEXT)) for text in path]
    return drawn
