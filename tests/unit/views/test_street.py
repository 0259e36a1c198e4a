"""One street: who has its cases, who is on its roster, counted as cases move."""

from __future__ import annotations

import msgspec

from domain import commands as c
from domain.codes import Role
from domain.place import Person
from domain.rates import Share
from domain.sla import Light
from domain.state import ALL
from domain.views.index import OpenIndex
from domain.views.street import Counting, Duty, StreetCases, Unit, duties, load, units
from tests.town import DAY, Book, place
from tests.unit.domain.cases import CG, DISP, handling


def known(book: Book, most: int = 100) -> StreetCases:
    cases = StreetCases()
    cases.begin(book.state)
    cases.go_on(book.state, most)
    return cases


def green(_case: str) -> Light:
    return Light.GREEN


def test_the_cases_of_a_street_are_taken_in_steps() -> None:
    book = Book()
    for _ in range(5):
        book.open()
    other = book.open(grid="T02001001")
    cases = StreetCases()
    cases.begin(book.state)
    assert not cases.go_on(book.state, 4)
    assert len(list(cases.of(ALL))) == 4
    assert cases.go_on(book.state, 4)
    assert [work.case for work in cases.of("T02")] == [other]
    assert len(list(cases.of(ALL))) == 6


def test_what_is_touched_on_the_way_is_neither_lost_nor_counted_twice() -> None:
    book = Book()
    ids = [book.open() for _ in range(4)]
    cases = StreetCases()
    cases.begin(book.state)
    cases.go_on(book.state, 2)
    fresh = book.open(grid="T02001001")
    for command in (c.Accept(), c.File(), c.Dispatch(department="hw")):
        book.do(ids[3], command)
    cases.touch(book.state, [fresh, ids[3]])
    assert cases.go_on(book.state, 10)
    found = list(cases.of(ALL))
    assert sorted(work.case for work in found) == sorted([*ids, fresh])
    assert {work.case: work.department for work in found}[ids[3]] == "hw"


def test_a_case_that_ended_on_the_way_does_not_come_back() -> None:
    book = Book()
    one, other = book.open(), book.open()
    cases = StreetCases()
    cases.begin(book.state)
    book.do(other, c.Merge(target=one))
    cases.touch(book.state, [other])
    cases.go_on(book.state)
    assert [work.case for work in cases.of(ALL)] == [one]


def test_a_case_that_moves_leaves_its_street() -> None:
    book = Book()
    case = book.open()
    cases = known(book)
    book.do(case, c.Accept(grid="T02001001"))
    cases.touch(book.state, [case])
    assert list(cases.of("T01")) == []
    assert [one.case for one in cases.of("T02")] == [case]


def test_departments_count_open_and_overdue_cases_and_their_bounces() -> None:
    book = Book()
    handling(book, "hw")
    bounced = handling(book, "cg")
    handling(book, "cg", grid="T02001001")
    book.do(bounced, c.Bounce(reason="B02", note="不是"), CG)
    book.do(bounced, c.ApproveBounce(), DISP)
    book.now += 2 * DAY
    index = OpenIndex()
    index.rebuild(book.state, book.now)
    found = load(known(book).of("T01"), index.light)
    made = units(book.state, "T01", found, book.now)
    assert made == (
        Unit("hw", 1, 1, Share(0, 1)),
        Unit("cg", 0, 0, Share(1, 1)),
    )
    whole = units(book.state, ALL, load(known(book).of(ALL), index.light), book.now)
    assert {u.department: (u.open, u.bounced) for u in whole} == {
        "hw": (1, Share(0, 1)),
        "cg": (1, Share(1, 2)),
    }


def test_the_roster_goes_by_grid_with_the_streets_own_people_first() -> None:
    people = (
        Person("a", "甲", Role.OFFICER, "T01R1"),
        Person("b", "乙", Role.STREET, "T01"),
        Person("c", "丙", Role.OFFICER, "T02R1"),
        Person("d", "丁", Role.DEPARTMENT, "T01"),
    )
    town = msgspec.structs.replace(place(), people=people)
    book = Book()
    book.open()
    found = load(known(book).of("T01"), green)
    assert duties(town, "T01", found) == (
        Duty("", (people[1],)),
        Duty("D1", (), 1, 0),
        Duty("T01R1", (people[0],)),
    )


def test_overdue_is_red_and_nothing_else() -> None:
    book = Book()
    case = handling(book, "hw")
    cases = known(book)
    lights = {case: Light.RED}
    assert load(cases.of("T01"), lights.__getitem__).departments == {"hw": (1, 1)}
    lights[case] = Light.YELLOW
    assert load(cases.of("T01"), lights.__getitem__).departments == {"hw": (1, 0)}


def test_counting_in_pieces_comes_to_the_same() -> None:
    book = Book()
    for number in range(7):
        handling(book, "hw" if number % 2 else "cg")
    cases = list(known(book).of(ALL))
    counting = Counting(cases)
    assert counting.go_on(green, 3) is None
    assert counting.go_on(green, 3) is None
    found = counting.go_on(green, 3)
    assert found == load(cases, green)
    assert found.departments == {"cg": (4, 0), "hw": (3, 0)}
