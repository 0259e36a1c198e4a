"""Suggestions: at most three, with their reasons, bouncers last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.flows import WIDTH, Flow
from domain.place import Route
from domain.rates import Share
from domain.state import Case
from domain.views.lessons import Lessons, taught
from domain.views.suggest import OFFERED, Routing, Why, pairs, suggest
from tests import town
from tests.town import Book, place
from tests.unit.domain.cases import DISP, HW, filed, handling

ROUTING = Routing(place())
CODES = [department.code for department in town.DEPARTMENTS]


def row(sends: int, bounced: int) -> Sequence[int]:
    counts = [0] * WIDTH
    counts[Flow.SENDS], counts[Flow.BOUNCED] = sends, bounced
    return counts


@cache
def _models() -> tuple[Case, Case]:
    book = Book()
    return book.case(handling(book)), book.case(filed(book))


def lessons_of(**kept_and_bounced: tuple[int, int]) -> Lessons:
    """Lessons about 0101."""
    lessons = Lessons()
    case, untaken = _models()
    for department, (kept, bounced) in kept_and_bounced.items():
        for n in range(kept):
            name = f"{department}-k{n}"
            kept_it = msgspec.structs.replace(case, id=name, department=department)
            lessons.learn(taught(kept_it))
        for n in range(bounced):
            bounced_it = msgspec.structs.replace(
                case,
                id=f"{department}-b{n}",
                state=untaken.state,
                bounced_by=(department,),
            )
            lessons.learn(taught(bounced_it))
    return lessons


def test_the_route_comes_first_then_its_co_handler() -> None:
    book = Book()
    case = book.case(filed(book))
    found = suggest(case, ROUTING, Lessons(), {})
    assert [(o.department, o.why) for o in found] == [
        ("hw", Why.ROUTE),
        ("cg", Why.CO),
        ("de", Why.BACKSTOP),
    ]


def test_the_streets_own_row_goes_before_the_one_for_anywhere() -> None:
    book = Book()
    case = book.case(filed(book, grid="T02001001"))
    assert suggest(case, ROUTING, Lessons(), {})[0].department == "cg"
    assert ROUTING.row("T02", "0101") == Route("0101", "cg", street="T02")
    assert ROUTING.row("T09", "0101") == Route("0101", "hw", co=("cg",))
    assert ROUTING.row("T01", "9999") is None
    assert (ROUTING.backstop("T01"), ROUTING.backstop("T02")) == ("de", "")


def test_who_kept_the_class_is_second_with_its_share() -> None:
    book = Book()
    case = book.case(filed(book))
    found = suggest(case, ROUTING, lessons_of(de=(3, 1)), {})
    assert (found[1].department, found[1].why) == ("de", Why.CLASS)
    assert found[1].share == Share(3, 4)


def test_three_of_three_is_no_proof() -> None:
    """Ranked by the lower bound: 40 of 42 is surer than 3 of 3."""
    book = Book()
    case = msgspec.structs.replace(book.case(filed(book)), subclass="0101", street="?")
    lessons = lessons_of(de=(3, 0), cg=(40, 2))
    found = suggest(case, ROUTING, lessons, {})
    assert [o.department for o in found] == ["hw", "cg", "de"]


def test_the_street_speaks_where_no_class_does() -> None:
    book = Book()
    case = msgspec.structs.replace(book.case(filed(book)), subclass="0199")
    counts = {
        ("T01", "cg"): row(20, 10),
        ("T01", "hw"): row(20, 1),
        ("T02", "de"): row(90, 0),  # another street
    }
    found = suggest(case, ROUTING, Lessons(), counts)
    assert [(o.department, o.why, o.share) for o in found] == [
        ("hw", Why.STREET, Share(19, 20)),
        ("cg", Why.STREET, Share(10, 20)),
        ("de", Why.BACKSTOP, Share(0, 0)),
    ]


def test_a_suggestion_knows_what_a_department_has_and_how_long_it_takes() -> None:
    book = Book()
    lessons = Lessons()
    for minutes in (10, 30, 200):
        done = handling(book)
        book.now += minutes * 60_000
        book.do(done, c.FeedBack(photos=("p",)), HW)
        now = taught(book.case(done))
        lessons.learn(now)
        lessons.learn(now, now)  # seen again: no news
    busy = [handling(book) for _ in range(4)]
    case = book.case(filed(book))
    found = suggest(case, ROUTING, lessons, {}, book.state.census)
    assert found[0].department == "hw"
    assert (found[0].load, found[0].minutes, found[0].handled) == (len(busy), 30, 3)
    assert (found[1].load, found[1].minutes) == (None, None)
    counts = row(3, 0)
    counts[Flow.DISPOSED_ON_TIME], counts[Flow.DISPOSED_LATE] = 3, 1  # type: ignore[index]
    counts[Flow.HANDLING_MINUTES] = 200  # type: ignore[index]
    found = suggest(case, ROUTING, Lessons(), {("T01", "hw"): counts})
    assert (found[0].minutes, found[0].handled) == (50, 0)


def test_a_streets_own_share_is_told_where_there_are_cases_enough() -> None:
    book = Book()
    lessons = Lessons()

    def learn(number: int, grid: str) -> None:
        for _ in range(number):
            lessons.learn(taught(book.case(handling(book, grid=grid))))

    learn(4, "T01001001")
    learn(9, "T02001001")
    case = book.case(filed(book))
    first = suggest(case, ROUTING, lessons, {})[0]
    assert (first.share, first.alike, first.local) == (Share(13, 13), True, False)
    learn(1, "T01001001")
    first = suggest(case, ROUTING, lessons, {})[0]
    assert (first.share, first.local) == (Share(5, 5), True)


def test_who_bounced_the_case_comes_last_and_says_so() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    book.do(case, c.ApproveBounce(), DISP)
    found = suggest(book.case(case), ROUTING, Lessons(), {})
    assert [(o.department, o.bounced) for o in found] == [
        ("cg", False),
        ("de", False),
        ("hw", True),
    ]


def test_who_wants_to_give_it_back_is_no_suggestion_for_the_ruling() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    found = suggest(book.case(case), ROUTING, Lessons(), {})
    assert [(o.department, o.bounced) for o in found][-1] == ("hw", True)
    assert sum(o.bounced for o in found) == 1


def test_without_any_reason_there_are_still_departments() -> None:
    book = Book()
    case = book.case(filed(book))
    case = msgspec.structs.replace(case, subclass="?", street="?")
    found = suggest(case, ROUTING, Lessons(), {})
    assert [o.department for o in found] == CODES[:OFFERED]
    assert {o.why for o in found} == {Why.OTHER}
    nobody = Routing(msgspec.structs.replace(place(), departments=(), routes=()))
    assert suggest(case, nobody, Lessons(), {}) == ()


@given(
    st.sampled_from(["0101", "0402", "0199", "?"]),
    st.sampled_from(["T01", "T02", "?"]),
    st.lists(st.sampled_from(CODES), unique=True),
    st.dictionaries(
        st.sampled_from(CODES), st.tuples(st.integers(0, 5), st.integers(0, 5))
    ),
    st.dictionaries(
        st.tuples(st.sampled_from(["T01", "T02"]), st.sampled_from(CODES)),
        st.builds(row, st.integers(0, 5), st.integers(0, 6)),
    ),
)
def test_never_two_of_one_and_bouncers_after_all_others(
    subclass: str,
    street: str,
    bouncers: list[str],
    lessons: dict[str, tuple[int, int]],
    counts: dict[tuple[str, str], Sequence[int]],
) -> None:
    case = msgspec.structs.replace(
        _models()[1],
        subclass=subclass,
        street=street,
        bounced_by=tuple(bouncers),
    )
    found = suggest(case, ROUTING, lessons_of(**lessons), counts)
    names = [offer.department for offer in found]
    assert len(found) == OFFERED
    assert len(set(names)) == OFFERED
    assert set(names) <= set(CODES)
    flags = [offer.bounced for offer in found]
    assert flags == sorted(flags)
    assert [name in bouncers for name in names] == flags


@pytest.mark.parametrize(("street", "expected"), [("T01", 2), ("T02", 1)])
def test_pairs_are_dispatches_by_street_and_department(
    street: str, expected: int
) -> None:
    book = Book()
    handling(book)
    handling(book)
    handling(book, grid="T02001001")
    assert pairs(book.state)[street, "hw"][Flow.SENDS] == expected
