"""The queue's keys: filter, order, marks, jumps; each view with its own filter."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.views.orders import Sort
from tests.town import MINUTE, Book, place
from tests.unit.domain.cases import filed, handling
from tests.unit.tui.feeding import Feeding
from tests.unit.widgets.lenses import lens
from tui.arming import Arming
from tui.deeds import Deeds
from tui.focus import Focus
from tui.model import Model
from tui.panes.pane import WHOLE, Sight
from tui.panes.queue import QueuePane
from tui.visits import Visit


class Room:
    """A queue over a town of six cases; three wait for a dispatch."""

    def __init__(self) -> None:
        book = Book()
        self.ids = [filed(book) for _ in range(3)]
        self.ids += [handling(book) for _ in range(3)]
        self.feeding = Feeding(book)
        self.feeding.begin()
        self.model = Model(self.feeding.store, place(), self.feeding.clock)
        self.model.turn()
        self.focus = Focus((("T01", "T02", "*"),))
        self.pane = QueuePane()
        self.go(Visit("queue"))

    @property
    def sight(self) -> Sight:
        return Sight(
            self.model, self.focus, Deeds(), self.arming, lens(), self.here, "queue"
        )

    def go(self, visit: Visit) -> None:
        self.here = visit
        self.arming = Arming("", self.feeding.clock)
        self.pane.visit(self.sight)
        self.pane.show(self.sight, WHOLE, 0)

    def turn(self) -> None:
        self.feeding.give()
        self.pane.show(self.sight, self.model.turn(), 1)

    def act(self, *actions: str) -> str | None:
        told: str | None = None
        for action in actions:
            told = self.pane.act(self.sight, action)
        return told

    def write(self, text: str) -> None:
        self.act("filter")
        for character in text:
            self.pane.press(self.sight, character, character)

    def press(self, key: str) -> None:
        self.pane.press(self.sight, key, "")

    @property
    def listed(self) -> list[str]:
        return self.model.listing.ids()


@pytest.fixture
def room() -> Room:
    return Room()


def test_without_a_filter_it_is_what_waits(room: Room) -> None:
    assert room.listed == room.ids[:3]
    assert room.pane.queue.shown.filter is None
    assert room.pane.queue.shown.queue.total == 3


def test_letters_filter_while_they_are_typed_and_enter_keeps(room: Room) -> None:
    room.write("sa=HANDLING")
    assert room.listed == room.ids[3:]
    shown = room.pane.queue.shown.filter
    assert shown is not None
    assert (shown.found, shown.total, shown.cursor) == (3, 6, 11)
    room.press("enter")
    assert not room.pane.typing
    assert room.listed == room.ids[3:]


def test_escape_gives_the_line_up_and_the_case_is_chosen_again(room: Room) -> None:
    room.pane.step(room.sight, 2)
    chosen = room.focus.case
    room.write("sa=HANDLING")
    assert room.focus.case == room.ids[3]
    room.press("escape")
    assert room.listed == room.ids[:3]
    assert room.focus.case == chosen


def test_a_fault_is_shown_and_the_list_stays(room: Room) -> None:
    room.write("sa=HANDLING foo:1")
    shown = room.pane.queue.shown.filter
    assert shown is not None
    assert [fault.key for fault in shown.faults] == ["filter.bad_field"]
    assert room.listed == room.ids[3:]


def test_arrows_move_along_the_list_while_one_types(room: Room) -> None:
    room.write("sa=HANDLING")
    room.press("down")
    assert room.focus.case == room.ids[4]
    assert room.pane.typing


def test_marks_survive_filtering_and_act_on_ids(room: Room) -> None:
    room.act("mark", "mark")
    assert list(room.pane.marks) == room.ids[:2]
    room.pane.apply(room.sight, "sa=HANDLING")
    room.act("mark_all")
    assert set(room.pane.marks) == {*room.ids[:2], *room.ids[3:]}
    assert room.pane.queue.shown.marked == 5
    room.act("mark_all")  # again: none of these
    assert list(room.pane.marks) == room.ids[:2]


def test_marks_of_closed_cases_go(room: Room) -> None:
    room.act("mark_all")
    book = room.feeding.book
    book.do(room.ids[0], c.SpecialClose(note="特殊"))
    room.turn()
    assert list(room.pane.marks) == room.ids[1:3]


def test_escape_takes_marks_then_the_filter(room: Room) -> None:
    room.pane.apply(room.sight, "sa=HANDLING")
    room.act("mark")
    assert room.pane.back(room.sight)
    assert (room.pane.marks, room.pane.box.text) == ({}, "sa=HANDLING")
    assert room.pane.back(room.sight)
    assert room.pane.box.text == ""
    assert not room.pane.back(room.sight)


def test_clear_leaves_the_marks(room: Room) -> None:
    room.act("mark")
    room.pane.apply(room.sight, "sa=HANDLING")
    room.act("clear")
    assert room.pane.box.text == ""
    assert len(room.pane.marks) == 1


def test_order_by_name_and_by_key(room: Room) -> None:
    assert room.pane.order(room.sight, "number", descending=True) == ""
    assert room.listed == room.ids[2::-1]
    assert room.pane.queue.shown.sort == Sort("number", descending=True)
    room.act("sort_turn")
    assert room.listed == room.ids[:3]
    assert room.pane.order(room.sight, "colour") == "say.no_order"
    room.act("sort")
    assert room.pane.queue.shown.sort == Sort("queue")


def test_the_order_stays_when_the_filter_changes(room: Room) -> None:
    room.pane.order(room.sight, "number", descending=True)
    room.pane.apply(room.sight, "*")
    assert room.listed == room.ids[::-1]


def test_columns_are_chosen_by_name(room: Room) -> None:
    assert room.pane.choose_columns(room.sight, ["left", "number"]) == ""
    assert room.pane.queue.shown.columns == ("left", "number")
    assert room.pane.choose_columns(room.sight, ["nope"]) == "say.no_column"
    assert room.pane.choose_columns(room.sight, []) == ""
    assert room.pane.queue.shown.columns == ()


def test_jumps_go_along_the_list_that_is_shown(room: Room) -> None:
    room.pane.apply(room.sight, "*")
    assert room.act("next_bounced") == "say.none_left"
    assert room.act("next_overdue") == "say.none_left"
    room.feeding.book.do(room.ids[4], c.Bounce(reason="B03", note="不属"))
    room.turn()
    room.act("top")
    room.pane.step(room.sight, 10)
    room.act("previous_bounced", "next_bounced")
    assert room.focus.case == room.ids[4]


def test_next_match_finds_what_was_asked_last(room: Room) -> None:
    number = room.model.state.cases[room.ids[2]].number
    room.pane.apply(room.sight, f"no:{number}")
    room.act("clear")
    room.pane.step(room.sight, -10)
    assert room.act("next_match") == ""
    assert room.focus.case == room.ids[2]


def test_tabs_are_one_key_away(room: Room) -> None:
    room.act("next_tab")
    assert room.pane.box.text == "*"
    assert len(room.listed) == 6
    tabs = room.pane.queue.shown.tabs
    assert [(tab.count, tab.here) for tab in tabs[:4]] == [
        (3, False),
        (6, True),
        (3, False),
        (0, False),
    ]
    room.act("previous_tab")
    assert room.pane.box.text == ""


def test_saved_filters_are_counted_bit_by_bit(room: Room) -> None:
    room.pane.box.saved = {"mine": "sa=HANDLING", "wrong": "foo:1"}
    for _ in range(4):
        room.turn()
    room.pane.show(room.sight, WHOLE, 4)
    counts = {tab.name: tab.count for tab in room.pane.queue.shown.tabs if tab.name}
    assert counts["mine"] == 3


def test_each_view_has_its_own_filter(room: Room) -> None:
    room.go(Visit("queue", filter="sa=HANDLING"))
    assert room.listed == room.ids[3:]
    room.go(Visit("wall"))
    assert room.listed == room.ids[:3]
    room.focus.street = "T02"
    room.go(Visit("street", street="T02"))
    assert room.pane.box.text == "st=T02"
    assert room.pane.queue.shown.filter is None  # the view says so
    assert room.pane.queue.shown.street == "T02"
    assert all(room.model.state.cases[one].street == "T02" for one in room.listed)
    room.focus.street = "T01"  # another street of the same view
    room.turn()
    assert room.pane.box.text == "st=T01"
    assert not room.pane.back(room.sight)  # the street is not a filter to give up


def test_new_cases_come_into_a_filtered_list(room: Room) -> None:
    room.pane.apply(room.sight, "*")
    room.feeding.book.now += MINUTE
    room.feeding.book.open()
    room.turn()
    assert len(room.listed) == 7
    assert room.pane.queue.shown.queue.total == 7


def test_it_is_found_again_the_next_time(room: Room) -> None:
    room.pane.order(room.sight, "left", descending=True)
    room.pane.choose_columns(room.sight, ["number", "left"])
    room.act("mark")
    kept = room.pane.remember()
    other = QueuePane()
    other.recall(kept)
    other.visit(room.sight)
    assert other.columns == ("number", "left")
    assert list(other.marks) == list(room.pane.marks)
    assert other.remember() == kept
    other.recall({"sort": "nonsense 7", "columns": "x", "marks": ""})
    assert other.columns == ()
