"""The departments' panes share what is chosen; every number leads to its cases."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.state import ALL
from domain.text import width
from domain.views.filter import Vocabulary, parse
from domain.views.scores import Period, Sort
from tests.town import DAY, HOUR, place
from tests.unit.domain.cases import handling
from tests.unit.tui.watching import Watch
from tui.panes.charts import EVERY, SETTLE, BounceChart, ChartPane, InflowChart
from tui.panes.departments import (
    CoursePane,
    MatrixPane,
    ReasonsPane,
    ScoresPane,
    behind,
    department_panes,
)
from tui.panes.overdue import OverduePane
from tui.panes.pane import END, Pane
from tui.visits import Visit
from widgets.draw.scores import stops


@pytest.fixture
def watch() -> Watch:
    made = Watch(*department_panes())
    waits = handling(made.book, "cg")
    made.book.do(waits, c.Bounce(reason="B03", note="n"))
    stays = handling(made.book, "cg", grid="T02001001")
    made.book.do(stays, c.Bounce(reason="B01", note="n"))
    made.book.do(stays, c.RejectBounce(note="n"))
    handling(made.book, "hw")
    made.turn()
    made.enter()
    return made


def panes(watch: Watch) -> tuple[ScoresPane, ReasonsPane, MatrixPane, CoursePane]:
    scores, reasons, matrix, course = watch.panes
    assert isinstance(scores, ScoresPane)
    assert isinstance(reasons, ReasonsPane)
    assert isinstance(matrix, MatrixPane)
    assert isinstance(course, CoursePane)
    return scores, reasons, matrix, course


def found(watch: Watch, visit: Visit | None) -> list[str]:
    """The cases that the filter of a visit picks, as the queue does."""
    assert visit is not None
    assert visit.view == "queue"
    vocabulary = Vocabulary(place())
    parsed = parse(visit.filter, vocabulary)
    assert parsed.filter is not None, parsed.faults
    cases = watch.model.state.cases.values()
    return [v.id for v in cases if parsed.filter.matches(v, watch.model.now)]


def test_choosing_a_department_shows_it_in_every_pane(watch: Watch) -> None:
    scores, reasons, matrix, course = panes(watch)
    assert reasons.list.shown.reasons.key == ALL
    assert scores.step(watch.sight, 1)
    watch.enter()
    assert scores.table.shown.cursor == "cg"
    assert reasons.list.shown.reasons.key == "cg"
    assert matrix.table.shown.cursor == ("cg", ALL)
    assert course.order(watch.sight, 60, 12).name.endswith("城管")
    scores.step(watch.sight, END)
    assert scores.table.shown.cursor == "hw"
    scores.step(watch.sight, -END)
    assert scores.table.shown.cursor == ALL


def test_the_window_and_the_order_are_one_key_each(watch: Watch) -> None:
    scores, reasons, matrix, _ = panes(watch)
    assert scores.act(watch.sight, "period") == ""
    assert reasons.act(watch.sight, "sort") == ""
    assert scores.act(watch.sight, "urge") is None
    watch.enter()
    assert scores.table.shown.ratings.period is Period.MONTH
    assert matrix.table.shown.matrix.period is Period.MONTH
    assert reasons.list.shown.reasons.period is Period.MONTH
    assert scores.table.shown.ratings.sort is Sort.SENT


def test_a_visit_may_name_the_department(watch: Watch) -> None:
    watch.visit = Visit("departments", department="hw")
    watch.enter()
    assert panes(watch)[0].table.shown.cursor == "hw"


def test_left_and_right_stop_at_the_numbers_there_are(watch: Watch) -> None:
    scores, *_ = panes(watch)
    there = stops(scores.table.shown.ratings, watch.sight.lens, 0)
    assert there == ("name",)
    scores.turn(watch.sight, 1)
    assert scores.stop == "name"
    wide = stops(scores.table.shown.ratings, watch.sight.lens, 200)
    assert set(wide) >= {"sent", "rate", "pending", "ontime", "overdue"}
    for stop in wide:
        assert behind(stop, "cg")


@pytest.mark.parametrize(
    ("stop", "department", "count"),
    [
        ("open", "cg", 2), ("open", ALL, 3), ("name", "hw", 1), ("pending", "cg", 1),
        ("pending", "hw", 0), ("rejected", "cg", 1), ("rate", "cg", 0),
        ("overdue", "cg", 0), ("closing", ALL, 0), ("rework", "cg", 0),
    ],
)  # fmt: skip
def test_every_number_leads_to_its_open_cases(
    watch: Watch, stop: str, department: str, count: int
) -> None:
    scores, *_ = panes(watch)
    scores.choice.department, scores.stop = department, stop
    visit = scores.open(watch.sight)
    assert visit is not None
    assert len(found(watch, visit)) == count
    assert visit.department == ("" if department == ALL else department)


def test_overdue_leads_to_as_many_as_it_says(watch: Watch) -> None:
    scores, *_ = panes(watch)
    watch.book.now += 5 * DAY
    watch.turn(20)
    rows = {row.key: row.overdue for row in scores.table.shown.ratings.rows}
    assert sum(rows.values()) == 2  # the third waits for a ruling: its clock stands
    for department, count in rows.items():
        scores.choice.department, scores.stop = department, "overdue"
        assert len(found(watch, scores.open(watch.sight))) == count


def test_an_approved_bounce_is_found_by_who_bounced_it(watch: Watch) -> None:
    case = handling(watch.book, "de")
    watch.book.do(case, c.Bounce(reason="B04", note="n"))
    watch.book.do(case, c.ApproveBounce())
    watch.turn(20)
    scores, reasons, *_ = panes(watch)
    scores.choice.department, scores.stop = "de", "rate"
    watch.enter()
    assert found(watch, scores.open(watch.sight)) == [case]
    watch.focused = "reasons"
    reasons.step(watch.sight, -END)
    assert reasons.list.shown.cursor == "B04"
    assert found(watch, reasons.open(watch.sight)) == [case]


def test_a_square_leads_to_the_cases_of_both(watch: Watch) -> None:
    matrix = panes(watch)[2]
    assert not matrix.step(watch.sight, 1)  # the table has the keys
    watch.focused = "matrix"
    matrix.step(watch.sight, 1)
    matrix.turn(watch.sight, 2)
    assert matrix.table.shown.cursor == ("cg", "T02")
    visit = matrix.open(watch.sight)
    assert visit is not None
    assert (visit.street, visit.department) == ("T02", "cg")
    assert len(found(watch, visit)) == 1
    assert matrix.point(watch.sight, 0, 4)
    assert matrix.table.shown.cursor == ("hw", "T02")
    assert not matrix.point(watch.sight, 0, 40)


def test_a_row_under_the_mouse_is_chosen(watch: Watch) -> None:
    scores, *_ = panes(watch)
    assert scores.point(watch.sight, 5, 3)
    assert scores.table.shown.cursor == "cg"
    assert not scores.point(watch.sight, 5, 0)


def test_overdue_bars_lead_to_the_street() -> None:
    pane = OverduePane()
    watch = Watch(pane)
    handling(watch.book, "hw")
    handling(watch.book, "hw", grid="T02001001")
    watch.book.now += 5 * DAY
    watch.turn()
    watch.enter()
    assert {v.street: v.overdue for v in pane.bars.shown.streets} == {
        "T01": 1,
        "T02": 1,
    }
    assert pane.point(watch.sight, 0, 2)
    assert pane.bars.shown.cursor == "T01"
    assert not pane.point(watch.sight, 0, 9)
    pane.step(watch.sight, 1)
    visit = pane.open(watch.sight)
    assert visit is not None
    assert visit.street == "T02"
    assert len(found(watch, visit)) == 1


@pytest.mark.parametrize("pane", [BounceChart(), InflowChart(), department_panes()[3]])
def test_a_chart_with_the_same_data_has_the_same_key(pane: Pane) -> None:
    assert isinstance(pane, ChartPane)
    watch = Watch(pane)
    handling(watch.book, "hw")
    watch.turn()
    first = pane.order(watch.sight, 60, 12)
    assert pane.order(watch.sight, 60, 12).key == first.key
    assert pane.order(watch.sight, 61, 12).key != first.key
    assert first.build()[0].text.startswith(first.name)


class Roomy(BounceChart):
    """A chart whose room is given by hand."""

    given = (0, 0)

    @property
    def room(self) -> tuple[int, int]:
        return self.given


def test_a_chart_without_room_is_built_as_soon_as_it_has_some() -> None:
    pane = Roomy()
    watch = Watch(pane)
    handling(watch.book, "hw")
    watch.turn(SETTLE)
    assert pane.chart.shown.name == ""
    pane.given = (60, 12)
    watch.turn()
    assert pane.chart.shown.name == watch.sight.lens.say("trend.bounce")


def test_other_room_is_another_chart_at_once() -> None:
    pane = Roomy()
    watch = Watch(pane)
    handling(watch.book, "hw")
    pane.given = (60, 12)
    watch.turn(SETTLE)
    wait(pane)
    watch.turn()
    assert width(pane.chart.shown.lines[0].text) == 60
    pane.given = (40, 9)
    watch.turn()  # long before the next one is due
    wait(pane)
    watch.turn()
    assert width(pane.chart.shown.lines[0].text) == 40


def test_a_start_is_not_held_up_by_a_chart() -> None:
    pane = Roomy()
    watch = Watch(pane)
    handling(watch.book, "hw")
    pane.given = (60, 12)
    watch.turn(SETTLE - 1)
    assert pane.building is None
    watch.turn()
    assert pane.building is not None


def test_a_chart_of_a_centre_that_fills_is_soon_built_again() -> None:
    pane = Roomy()
    watch = Watch(pane)
    handling(watch.book, "hw")
    pane.given = (60, 12)
    watch.turn(SETTLE)
    builds = 0
    for _ in range(EVERY):
        builds += pane.building is not None
        wait(pane)
        handling(watch.book, "hw")
        watch.book.now += HOUR
        watch.turn()
    assert builds >= 3


def test_a_chart_of_another_language_is_never_shown() -> None:
    pane = Roomy()
    watch = Watch(pane)
    handling(watch.book, "hw")
    pane.given = (60, 12)
    watch.turn(SETTLE)
    wait(pane)  # built in one language …
    watch.lang = "en"
    watch.turn()  # … and there when the other is spoken
    assert pane.chart.shown.lines == ()
    wait(pane)
    watch.turn()
    assert pane.chart.shown.lines[0].text.startswith("Bounce rate")


def wait(pane: ChartPane) -> None:
    """Until the thread has built what was ordered."""
    if pane.building is not None:
        pane.building.result(30)
