"""Photos side by side: a caption, below it the picture, or where it is to be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from domain.photos import path_of
from domain.views.album import Picture
from widgets.draw.captions import caption
from widgets.draw.lens import Lens
from widgets.draw.parts import short_number
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    BLANK,
    Line,
    Span,
    Tone,
    beside,
    block,
    exact,
    flow,
    gap,
    line,
    short,
    title,
)

#: Cells between two photos.
_BETWEEN: Final = 2
#: Rows of a caption at most.
_CAPTION: Final = 4


class PhotoSide(msgspec.Struct, frozen=True):
    """One photo. `size`: columns and rows of its picture, (0, 0) while there is none.

    `lines`: a picture made of cells; without them the terminal draws it itself and its
    cells stay empty. `word`: a key of the catalogue in place of a picture; `told`: what
    the centre said, text from outside; `fault`: whether that is out of order.
    """

    picture: Picture
    size: tuple[int, int] = (0, 0)
    lines: tuple[Line, ...] = ()
    word: str = ""
    told: str = ""
    fault: bool = False


class PhotoView(msgspec.Struct, frozen=True):
    """`number` of the case, `total` of its photos; `word` while none is known.

    `why`: why there are no pictures on this terminal, a key; then `base`, the centre's
    address, makes the photos' whole.
    """

    sides: tuple[PhotoSide, ...] = ()
    number: str = ""
    total: int = 0
    word: str = ""
    why: str = ""
    base: str = ""
    now: int = 0
    stamp: str = ""


class Place(NamedTuple):
    """Cells of a widget."""

    x: int
    y: int
    width: int
    height: int


def photo(view: PhotoView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, captions above pictures, the keys."""
    name = short_number(view.number) if view.number else ""
    heading = lens.say("photo.title").format(case=name)
    note = view.stamp or _which(view, lens)
    drawn = [title(heading, columns, note)]
    if view.word:
        drawn.append(line(gap(1), Span(lens.say(view.word), Tone.DIM)))
    if view.why:
        reason = wrap(lens.say(view.why), columns - 1)
        drawn += [line(gap(1), Span(text, Tone.WARN)) for text in reason]
    places = rooms(view.sides, lens, view.now, columns, rows)
    if places:
        high = rows - 1 - len(drawn)
        sides = [
            block(_side(view, one, place, lens), place.width, high)
            for one, place in zip(view.sides, places, strict=True)
        ]
        drawn += beside(*sides, between=_BETWEEN)
    drawn = block(drawn, columns, rows - 1)
    keys = short(lens.say("photo.keys"), columns - 1, Tone.DIM)
    return [*drawn, exact(line(gap(1), keys), columns)]


def _which(view: PhotoView, lens: Lens) -> str:
    if not view.total:
        return ""
    shown = "+".join(str(one.picture.number) for one in view.sides)
    return lens.say("photo.which").format(n=shown, of=view.total)


def rooms(
    sides: Sequence[PhotoSide], lens: Lens, now: int, columns: int, rows: int
) -> list[Place]:
    """Where the pictures may stand, in the cells of the widget."""
    if not sides:
        return []
    wide = (columns - _BETWEEN * (len(sides) - 1)) // len(sides)
    captions = [_caption(one, lens, now, wide) for one in sides]
    top = 1 + max(map(len, captions))
    high = max(0, rows - 1 - top)
    return [Place(at * (wide + _BETWEEN), top, wide, high) for at in range(len(sides))]


def spot(room: Place, size: tuple[int, int]) -> Place:
    """Where a picture of so many cells stands in its room: in the middle."""
    columns, rows = size
    return Place(
        room.x + (room.width - columns) // 2,
        room.y + (room.height - rows) // 2,
        columns,
        rows,
    )


def _caption(one: PhotoSide, lens: Lens, now: int, columns: int) -> list[Line]:
    return flow(caption(one.picture, lens, now), columns, 2)[:_CAPTION]


def _side(view: PhotoView, one: PhotoSide, room: Place, lens: Lens) -> list[Line]:
    """From the caption down."""
    drawn = _caption(one, lens, view.now, room.width)
    if one.word or view.why:
        return drawn + _instead(view, one, room.width, lens)
    drawn += [BLANK] * (room.y - 1 - len(drawn))
    place = spot(room, one.size)
    drawn += [BLANK] * (place.y - room.y)
    left = place.x - room.x
    return drawn + [line(gap(left), *row.spans) for row in one.lines]


def _instead(view: PhotoView, one: PhotoSide, columns: int, lens: Lens) -> list[Line]:
    """What is the matter, and where the photo is to be had."""
    drawn = [BLANK]
    if one.word:
        tone, sign = (Tone.WARN, "▲") if one.fault else (Tone.DIM, "")
        words = wrap(sign + lens.say(one.word), columns)
        drawn += [line(Span(text, tone)) for text in words]
        told = wrap(one.told, columns)
        drawn += [line(Span(text, Tone.TEXT)) for text in told]
    if one.picture.kept and (one.fault or view.why):
        where = wrap(view.base + path_of(one.picture.photo), columns)
        drawn += [line(Span(text, Tone.TEXT)) for text in where]
    return drawn
