"""The queue: the cursor on a case, the window around it, filter, order and marks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from domain.calendar import MINUTE_MS
from domain.state import ALL
from domain.views.orders import ORDERS, Sort
from tui.completion import Offer
from tui.filterbox import WORK, FilterBox
from tui.model import Model, News
from tui.panes.jumps import JUMPS
from tui.panes.pane import FRAMES, Pane, Sight
from tui.panes.tallies import Tallies
from tui.visits import Visit
from widgets.draw.columns import COLUMNS
from widgets.draw.filterline import FilterView
from widgets.draw.lens import Lens
from widgets.draw.queue import QueueView, heading_rows
from widgets.queue import QueuePane as Widget

#: Pieces of work at one go: picking 100,000 is so many, making rows takes longer.
_PICKED, _MADE = 48, 2
#: So many cases are made rows of at one go.
_FEW: Final = 12_000
#: Rows from which on making them is kept from the garbage collector.
_MANY: Final = 20_000
#: What `s` goes through.
_SORTS: Final = (
    "queue", "left", "age", "street", "department", "state", "bounces", "number"
)  # fmt: skip


class QueuePane(Pane):
    """What waits for the person at the wall, or what was asked for."""

    id = "queue"

    def __init__(self) -> None:
        self.queue = Widget()
        self.box = FilterBox()
        self.marks: dict[str, None] = {}
        self.columns: tuple[str, ...] = ()
        self._sort = Sort()
        self._case = ""  # under the cursor when the filter line was opened
        self._tallies = Tallies()
        self._kept = {"wall": "", "queue": ""}
        self._where = ("wall", ALL)
        self._old = True
        self._seen = -1  # changes of the list that are shown
        self._frozen = False
        super().__init__(self.queue)

    # What is asked for

    def visit(self, sight: Sight) -> None:
        """Each view has a filter of its own; a street's is the street."""
        self.box.settle(sight.model.place)
        if self.box.typing:
            self.box.give_up()
        visit = sight.visit
        if visit.view == "queue":
            self._kept["queue"] = visit.filter
        self._settle(sight)

    def _settle(self, sight: Sight) -> None:
        """The filter of the view that is shown."""
        view = sight.visit.view
        street = sight.focus.street if view == "street" else ALL
        here = (view, street)
        text = self._kept.get(view, "") or self.box.usual
        if street != ALL:
            text = self._kept.setdefault(street, f"st={street}")
        elif view not in self._kept:
            return
        self._where, self.follows = here, street != ALL
        if text != self.box.text or self._sort != sight.model.listing.sort:
            self.apply(sight, text)

    def apply(self, sight: Sight, text: str) -> str:
        """Put another filter on; a fault's key to tell, empty for none."""
        self.box.settle(sight.model.place)
        self.box.put(text)
        view, street = self._where
        self._kept[street if view == "street" else view] = text
        self._select(sight)
        return self.box.faults[0].key if self.box.faults else ""

    def sign_in(self, sight: Sight | None, me: str, unit: str) -> None:
        """`@me` is this account, or its department, from now on."""
        if self.box.sign_in(me, unit) and sight is not None:
            self.box.put(self.box.text)
            self._select(sight)

    def serve(self, sight: Sight | None, role: str) -> None:
        """Where nothing else is asked for, the work of this role is shown."""
        usual = WORK.get(role, "")
        if sight is not None and usual != self.box.usual:
            self.box.settle(sight.model.place)
            self.box.usual = usual
            self._settle(sight)

    def order(self, sight: Sight, column: str, *, descending: bool = False) -> str:
        """Sort by a column; a key to tell, empty for none."""
        by = COLUMNS[column].sort if column in COLUMNS else column
        if by not in ORDERS:
            return "say.no_order"
        self._sort = Sort(by, descending)
        self._select(sight)
        return "" if sight.model.listing.ready else "filter.counting"

    def choose_columns(self, sight: Sight, columns: Sequence[str]) -> str:
        """These columns in that order; none: the usual ones."""
        if any(name not in COLUMNS for name in columns):
            return "say.no_column"
        self.columns = tuple(columns)
        self._hand_down(sight)
        return ""

    def _select(self, sight: Sight) -> None:
        model = sight.model
        model.listing.select(model.state, self.box.filter, self._sort, model.now)
        self._work(model)
        self._hand_down(sight)
        self._go_on(sight)

    def _work(self, model: Model) -> bool:
        listing = model.listing
        if not listing.prepared and len(model.state.cases) > _MANY:
            gc.disable()  # else it looks at every row again and again
            self._frozen = True
        quick = listing.prepared or len(model.state.cases) <= _FEW
        done, most = 0, _PICKED if quick else _MADE

        def enough() -> bool:
            nonlocal done
            done += 1
            return done >= most

        ready = listing.work(enough)
        if self._frozen and listing.ready:
            gc.freeze()
            gc.enable()
            self._frozen = False
        return ready

    def _go_on(self, sight: Sight) -> None:
        """The rest of the work between keys and frames."""
        if not sight.model.listing.ready:
            self.widget.later(self._next, sight)

    def _next(self, sight: Sight) -> None:
        if self._work(sight.model):
            self._hand_down(sight)
        else:
            self._go_on(sight)

    # What is shown

    @property
    def rests(self) -> bool:
        """Counts for the tabs go on in every frame."""
        counts = self.box.usual and self._where[0] == "queue"
        return not (self.box.saved or counts)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When a case moved, and as the minutes go."""
        if sight.visit.view == "street" and sight.focus.street != self._where[1]:
            self._settle(sight)
        listing = sight.model.listing
        if not listing.ready and not self._work(sight.model):
            self._go_on(sight)
        for gone in (one for one in news.touched if one in self.marks):
            if gone not in sight.model.state.cases:
                del self.marks[gone]
        self._old = self._old or news.minute
        second = beat % FRAMES == 0
        whole = news.replaced or (self._old and second)
        if self._tabbed(sight):
            self._tallies.turn(sight.model, self.box)
        counted = second and (self._tabbed(sight) or bool(self.box.text))
        if whole or news.keys or counted or self._seen != listing.changes:
            self._old = self._old and not whole
            self._hand_down(sight)

    def _tabbed(self, sight: Sight) -> bool:
        return sight.visit.view == "queue"

    def _hand_down(self, sight: Sight) -> None:
        model, focus, listing = sight.model, sight.focus, sight.model.listing
        view = QueueView(
            pending=sight.deeds.pending,
            now=model.now - model.now % MINUTE_MS,
            stamp=sight.stamp,
            marked=len(self.marks),
            tabs=self._tallies.tabs(model, self.box) if self._tabbed(sight) else (),
            filter=self._filter(sight),
            sort=self._sort,
            columns=self.columns,
            street=self._where[1],
            own=bool(self.box.usual) and self.box.text == self.box.usual,
        )
        height = max(1, self.rows - heading_rows(view))
        focus.settle(listing, height)
        window = model.queue(focus.start, height, listing)
        marks = frozenset(r.case for r in window.rows if r.case in self.marks)
        self._seen = listing.changes
        shown = replace(view, queue=window, cursor=focus.case, marks=marks)
        self.queue.show(shown)

    def _filter(self, sight: Sight) -> FilterView | None:
        box, listing = self.box, sight.model.listing
        if not box.typing and box.text == self._bare:
            return None
        return FilterView(
            text=box.text,
            cursor=box.cursor,
            faults=box.faults,
            found=len(listing) if listing.ready else None,
            total=len(sight.model.state.cases),
        )

    # From session to session

    def remember(self) -> Mapping[str, str]:
        """Order, columns and marks."""
        kept = {"columns": " ".join(self.columns), "marks": " ".join(self.marks)}
        kept["sort"] = f"{self._sort.by} {self._sort.descending:d}"
        return {name: text for name, text in kept.items() if text}

    def recall(self, kept: Mapping[str, str]) -> None:
        """Order, columns and marks."""
        names = kept.get("columns", "").split()
        self.columns = tuple(name for name in names if name in COLUMNS)
        self.marks = dict.fromkeys(kept.get("marks", "").split())
        by, _, descending = kept.get("sort", "").partition(" ")
        if by in ORDERS:
            self._sort = Sort(by, descending == "1")

    # Keys

    @property
    def typing(self) -> bool:
        """Whether the filter line is open: it gets the keys."""
        return self.box.typing

    def press(self, sight: Sight, key: str, character: str) -> None:
        """A key for the filter line."""
        before = self.box.text
        if key in ("up", "down", "pageup", "pagedown"):
            far = 1 if key in ("up", "down") else self.rows - 3
            self.step(sight, -far if key in ("up", "pageup") else far)
            return
        self.box.press(key, character)
        self._after_typing(sight, before)

    def paste(self, sight: Sight, text: str) -> None:
        """Pasted into the filter line."""
        before = self.box.text
        self.box.insert(text)
        self._after_typing(sight, before)

    def _after_typing(self, sight: Sight, before: str) -> None:
        view, street = self._where
        if not self.box.typing and not self.box.text and view != "street":
            self.box.put(self.box.usual)
        if not self.box.typing:
            self._kept[street if view == "street" else view] = self.box.text
        if self.box.text != before:
            # What was chosen before comes back when the line is given up.
            sight.focus.case, sight.focus.row = "" if self.box.typing else self._case, 0
            self._select(sight)
        else:
            self._hand_down(sight)

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the cases."""
        sight.focus.move(sight.model.listing, rows)
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """The case under the cursor."""
        return Visit("case", case=sight.focus.case) if sight.focus.case else None

    def back(self, sight: Sight) -> bool:
        """Marks go first, then the filter."""
        if self.marks:
            self.marks.clear()
            self._hand_down(sight)
            return True
        return self._clear(sight)

    @property
    def _bare(self) -> str:
        """What is on when nothing is asked for: all of the street, what waits."""
        view, street = self._where
        if view == "street" and street != ALL:
            return f"st={street}"
        return self.box.usual

    def _clear(self, sight: Sight) -> bool:
        if self.box.text == self._bare:
            return False
        self.apply(sight, self._bare)
        return True

    def act(self, sight: Sight, action: str) -> str | None:
        """Filter, order, marks, and jumps to what is overdue, bounced or matches."""
        if action in JUMPS:
            wanted = JUMPS[action](sight, self.box)
            return self._find(sight, action, wanted)
        own = getattr(self, f"_do_{action}", None)
        if own is None:
            return None
        told = own(sight)
        return told if isinstance(told, str) else ""

    def _find(self, sight: Sight, action: str, wanted: Callable[[str], bool]) -> str:
        step = 1 if action.startswith("next") else -1
        listing = sight.model.listing
        found = listing.find(sight.focus.row, step, wanted)
        if found is None:
            return "say.none_left"
        sight.focus.go(listing, found)
        self._hand_down(sight)
        return ""

    def _do_filter(self, sight: Sight) -> None:
        self.box.settle(sight.model.place)
        self.box.open()
        self._case = sight.focus.case
        sight.model.listing.prepare(sight.model.state, sight.model.now)
        self._hand_down(sight)
        self._go_on(sight)

    def _do_clear(self, sight: Sight) -> None:
        self._clear(sight)

    def _do_mark(self, sight: Sight) -> str:
        case = sight.focus.case
        if not case:
            return "say.no_case"
        if case in self.marks:
            del self.marks[case]
        else:
            self.marks[case] = None
        self.step(sight, 1)
        return ""

    def _do_mark_all(self, sight: Sight) -> str:
        """All of the list, by id; again: none of them."""
        ids = sight.model.listing.ids()
        if all(one in self.marks for one in ids):
            for one in ids:
                del self.marks[one]
        else:
            self.marks.update(dict.fromkeys(ids))
        self._hand_down(sight)
        return ""

    def _do_sort(self, sight: Sight) -> str:
        by = self._sort.by
        at = _SORTS.index(by) if by in _SORTS else -1
        return self.order(sight, _SORTS[(at + 1) % len(_SORTS)])

    def _do_sort_turn(self, sight: Sight) -> str:
        sort = self._sort
        return self.order(sight, sort.by, descending=not sort.descending)

    def _do_next_tab(self, sight: Sight) -> str:
        return self.apply(sight, self.box.tab(1))

    def _do_previous_tab(self, sight: Sight) -> str:
        return self.apply(sight, self.box.tab(-1))

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        top = heading_rows(self.queue.shown)
        if y < top:
            return False
        return self.step(sight, sight.focus.start + y - top - sight.focus.row)


def column_offers(lens: Lens) -> tuple[Offer, ...]:
    """The columns by name, for completion."""
    return tuple(Offer(name, lens.say(f"queue.{name}")) for name in COLUMNS)
