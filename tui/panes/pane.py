"""What a pane is: a controller between the model and one dumb widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, NamedTuple

from domain.state import Case
from tui.arming import Arming
from tui.deeds import Deeds
from tui.focus import Focus
from tui.model import Model, News
from tui.visits import Visit
from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens

#: Frames a second, and frames between looks at what changes slowly.
FRAMES: Final = 4
SLOW: Final = 5 * FRAMES
#: A step further than any list is long.
END: Final = 1 << 30
#: Views where no case is chosen.
_CASELESS: Final = frozenset({"departments", "map", "ops"})
WHOLE: Final = News(replaced=True)


class Sight(NamedTuple):
    """What the panes look at; `focused` is the id of the pane that has the keys."""

    model: Model
    focus: Focus
    deeds: Deeds
    arming: Arming
    lens: Lens
    visit: Visit = Visit()
    focused: str = ""

    @property
    def stamp(self) -> str:
        """What a pane's title says while the picture is not current."""
        fresh = self.model.fresh
        if fresh.current:
            return ""
        since = self.lens.clock.second(fresh.since) if fresh.since else ""
        word = self.lens.say("head.since")
        return f"{fresh.phase} {word} {since}" if since else fresh.phase.value

    @property
    def case(self) -> Case | None:
        """The case that a write would go to; None where none is under a cursor."""
        if self.visit.view in _CASELESS:
            return None
        return self.model.state.cases.get(self.focus.case)


class Pane:
    """One pane. The screen asks only those that are on it."""

    id: ClassVar[str] = ""
    #: Whether it shows what is chosen in another pane: it is asked when that moves.
    follows: bool = False

    def __init__(self, widget: Canvas[Any]) -> None:
        self.widget: Final = widget

    @property
    def rests(self) -> bool:
        """Whether it has nothing to do between seconds while nothing comes in."""
        return False

    @property
    def left(self) -> bool:
        """Whether the last frame did not draw all of it: `go_on` does."""
        return False

    def go_on(self) -> None:
        """Draw some of what is left."""

    @property
    def rows(self) -> int:
        """How many rows the widget has."""
        return max(1, self.widget.size.height)

    def visit(self, sight: Sight) -> None:
        """The person came to another visit; called before `show`."""

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Hand down what may look different; with `news.replaced` everything."""
        raise NotImplementedError

    def step(self, _sight: Sight, _rows: int) -> bool:
        """Up or down; whether anything moved."""
        return False

    def turn(self, _sight: Sight, _columns: int) -> bool:
        """Left or right; whether anything moved."""
        return False

    def open(self, _sight: Sight) -> Visit | None:
        """Where the thing under the cursor leads."""
        return None

    def back(self, _sight: Sight) -> bool:
        """Give up a selection or a filter of its own; whether there was one."""
        return False

    def act(self, _sight: Sight, _action: str) -> str | None:
        """Another action of the key table.

        None: not this pane's; empty: done; else a key of the catalogue to tell.
        """
        return None

    def point(self, _sight: Sight, _x: int, _y: int) -> bool:
        """The mouse was pressed at a cell of the widget; whether anything moved."""
        return False

    def remember(self) -> Mapping[str, str]:
        """What to show the same way the next time the wall is opened."""
        return {}

    def recall(self, kept: Mapping[str, str]) -> None:
        """What was remembered, perhaps by another version: anything may be missing."""


def due(news: News, beat: int, every: int = FRAMES) -> bool:
    """Whether a pane that follows everything should look again."""
    return news.replaced or bool(news.touched) or beat % every == 0
