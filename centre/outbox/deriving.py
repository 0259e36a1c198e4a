"""From records to letters: what reading the ledger on leads to.

The same records lead to the same letters, so a step that was not kept is done again
without harm. `outbox.py` keeps the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from centre.ledger.protocol import Reading, Stored
from centre.ledger.recovery import decoded
from centre.outbox.letters import Writer
from centre.outbox.store import Alarm, Owed, Step
from domain import circles
from domain.circles import ANSWERABLE, Directory, Notice, Occasion
from domain.course import evolve
from domain.events import AnyEvent, Record
from domain.rules import Rules
from domain.state import DRILL_EPOCH, Case

UNANSWERED: Final = Occasion.UNANSWERED


class Deriving:
    """Knows whom to tell of the ledger's records; writes nothing itself.

    `addressed` are the targets that a letter can be sent to. Records from before
    `oldest` (ms) are told to nobody.
    """

    def __init__(
        self, ledger: Reading, rules: Rules, who: Directory, addressed: frozenset[str]
    ) -> None:
        self._ledger, self._who, self._addressed = ledger, who, addressed
        self._writer = Writer(rules)
        self._drill = ledger.epoch.startswith(DRILL_EPOCH)

    def seeds(self, cases: Sequence[Case], after: int) -> list[Alarm]:
        """The alarms, later than `after`, of the cases that are open at the start."""
        return [a for case in cases for a in self._alarms(case) if a.at > after]

    def step(self, after: int, limit: int, oldest: int) -> Step | None:
        """What the next records lead to; None at the ledger's head."""
        found = self._ledger.read(after, limit)
        if not found:
            return None
        step = Step(found[-1].seq, [], [], [])
        pairs = self._unfolded(found)
        for record, case in pairs:
            self._read(step, record, case, oldest)
        last = {case.id: case for _, case in pairs}
        step.quiet = list(last)
        step.alarms += [a for case in last.values() for a in self._alarms(case)]
        return step

    def _unfolded(self, found: Sequence[Stored]) -> list[tuple[Record, Case]]:
        """Each of the records with its case as it stood after it, in order."""
        wanted = {stored.seq for stored in found}
        cases: Mapping[str, None] = dict.fromkeys(stored.case for stored in found)
        pairs: list[tuple[Record, Case]] = []
        for name in cases:
            case: Case | None = None
            for stored in self._ledger.history(name):
                if stored.seq > found[-1].seq:
                    break
                record = decoded(stored)
                case = evolve(case, record)
                if stored.seq in wanted:
                    pairs.append((record, case))
        return sorted(pairs, key=lambda pair: pair[0].seq)

    def _read(self, step: Step, record: Record, case: Case, oldest: int) -> None:
        why = circles.occasions(record, case)
        if not why or not self._tells(case):
            return
        if record.at < oldest:
            step.skipped += 1
            return
        cause = f"{record.seq}"
        step.owed += self._owed(why, case, record.at, cause, record.event)
        if any(occasion in ANSWERABLE for occasion in why):
            at = record.at + self._who.answer_ms
            step.alarms.append(Alarm(case.id, UNANSWERED, cause, at, record.seq))

    def ring(self, alarm: Alarm) -> tuple[list[Alarm], list[Owed]]:
        """What an alarm whose time has come leads to."""
        pairs = self._all(alarm.case)
        if not pairs:
            return [], []
        case = pairs[-1][1]
        if alarm.occasion != UNANSWERED:
            cause = f"{case.number}.{alarm.cause}"
            why = (Occasion(alarm.occasion),)
            owed = self._owed(why, case, alarm.at, cause, None)
            if alarm.occasion not in ANSWERABLE:
                return [], owed
            at = alarm.at + self._who.answer_ms
            return [Alarm(case.id, UNANSWERED, cause, at, case.seq)], owed
        later = [record for record, _ in pairs if record.seq > alarm.seq]
        if circles.answered(later):
            return [], []
        return [], self._owed((UNANSWERED,), case, alarm.at, alarm.cause, None)

    def _all(self, case: str) -> list[tuple[Record, Case]]:
        history = self._ledger.history(case)
        return self._unfolded(history) if history else []

    def _tells(self, case: Case) -> bool:
        drill = case.drill or self._drill
        return not drill or self._who.circles.tell_drills

    def _alarms(self, case: Case) -> list[Alarm]:
        if not self._tells(case):
            return []
        return [
            Alarm(case.id, a.occasion, f"{a.deadline}", a.at, case.seq)
            for a in circles.alarms(case)
        ]

    def _owed(
        self,
        why: Sequence[Occasion],
        case: Case,
        at: int,
        cause: str,
        event: AnyEvent | None,
    ) -> list[Owed]:
        return [
            self._letter(notice, case, cause, event)
            for notice in self._who.notices(why, case, at)
            if notice.target in self._addressed
        ]

    def _letter(
        self, notice: Notice, case: Case, cause: str, event: AnyEvent | None
    ) -> Owed:
        cause = f"{cause}-{notice.occasion}"
        letter = self._writer.write(
            notice,
            case,
            f"{cause}-{notice.target}",
            event,
            drill=case.drill or self._drill,
        )
        return Owed(cause, notice.target, notice.occasion, case.id, case.number, letter)
