"""Registered components are locked to their grids; points outside are nowhere."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Source
from domain.errors import PlaceError
from domain.rules import Rules
from tests.town import GRIDS, SYSTEM, Book, calendar, place, report
from tests.unit.domain.cases import ACC, OFF

HYDRANT, STRANGER = "9000010105000001", "9000010105000009"
HOME = "T01001002"


@pytest.fixture
def book() -> Book:
    made = Book()
    made.rules = Rules(place(), GRIDS, calendar(), {HYDRANT: HOME})
    return made


@pytest.mark.parametrize(
    "spot",
    [
        {"grid": ""},
        {"grid": HOME},
        {"grid": "", "street": "T01"},
        {"grid": "", "lon": 121.402, "lat": 31.2},  # a step beside the border
    ],
    ids=str,
)
def test_a_known_component_decides_the_grid(book: Book, spot: dict[str, str]) -> None:
    case = book.case(book.open(component=HYDRANT, **spot))
    assert (case.grid, case.street, case.duty) == (HOME, "T01", "D1")
    assert case.component == HYDRANT


def test_a_known_component_is_not_elsewhere(book: Book) -> None:
    for spot in ({"grid": "T01001001"}, {"grid": "", "street": "T02"}):
        ask = report(component=HYDRANT, **spot)
        assert book.no("", ask, OFF) == "component-elsewhere"


def test_an_unknown_component_is_refused_where_there_is_a_register(book: Book) -> None:
    assert book.no("", report(component=STRANGER), OFF) == "component-unknown"


def test_without_a_register_the_report_says_where() -> None:
    book = Book()
    case = book.case(book.open(component=STRANGER))
    assert (case.component, case.grid) == (STRANGER, "T01001001")


def test_acceptance_does_not_move_a_component(book: Book) -> None:
    case = book.open(component=HYDRANT, grid="")
    for moved in (c.Accept(grid="T01001001"), c.Accept(street="T02")):
        assert book.no(case, moved, ACC) == "component-elsewhere"
    assert book.do(case, c.Accept(grid=HOME), ACC).grid == HOME


def test_what_recurs_is_the_same_component(book: Book) -> None:
    case = book.open(component=HYDRANT, grid="")
    book.do(case, c.SpecialClose(note="x"), SYSTEM)
    done = book.ask(c.Recur(), SYSTEM, case)
    assert isinstance(done, tuple)
    assert book.case(done[0].case).component == HYDRANT


def test_a_component_in_no_grid_is_a_fault_of_the_place() -> None:
    with pytest.raises(PlaceError, match="unknown unit grid 'nowhere'"):
        Rules(place(), GRIDS, calendar(), {HYDRANT: "nowhere"})


def test_a_point_outside_is_nowhere_whatever_street_is_named(book: Book) -> None:
    far = {"grid": "", "lon": 121.5, "lat": 31.2, "street": "T01"}
    assert book.no("", report(**far), OFF) == "place-outside"
    record = report(**far, source=Source.OFFICER)
    done = book.ask(record, SYSTEM)  # a record of elsewhere knows its own streets
    assert isinstance(done, tuple)
    assert book.case(done[0].case).street == "T01"
