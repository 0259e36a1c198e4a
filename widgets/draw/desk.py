"""A department's desk: its figures, then the inbox, a case a row, by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from domain.codes import State
from domain.rates import NO_GRADE
from domain.sla import Light
from domain.text import width
from domain.views.desk import DeskFigures, DeskRow, Section
from domain.views.detail import Hand
from widgets.draw.lens import Lens
from widgets.draw.parts import (
    LIGHT_GLYPHS,
    LIGHT_TONES,
    count,
    left,
    percent,
    share_tone,
    short_number,
)
from widgets.draw.spans import (
    RULE,
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
    short,
    title,
)

#: Cells before the first column: cursor, command on its way, urgent.
_MARGIN: Final = 3
_CLOCK: Final = 6
_LEAST_RULE: Final = 4
_LEAST_ABOUT: Final = 14
#: From here on the number is whole.
_WIDE: Final = 120
#: Below this the figures have one line: the cases are more urgent.
_NARROW: Final = 100
_ASKED: Final[Mapping[State, str]] = MappingProxyType(
    {State.RETURN_REQ: "desk.bounce", State.HANG_REQ: "desk.suspension"}
)


class DeskView(msgspec.Struct, frozen=True):
    """`rows`: the window from `start` of `total`; `pending`: a command on its way.

    `strange`: another department's, so that nothing may be done at it. `alone`: the
    wall is this desk, and the line above has the figures of the moment already.
    """

    department: str = ""
    counts: tuple[tuple[Section, int], ...] = ()
    figures: DeskFigures = DeskFigures()
    rows: tuple[DeskRow, ...] = ()
    start: int = 0
    total: int = 0
    cursor: str = ""
    pending: frozenset[str] = frozenset()
    now: int = 0
    stamp: str = ""
    strange: bool = False
    alone: bool = False
    drill: bool = False  # all of it is one: the head says so, not every row


class _Sizes(NamedTuple):
    """Cells of the columns; 0 leaves one out."""

    section: int
    number: int
    opened: int
    street: int
    about: int
    address: int
    what: int


def desk(view: DeskView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title with the counts of the sections, figures, headings, cases."""
    lines = [_title(view, lens, columns), *_figures(view, lens, columns)]
    if not view.rows:
        empty = Span(lens.say("desk.empty"), Tone.DIM)
        return [*lines, line(gap(_MARGIN), empty)][:rows]
    sizes = _sizes(lens, columns)
    lines.append(_headings(sizes, lens))
    before: Section | None = None
    for row in view.rows:
        first = row.section is not before
        before = row.section
        lines.append(exact(_row(row, view, lens, sizes, first=first), columns))
    return lines[:rows]


def heading_rows(view: DeskView, lens: Lens, columns: int) -> int:
    """Rows above the first case."""
    return 2 + len(_figures(view, lens, columns))


def _title(view: DeskView, lens: Lens, columns: int) -> Line:
    word, code = lens.say("desk.title"), view.department
    name = word.format(name=lens.names.department_full(code))
    if view.stamp:
        return title(name, columns, view.stamp)
    counted: list[Span] = []
    for section, many in view.counts:
        if section is Section.JOINT and not many:
            continue
        counted += [gap(2 if counted else 0), *_counted(section, many, lens)]
    if view.strange:
        counted = [Span(lens.say("desk.strange"), Tone.WARN), gap(2), *counted]
    room = columns - cells(counted) - _LEAST_RULE - 2
    if width(name) > room:
        name = word.format(name=lens.names.department(code))
    heading = short(name, max(0, room), Tone.STRONG)
    rule = columns - cells([heading, *counted]) - 2
    if rule < _LEAST_RULE:
        return exact(line(*counted), columns)
    spans = [heading, gap(1), Span(RULE * rule, Tone.FAINT), gap(1), *counted]
    return line(*spans)


def _counted(section: Section, many: int, lens: Lens) -> tuple[Span, ...]:
    warned = many and section is Section.URGED
    tone = Tone.WARN if warned else Tone.STRONG if many else Tone.DIM
    word = lens.say(f"desk.{section.name.lower()}")
    return Span(f"{word} ", Tone.WARN if warned else Tone.DIM), Span(count(many), tone)


# Figures


def _figures(view: DeskView, lens: Lens, columns: int) -> list[Line]:
    chunks = [] if view.alone else list(_moment(view.figures, lens))
    lines = flow([*chunks, *_shares(view.figures, lens)], columns, between=3)
    return lines[: 1 if columns < _NARROW else 2]


def _moment(one: DeskFigures, lens: Lens) -> Iterator[tuple[Span, ...]]:
    yield _named("desk.open", count(one.open), lens)
    late = Tone.BAD if one.overdue else Tone.STRONG
    glyph = LIGHT_GLYPHS[Light.RED] if one.overdue else ""
    yield _named("desk.overdue", glyph + count(one.overdue), lens, late)
    soon = Tone.WARN if one.due_soon else Tone.STRONG
    glyph = LIGHT_GLYPHS[Light.YELLOW] if one.due_soon else ""
    yield _named("desk.soon", glyph + count(one.due_soon), lens, soon)


def _shares(one: DeskFigures, lens: Lens) -> Iterator[tuple[Span, ...]]:
    asked = one.bounces.asked
    yield (
        *_named("desk.returned", percent(asked), lens),
        Span(f" {asked.numerator}/{asked.denominator}", Tone.DIM),
        Span(
            lens.say("desk.ruled").format(
                yes=one.bounces.approved.numerator, no=one.bounces.rejected.numerator
            ),
            Tone.DIM,
        ),
    )
    on_time = one.on_time
    yield (
        *_named("desk.on_time", percent(on_time), lens, share_tone(on_time)),
        Span(f" {on_time.numerator}/{on_time.denominator}", Tone.DIM),
    )
    if one.score.grade != NO_GRADE:
        yield _named("desk.grade", one.score.grade, lens)
    today = lens.say("desk.today").format(
        sent=count(one.sent), done=count(one.disposed), bounced=count(one.bounced)
    )
    yield (Span(today, Tone.DIM),)


def _named(
    key: str, value: str, lens: Lens, tone: Tone = Tone.STRONG
) -> tuple[Span, ...]:
    return Span(lens.say(key) + " ", Tone.DIM), Span(value, tone)


# Rows


def _sizes(lens: Lens, columns: int) -> _Sizes:
    en = lens.wide
    wide = columns >= _WIDE
    number, section, what = (16 if wide else 9), (7 if en else 4), (20 if en else 16)
    street, opened, address = (12 if en else 8), (7 if en else 5), 22
    # A gap before every column, and the light behind the clocks.
    fixed = _MARGIN + section + number + what + 2 * _CLOCK + 2 + 6
    spare = columns - fixed
    if spare < _LEAST_ABOUT:  # a mark and a code still fit
        given = min(what - 10, _LEAST_ABOUT - spare)
        what, spare = what - given, spare + given
    if spare < street + _LEAST_ABOUT:
        street = 0
    spare -= street + bool(street)
    if spare < opened + 2 * _LEAST_ABOUT:
        opened = 0
    spare -= opened + bool(opened)
    if spare < address + 2 * _LEAST_ABOUT:
        address = 0
    spare -= address + bool(address)
    return _Sizes(section, number, opened, street, max(4, spare), address, what)


def _headings(sizes: _Sizes, lens: Lens) -> Line:
    words = (
        (sizes.section, "", False),
        (sizes.number, "queue.number", False),
        (sizes.opened, "queue.opened", False),
        (sizes.street, "queue.street", False),
        (sizes.about, "queue.about", False),
        (sizes.address, "queue.address", False),
        (sizes.what, "desk.what", False),
        (_CLOCK, "desk.own", True),
        (_CLOCK, "desk.disposal", True),
    )
    spans = [gap(_MARGIN - 1)]
    for size, key, right in words:
        if size:
            word = lens.say(key) if key else ""
            spans += [gap(1), cell(word, size, Tone.FAINT, right=right)]
    return line(*spans)


def _row(
    row: DeskRow, view: DeskView, lens: Lens, sizes: _Sizes, *, first: bool
) -> Line:
    here = row.case == view.cursor
    flag = Span("!" if row.urgent else " ", Tone.BAD)
    if row.case in view.pending:
        flag = Span("…", Tone.INFO)
    word = lens.say(f"desk.{row.section.name.lower()}") if first else ""
    tone = Tone.WARN if row.section is Section.URGED else Tone.DIM
    number = row.number if sizes.number > 9 else short_number(row.number)  # noqa: PLR2004
    about = lens.names.headline(row.subclass, row.title)
    weight = Tone.STRONG if row.urgent else Tone.TEXT
    columns = (
        (cell(word, sizes.section, tone),),
        (cell(number, sizes.number, Tone.STRONG if here else Tone.TEXT),),
        (cell(lens.clock.near(row.opened_at, view.now), sizes.opened, Tone.DIM),),
        (cell(lens.names.street(row.street), sizes.street),),
        (cell(about, sizes.about, weight),),
        (cell(row.address, sizes.address, Tone.DIM),),
        _what(row, view, lens, sizes.what),
        (_own(row, lens),),
        _disposal(row.disposal, lens),
    )
    spans = [Span("▸" if here else " ", Tone.INFO), gap(1), flag]
    for column in columns:
        if cells(column):
            spans += [*column, gap(1)]
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def _what(row: DeskRow, view: DeskView, lens: Lens, size: int) -> tuple[Span, ...]:
    """The marks that change what may be done, then what the section is about."""
    spans: list[Span] = []
    for word in _marks(row, view, lens):
        spans += [Span(word, Tone.WARN), gap(1)]
    text = _about(row, lens)
    room = size - cells(spans)
    if room < 0:  # more marks than room: the first ones say the most
        return exact(line(*spans), size).spans
    return (*spans, cell(text, room, Tone.DIM))


def _marks(row: DeskRow, view: DeskView, lens: Lens) -> Iterator[str]:
    if row.forced:
        yield lens.say("desk.forced")
    if row.reworks:
        yield lens.say("desk.rework").format(n=row.reworks)
    if row.rejected:
        yield lens.say("desk.rejected")
    if row.drill and not view.drill:
        yield lens.say("desk.drill")


def _about(row: DeskRow, lens: Lens) -> str:
    match row.section:
        case Section.ASKED:
            word = lens.say(_ASKED.get(row.state, "desk.extension"))
            return f"{word} {row.asked}"
        case Section.HUNG:
            return f"{row.asked} {lens.names.reason(row.asked)}"
        case Section.JOINT:
            return lens.names.department(row.lead)
        case Section.URGED:
            return lens.names.state(row.state)
        case Section.TAKE:
            return ""
        case Section.HAND:
            return row.handler


def _own(row: DeskRow, lens: Lens) -> Span:
    hand = row.own
    if row.section is Section.HUNG and hand.deadline is not None:
        return cell(lens.clock.day(hand.deadline), _CLOCK, Tone.TEXT, right=True)
    if row.section in (Section.HAND, Section.JOINT) or hand.left is None:
        return gap(_CLOCK)
    return cell(left(hand.left), _CLOCK, _tone(hand), right=True)


def _disposal(hand: Hand, lens: Lens) -> tuple[Span, ...]:
    if hand.paused:
        return cell(lens.say("desk.paused"), _CLOCK, Tone.DIM, right=True), gap(2)
    about = "≈" if hand.about else ""
    text = about + left(hand.left)
    glyph = Span(f" {LIGHT_GLYPHS[hand.light]}", LIGHT_TONES[hand.light])
    return cell(text, _CLOCK, _tone(hand), right=True), glyph


def _tone(hand: Hand) -> Tone:
    tone = LIGHT_TONES[hand.light]
    return Tone.TEXT if tone is Tone.DIM else tone
