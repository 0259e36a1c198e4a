"""Windowed counters of a place: what happened an hour, by street and by department.

Part of `CityState`: `domain/reduce.py` adds, `domain/views/` ask, `domain/rates.py`
makes rates of the answers. Times are milliseconds since the epoch, UTC; hours and days
are UTC hours and days.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Mapping
from enum import IntEnum, unique
from itertools import compress
from operator import sub
from typing import Final, Generic, TypeVar

import msgspec

from domain.calendar import DAY_MS, HOUR_MS
from domain.errors import WireError


@unique
class Flow(IntEnum):
    """What is counted; the value is the place in a row of counts.

    Stored in snapshots: new flows go to the end.
    """

    REPORTED = 0
    ACCEPTED = 1
    REFUSED = 2
    FILED = 3
    DISPATCHED = 4  # first dispatch of a case
    SENDS = 5  # every dispatch: first, again, forced
    FIRST_RIGHT = 6  # disposed by the department first dispatched to
    BOUNCED = 7
    BOUNCE_APPROVED = 8
    BOUNCE_REJECTED = 9
    DISPOSED_ON_TIME = 10
    DISPOSED_LATE = 11
    CLOSED = 12
    CLOSED_ON_TIME = 13
    REWORKED = 14
    EXTENDED = 15
    SUSPENDED = 16
    VOIDED = 17
    MERGED = 18
    SELF_HANDLED = 19
    SPECIAL_CLOSED = 20
    URGED = 21
    EXEMPTED = 22
    HANDLING_MINUTES = 23
    B01 = 24  # bounces by reason
    B02 = 25
    B03 = 26
    B04 = 27
    B05 = 28
    B06 = 29
    B07 = 30
    B08 = 31
    B09 = 32
    B10 = 33
    OUR_ERRORS = 34  # approved bounces whose reason was B01: the centre's to answer for
    COORDINATED = 35  # reports of coordinators, who are counted apart


#: Counts in a row.
WIDTH: Final = len(Flow)
#: Buckets kept, counted back from the newest one that was added to.
KEPT_HOURS: Final = 31 * 24
KEPT_DAYS: Final = 31

_EVER: Final = -(1 << 62)  # before any bucket
_ZERO: Final = array("q", bytes(8 * WIDTH))

#: One bucket on the wire: buckets since the row before (the first: its number), then
#: the flows whose counts are not 0, then those counts.
Row = list[int]
K = TypeVar("K", bound=Hashable)


class _Running:
    """Running sums of one key: `sums[i]` holds all counts up to bucket `slots[i]`.

    A window is one subtraction, whatever its width and wherever it ends; an add to the
    newest bucket touches one row. Row 0 stands for what was pruned.
    """

    __slots__ = ("last", "private", "ready", "slots", "sums")

    def __init__(self, slots: list[int], sums: list[array[int]]) -> None:
        self.slots = slots
        self.sums = sums
        self.private = len(sums)  # rows from here on are in no copy of this object
        self.ready = _EVER  # bucket whose row may be added to at once: `last`
        self.last = sums[-1]

    def copy(self) -> _Running:
        """Shares the rows until they are added to."""
        return _Running(self.slots.copy(), self.sums.copy())

    def add(self, slot: int, flow: int, n: int) -> None:
        """Count into any bucket: the sums of those after it grow too."""
        index = bisect_left(self.slots, slot)
        if index == len(self.slots) or self.slots[index] != slot:
            self.slots.insert(index, slot)
            self.sums.insert(index, self.sums[index - 1][:])
            self.private += index < self.private
        for shared in range(index, self.private):
            self.sums[shared] = self.sums[shared][:]
        self.private = min(index, self.private)
        for row in self.sums[index:]:
            row[flow] += n
        self.ready, self.last = self.slots[-1], self.sums[-1]

    def forget(self, before: int) -> None:
        """Prune the buckets before this one."""
        gone = bisect_left(self.slots, before) - 1
        del self.slots[:gone], self.sums[:gone]
        self.slots[0] = _EVER
        self.private = max(self.private - gone, 0)

    def between(self, start: int, end: int) -> list[int]:
        """Sums of the buckets start..end, both counted in."""
        slots, sums = self.slots, self.sums
        upto = sums[bisect_right(slots, end) - 1]
        return list(map(sub, upto, sums[bisect_left(slots, start) - 1]))

    def column(self, flow: int, start: int, end: int) -> list[int]:
        """One flow in each of the buckets start..end."""
        values = [0] * (end - start + 1)
        first, past = bisect_left(self.slots, start), bisect_right(self.slots, end)
        before = self.sums[first - 1][flow]
        for index in range(first, past):
            upto = self.sums[index][flow]
            values[self.slots[index] - start] = upto - before
            before = upto
        return values

    def rows(self) -> Iterator[Row]:
        """The buckets that are not empty."""
        behind, before = 0, self.sums[0]
        for slot, upto in zip(self.slots[1:], self.sums[1:], strict=True):
            counts = list(map(sub, upto, before))
            before = upto
            if any(counts):
                flows = compress(range(WIDTH), counts)
                yield [slot - behind, *flows, *filter(None, counts)]
                behind = slot


def _restored(rows: list[Row]) -> _Running:
    slots, sums = [_EVER], [_ZERO]
    slot, upto = 0, _ZERO
    for row in rows:
        slot += row[0]
        if slot <= slots[-1]:
            raise ValueError("rows out of order")
        upto = upto[:]
        middle = len(row) // 2 + 1
        for flow, n in zip(row[1:middle], row[middle:], strict=True):
            upto[flow] += n
        slots.append(slot)
        sums.append(upto)
    return _Running(slots, sums)


class _Board(Generic[K]):
    """The running sums of all keys with buckets of one width, pruned together.

    A copy shares everything; a key is copied when one side first adds to it. Questions
    change nothing, so another thread may ask a board that nobody adds to.
    """

    __slots__ = ("all", "kept", "mine", "newest")

    def __init__(self, kept: int) -> None:
        self.kept = kept
        self.newest = _EVER
        self.all: dict[K, _Running] = {}
        self.mine: dict[K, _Running] = {}  # those of `all` that no copy shares

    def copy(self) -> _Board[K]:
        other = _Board[K](self.kept)
        other.newest = self.newest
        other.all = self.all.copy()
        self.mine = {}
        return other

    def picked(self, names: Mapping[K, K]) -> _Board[K]:
        """A copy that has these keys only, each with what was counted at another."""
        other = self.copy()
        other.all = {
            name: self.all[key] for name, key in names.items() if key in self.all
        }
        return other

    def add(self, key: K, slot: int, flow: int, n: int) -> None:
        if slot > self.newest:
            self._advance(slot)
        elif slot <= self.newest - self.kept:
            return
        self._own(key).add(slot, flow, n)

    def _own(self, key: K) -> _Running:
        running = self.mine.get(key)
        if running is None:
            shared = self.all.get(key)
            running = shared.copy() if shared else _Running([_EVER], [_ZERO])
            self.mine[key] = self.all[key] = running
        return running

    def _advance(self, slot: int) -> None:
        self.newest = slot
        oldest = slot - self.kept + 1
        for key, running in list(self.all.items()):
            if running.slots[-1] < oldest:
                del self.all[key]
                self.mine.pop(key, None)
            elif running.slots[1] < oldest:
                self._own(key).forget(oldest)

    def rows(self) -> dict[K, list[Row]]:
        found = {key: list(running.rows()) for key, running in self.all.items()}
        return {key: rows for key, rows in found.items() if rows}

    def restore(self, newest: int | None, rows: Mapping[K, list[Row]]) -> None:
        self.newest = _EVER if newest is None else newest
        self.all = {key: _restored(of_key) for key, of_key in rows.items()}


class _Dump(msgspec.Struct, array_like=True):
    """Newest hour, rows a key, newest day, rows a street and department."""

    hour: int | None
    hours: dict[str, list[Row]]
    day: int | None
    pairs: dict[str, dict[str, list[Row]]]


class Flows:
    """Counts by hour a key (31 days), and by day a street and department (31 days).

    Keys are `*` (the place), a street code, or `d:` and a department code; unknown ones
    answer zeros. Rows of counts are indexed by `Flow`. What lies 31 days or more before
    the newest add is dropped: content depends on what was added, not on the order.
    """

    __slots__ = ("_hours", "_pairs")

    def __init__(self) -> None:
        self._hours: _Board[str] = _Board(KEPT_HOURS)
        self._pairs: _Board[tuple[str, str]] = _Board(KEPT_DAYS)

    def add(self, key: str, at: int, flow: Flow, n: int = 1) -> None:
        """Count `n` at that time; `at` may lie before earlier ones, `n` below 0."""
        hour = at // HOUR_MS
        running = self._hours.mine.get(key)
        if running is not None and running.ready == hour:
            running.last[flow] += n
        else:
            self._hours.add(key, hour, flow, n)

    def add_pair(
        self, street: str, department: str, at: int, flow: Flow, n: int = 1
    ) -> None:
        """Count `n` in the matrix of streets and departments."""
        day = at // DAY_MS
        running = self._pairs.mine.get((street, department))
        if running is not None and running.ready == day:
            running.last[flow] += n
        else:
            self._pairs.add((street, department), day, flow, n)

    def total(self, key: str, hours: int, now: int) -> list[int]:
        """Sums of the last `hours` hours, that of `now` counted in as it stands.

        The window slides by whole hours: it is up to an hour shorter than `hours`. Any
        width up to `KEPT_HOURS`; a day is 24.
        """
        running = self._hours.all.get(key)
        if running is None:
            return [0] * WIDTH
        end = now // HOUR_MS
        return running.between(end - hours + 1, end)

    def series(self, key: str, flow: Flow, hours: int, now: int) -> list[int]:
        """One flow in each of the last `hours` hours, oldest first."""
        running = self._hours.all.get(key)
        if running is None:
            return [0] * hours
        end = now // HOUR_MS
        return running.column(flow, end - hours + 1, end)

    def today(self, key: str, day_start: int, now: int) -> list[int]:
        """Sums since local midnight, from the hour that holds it; zeros before it."""
        running = self._hours.all.get(key)
        if running is None or now < day_start:
            return [0] * WIDTH
        return running.between(day_start // HOUR_MS, now // HOUR_MS)

    def pair_total(self, days: int, now: int) -> dict[tuple[str, str], list[int]]:
        """Sums of the last `days` days, today's counted in, a (street, department).

        Pairs with nothing in the window are left out.
        """
        end = now // DAY_MS
        totals = {
            pair: running.between(end - days + 1, end)
            for pair, running in self._pairs.all.items()
        }
        return {pair: counts for pair, counts in totals.items() if any(counts)}

    def narrowed(self, key: str) -> Flows:
        """What was counted at one key, there and as the whole; independent of it."""
        other = Flows()
        pairs = [(s, d) for s, d in self._pairs.all if key in (s, f"d:{d}")]
        other._hours = self._hours.picked({"*": key, key: key})
        other._pairs = self._pairs.picked({pair: pair for pair in pairs})
        return other

    def copy(self) -> Flows:
        """Independent of the original; costs the keys, not the counts."""
        other = Flows()
        other._hours, other._pairs = self._hours.copy(), self._pairs.copy()
        return other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Flows):
            return NotImplemented
        return self._content() == other._content()

    # Python would do this by itself; said, because it changes under whoever keeps it.
    __hash__ = None  # type: ignore[assignment]

    def _content(self) -> tuple[object, ...]:
        hours, pairs = self._hours, self._pairs
        return hours.newest, hours.rows(), pairs.newest, pairs.rows()

    def dump(self) -> bytes:
        """The content as JSON; equal contents give equal bytes."""
        pairs: dict[str, dict[str, list[Row]]] = {}
        for (street, department), rows in self._pairs.rows().items():
            pairs.setdefault(street, {})[department] = rows
        dump = _Dump(
            _stored(self._hours.newest), self._hours.rows(),
            _stored(self._pairs.newest), pairs,
        )  # fmt: skip
        return msgspec.json.encode(dump, order="sorted")

    @classmethod
    def load(cls, raw: bytes) -> Flows:
        """What `dump` wrote; `WireError` when the bytes are not a dump."""
        flows = cls()
        try:
            dump = msgspec.json.decode(raw, type=_Dump)
            flows._hours.restore(dump.hour, dump.hours)
            flows._pairs.restore(
                dump.day,
                {
                    (street, department): rows
                    for street, row in dump.pairs.items()
                    for department, rows in row.items()
                },
            )
        except (msgspec.MsgspecError, LookupError, ValueError, OverflowError) as error:
            raise WireError(f"not a dump of flows: {error}") from error
        return flows


def _stored(newest: int) -> int | None:
    return None if newest == _EVER else newest
