"""The map's keys: a cursor, the way in and out, measures and jumps."""

from __future__ import annotations

import pytest
from textual.geometry import Size

from domain import commands as c
from domain.codes import Role
from domain.state import ALL
from domain.views.map import Measure
from domain.views.sheet import WHOLE, Area, Level, Sheet
from tests.town import DAY, GRIDS, Book, actor, place
from tests.unit.domain.cases import handling
from tests.unit.tui.feeding import Feeding
from tests.unit.widgets.lenses import lens
from tui.arming import Arming
from tui.deeds import Deeds
from tui.focus import Focus
from tui.model import Model, News
from tui.panes.map import MapPane
from tui.panes.pane import END, FRAMES, SLOW, Sight
from tui.panes.pane import WHOLE as EVERYTHING
from tui.themes import palette
from tui.visits import Visit
from widgets.map import MapPane as Widget

EAST, FAR, WEST = (grid.code for grid in GRIDS)


class Sized(Widget):
    """Has its room without a screen."""

    @property
    def size(self) -> Size:
        return Size(60, 21)


class Room:
    """A map over the town: two cases in the east, one in the far east, none west."""

    def __init__(self, *, ground: bool = True) -> None:
        book = Book()
        for grid in (EAST, EAST, FAR):
            book.open(grid=grid)
        self.book, self.feeding = book, Feeding(book)
        self.feeding.begin()
        self.model = Model(self.feeding.store, place(), self.feeding.clock)
        self.model.turn()
        self.pane = MapPane(Sized())
        self.pane.map.dress(palette("dark", stale=False), lens())
        self.focused, self.street = "map", ALL
        if ground:
            self.model.lay(Sheet(GRIDS))
        self.go(Visit("map"))

    @property
    def sight(self) -> Sight:
        focus = Focus((("T01", "T02", ALL),))
        focus.street = self.street
        arming = Arming("", self.feeding.clock)
        return Sight(
            self.model, focus, Deeds(), arming, lens(), self.here, self.focused
        )

    def go(self, visit: Visit) -> None:
        self.here = visit
        self.pane.visit(self.sight)
        self.pane.show(self.sight, EVERYTHING, 0)

    def turn(self, beat: int) -> None:
        self.feeding.give()
        self.pane.show(self.sight, self.model.turn(), beat)

    @property
    def area(self) -> Area:
        return self.pane.map.shown.area

    @property
    def grid(self) -> str:
        spot = self.pane.map.shown.spot
        assert spot is not None
        return spot.grid


@pytest.fixture
def room() -> Room:
    return Room()


def test_the_cursor_begins_where_there_is_most_and_moves(room: Room) -> None:
    assert room.grid == EAST
    assert room.pane.turn(room.sight, 1)
    assert room.grid == FAR
    assert room.pane.turn(room.sight, END)
    assert room.grid == WEST
    assert room.pane.step(room.sight, -1)
    assert room.grid == WEST


def test_until_it_is_moved_it_follows_what_is_fullest(room: Room) -> None:
    for _ in range(5):
        room.book.open(grid=WEST)
    room.turn(SLOW)
    assert room.grid == WEST


def test_enter_leads_in_and_at_last_to_the_cases(room: Room) -> None:
    assert room.pane.open(room.sight) is None
    assert room.area == Area(Level.STREET, "T01")
    assert room.pane.open(room.sight) is None
    assert room.area == Area(Level.DUTY, "D1")
    assert room.pane.open(room.sight) == Visit("queue", filter=f"grid={EAST}")


def test_escape_leads_out_again(room: Room) -> None:
    room.pane.open(room.sight)
    room.pane.open(room.sight)
    assert room.pane.back(room.sight)
    assert room.area == Area(Level.STREET, "T01")
    assert room.pane.back(room.sight)
    assert room.area == WHOLE
    assert not room.pane.back(room.sight)
    assert room.grid == EAST


def test_where_a_case_is_known_by_its_point_only_the_filter_names_numbers() -> None:
    room = Room()
    case = room.book.open(grid="", street="T02", lon=121.4, lat=31.2)
    room.turn(SLOW)
    for _ in range(2):
        room.pane.open(room.sight)
    visit = room.pane.open(room.sight)
    assert visit is not None
    numbers = visit.filter.removeprefix("number=").split(",")
    assert len(numbers) == 3
    assert room.book.case(case).number in numbers


def test_on_the_wall_enter_leads_to_the_map_of_the_street(room: Room) -> None:
    room.go(Visit("wall"))
    assert room.pane.open(room.sight) == Visit("map", street="T01")
    room.go(Visit("map", street="T01"))
    assert room.area == Area(Level.STREET, "T01")
    assert not room.pane.back(room.sight)


def test_the_view_of_a_street_shows_that_street(room: Room) -> None:
    room.street = "T02"
    room.go(Visit("street", street="T01"))
    assert room.area == Area(Level.STREET, "T02")
    room.street = "T01"
    room.pane.show(room.sight, News(), 1)
    assert room.area == Area(Level.STREET, "T01")


def test_a_mode_goes_round_and_can_be_named(room: Room) -> None:
    seen = []
    for _ in range(3):
        assert room.pane.act(room.sight, "mode") == ""
        seen.append(room.pane.map.shown.measure)
    assert seen == [Measure.OVERDUE, Measure.BOUNCED, Measure.OPEN]
    assert room.pane.act(room.sight, "mode_bounced") == ""
    assert room.pane.map.shown.measure is Measure.BOUNCED
    assert room.pane.act(room.sight, "mode_nothing") is None
    assert room.pane.act(room.sight, "mark") is None


def test_it_jumps_to_the_next_place_that_holds_what_is_looked_for(room: Room) -> None:
    case = handling(room.book, grid=WEST)
    department = room.book.case(case).department
    room.book.do(
        case, c.Bounce(reason="B03", note="x"), actor(Role.DEPARTMENT, department)
    )
    room.turn(SLOW)
    assert room.pane.act(room.sight, "next_bounced") == ""
    assert room.grid == WEST
    assert room.pane.act(room.sight, "next_bounced") == "say.none_left"
    assert room.pane.act(room.sight, "previous_overdue") == "say.none_left"


def test_without_the_keys_it_takes_none(room: Room) -> None:
    room.focused = "queue"
    room.pane.show(room.sight, News(), 1)
    assert room.pane.map.shown.cursor is None
    assert room.grid == EAST
    assert not room.pane.turn(room.sight, 1)
    assert not room.pane.step(room.sight, 1)
    assert room.pane.act(room.sight, "next_overdue") is None
    assert not room.pane.back(room.sight)


def test_it_looks_again_every_five_seconds(room: Room) -> None:
    room.book.open(grid=WEST)
    room.turn(1)
    assert sum(room.pane.map.shown.counts) == 3
    room.turn(SLOW)
    assert sum(room.pane.map.shown.counts) == 4


def test_it_waits_for_the_ground() -> None:
    room = Room(ground=False)
    assert room.pane.open(room.sight) is None
    assert not room.pane.turn(room.sight, 1)
    room.model.lay(Sheet(GRIDS))
    room.turn(1)
    assert room.grid == EAST


def test_counts_follow_the_records_and_the_time() -> None:
    room = Room()
    handling(room.book, grid=WEST)
    room.turn(SLOW)
    index = room.model.map()
    assert index is not None
    assert index.counts(Measure.OPEN) == (2, 1, 1)
    room.feeding.clock.at += 9 * DAY / 1000
    room.book.now += 9 * DAY
    room.book.open(grid=WEST)
    room.turn(SLOW)
    assert index.counts(Measure.OVERDUE) == (2, 1, 1)


def test_the_mouse_puts_the_cursor(room: Room) -> None:
    of = room.pane.map.layout_of(room.pane.map.shown)
    assert of is not None
    x = of.scale.spread * 2
    assert room.pane.point(room.sight, x, 1)
    assert room.grid == WEST
    assert not room.pane.point(room.sight, x, 0)
    assert not room.pane.point(room.sight, 59, 20)


def test_while_cases_are_counted_every_frame_goes_on_with_it() -> None:
    room = Room()
    index = room.model.map()
    assert index is not None
    assert room.pane.rests
    index.begin(room.model.state, room.model.now)
    room.pane.show(room.sight, EVERYTHING, 0)
    assert not room.pane.rests
    room.model.turn()
    room.pane.show(room.sight, News(), FRAMES)
    assert room.pane.rests
