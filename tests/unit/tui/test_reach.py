"""Reaching the centre: told in order, early or late; asked again; ended."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from client.errors import NoCentre
from client.outcome import Me
from domain.errors import GridwallError
from domain.place import Grid, Place
from domain.views.sheet import Sheet
from tests.town import GRIDS, place
from tests.unit.tui.feeding import Feeding
from tui.options import Connection
from tui.reach import Reach

PATIENCE_S = 30


class Ear:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.has_begun = threading.Event()

    def joined(self, _connection: Connection) -> None:
        self.told.append("joined")

    def opened(self, place: Place) -> None:
        self.told.append(f"opened {place.name}")

    def begun(self) -> None:
        self.told.append("begun")
        self.has_begun.set()

    def signed_in(self, me: Me) -> None:
        self.told.append(f"signed in {me.account}")

    def laid(self, _sheet: Sheet) -> None:
        self.told.append("laid")

    def failed(self, error: GridwallError) -> None:
        self.told.append(f"failed: {error}")


ALL = ["joined", f"opened {place().name}", "begun", "laid"]


def connection(ask: Callable[[], Place] = place) -> Connection:
    return Connection(Feeding().store, ask, grids=lambda: GRIDS)


def reached(reach: Reach, *, early: bool) -> list[str]:
    ear = Ear()
    if early:
        reach.listen(ear)
    reach.begin()
    reach.wait()
    if not early:
        assert ear.told == []
        reach.listen(ear)
    return ear.told


def test_all_is_told_in_order_to_whoever_listens_from_the_beginning_or_later() -> None:
    assert reached(Reach(connection), early=True) == ALL
    assert reached(Reach(connection), early=False) == ALL


def test_a_place_that_cannot_be_had_is_asked_for_again() -> None:
    asked: list[int] = []

    def ask() -> Place:
        asked.append(1)
        if len(asked) < 3:
            raise NoCentre("not yet")
        return place()

    assert reached(Reach(lambda: connection(ask), again_s=0), early=False) == ALL
    assert len(asked) == 3


def test_once_it_is_over_nothing_is_asked() -> None:
    reach: Reach

    def ask() -> Place:
        reach.stop()
        raise NoCentre("gone")

    reach = Reach(lambda: connection(ask), again_s=0)
    assert reached(reach, early=False) == ["joined"]


def test_no_centre_is_final() -> None:
    def connect() -> Connection:
        raise NoCentre("nobody there")

    assert reached(Reach(connect), early=False) == ["failed: nobody there"]


def test_who_lets_it_lead_waits_for_the_first_state_while_it_is_worked_on() -> None:
    there, looks = threading.Event(), itertools.count()

    def ready(_seconds: float) -> None:
        there.wait(PATIENCE_S)

    made = connection()._replace(ready=ready)
    reach, ear = Reach(lambda: made), Ear()
    reach.listen(ear)

    def worked() -> float:
        look = next(looks)
        if look == 3:
            there.set()
        return float(look)

    reach.begin()
    reach.lead(worked)
    assert ear.told[:3] == ALL[:3]
    assert next(looks) > 3
    reach.stop()
    reach.wait()


def test_a_centre_that_is_far_away_is_not_waited_for() -> None:
    there = threading.Event()

    def connect() -> Connection:
        there.wait(PATIENCE_S)
        return connection()

    reach, ear = Reach(connect), Ear()
    reach.listen(ear)
    reach.begin()
    reach.lead(lambda: 0.0)
    assert ear.told == []
    there.set()
    reach.go_on()
    reach.wait()
    assert ear.told == ALL


def test_the_ground_is_asked_for_when_the_figures_are_shown() -> None:
    asked: list[bool] = []

    def grids() -> tuple[Grid, ...]:
        asked.append(True)
        return GRIDS

    made = connection()._replace(grids=grids)
    reach, ear = Reach(lambda: made), Ear()
    reach.listen(ear)
    reach.lead(lambda: 0.0)
    reach.begin()
    assert ear.has_begun.wait(PATIENCE_S)
    assert asked == []
    reach.go_on()
    reach.wait()
    assert asked
    assert ear.told == ALL
