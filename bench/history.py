"""An endless history out of a few lives that were really decided.

Deciding costs more than folding, so a source of 10,000 records a second (`feed_source`)
and a year of closed cases (`growth_probe`) repeat a sample under new ids and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

import msgspec

from bench.lives import SYSTEM, Life, Lives
from domain.commands import SpecialClose
from domain.decide import Ask, decide
from domain.errors import Refused
from domain.events import GENESIS, AnyEvent, Record, Reported
from domain.reduce import advance
from domain.rules import Rules
from domain.state import CityState

#: Of a round, how long a life takes: so many of the lives are open at a time.
_SPAN: Final = 0.5


class Step(NamedTuple):
    """One record of a sample. `over`: of a life that began in the round before."""

    life: int
    version: int
    event: AnyEvent
    over: bool


def events(life: Life, rules: Rules, at: int, *, short: bool = False) -> list[AnyEvent]:
    """What happens in a life; a `short` one is reported and closed by order."""
    state, made = CityState(), list[AnyEvent]()
    case, command = None, life.report
    while command is not None:
        ask = Ask(command, SYSTEM, at, "one" if case else "", "one")
        facts = decide(state, ask, rules)
        if isinstance(facts, Refused):
            raise TypeError(f"{command} was refused: {facts}")
        for fact in facts:
            made.append(fact.event)
            record = Record(state.seq + 1, at, "one", len(made), SYSTEM, fact.event, "")
            advance(state, [record])
        case = state.cases.get("one")
        if case is None:
            command = None
        elif short:
            command = SpecialClose(note="by order")
        else:
            command = life.next(case.state)
    return made


def sample(
    rules: Rules, rng: Random, at: int, lives: int, *, short: bool = False
) -> list[Step]:
    """The records of a round of `lives` lives, in order, begun evenly over it."""
    supply = Lives(rules, rng)
    placed: list[tuple[float, Step]] = []
    for number in range(lives):
        made = events(supply.one(), rules, at, short=short)
        for index, event in enumerate(made):
            place = number / lives + index * _SPAN / len(made)
            step = Step(number, index + 1, event, place >= 1)
            placed.append((place % 1, step))
    return [step for _, step in sorted(placed, key=lambda pair: pair[0])]


class History:
    """Repeats a sample for ever, numbered on from record `seq`.

    Cases are called after `name`; two histories of one state need two names.
    """

    def __init__(
        self,
        steps: list[Step],
        rules: Rules,
        seq: int = 0,
        serial: int = 0,
        name: str = "h",
    ) -> None:
        self._rules, self._name = rules, name
        self._serial, self._day = serial, ""
        self.seq = seq
        self._steps = self._endless(steps)

    def _endless(self, steps: list[Step]) -> Iterator[tuple[Step, str]]:
        turn = 0
        while True:
            for step in steps:
                if turn or not step.over:
                    yield step, f"{self._name}{turn - step.over:05d}-{step.life:05d}"
            turn += 1

    def take(self, count: int, at: int) -> list[Record]:
        """The next records, all at a time."""
        day = self._rules.local_day(at)
        if day != self._day:
            self._day, self._serial = day, 0
        prefix = f"{self._rules.place.prefix}-{day}"
        made = []
        for _ in range(count):
            step, case = next(self._steps)
            event = step.event
            self.seq += 1
            if isinstance(event, Reported):
                self._serial += 1
                number = f"{prefix}-{self._serial:04d}"
                event = msgspec.structs.replace(event, number=number)
            made.append(
                Record(self.seq, at, case, step.version, SYSTEM, event, GENESIS)
            )
        return made
