"""The map: a cursor over unit grids, and the way in from street to unit grid."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.state import ALL
from domain.views.map import MEASURES, MapIndex, MapView, Measure
from domain.views.sheet import VOID, WHOLE, Area, Level
from tui.model import News
from tui.panes.pane import FRAMES, SLOW, Pane, Sight
from tui.visits import Visit
from widgets.draw.halfblock import Layout
from widgets.map import MapPane as Widget

#: Cases under the cursor that are asked for; more never fit.
_CASES: Final = 80
#: Case numbers that a filter may list.
_LISTED: Final = 40
_JUMPS: Final = {
    "next_overdue": (Measure.OVERDUE, 1),
    "previous_overdue": (Measure.OVERDUE, -1),
    "next_bounced": (Measure.BOUNCED, 1),
    "previous_bounced": (Measure.BOUNCED, -1),
}


class MapPane(Pane):
    """The unit grids, coloured by a measure."""

    id = "map"

    def __init__(self, widget: Widget | None = None) -> None:
        self.map = widget or Widget()
        self.measure = Measure.OPEN
        self._area = WHOLE
        self._cursor: tuple[int, int] | None = None
        self._keys = False  # whether the keys are the map's
        self._stamp = ""
        self._looks: tuple[object, ...] = ()
        super().__init__(self.map)

    @property
    def rests(self) -> bool:
        """Not while the cases are being counted: that goes on with every frame."""
        return self.map.shown.part >= 1

    def visit(self, sight: Sight) -> None:
        """A visit to a street shows that street."""
        if sight.visit.view in ("map", "street") or self._area is not WHOLE:
            self._enter(_area_of(sight))

    def _enter(self, area: Area) -> None:
        if area != self._area:
            self._area = area

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds; at once when the keys come or go."""
        keys, stamp = self._mine(sight), sight.stamp
        moved = keys is not self._keys or bool(stamp) is not bool(self._stamp)
        if sight.visit.view == "street" and self._area.code != sight.focus.street:
            self._enter(_area_of(sight))
            moved = True
        shown = self.map.shown
        first = shown.sheet is not sight.model.sheet
        first = first or (shown.part < 1 and beat % FRAMES == 0)
        rare = beat % SLOW == 0 and self._look(sight) != self._looks
        if news.replaced or moved or first or rare:
            self._keys, self._stamp = keys, stamp
            self._hand_down(sight)

    def _look(self, sight: Sight) -> tuple[object, ...]:
        """What the picture is of: while this is the same, so is the picture."""
        index = sight.model.map()
        counted = None if index is None else (index.version, index.part)
        return counted, self.measure, self._area, self._cursor, sight.stamp

    def _mine(self, sight: Sight) -> bool:
        return sight.focused == self.id

    def _hand_down(self, sight: Sight) -> None:
        index = sight.model.map()
        self._looks = self._look(sight)
        if index is None or not index.sheet.grids:
            self.map.show(MapView(sheet=sight.model.sheet, stamp=sight.stamp))
            return
        view = MapView(
            sheet=index.sheet,
            measure=self.measure,
            counts=index.counts(self.measure),
            area=self._area,
            parts=index.parts(self._area, self.measure),
            loose=index.loose,
            part=index.part,
            stamp=sight.stamp,
        )
        of = self.map.layout_of(view)
        if of is None:
            return
        at = self._place(index, of) if self._mine(sight) else _fullest(of, view.counts)
        grids = of.grids(*at) if at else ()
        spot = index.spot(sight.model.state, grids, self._area, self.measure, _CASES)
        cursor = at if self._mine(sight) else None
        self.map.show(msgspec.structs.replace(view, spot=spot, cursor=cursor))

    def _place(self, index: MapIndex, of: Layout) -> tuple[int, int] | None:
        """Where the cursor is; until it was moved in the area, where there is most."""
        if self._cursor is not None and not of.grids(*self._cursor):
            self._cursor = None
        return self._cursor or _fullest(of, index.counts(self.measure))

    # Keys

    def step(self, sight: Sight, rows: int) -> bool:
        """North and south."""
        return self._move(sight, rows, 0)

    def turn(self, sight: Sight, columns: int) -> bool:
        """West and east."""
        return self._move(sight, 0, columns)

    def _move(self, sight: Sight, down: int, right: int) -> bool:
        of = self.map.layout_of(self.map.shown)
        here = self.map.shown.cursor
        if not self._mine(sight) or of is None or here is None:
            return False
        self._cursor = of.step(here, down, right)
        self._hand_down(sight)
        return True

    def act(self, sight: Sight, action: str) -> str | None:
        """The next measure; the next place that holds what is looked for."""
        wanted = _wanted(action, self.measure)
        if wanted is not None:
            self.measure = wanted
            self._hand_down(sight)
            return ""
        if action in _JUMPS and self._mine(sight):
            return self._jump(sight, *_JUMPS[action])
        return None

    def _jump(self, sight: Sight, measure: Measure, step: int) -> str:
        index, of = sight.model.map(), self.map.layout_of(self.map.shown)
        at = self.map.shown.cursor
        if index is None or of is None or at is None:
            return "say.none_left"
        here = of.block(*at)
        full = [n for n, count in enumerate(of.sums(index.counts(measure))) if count]
        found = [block for block in full if (block - here) * step > 0]
        if not found:
            return "say.none_left"
        block = min(found) if step > 0 else max(found)
        self._cursor = of.place(block)
        self._hand_down(sight)
        return ""

    def open(self, sight: Sight) -> Visit | None:
        """Into the street, the responsibility grid, at last the cases of a grid."""
        index, of = sight.model.map(), self.map.layout_of(self.map.shown)
        at = self.map.shown.cursor
        if index is None or of is None or at is None:
            return None
        counts, grids = index.counts(self.measure), of.grids(*at)
        number = max(grids, key=lambda grid: counts[grid], default=VOID)
        if number == VOID:
            return None
        self._cursor = index.sheet.ys[number], index.sheet.xs[number]
        inner = index.sheet.inner(self._area, number)
        if inner is None:
            return Visit("queue", filter=_cases_of(index, sight, number))
        if sight.visit.view != "map":
            return Visit("map", street=index.sheet.grids[number].street)
        self._enter(inner)
        self._hand_down(sight)
        return None

    def back(self, sight: Sight) -> bool:
        """Out again, up to the area that was come for."""
        sheet = sight.model.sheet
        if sheet is None or not self._mine(sight) or self._area == _area_of(sight):
            return False
        outer = sheet.outer(self._area)
        if outer is None:
            return False
        self._enter(outer)
        self._hand_down(sight)
        return True

    def point(self, sight: Sight, x: int, y: int) -> bool:
        """The cell under the mouse."""
        of = self.map.layout_of(self.map.shown)
        at = of.pixel(x, y - 1) if of is not None and y else None
        if at is None:
            return False
        self._cursor = at
        self._hand_down(sight)
        return True


def _wanted(action: str, now: Measure) -> Measure | None:
    """The measure that `mode` (the next one) or `mode_overdue` asks for."""
    if action == "mode":
        return MEASURES[(MEASURES.index(now) + 1) % len(MEASURES)]
    name = action.removeprefix("mode_")
    return Measure(name) if name != action and name in MEASURES else None


def _area_of(sight: Sight) -> Area:
    """The area that a visit is about."""
    street = sight.visit.street
    if sight.visit.view == "street":
        street = sight.focus.street
    if sight.visit.view not in ("map", "street") or street == ALL:
        return WHOLE
    known = sight.model.sheet is None or sight.model.sheet.members(
        Area(Level.STREET, street)
    )
    return Area(Level.STREET, street) if known else WHOLE


def _fullest(of: Layout, counts: tuple[int, ...]) -> tuple[int, int] | None:
    sums = of.sums(counts)
    most = max(sums, default=0)
    return of.place(sums.index(most)) if most else of.first()


def _cases_of(index: MapIndex, sight: Sight, number: int) -> str:
    """A filter for the cases of a grid, by number where some carry no grid."""
    code = index.sheet.grids[number].code
    cases = [sight.model.state.cases[case] for case in index.cases(number)]
    if all(case.grid == code for case in cases):
        return f"grid={code}"
    numbers = sorted(case.number for case in cases)[-_LISTED:]
    return "number=" + ",".join(numbers)
