"""The read model: the open cases as the ledger has them, for the event loop.

The desk tells what is durable; `Board` takes the cases over for the doors and publishes
the records to the hub. So readers never see what could be lost. A case in a state never
changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from centre.desk import Committed
from centre.hub import NONE, Hub, Moment
from centre.scope import scopes_of
from domain import wire
from domain.events import AppealRuled
from domain.state import Case, CityState

#: Kinds of cases whose scopes are remembered, at most.
_MOST: Final = 4096


class Board:
    """The open cases at the last durable record, and cases by number.

    Of `state` cases, number, time and digest are kept up. Its counters and lines are
    empty: who needs all asks the desk (`House.cut`).
    """

    def __init__(self, state: CityState, hub: Hub) -> None:
        self.state: Final = CityState(state.epoch)
        self.state.cases = state.cases
        self._stand(state.seq, state.at, state.digest)
        self._hub = hub
        self._ids = {case.number: case.id for case in state.cases.values()}
        self._scopes_of: dict[tuple[object, ...], frozenset[str]] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}

    def take(self, batch: Sequence[Committed]) -> list[Case]:
        """Take over a batch of durable records and owe them to the walls.

        Answers the cases that it touched and left open.
        """
        cases = self.state.cases
        touched: dict[str, Case | None] = {}
        for seq, at, case, stored, after, digest in batch:
            before = cases.get(case)
            if after is not None:
                cases[case] = after
            elif before is not None:
                del cases[case]
            self._stand(seq, at, digest)
            touched[case] = after
            self._index(before, after)
            self._publish(stored, before, after)
        return [case for case in touched.values() if case is not None]

    def case(self, name: str) -> Case | None:
        """The open case of that id or number."""
        return self.state.cases.get(self._ids.get(name, name))

    def moment(self, at: int, speed: float) -> Moment:
        """For a heartbeat: the state's digest, and what the clock shows."""
        return Moment(at, speed, self.state.seq, self.state.digest)

    def _stand(self, seq: int, at: int, digest: int) -> None:
        state = self.state
        state.seq, state.at, state.digest = seq, max(state.at, at), digest

    def _index(self, before: Case | None, after: Case | None) -> None:
        if after is None:
            if before is not None:
                self._ids.pop(before.number, None)
        elif before is None:
            self._ids[after.number] = after.id

    def _publish(self, stored: bytes, before: Case | None, after: Case | None) -> None:
        was, now = self._scopes(before), self._scopes(after)
        if before is None and after is None:
            self._hub.publish(stored, self._kept(_ruled(stored)))
            return
        if was is now:
            self._hub.publish(stored, was)
            return
        scopes = self._kept(was | now)
        new = self._kept(scopes - was) if before is not None else NONE
        case = wire.encode(before) if before is not None and new else b""
        self._hub.publish(stored, scopes, new, case)

    def _scopes(self, case: Case | None) -> frozenset[str]:
        """Remembered by what they follow from: few cases differ in it."""
        if case is None:
            return NONE
        told = (
            case.street,
            case.department,
            case.first_department,
            case.co,
            case.bounced_by,
        )
        scopes = self._scopes_of.get(told)
        if scopes is None:
            if len(self._scopes_of) > _MOST:
                self._scopes_of.clear()
            scopes = self._scopes_of[told] = self._kept(frozenset(scopes_of(case)))
        return scopes

    def _kept(self, scopes: frozenset[str]) -> frozenset[str]:
        """Equal sets are kept once."""
        return self._sets.setdefault(scopes, scopes)


def _ruled(stored: bytes) -> frozenset[str]:
    """What happens to a case after its end is seen by walls of the whole place only.

    But a ruling on an appeal changes the figures of those that the case was charged to.
    """
    event = wire.decode_record(stored).event
    if not isinstance(event, AppealRuled):
        return NONE
    return frozenset({f"street:{event.street}", f"department:{event.department}"})
