"""The figures: the place's numbers in one line, one a row, or in big digits."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from domain.views.figures import Figures
from widgets.draw.digits import HEIGHT, set_in
from widgets.draw.lens import Lens
from widgets.draw.parts import count, percent, share_tone
from widgets.draw.spans import BLANK, Line, Span, Tone, cell, cells, gap, trim

#: Room from which the figures are big digits.
BIG_COLUMNS: Final = 300
BIG_ROWS: Final = HEIGHT + 1


class FiguresView(msgspec.Struct, frozen=True):
    """`figures` None: nothing is known yet. Not `current`: they stand in brackets.

    `part`: of a department, without what only the place is counted for.
    """

    figures: Figures | None = None
    current: bool = True
    part: bool = False


class _Item(NamedTuple):
    key: str
    value: str
    tone: Tone
    keep: int  # the lower, the sooner it is left out


#: Nothing is filed or reported at a department.
_OF_THE_PLACE: Final = frozenset({"filed", "inflow"})


def _items(view: FiguresView) -> list[_Item]:
    f = view.figures or Figures()
    late = Tone.BAD if f.overdue else Tone.DIM
    soon = Tone.WARN if f.due_soon else Tone.DIM
    items = [
        _Item("open", count(f.open), Tone.STRONG, 9),
        _Item("overdue", count(f.overdue), late, 8),
        _Item("soon", count(f.due_soon), soon, 7),
        _Item("filed", count(f.filed), Tone.STRONG, 4),
        _Item("closed", count(f.closed), Tone.STRONG, 3),
        _Item("bounced", count(f.bounced), Tone.STRONG, 2),
        _Item("rate", percent(f.bounce_rate), Tone.STRONG, 5),
        _Item("ontime", percent(f.on_time), share_tone(f.on_time), 6),
        _Item("inflow", f"{f.inflow:.1f}", Tone.STRONG, 1),
    ]
    if view.part:
        items = [item for item in items if item.key not in _OF_THE_PLACE]
    if view.figures is None:
        return [item._replace(value="—", tone=Tone.DIM) for item in items]
    return items


def _spans(view: FiguresView, item: _Item, word: str) -> tuple[Span, Span]:
    value = item.value if view.current else f"[{item.value}]"
    return Span(f"{word} ", Tone.DIM), Span(value, item.tone)


def figures(view: FiguresView, lens: Lens, columns: int) -> Line:
    """All in one line: with long words, with short ones, or without the last ones."""
    items = _items(view)
    for style, between in (("long", 4), ("long", 3), ("long", 2), ("short", 2)):
        spans = _set(view, lens, items, style, between)
        if cells(spans) <= columns:
            return Line(trim(spans, columns))
    while len(items) > 1:
        spans = _set(view, lens, items, "short", 1)
        if cells(spans) <= columns:
            break
        items.remove(min(items, key=lambda item: item.keep))
    return Line(trim(_set(view, lens, items, "short", 1), columns))


def _set(
    view: FiguresView, lens: Lens, items: list[_Item], style: str, between: int
) -> list[Span]:
    spans = [gap(1)]
    for item in items:
        if len(spans) > 1:
            spans.append(gap(between))
        spans += _spans(view, item, lens.say(f"figure.{style}.{item.key}"))
    return spans


def tall(view: FiguresView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """One a row: for a terminal that has no room for anything else."""
    items = sorted(_items(view), key=lambda item: -item.keep)[:rows]
    return [
        Line(
            trim([gap(1), *_spans(view, i, lens.say(f"figure.long.{i.key}"))], columns)
        )
        for i in items
    ]


def large(view: FiguresView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Label above, big digits below, every figure in a place of its own.

    Places do not move when a number grows, so a change repaints its digits only. The
    percent sign stands small beside its number.
    """
    items = _items(view)
    slot = columns // len(items)
    blocks = [_big(view, item, lens, slot) for item in items]
    drawn = [
        Line(tuple(span for one in row for span in one))
        for row in zip(*blocks, strict=True)
    ]
    above = max(0, (rows - len(drawn)) // 2)
    return [*[BLANK] * above, *drawn][:rows]


def _big(
    view: FiguresView, item: _Item, lens: Lens, slot: int
) -> list[tuple[Span, ...]]:
    """A label and five rows, each `slot` cells wide."""
    plain = item.value.removesuffix("%")
    unit = "%" if plain != item.value else ""
    text = plain if view.current else f"[{plain}]"
    label = cell(lens.say(f"figure.long.{item.key}"), slot - 2, Tone.DIM)
    rows: list[tuple[Span, ...]] = [(gap(2), label)]
    digits = set_in(text, slot - 2 - 2 * len(unit))
    if digits is None:
        shown = cell(f"{text}{unit}", slot - 2, item.tone)
        blank = (gap(slot),)
        return [*rows, blank, blank, (gap(2), shown), blank, blank]
    for at, part in enumerate(digits):
        tail = f" {unit}" if unit and at == HEIGHT - 1 else ""
        rest = slot - 2 - len(part) - len(tail)
        rows.append((gap(2), Span(part, item.tone), Span(tail, Tone.DIM), gap(rest)))
    return rows
