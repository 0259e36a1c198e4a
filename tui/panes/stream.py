"""The live stream of a street or of the whole place: followed, or read at rest."""

from __future__ import annotations

from collections.abc import Iterable

from domain.views.scrollback import Reader, Refill, Row, Scrollback
from domain.views.streams import StreamLine, shown
from tui.model import News
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.draw.stream import HEADING_ROWS, StreamView
from widgets.stream import StreamPane as Widget


class StreamPane(Pane):
    """Goes on with the street that is chosen, until somebody reads in it."""

    id = "stream"
    rests = True
    follows = True

    def __init__(self) -> None:
        self.stream = Widget()
        self._street = ""
        self._back: dict[str, Scrollback] = {}
        self._reader = Reader()
        super().__init__(self.stream)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When something happened there, or another street is chosen."""
        street = sight.focus.street
        if street != self._street:
            self._street = street
            self._reader.follow()
        elif not (news.replaced or street in news.keys or beat % FRAMES == 0):
            return
        back = self._back.setdefault(street, Scrollback())
        came, more = back.take(sight.model.state, street)
        self._reader.came(came, more=more)
        self._hand_down(sight)

    @property
    def _window(self) -> int:
        return max(1, self.rows - HEADING_ROWS)

    def _rows(self, sight: Sight) -> tuple[Row, ...]:
        back = self._back.get(self._street)
        lines = back.lines if back is not None else ()
        return self._reader.shown(lines, _gaps(sight))

    def _hand_down(self, sight: Sight) -> None:
        reader, model = self._reader, sight.model
        rows = self._rows(sight)
        window = self._window
        self.stream.show(
            StreamView(
                lines=tuple(_shown(sight, rows[reader.start :][:window], model.now)),
                key=self._street,
                stamp=sight.stamp,
                follows=reader.follows,
                fresh=reader.fresh,
                more=reader.more,
                cursor=None if reader.follows else reader.row - reader.start,
                end=not reader.follows and reader.start + window > len(rows),
            )
        )

    def step(self, sight: Sight, rows: int) -> bool:
        """To read is to stand still: the cursor moves, nothing else does."""
        reader = self._reader
        if sight.focused != self.id or (reader.follows and rows < 0):
            return False
        self._hold(sight)
        # One row is left for what lies beyond: a line more, or the word that it ends.
        reader.move(rows, len(self._rows(sight)), self._window - 1)
        self._hand_down(sight)
        return True

    def _hold(self, sight: Sight) -> None:
        back = self._back.get(self._street)
        self._reader.hold(back.lines if back else (), _gaps(sight))

    def open(self, sight: Sight) -> Visit | None:
        """The case under the cursor; while it follows, the newest."""
        rows = self._rows(sight)
        row = rows[self._reader.row] if self._reader.row < len(rows) else None
        if row is None or row.line is None:
            return None
        return Visit("case", case=row.line.case)

    def back(self, sight: Sight) -> bool:
        """Follow again."""
        if self._reader.follows:
            return False
        self._reader.follow()
        self._hand_down(sight)
        return True

    def act(self, sight: Sight, action: str) -> str | None:
        """`follow` on and off."""
        if action != "follow":
            return None
        if self._reader.follows:
            self._hold(sight)
        else:
            self._reader.follow()
        self._hand_down(sight)
        return ""

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        if y < HEADING_ROWS:
            return False
        self._hold(sight)
        return self.step(
            sight, self._reader.start + y - HEADING_ROWS - self._reader.row
        )


def _gaps(sight: Sight) -> tuple[Refill, ...]:
    return tuple(
        Refill(gap.first, gap.last, gap.since, gap.at) for gap in sight.model.gaps
    )


def _shown(
    sight: Sight, rows: Iterable[Row], now: int
) -> Iterable[StreamLine | Refill]:
    """Rows as they read now: whoever has the case, and how long still."""
    for row in rows:
        if row.gap is not None:
            yield row.gap
        elif row.line is not None:
            yield shown(sight.model.state, row.line, now)
