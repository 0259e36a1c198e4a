"""The table of departments: columns appear as there is room, the rest goes to bars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from domain.rates import NO_GRADE, NO_SHARE, Bounces, Interval, Share
from domain.state import ALL
from domain.views.scores import Period, Rated, Ratings
from widgets.draw.forest import (
    INTERVAL_CELLS,
    RATE_CELLS,
    forest,
    full_scale,
    interval_cell,
    rate_cell,
)
from widgets.draw.lens import Lens
from widgets.draw.parts import count, percent, share_tone
from widgets.draw.spans import Ground, Line, Span, Tone, cell, gap, line, title

#: Rows above the first department: title, heading, the whole place.
HEADING_ROWS: Final = 2
_LEAST_BAR, _MOST_BAR = 12, 64
_SHORT_EN: Final = 7
#: Columns from which departments have their whole names, intervals their bars.
_FULL_NAME, _BARRED, _HUGE = 150, 170, 250
_LOW_GRADES: Final = {"C": Tone.WARN, "D": Tone.BAD, "E": Tone.BAD}


class ScoresView(msgspec.Struct, frozen=True):
    """`cursor`: the chosen row's key; `stop`: the chosen column, one of `stops`.

    `start`: the first row shown below the whole place's.
    """

    ratings: Ratings = Ratings()
    cursor: str = ALL
    stop: str = "name"
    start: int = 0
    focused: bool = False
    stamp: str = ""


class _Look(NamedTuple):
    """What a cell is drawn with; `usual`: the place's rate by period."""

    lens: Lens
    period: Period
    usual: Mapping[Period, float | None]
    scale: float
    bar: int
    name: int


_Draw = Callable[[Rated, _Look, int], tuple[Span, ...]]


class _Column(NamedTuple):
    """`keep`: the lower, the sooner there is no room for it."""

    key: str
    cells: int
    keep: int
    draw: _Draw
    period: Period | None = None


def scores(view: ScoresView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, heading, the whole place, a row a department."""
    shown = view.ratings
    note = view.stamp or lens.say("scores.note").format(
        period=shown.period, sort=lens.say(f"scores.sort.{shown.sort}")
    )
    lines = [title(lens.say("scores.title"), columns, note)]
    if shown.whole is None or not shown.rows:
        return [*lines, line(gap(1), Span(lens.say("dept.empty"), Tone.DIM))]
    table, look = _fitted(shown.whole, shown, lens, columns)
    lines.append(_titles(table, view, look))
    listed = (shown.whole, *shown.rows[view.start :])
    lines += [_row(row, table, view, look) for row in listed]
    return lines[:rows]


def stops(shown: Ratings, lens: Lens, columns: int) -> tuple[str, ...]:
    """The columns that there is room for and that lead to cases, left to right."""
    if shown.whole is None:
        return ("name",)
    table, _ = _fitted(shown.whole, shown, lens, columns)
    found = (
        column.key
        for column in table
        if column.key not in ("interval", "bar")
        and column.period in (None, shown.period)
    )
    return ("name", *found)


def window(start: int, at: int, rows: int, height: int) -> int:
    """The first row to show so that row `at` of `rows` is among `height` ones."""
    room = max(1, height - HEADING_ROWS - 1)
    start = min(start, max(0, rows - room))
    return min(max(start, at - room + 1), at) if at >= 0 else start


def _fitted(
    whole: Rated, shown: Ratings, lens: Lens, columns: int
) -> tuple[list[_Column], _Look]:
    name = _name_cells(lens, columns)
    table = _table(shown.period, lens, bars=columns >= _BARRED)
    room = columns - name - 2
    chosen: set[int] = set()
    for index in sorted(range(len(table)), key=lambda i: -table[i].keep):
        if table[index].cells <= room:
            room -= table[index].cells
            chosen.add(index)
    kept = [table[index] for index in sorted(chosen)]
    bars = sum(column.key == "bar" for column in kept)
    more = min(_MOST_BAR - _LEAST_BAR, room // bars) if bars else 0
    look = _Look(
        lens=lens,
        period=shown.period,
        usual={each: whole.rate(each).asked.value for each in Period},
        scale=full_scale(_intervals(shown)),
        bar=_LEAST_BAR + more,
        name=name,
    )
    return [_stretched(column, more) for column in kept], look


def _stretched(column: _Column, more: int) -> _Column:
    if column.key != "bar":
        return column
    return column._replace(cells=column.cells + more)


def _intervals(shown: Ratings) -> list[Interval]:
    return [
        bounces.interval
        for row in shown.rows
        for bounces in row.bounces
        if bounces.interval is not None
    ]


def _name_cells(lens: Lens, columns: int) -> int:
    if columns >= _HUGE:
        return 36 if lens.wide else 24
    if columns >= _FULL_NAME:
        return 24 if lens.wide else 18
    return _SHORT_EN if lens.wide else 5


def _table(period: Period, lens: Lens, *, bars: bool) -> list[_Column]:
    rates: list[_Column] = []
    for rank, each in enumerate(Period):
        first = 50 if each is period else 10 - rank
        rates.append(_Column("rate", RATE_CELLS + 1, 40 + first, _rate(each), each))
        text = first + (0 if bars else 15)
        rates.append(_Column("interval", INTERVAL_CELLS, text, _interval(each), each))
        if bars:
            rates.append(_Column("bar", _LEAST_BAR + 1, 60, _bar(each), each))
    more = 1 if lens.wide else 0  # for English headings
    return [
        _Column("sent", 7, 80, _number(lambda row: row.sent)),
        *rates,
        _Column("approved", 5 + more, 52, _ruled(lambda found: found.approved)),
        _Column("rejected", 5 + more, 51, _ruled(lambda found: found.rejected)),
        _Column("pending", 5 + more, 70, _number(lambda row: row.pending, Tone.WARN)),
        _Column("ontime", 9, 79, _on_time),
        _Column("closing", 8, 30, _share(lambda row: row.closing)),
        _Column("rework", 8, 14, _share(lambda row: row.rework)),
        _Column("score", 7, 77, _score),
        _Column("grade", 5 + more, 78, _grade),
        _Column("open", 7, 32, _number(lambda row: row.open)),
        _Column(
            "overdue", 6 + 2 * more, 76, _number(lambda row: row.overdue, Tone.BAD)
        ),
    ]


def _titles(table: Sequence[_Column], view: ScoresView, look: _Look) -> Line:
    here = view.focused and view.stop == "name"
    tone = Tone.INFO if here else Tone.FAINT
    spans = [gap(2), cell(look.lens.say("dept.name"), look.name, tone)]
    return line(*spans, *(_heading(column, view, look) for column in table))


def _heading(column: _Column, view: ScoresView, look: _Look) -> Span:
    here = view.focused and _stopped(column, view)
    tone, size = Tone.INFO if here else Tone.FAINT, column.cells
    if column.key == "interval":
        return cell(" " + look.lens.say("scores.interval"), size, tone)
    if column.key == "bar":
        return cell(" 0" + f"{100 * look.scale:.0f}%".rjust(size - 2), size, tone)
    word = (
        str(column.period) if column.period else look.lens.say(f"scores.{column.key}")
    )
    return cell(word, size, tone, right=True)


def _stopped(column: _Column, view: ScoresView) -> bool:
    return column.key == view.stop and column.period in (None, view.ratings.period)


def _row(row: Rated, table: Sequence[_Column], view: ScoresView, look: _Look) -> Line:
    here = row.key == view.cursor
    tone = Tone.STRONG if here or row.key == ALL else Tone.TEXT
    spans = [
        Span("▸" if here else " ", Tone.INFO),
        gap(1),
        cell(_name(row.key, look), look.name, tone),
    ]
    for column in table:
        drawn = column.draw(row, look, column.cells)
        if here and view.focused and _stopped(column, view):
            drawn = tuple(Span(span.text, Tone.INFO) for span in drawn)
        spans += drawn
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def _name(key: str, look: _Look) -> str:
    names = look.lens.names
    if key == ALL:
        return names.street(ALL)
    full = look.name > _SHORT_EN
    return names.department_full(key) if full else names.department(key)


def _number(of: Callable[[Rated], int], tone: Tone = Tone.TEXT) -> _Draw:
    return lambda row, _, size: (_counted(of(row), size, tone),)


def _ruled(of: Callable[[Bounces], Share]) -> _Draw:
    """How many of the chosen period's bounces were ruled on like that."""
    return lambda row, look, size: (
        _counted(of(row.rate(look.period)).numerator, size, Tone.DIM),
    )


def _counted(number: int, size: int, tone: Tone) -> Span:
    if not number:
        return cell("·", size, Tone.FAINT, right=True)
    return cell(count(number), size, tone, right=True)


def _share(of: Callable[[Rated], Share]) -> _Draw:
    return lambda row, _, size: (cell(percent(of(row)), size, Tone.TEXT, right=True),)


def _apart(row: Rated, each: Period, look: _Look) -> bool:
    """Whether its interval lies above the place's rate of that period."""
    interval, usual = row.rate(each).interval, look.usual[each]
    if row.key == ALL or interval is None or usual is None:
        return False
    return interval.low > usual


def _rate(each: Period) -> _Draw:
    def draw(row: Rated, look: _Look, _size: int) -> tuple[Span, ...]:
        apart = _apart(row, each, look)
        tone = Tone.STRONG if each is look.period else Tone.TEXT
        tone = Tone.WARN if apart else tone
        return gap(1), rate_cell(row.rate(each), tone, apart=apart)

    return draw


def _interval(each: Period) -> _Draw:
    return lambda row, _look, _size: (interval_cell(row.rate(each)),)


def _bar(each: Period) -> _Draw:
    def draw(row: Rated, look: _Look, size: int) -> tuple[Span, ...]:
        tone = Tone.WARN if _apart(row, each, look) else Tone.CALM
        usual = look.usual[each]
        drawn = forest(row.rate(each), usual, look.scale, size - 1, tone)
        return gap(1), *drawn

    return draw


def _on_time(row: Rated, _look: _Look, size: int) -> tuple[Span, ...]:
    return (cell(percent(row.on_time), size, share_tone(row.on_time), right=True),)


def _score(row: Rated, _look: _Look, size: int) -> tuple[Span, ...]:
    points = row.score.points
    text = NO_SHARE if points is None else f"{points:.1f}"
    return (cell(text, size, Tone.TEXT, right=True),)


def _grade(row: Rated, _look: _Look, size: int) -> tuple[Span, ...]:
    grade = row.score.grade
    usual = Tone.FAINT if grade == NO_GRADE else Tone.STRONG
    return (cell(grade, size, _LOW_GRADES.get(grade, usual), right=True),)
