"""What cases teach: who kept and who bounced which class."""

from __future__ import annotations

from collections import Counter

from hypothesis import given

from domain import commands as c
from domain.codes import State
from domain.rates import Share
from domain.views.index import OpenIndex
from domain.views.lessons import Lessons, Pace, taught
from tests.town import Book
from tests.unit.domain.cases import DISP, HW, filed, handling
from tests.unit.views.shift import SUBCLASSES, Step, play, steps

KEPT = (
    State.HANDLING,
    State.HUNG,
    State.FED_BACK,
    State.CHECKING,
    State.CHECKED,
)


@given(steps())
def test_learned_case_by_case_it_equals_a_count(drawn: list[Step]) -> None:
    book, index = Book(), OpenIndex()
    index.rebuild(book.state, book.now)
    taught = {}
    for step in drawn:
        touched = play(book, step)
        index.touch(book.state, touched)
        for case_id in touched:
            if case_id in book.state.cases:  # closed: what it taught last stays
                taught[case_id] = book.state.cases[case_id]
    for subclass in SUBCLASSES:
        cases = [case for case in taught.values() if case.subclass == subclass]
        kept = Counter(case.department for case in cases if case.state in KEPT)
        bounced = Counter(code for case in cases for code in case.bounced_by)
        expected = {d: Share(kept[d], kept[d] + bounced[d]) for d in kept | bounced}
        assert index.lessons.shares(subclass) == expected


def test_a_case_that_is_taken_back_teaches_the_opposite() -> None:
    book, lessons = Book(), Lessons()
    case = handling(book)
    before = taught(book.case(case))
    lessons.learn(before)
    assert lessons.shares("0101") == {"hw": Share(1, 1)}
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    book.do(case, c.ApproveBounce(), DISP)
    lessons.learn(taught(book.case(case)), before)
    assert lessons.shares("0101") == {"hw": Share(0, 1)}


def test_the_same_again_counts_once() -> None:
    book, lessons = Book(), Lessons()
    now = taught(book.case(handling(book)))
    lessons.learn(now)
    for _ in range(3):
        lessons.learn(now, now)
    assert lessons.shares("0101") == {"hw": Share(1, 1)}


def test_a_case_that_goes_on_teaches_once_and_its_pace_once() -> None:
    book, index = Book(), OpenIndex()
    case = handling(book)
    index.rebuild(book.state, book.now)
    book.now += 30 * 60_000
    for command in (c.FeedBack(photos=("p",)), c.SendCheck()):
        book.do(case, command)
        index.touch(book.state, [case])
    assert index.lessons.shares("0101") == {"hw": Share(1, 1)}
    assert index.lessons.pace("0101", "hw") == Pace(30, 1)


def test_a_lesson_outlives_its_case_but_not_its_number() -> None:
    book, index = Book(), OpenIndex()
    case = handling(book)
    index.rebuild(book.state, book.now)
    del book.state.cases[case]
    index.touch(book.state, [case, "never seen"])
    assert index.lessons.shares("0101") == {"hw": Share(1, 1)}


def test_nobody_had_it_so_there_is_nothing_to_say() -> None:
    book, lessons = Book(), Lessons()
    lessons.learn(taught(book.case(filed(book))))
    assert lessons.shares("0101") == {}
    assert lessons.shares("9999") == {}
