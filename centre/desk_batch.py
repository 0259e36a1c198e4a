"""One batch of orders on its way to the ledger.

Each is decided on what the ones before it leave behind (`domain/decide`,
`domain/reduce`); `desk.py` makes them durable together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from centre.desk_orders import (
    Answer,
    Committed,
    Done,
    KeyReused,
    Order,
    Stale,
    UnknownCase,
)
from centre.errors import LedgerCorrupt
from centre.ledger import chain
from centre.ledger.protocol import Entry, Kept, Ledger, Query, Stored
from centre.ledger.recovery import decoded, refold
from domain import wire
from domain.codes import State
from domain.commands import Recur, Report, Revisit
from domain.course import evolve
from domain.decide import Ask, Fact, decide, place_of
from domain.decisions.recurring import RECUR_MS
from domain.errors import Refused
from domain.events import Actor, Record, Reported
from domain.photos import Doubt, doubts
from domain.reduce import step
from domain.rules import Rules
from domain.state import Case, CityState

#: Closed cases of one place, at most, that are looked at for what comes again there.
_EARLIER: Final = 16
_OPENING: Final = (Report, Revisit, Recur)
LATEST: Final = 253_402_300_799_999
_NOTHING: Final = Refused("nothing-to-do", "nothing would change")


class _Told(msgspec.Struct, frozen=True, array_like=True):
    """An answer as it is kept with its key; the records are in the ledger."""

    case: str
    number: str
    version: int
    state: State
    first: int
    created: bool


_log = logging.getLogger(__name__)
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Told)


class Batch:
    """Decides orders and advances `state`; what is to be kept gathers in `entries`.

    When a batch is not made durable, or is `spoiled` (the fold broke underway), the
    state is ahead of the ledger and must be read back.
    """

    def __init__(
        self,
        ledger: Ledger,
        rules: Rules,
        state: CityState,
        clock: Callable[[], int],
        new_id: Callable[[int], str],
    ) -> None:
        self._ledger, self._rules, self._state = ledger, rules, state
        self._clock, self._new_id = clock, new_id
        self._first = state.seq + 1
        self._prev = bytes.fromhex(state.prev)
        self._answered: dict[str, tuple[bytes, Done]] = {}
        #: Cases that were closed or changed after their end in this batch.
        self._closed: dict[str, Case] = {}
        self._records: list[Record] = []
        self.entries: list[Entry] = []
        self.committed: list[Committed] = []
        self.spoiled = False

    def take(self, order: Order, known: Mapping[str, Kept]) -> Answer:
        """What becomes of an order; `known` are the keys that the ledger has."""
        again = self.replayed(order, known)
        if again is not None:
            return again
        case = self._case(order.case)
        if case is None and order.case:
            return UnknownCase()
        if case is not None and order.expected_version not in (None, case.version):
            return self._stale(case)
        at = self._time(order, case)
        if isinstance(at, Refused):
            return at
        ask = self._told_of_earlier(self._ask(order, case, at))
        facts = decide(self._state, ask, self._rules) or _NOTHING
        if isinstance(facts, Refused):
            return facts
        return self._record(order, ask, facts, self._touched(facts, ask, case))

    def replayed(self, order: Order, known: Mapping[str, Kept]) -> Answer | None:
        """The answer that the order's key has had; None for a new key."""
        digest, done = self._answered.get(order.key, (b"", None))
        if done is None:
            kept = known.get(order.key)
            if kept is None:
                return None
            digest, done = kept.digest, self._told(kept)
        if digest != order.body_digest:
            return KeyReused()
        return msgspec.structs.replace(done, replayed=True)

    def _told(self, kept: Kept) -> Done:
        told = _decoder.decode(kept.answer)
        stored = self._ledger.read(told.first - 1, kept.seq - told.first + 1)
        return Done(
            case=told.case,
            number=told.number,
            version=told.version,
            seq=kept.seq,
            state=told.state,
            stored=tuple(kept.body for kept in stored),
            warnings=_warnings(map(decoded, stored)),
            created=told.created,
        )

    def _case(self, case: str) -> Case | None:
        if not case:
            return None
        return (
            self._state.cases.get(case)
            or self._closed.get(case)
            or refold(self._ledger.history(case))
        )

    def _stale(self, case: Case) -> Stale:
        if case.seq >= self._first:
            last = self._records[case.seq - self._first]
        else:
            last = decoded(self._ledger.read(case.seq - 1, 1)[0])
        return Stale(case.version, last.actor, last.at, type(last.event).__name__)

    def _time(self, order: Order, case: Case | None) -> int | Refused:
        """No case goes back in time, whatever the clock does."""
        last = 0 if case is None else case.changed_at
        if order.at is not None and not 0 <= order.at <= LATEST:
            return Refused(
                "time-wrong", "a time is ms since 1970, before the year 10000"
            )
        if order.at is None:
            return max(self._clock(), last)
        if order.at < last:
            return Refused(
                "time-goes-back",
                f"the case was changed {last - order.at} ms later than that",
            )
        return order.at

    def _ask(self, order: Order, case: Case | None, at: int) -> Ask:
        fresh = self._new_id(at) if isinstance(order.command, _OPENING) else ""
        closed = None if case is None or case.id in self._state.cases else case
        return Ask(
            order.command, order.actor, at, order.case, fresh, closed, order.photos
        )

    def _told_of_earlier(self, ask: Ask) -> Ask:
        """The order together with what was closed lately where it leads to."""
        place = place_of(self._state, ask, self._rules)
        if place is None:
            return ask
        lately = Query(
            state=State.CLOSED,
            grid=place.grid,
            subclass=place.subclass,
            closed_from=ask.now - RECUR_MS,
            closed_before=ask.now + 1,
            limit=_EARLIER,
        )
        try:
            found = self._ledger.find_writing(lately).cases
        except LedgerCorrupt:  # a report is worth more than its link with that row
            _log.exception("closed cases at %s", place)
            found = []
        known = {case.id: case for case in found} | self._closed
        return msgspec.structs.replace(ask, earlier=tuple(known.values()))

    def _touched(
        self, facts: tuple[Fact, ...], ask: Ask, case: Case | None
    ) -> dict[str, Case | None]:
        """The cases of the facts as they stand before; None: not there yet."""
        if len(facts) == 1 and facts[0].case == ask.case:
            return {ask.case: case}
        known: dict[str, Case | None] = {case.id: case for case in ask.earlier}
        known |= {ask.case: case, ask.fresh: None}
        return {
            fact.case: known[fact.case] if fact.case in known else self._case(fact.case)
            for fact in facts
        }

    def _record(
        self,
        order: Order,
        ask: Ask,
        facts: tuple[Fact, ...],
        before: Mapping[str, Case | None],
    ) -> Done:
        self.spoiled = True
        records, stored = self._sealed(order.actor, ask.now, facts, before)
        ended = self._ended(records, before)
        first = facts[0].case
        done = self._done(first, records, stored, created=first == ask.fresh)
        self.spoiled = False
        self._keep(order, done, records, stored, ended)
        return done

    def _sealed(
        self,
        actor: Actor,
        at: int,
        facts: tuple[Fact, ...],
        before: Mapping[str, Case | None],
    ) -> tuple[list[Record], list[Stored]]:
        """The records of an order, as structs and as bytes, sealed and folded.

        One by one: who reads along wants to know what each has changed.
        """
        records: list[Record] = []
        stored: list[Stored] = []
        versions = {case: was.version if was else 0 for case, was in before.items()}
        state, seq, prev = self._state, self._state.seq, self._prev
        for fact in facts:
            seq += 1
            case = fact.case
            version = versions[case] = versions[case] + 1
            by = fact.actor or actor
            record = Record(seq, at, case, version, by, fact.event, state.prev)
            body = wire.encode(record)
            prev = chain.link(seq, prev, body)
            step(state, record)
            state.prev = prev.hex()
            records.append(record)
            stored.append(Stored(seq, case, body, prev))
            after = state.cases.get(case)
            self.committed.append(Committed(seq, at, case, body, after, state.digest))
        self._prev = prev
        self._records += records
        return records, stored

    def _ended(
        self, records: list[Record], before: Mapping[str, Case | None]
    ) -> list[Case]:
        """The cases that are closed after these records, as they stand."""
        ended = []
        for case, was in before.items():
            if case in self._state.cases:
                continue
            after = was
            for record in records:
                if record.case == case:
                    after = evolve(after, record)
            if after is not None:
                ended.append(after)
        self._closed.update((case.id, case) for case in ended)
        return ended

    def _done(
        self, case: str, records: list[Record], stored: list[Stored], *, created: bool
    ) -> Done:
        after = self._state.cases.get(case) or self._closed[case]
        return Done(
            case=case,
            number=after.number,
            version=after.version,
            seq=records[-1].seq,
            state=after.state,
            stored=tuple(kept.body for kept in stored),
            warnings=_warnings(records),
            created=created,
        )

    def _keep(
        self,
        order: Order,
        done: Done,
        records: list[Record],
        stored: list[Stored],
        ended: list[Case],
    ) -> None:
        told = _Told(
            done.case,
            done.number,
            done.version,
            done.state,
            stored[0].seq,
            done.created,
        )
        opened = [
            (record.event.number, record.case)
            for record in records
            if isinstance(record.event, Reported)
        ]
        self.entries.append(
            Entry(
                stored,
                order.key,
                order.body_digest,
                _encoder.encode(told),
                opened,
                ended,
            )
        )
        self._answered[order.key] = (order.body_digest, done)


def _warnings(records: Iterable[Record]) -> tuple[Doubt, ...]:
    """Of the facts, so that a retry is warned as the first time."""
    found: tuple[Doubt, ...] = ()
    for record in records:
        shots = getattr(record.event, "shots", ())
        if shots:
            found = (*found, *doubts(shots))
    return found
