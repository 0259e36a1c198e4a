"""A stream that is read: nothing moves under the eyes, nothing is lost unsaid."""

from __future__ import annotations

from domain.state import ALL, RECENT_LINES
from domain.views.scrollback import Reader, Refill, Row, Scrollback, latest, rows
from tests.town import Book


def numbers(shown: tuple[Row, ...]) -> list[int]:
    return [row.line.seq for row in shown if row.line is not None]


def test_it_keeps_more_than_the_state_does() -> None:
    book, back = Book(), Scrollback()
    for _ in range(RECENT_LINES + 10):
        book.open()
        assert back.take(book.state, ALL) == (1, False)
    assert len(back.lines) == RECENT_LINES + 10
    assert back.take(book.state, ALL) == (0, False)


def test_lines_that_were_missed_start_it_anew_and_are_told() -> None:
    book, back = Book(), Scrollback()
    book.open()
    back.take(book.state, ALL)
    for _ in range(RECENT_LINES + 1):
        book.open()
    assert back.take(book.state, ALL) == (RECENT_LINES, True)
    assert [line.seq for line in back.lines] == list(range(3, RECENT_LINES + 3))


def test_another_ledger_starts_it_anew() -> None:
    book, other, back = Book(), Book(epoch="e2"), Scrollback()
    for _ in range(3):
        book.open()
    other.open(title="另一个")
    back.take(book.state, ALL)
    back.take(other.state, ALL)
    assert [line.title for line in back.lines] == ["另一个"]


def test_a_street_has_only_its_own() -> None:
    book, back = Book(), Scrollback()
    book.open()
    book.open(grid="T02001001")
    back.take(book.state, "T02")
    assert [line.street for line in back.lines] == ["T02"]


def test_while_it_is_read_nothing_moves_and_what_came_is_counted() -> None:
    book, back, reader = Book(), Scrollback(), Reader()
    for _ in range(5):
        book.open()
    back.take(book.state, ALL)
    reader.hold(back.lines)
    before = reader.shown(back.lines)
    for _ in range(3):
        book.open()
        came, more = back.take(book.state, ALL)
        reader.came(came, more=more)
    late = (Refill(6, 7, 0, 1),)
    assert reader.shown(back.lines, late) == before
    assert numbers(before) == [5, 4, 3, 2, 1]
    assert (reader.fresh, reader.more) == (3, False)
    reader.follow()
    assert numbers(reader.shown(back.lines)) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert reader.fresh == 0


def test_holding_twice_keeps_what_was_held_first() -> None:
    book, back, reader = Book(), Scrollback(), Reader()
    book.open()
    back.take(book.state, ALL)
    reader.hold(back.lines)
    book.open()
    reader.came(*back.take(book.state, ALL)[:1], more=False)
    reader.hold(back.lines)
    assert numbers(reader.shown(back.lines)) == [1]
    assert reader.fresh == 1


def test_what_comes_while_it_follows_is_not_new() -> None:
    reader = Reader()
    reader.came(7, more=True)
    assert (reader.fresh, reader.more) == (0, False)


def test_the_cursor_stays_in_the_window() -> None:
    reader = Reader()
    reader.move(4, 10, 3)
    assert (reader.row, reader.start) == (4, 2)
    reader.move(-1, 10, 3)
    assert (reader.row, reader.start) == (3, 2)
    reader.move(-2, 10, 3)
    assert (reader.row, reader.start) == (1, 1)
    reader.move(100, 10, 3)
    assert (reader.row, reader.start) == (9, 7)
    reader.move(-100, 0, 3)
    assert (reader.row, reader.start) == (0, 0)


def test_a_case_has_its_latest_line_only() -> None:
    book, back = Book(), Scrollback()
    one, other = book.open(), book.open()
    book.state.recent[ALL].append(
        type(book.state.recent[ALL][0])(
            *[9 if n == 0 else v for n, v in enumerate(_values(book, one))]
        )
    )
    back.take(book.state, ALL)
    assert [(x.seq, x.case) for x in latest(back.lines)] == [(9, one), (2, other)]


def _values(book: Book, case: str) -> list[object]:
    line = next(x for x in book.state.recent[ALL] if x.case == case)
    return [getattr(line, name) for name in line.__struct_fields__]


def test_a_gap_stands_above_the_records_that_came_late() -> None:
    book = Book()
    for _ in range(6):
        book.open()
    lines = latest(book.state.recent[ALL])
    gaps = (Refill(3, 4, 10, 20), Refill(6, 6, 30, 40))
    shown = rows(lines, gaps)
    assert [r.gap or (r.line.seq if r.line else 0) for r in shown] == [
        gaps[1], 6, 5, gaps[0], 4, 3, 2, 1,
    ]  # fmt: skip


def test_a_gap_older_than_every_line_is_not_shown() -> None:
    book = Book()
    for _ in range(3):
        book.open()
    lines = latest(book.state.recent[ALL])[:1]
    assert rows(lines, (Refill(1, 2, 0, 1),)) == (Row(line=lines[0]),)
