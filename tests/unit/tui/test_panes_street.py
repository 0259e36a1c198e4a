"""The panes of one street: counts follow the cases, the carousel turns the street."""

from __future__ import annotations

import msgspec
import pytest

from domain import commands as c
from domain.codes import Role
from domain.place import Person
from domain.state import ALL
from domain.views.street import Unit
from tests.town import DAY, place
from tests.unit.domain.cases import CG, DISP, handling
from tests.unit.tui.watching import Watch
from tui.carousel import Carousel
from tui.panes.pane import FRAMES
from tui.panes.street import OfficersPane, StreetPane, UnitsPane, street_panes
from tui.visits import Visit

PEOPLE = tuple(Person(f"p{n}", f"甲{n}", Role.OFFICER, "T01D1") for n in range(3))


@pytest.fixture
def carousel() -> Carousel:
    return Carousel()


@pytest.fixture
def watch(carousel: Carousel) -> Watch:
    town = msgspec.structs.replace(place(), people=PEOPLE)
    made = Watch(*street_panes(carousel), of=town)
    handling(made.book, "hw")
    handling(made.book, "cg", grid="T02001001")
    made.focus.choose_street("T01")
    made.turn()
    made.enter()
    return made


def units(watch: Watch) -> tuple[Unit, ...]:
    pane = watch.panes[1]
    assert isinstance(pane, UnitsPane)
    return pane.units.shown.units


def street(watch: Watch) -> StreetPane:
    pane = watch.panes[0]
    assert isinstance(pane, StreetPane)
    return pane


def test_they_show_the_street_that_is_chosen(watch: Watch) -> None:
    assert street(watch).street.shown.cell.key == "T01"
    assert [(u.department, u.open) for u in units(watch)] == [("hw", 1)]
    watch.focus.choose_street("T02")
    watch.turn()
    assert street(watch).street.shown.cell.key == "T02"
    assert [(u.department, u.open) for u in units(watch)] == [("cg", 1)]


def test_a_case_that_moves_is_counted_within_a_second(watch: Watch) -> None:
    handling(watch.book, "cg")
    watch.turn(FRAMES)
    assert {u.department: u.open for u in units(watch)} == {"hw": 1, "cg": 1}
    case = watch.book.records[-1].case
    watch.book.do(case, c.Bounce(reason="B02", note="不在我处"), CG)
    watch.book.do(case, c.ApproveBounce(), DISP)
    watch.turn(FRAMES)
    assert {u.department: (u.open, u.bounced.numerator) for u in units(watch)} == {
        "hw": (1, 0),
        "cg": (0, 1),
    }


def test_what_happened_while_nobody_looked_is_there_at_once(watch: Watch) -> None:
    handling(watch.book, "de")
    panes, watch.panes = watch.panes, ()
    watch.turn(3)
    watch.panes = panes
    watch.enter()
    assert {u.department for u in units(watch)} == {"hw", "de"}


def test_a_case_becomes_overdue_without_being_touched(watch: Watch) -> None:
    watch.book.now += DAY
    watch.turn(FRAMES)
    assert [(u.department, u.overdue) for u in units(watch)] == [("hw", 1)]


def test_the_roster_shows_its_people_and_their_cases(watch: Watch) -> None:
    pane = watch.panes[2]
    assert isinstance(pane, OfficersPane)
    shown = {duty.grid: duty for duty in pane.officers.shown.duties}
    assert shown["T01D1"].people == PEOPLE
    assert shown["D1"].open == 1


def test_numbers_lead_to_the_cases_behind_them(watch: Watch) -> None:
    assert street(watch).open(watch.sight) == Visit("queue", filter="street=T01")
    assert watch.panes[1].open(watch.sight) == Visit(
        "queue", filter="street=T01 dept=hw"
    )
    watch.focus.choose_street(ALL)
    assert street(watch).open(watch.sight) == Visit("queue")


def test_left_and_right_go_along_the_streets(watch: Watch) -> None:
    street(watch).turn(watch.sight, 1)
    watch.turn()
    assert street(watch).street.shown.cell.key == "T02"
    assert [u.department for u in units(watch)] == ["cg"]


def test_the_carousel_turns_the_street_and_is_told(
    watch: Watch, carousel: Carousel
) -> None:
    carousel.start(["T01", "T02"], watch.beat / FRAMES, 3)
    watch.turn()
    assert street(watch).street.shown.rolls == 3
    watch.turn(3 * FRAMES)
    assert watch.focus.street == "T02"
    assert street(watch).street.shown.cell.key == "T02"
    carousel.stop()
    watch.turn(9 * FRAMES)
    assert watch.focus.street == "T02"
    assert street(watch).street.shown.rolls == 0
