"""The cursor is on a case: rows may move under it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.state import ALL
from tests.town import MINUTE, Book
from tests.unit.domain.cases import DISP, filed
from tests.unit.views.shift import index_of
from tui.focus import Focus

PAGES = (("T01", "T02", ALL), ("T03", ALL))


def queue_of(size: int) -> tuple[Book, list[str]]:
    """So many cases that wait, in the order of the queue."""
    book, cases = Book(), []
    for _ in range(size):
        book.now += MINUTE
        cases.append(filed(book))
    return book, cases


@given(
    st.integers(0, 12),
    st.lists(
        st.tuples(st.integers(-15, 15), st.integers(0, 6), st.booleans()), max_size=12
    ),
)
def test_the_cursor_is_in_the_window_and_the_window_in_the_queue(
    size: int, moves: list[tuple[int, int, bool]]
) -> None:
    book, cases = queue_of(size)
    index, focus = index_of(book.state, book.now), Focus()
    for step, height, gone in moves:
        if gone and cases:
            case = cases.pop(abs(step) % len(cases))
            book.do(case, c.Dispatch(department="hw"), DISP)
            index.touch(book.state, [case])
        focus.settle(index, height)
        focus.move(index, step)
        places = index.queue()
        assert 0 <= focus.start <= focus.row <= max(0, len(places) - 1)
        assert focus.row < focus.start + focus.height
        assert focus.start <= max(0, len(places) - focus.height)
        assert focus.case == (places[focus.row].case if places else "")


def test_the_cursor_stays_on_its_case_when_rows_come_before_it() -> None:
    book, cases = queue_of(5)
    index, focus = index_of(book.state, book.now), Focus()
    focus.settle(index, 3)
    focus.go(index, cases[3])
    book.do(cases[0], c.Dispatch(department="hw"), DISP)
    index.touch(book.state, [cases[0]])
    focus.settle(index, 3)
    assert (focus.case, focus.row) == (cases[3], 2)


def test_when_its_case_is_gone_it_stays_on_its_row() -> None:
    book, cases = queue_of(5)
    index, focus = index_of(book.state, book.now), Focus()
    focus.settle(index, 3)
    focus.go(index, cases[2])
    book.do(cases[2], c.Dispatch(department="hw"), DISP)
    index.touch(book.state, [cases[2]])
    focus.settle(index, 3)
    assert (focus.case, focus.row) == (cases[3], 2)
    for case in (cases[3], cases[4]):
        book.do(case, c.Dispatch(department="hw"), DISP)
        index.touch(book.state, [case])
        focus.settle(index, 3)
    assert (focus.case, focus.row) == (cases[1], 1)  # the last one is left


def test_big_steps_stop_at_the_ends_and_an_unknown_case_is_no_place() -> None:
    book, cases = queue_of(4)
    index, focus = index_of(book.state, book.now), Focus()
    focus.settle(index, 2)
    focus.move(index, 1 << 30)
    assert focus.case == cases[-1]
    focus.go(index, "nowhere")
    assert focus.case == cases[-1]
    focus.move(index, -(1 << 30))
    assert (focus.case, focus.start) == (cases[0], 0)


def test_streets_roll_over_the_pages_both_ways() -> None:
    focus = Focus(PAGES)
    assert (focus.street, focus.keys) == (ALL, PAGES[0])
    seen = []
    for _ in range(5):
        focus.step_street(1)
        seen.append((focus.page, focus.street))
    assert seen == [(1, "T03"), (1, ALL), (0, "T01"), (0, "T02"), (0, ALL)]
    for expected in [(0, "T02"), (0, "T01"), (1, ALL), (1, "T03"), (0, ALL)]:
        focus.step_street(-1)
        assert (focus.page, focus.street) == expected


def test_a_street_is_chosen_on_its_own_page() -> None:
    focus = Focus(PAGES)
    focus.choose_street("T03")
    assert (focus.page, focus.street) == (1, "T03")
    focus.choose_street("T99")
    assert (focus.page, focus.street) == (1, "T03")
    focus.jump_street(-9)
    assert focus.street == "T03"
    focus.jump_street(9)
    assert focus.street == ALL
