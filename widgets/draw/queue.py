"""The queue as a table: columns appear as there is room; time left always shows."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.state import ALL
from domain.views.orders import Sort
from domain.views.queue import Queue, QueueRow
from widgets.draw.columns import MARGIN, Cell, Placed, placed
from widgets.draw.filterline import FilterView, filter_lines
from widgets.draw.lens import Lens
from widgets.draw.parts import count
from widgets.draw.spans import (
    RULE,
    Ground,
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

_LEAST_RULE: Final = 6
#: The widest name of a tab.
_TAB: Final = 16


class TabView(msgspec.Struct, frozen=True):
    """A saved filter: `word` is a key of the catalogue, else `name` is a person's."""

    word: str = ""
    name: str = ""
    count: int | None = None
    here: bool = False


class QueueView(msgspec.Struct, frozen=True):
    """`cursor`: the chosen case; `pending`: cases with a command on its way.

    `marks`: marked cases that show, `marked`: how many there are in all. `filter`: None
    where none is on. `columns`: chosen ones, none for the usual.
    """

    queue: Queue = Queue()
    cursor: str = ""
    pending: frozenset[str] = frozenset()
    now: int = 0
    stamp: str = ""  # "STALE since …" while the picture is not current
    marks: frozenset[str] = frozenset()
    marked: int = 0
    tabs: tuple[TabView, ...] = ()
    filter: FilterView | None = None
    sort: Sort = Sort()
    columns: tuple[str, ...] = ()
    own: bool = False  # it holds what waits for the role of this wall
    street: str = ALL  # all cases are of this one: its column is not needed


def heading_rows(view: QueueView) -> int:
    """Rows above the first case."""
    return 2 + (view.filter is not None)


#: Rows as they were drawn for a minute and a room.
Drawn = dict[tuple[QueueRow, bool, bool, bool], Line]


def queue(
    view: QueueView, lens: Lens, columns: int, rows: int, known: Drawn | None = None
) -> list[Line]:
    """Title, filter, heading, cases; the cursor's row lies on another ground.

    What is wrong with a filter stands where the heading would be. `known`: rows of an
    earlier drawing for the same minute, room and columns; those drawn now are added.
    """
    lines = [_title(view, lens, columns)]
    filtered = view.filter
    typed = [] if filtered is None else filter_lines(filtered, lens, columns)
    lines += typed
    spared = "" if view.street == ALL else "street"
    shown = placed(view.columns, lens, columns, spared)
    if len(typed) < 2:  # noqa: PLR2004 (no fault)
        lines.append(_titles(shown, view.sort, lens))
    if not view.queue.rows:
        key = "queue.none" if filtered is not None else "queue.empty"
        if filtered is None or filtered.found is not None:
            lines.append(line(gap(MARGIN), Span(lens.say(key), Tone.DIM)))
    kept = {} if known is None else known
    for row in view.queue.rows:
        looks = (
            row,
            row.case == view.cursor,
            row.case in view.marks,
            row.case in view.pending,
        )
        drawn = kept.get(looks)
        if drawn is None:
            drawn = kept[looks] = exact(_row(row, view, shown, lens), columns)
        lines.append(drawn)
    return lines[:rows]


def _title(view: QueueView, lens: Lens, columns: int) -> Line:
    shown = view.queue
    word = "queue.note_own" if view.own else "queue.note"
    note = view.stamp or lens.say(word).format(
        waiting=count(shown.waiting), total=count(shown.total)
    )
    if view.marked and not view.stamp:
        marked = lens.say("queue.marked").format(marked=count(view.marked))
        note = f"{marked} · {note}"
    name = lens.say("queue.title")
    right = short(note, columns // 2, Tone.DIM)
    spans = [Span(name, Tone.STRONG)]
    room = columns - cells(spans) - cells((right,)) - _LEAST_RULE - 3
    tabs = _tabs(view.tabs, lens, room)
    if not tabs:
        return title(name, columns, note)
    spans += [gap(1), *tabs, gap(1)]
    rule = columns - cells(spans) - cells((right,)) - 1
    return line(*spans, Span(RULE * rule, Tone.FAINT), gap(1), right)


def _tabs(tabs: tuple[TabView, ...], lens: Lens, room: int) -> list[Span]:
    """As many as fit, the chosen one among them."""
    drawn = [_tab(tab, lens) for tab in tabs]
    here = next((at for at, tab in enumerate(tabs) if tab.here), 0)
    first = 0
    while first < here and sum(map(cells, drawn[first : here + 1])) > room:
        first += 1
    spans: list[Span] = []
    for tab in drawn[first:]:
        if cells(spans) + cells(tab) > room:
            break
        spans += tab
    return spans


def _tab(tab: TabView, lens: Lens) -> list[Span]:
    name = short(lens.say(tab.word) if tab.word else tab.name, _TAB)
    tone = Tone.INFO if tab.here else Tone.DIM
    many = "" if tab.count is None else f" {count(tab.count)}"
    edges = ("[", "]") if tab.here else (" ", " ")
    return [
        Span(edges[0], tone),
        Span(name.text, tone),
        Span(many, Tone.STRONG if tab.here else Tone.DIM),
        Span(edges[1], tone),
    ]


def _titles(shown: list[Placed], sort: Sort, lens: Lens) -> Line:
    spans = [gap(MARGIN)]
    for name, column, size, before in shown:
        spans.append(gap(before))
        if name == "light" and sort.by != "light":
            continue
        word, tone = lens.say(f"queue.{name}"), Tone.FAINT
        if column.sort and column.sort == sort.by:
            arrow = "↓" if sort.descending else "↑"
            word, tone = arrow if size < 4 else f"{word}{arrow}", Tone.INFO  # noqa: PLR2004
        spans.append(cell(word, size, tone, right=column.right))
    return line(*spans)


def _row(row: QueueRow, view: QueueView, shown: list[Placed], lens: Lens) -> Line:
    here = row.case == view.cursor
    spans = [
        Span("▸" if here else " ", Tone.INFO),
        Span("*" if row.case in view.marks else " ", Tone.INFO),
        _flag(row, view),
    ]
    for _, column, size, before in shown:
        spans.append(gap(before))
        spans += column.draw(Cell(row, lens, size, view.now, here))
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def _flag(row: QueueRow, view: QueueView) -> Span:
    if row.case in view.pending:
        return Span("…", Tone.INFO)
    return Span("!" if row.urgent else " ", Tone.BAD)
