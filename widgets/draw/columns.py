"""The columns of the queue: how wide each is, and what it says of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.codes import State
from domain.views.queue import QueueRow
from widgets.draw.lens import Lens
from widgets.draw.parts import (
    LIGHT_GLYPHS,
    LIGHT_TONES,
    left,
    percent,
    short_number,
    span_of,
)
from widgets.draw.spans import Span, Tone, cell, cells, short

Sizes = tuple[int, int]
Draw = Callable[["Cell"], tuple[Span, ...]]


class Cell(NamedTuple):
    """What one column of one row is drawn from; `here`: the cursor's row."""

    row: QueueRow
    lens: Lens
    size: int
    now: int
    here: bool = False


class Column(NamedTuple):
    """`sizes`: cells in Chinese and in English, 0 takes what is left.

    `turn`: columns with 0 always show unless others were chosen, the rest one after the
    other while there is room; None: only when it was chosen. `sort`: the order that its
    heading is marked for.
    """

    draw: Draw
    sizes: Sizes
    turn: int | None = None
    sort: str = ""
    right: bool = False

    def size(self, lens: Lens) -> int:
        """Cells in the language of the lens."""
        return self.sizes[lens.wide]


def _number(at: Cell) -> tuple[Span, ...]:
    whole = at.size > len("0926-0417")
    number = at.row.number if whole else short_number(at.row.number)
    return (cell(number, at.size, Tone.STRONG if at.here else Tone.TEXT),)


def _opened(at: Cell) -> tuple[Span, ...]:
    text = at.lens.clock.near(at.row.opened_at, at.now)
    return (cell(text, at.size, Tone.DIM),)


def _age(at: Cell) -> tuple[Span, ...]:
    seconds = max(0, at.now - at.row.opened_at) // 1000
    days = seconds // 86_400
    text = f"{days}d" if days > 1 else span_of(seconds)
    return (cell(text, at.size, Tone.DIM, right=True),)


def _street(at: Cell) -> tuple[Span, ...]:
    return (cell(at.lens.names.street(at.row.street), at.size, Tone.TEXT),)


def _about(at: Cell) -> tuple[Span, ...]:
    text = at.lens.names.headline(at.row.subclass, at.row.title)
    tone = Tone.STRONG if at.row.urgent else Tone.TEXT
    if not at.row.drill:
        return (cell(text, at.size, tone),)
    mark = short(at.lens.say("desk.drill") + " ", at.size, Tone.DRILL)
    return mark, cell(text, at.size - cells((mark,)), tone)


def _state(at: Cell) -> tuple[Span, ...]:
    bounced = at.row.bounces or at.row.state is State.RETURN_REQ
    text = at.lens.names.state(at.row.state)
    return (cell(text, at.size, Tone.WARN if bounced else Tone.DIM),)


def _offer(at: Cell) -> tuple[Span, ...]:
    row, names = at.row, at.lens.names
    if row.offer is None:
        name = names.department(row.department) if row.department else ""
        if row.bounce_reason and row.state is State.RETURN_REQ:
            name = f"{name} {row.bounce_reason}"
        return (cell(name, at.size, Tone.DIM),)
    share = percent(row.offer.share, 0) if row.offer.share.denominator else ""
    name = f"{names.department(row.offer.department)} {share}"
    return Span("1 ", Tone.INFO), cell(name, at.size - 2, Tone.TEXT)


def _department(at: Cell) -> tuple[Span, ...]:
    who = at.row.department
    text = at.lens.names.department(who) if who else ""
    return (cell(text, at.size, Tone.TEXT),)


def _reason(at: Cell) -> tuple[Span, ...]:
    code = at.row.bounce_reason
    text = f"{code} {at.lens.names.reason(code)}" if code else ""
    return (cell(text, at.size, Tone.DIM),)


def _class(at: Cell) -> tuple[Span, ...]:
    return (cell(at.lens.names.subclass(at.row.subclass), at.size, Tone.DIM),)


def _source(at: Cell) -> tuple[Span, ...]:
    return (cell(at.lens.names.source(at.row.source), at.size, Tone.DIM),)


def _text(name: str) -> Draw:
    def draw(at: Cell) -> tuple[Span, ...]:
        return (cell(str(getattr(at.row, name)), at.size, Tone.DIM),)

    return draw


def _count(name: str) -> Draw:
    def draw(at: Cell) -> tuple[Span, ...]:
        many = getattr(at.row, name)
        return (cell(str(many or "·"), at.size, Tone.DIM, right=True),)

    return draw


def _left(at: Cell) -> tuple[Span, ...]:
    tone = LIGHT_TONES[at.row.light]
    return (cell(left(at.row.left), at.size, tone, right=True),)


def _light(at: Cell) -> tuple[Span, ...]:
    glyph, tone = LIGHT_GLYPHS[at.row.light], LIGHT_TONES[at.row.light]
    if at.size <= 2:  # noqa: PLR2004 (room for the glyph only)
        return (short(glyph, at.size, tone),)
    return (cell(f"{glyph} {at.lens.names.light(at.row.light)}", at.size, tone),)


#: In the order in which they stand unless columns were chosen.
COLUMNS: Final[Mapping[str, Column]] = MappingProxyType(
    {
        "number": Column(_number, (9, 9), 0, "number"),
        "opened": Column(_opened, (5, 7), 1, "age"),
        "age": Column(_age, (4, 4), 8, "age", right=True),
        "street": Column(_street, (8, 12), 0, "street"),
        "about": Column(_about, (0, 0), 0, "subclass"),
        "class": Column(_class, (16, 20), None, "subclass"),
        "address": Column(_text("address"), (22, 22), 3),
        "grid": Column(_text("grid"), (15, 15), 7),
        "duty": Column(_text("duty"), (12, 12), 9),
        "source": Column(_source, (10, 12), 4, "source"),
        "state": Column(_state, (8, 13), 0, "state"),
        "handler": Column(_text("handler"), (8, 8), 10),
        "offer": Column(_offer, (15, 19), 2, "department"),
        "department": Column(_department, (4, 6), None, "department"),
        "reason": Column(_reason, (17, 24), 6, "reason"),
        "urges": Column(_count("urges"), (2, 2), 5, "urges", right=True),
        "reworks": Column(_count("reworks"), (2, 2), 5, "reworks", right=True),
        "bounces": Column(_count("bounces"), (2, 2), 0, "bounces", right=True),
        "left": Column(_left, (6, 6), 0, "left", right=True),
        "light": Column(_light, (7, 10), 0, "light"),
    }
)
_WHOLE_NUMBER: Final = (120, 16)  # from this width on, so many cells
_WORDED: Final = 70  # from here on the light is a word as well
_LEAST_ABOUT: Final = 10
#: What the case is about has so much before another column comes, by language.
_ROOM_ABOUT: Final = (20, 24)
#: When it has that much, the columns move apart.
_MOST_ABOUT: Final = 44
_WIDEST_GAP: Final = 4
#: Cells before the first column: cursor, mark, flag.
MARGIN: Final = 3


class Placed(NamedTuple):
    """A column with its cells, and how many are empty before it."""

    name: str
    column: Column
    size: int
    gap: int = 1


def placed(
    chosen: Sequence[str], lens: Lens, columns: int, spared: str = ""
) -> list[Placed]:
    """The columns that fit: those chosen, or the usual ones of this width.

    `spared`: one that would say the same in every row, unless it was chosen.
    Where there is no room, chosen ones are left out from the end.
    """
    sizes = {name: _size(name, lens, columns) for name in COLUMNS}
    names = [name for name in chosen if name in COLUMNS]
    names = names or _usual(sizes, lens, columns, spared)
    while len(names) > 1 and _needed(names, sizes) > columns:
        names.pop(_dispensable(names))
    spare = columns - _needed(names, sizes)
    if "about" not in names:
        spare += _MOST_ABOUT - _LEAST_ABOUT  # nothing takes it up
    between = max(0, spare - _MOST_ABOUT + _LEAST_ABOUT) // len(names)
    between = min(between, _WIDEST_GAP - 1)
    if "about" in names:
        sizes["about"] += spare - between * (len(names) - 1)
    gaps = (0, *[1 + between] * (len(names) - 1))
    return [
        Placed(name, COLUMNS[name], sizes[name], gaps[at])
        for at, name in enumerate(names)
    ]


def _usual(
    sizes: Mapping[str, int], lens: Lens, columns: int, spared: str
) -> list[str]:
    """Those that there is room for, in the order of the table."""
    room = columns - _ROOM_ABOUT[lens.wide] + _LEAST_ABOUT
    kept = {name for name, column in COLUMNS.items() if column.turn == 0} - {spared}
    turns = [(column.turn, name) for name, column in COLUMNS.items() if column.turn]
    for _, name in sorted(turns):
        if _needed([*kept, name], sizes) > room:
            break
        kept.add(name)
    return [name for name in COLUMNS if name in kept]


def _size(name: str, lens: Lens, columns: int) -> int:
    if name == "about":
        return _LEAST_ABOUT
    if name == "number" and columns >= _WHOLE_NUMBER[0]:
        return _WHOLE_NUMBER[1]
    if name == "light" and columns < _WORDED:
        return 1
    return COLUMNS[name].size(lens)


def _needed(names: Sequence[str], sizes: Mapping[str, int]) -> int:
    return MARGIN + sum(sizes[name] + 1 for name in names) - 1


def _dispensable(names: Sequence[str]) -> int:
    """The last one, but time left and light stay as long as there is another."""
    for at in range(len(names) - 1, 0, -1):
        if names[at] not in ("left", "light", "about"):
            return at
    return len(names) - 1
