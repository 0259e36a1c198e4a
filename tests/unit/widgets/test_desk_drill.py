"""A drill is marked on its row of the queue, in front of what it is about."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.text import width
from domain.views.index import OpenIndex
from domain.views.queue import Queue, queue
from tests.town import Book
from tests.unit.widgets.lenses import lens
from tests.unit.widgets.test_queue import ROW, drawn, view
from widgets.draw.queue import queue as draw


def test_a_drill_among_real_cases_says_so() -> None:
    real = drawn(view())
    drill = drawn(view(queue=Queue((replace(ROW, drill=True),), 0, 1, 1)))
    assert "演练 暴露垃圾" in drill
    assert "演练" not in real


@pytest.mark.parametrize("columns", [60, 80, 118])
def test_the_mark_moves_no_other_column(columns: int) -> None:
    rows = Queue((ROW, replace(ROW, case="k2", drill=True)), 0, 2, 1)
    plain, marked = draw(view(queue=rows), lens("en"), columns, 9)[-2:]
    assert width(plain.text) == width(marked.text) == columns
    assert plain.text[-12:] == marked.text[-12:]


@pytest.mark.parametrize(("epoch", "marked"), [("e1", True), ("drill-1", False)])
def test_where_all_is_a_drill_no_row_says_it(epoch: str, marked: bool) -> None:  # noqa: FBT001
    book = Book(epoch=epoch)
    case = book.open(drill=True)
    book.now += 3_600_000
    index = OpenIndex()
    index.rebuild(book.state, book.now)
    found = queue(book.state, index, 0, 9, book.now, lambda _case: None)
    assert [(row.case, row.drill) for row in found.rows] == [(case, marked)]
