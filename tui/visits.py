"""Where one can go on the wall, and the way there and back. No Textual here."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.state import ALL

#: Visits that are remembered.
_KEPT: Final = 100


class Visit(NamedTuple):
    """A view and what it is about; every drill-down answers one.

    `filter` is a text of the filter grammar, `case` and `department` are ids.
    """

    view: str = "wall"
    street: str = ALL
    case: str = ""
    department: str = ""
    filter: str = ""


HOME: Final = Visit()


class History:
    """Back and forth over visits; going somewhere new forgets what lay ahead."""

    def __init__(self, home: Visit = HOME) -> None:
        self._visits = [home]
        self._at = 0
        self._before = home

    @property
    def here(self) -> Visit:
        """Where the person is."""
        return self._visits[self._at]

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All that are remembered, the oldest first."""
        return tuple(self._visits)

    def go(self, visit: Visit) -> None:
        """Somewhere new; the same place twice is one visit."""
        if visit == self.here:
            return
        self._before = self.here
        self._visits = [*self._visits[: self._at + 1], visit][-_KEPT:]
        self._at = len(self._visits) - 1

    def replace(self, visit: Visit) -> None:
        """The same visit, seen otherwise: another street or case of the same view."""
        self._visits[self._at] = visit

    def back(self) -> bool:
        """To the visit before; False at the first."""
        return self._step(-1)

    def forth(self) -> bool:
        """To the visit that was left by going back; False at the last."""
        return self._step(1)

    def _step(self, step: int) -> bool:
        to = self._at + step
        if not 0 <= to < len(self._visits):
            return False
        self._before, self._at = self.here, to
        return True

    def last(self) -> None:
        """To the place where the person was just before, and there again back."""
        self.go(self._before)
