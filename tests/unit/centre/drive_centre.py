"""A centre in memory: decides as the real one does, without HTTP or a ledger."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from centre.drive.step import Step
from centre.drive.view import Done, Problem, View
from domain.codes import OPEN
from domain.course import evolve
from domain.decide import Ask, decide, place_of
from domain.decisions.recurring import Spot
from domain.errors import Refused
from domain.events import Actor, Record
from domain.reduce import advance
from domain.rules import Rules
from domain.state import DRILL_EPOCH, Case, CityState


class MemoryCentre:
    """`records` is its ledger, `sent` every step that reached it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.state = CityState(f"{DRILL_EPOCH}memory")
        self.cases: dict[str, Case] = {}
        self.records: list[Record] = []
        self.sent: list[Step] = []
        self.ended: dict[Spot, list[Case]] = defaultdict(list)
        self.answers: dict[str, Done] = {}

    async def tell(self, step: Step, case: str, version: int) -> Done | Problem:
        self.sent.append(step)
        if step.key in self.answers:
            return self.answers[step.key]
        known = self.cases.get(case)
        if known is not None and known.version != version:
            return Problem("version-stale")
        if known is not None and step.at < known.changed_at:
            return Problem("time-goes-back")
        answer = self.decide(step.command, step.actor, step.at, case)
        if isinstance(answer, Refused):
            return Problem(answer.code, detail=answer.reason)
        self.answers[step.key] = done = self._done(answer)
        return done

    async def view(self, case: str) -> View:
        return msgspec.convert(msgspec.structs.asdict(self.cases[case]), View)

    def decide(
        self, command, actor: Actor, at: int, case: str = ""
    ) -> list[Record] | Refused:
        """Somebody does something; also for people who are not the driver."""
        fresh = f"m{len(self.records)}"
        known = self.cases.get(case)
        closed = None if known is None or known.state in OPEN else known
        asked = Ask(command, actor, at, case, fresh, closed)
        if place := place_of(self.state, asked, self.rules):
            earlier = tuple(self.ended[place])
            asked = msgspec.structs.replace(asked, earlier=earlier)
        facts = decide(self.state, asked, self.rules)
        if isinstance(facts, Refused):
            return facts
        written = []
        for fact in facts:
            before = self.cases.get(fact.case)
            version = before.version + 1 if before else 1
            seq = self.state.seq + 1
            by = fact.actor or actor
            record = Record(seq, at, fact.case, version, by, fact.event, "")
            advance(self.state, [record])
            after = self.cases[fact.case] = evolve(before, record)
            if after.state not in OPEN and before and before.state in OPEN:
                spot = Spot(after.street, after.grid, after.subclass)
                self.ended[spot].append(after)
            written.append(record)
        self.records += written
        return written

    def _done(self, records: list[Record]) -> Done:
        case = self.cases[records[0].case]
        body = {
            "case": case.id,
            "version": case.version,
            "state": case.state,
            "records": msgspec.to_builtins(records),
        }
        return msgspec.convert(body, Done)
