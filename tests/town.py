"""A town of two streets and three departments, small enough to reason about."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, Limit, Unit
from domain.codes import Kind, Role, Source
from domain.commands import AnyCommand, Report
from domain.decide import Ask, decide
from domain.errors import Refused
from domain.events import GENESIS, Actor, AnyEvent, Record
from domain.place import Category, Department, Grid, Place, Street, Subclass
from domain.place import Route as Routing
from domain.reduce import advance
from domain.rules import Rules
from domain.state import Case, CityState

CALENDARS = Path(__file__).parents[1] / "domain" / "calendars"
#: 2026-09-21 09:00 in Shanghai, a Monday.
MONDAY = 1_789_952_400_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

STREETS = (
    Street("T01", "东街", "East St", "东街", "East", "dj", share=0.6, backstop="de"),
    Street("T02", "西街", "West St", "西街", "West", "xj", share=0.4),
)
DEPARTMENTS = (
    Department("cg", "城市管理局", "City Management", "城管", "City", "cg"),
    Department("hw", "环卫所", "Sanitation", "环卫", "Sanit", "hw"),
    Department("de", "东街街道办", "East Street Office", "东办", "East", "de"),
)
SUBCLASSES = (
    Subclass(
        "0101", Kind.EVENT, "暴露垃圾", "exposed rubbish", "env",
        Limit(4, Unit.WORK_HOUR),
    ),
    Subclass(
        "0402", Kind.EVENT, "路面塌陷", "road collapse", "inc",
        Limit(2, Unit.URGENT_HOUR), urgent=True, auto_file=False,
    ),
    Subclass("0199", Kind.COMPONENT, "井盖缺失", "manhole cover missing", "fac", None),
)  # fmt: skip
GRIDS = (
    Grid("T01001001", "T01", "D1", 0, 0, 121.400, 31.200),
    Grid("T01001002", "T01", "D1", 0, 1, 121.401, 31.200),
    Grid("T02001001", "T02", "D2", 0, 2, 121.402, 31.200),
)
ROUTES = (
    Routing("0101", "hw", co=("cg",)),
    Routing("0101", "cg", street="T02"),
    Routing("0402", "cg"),
)


def calendar() -> Calendar:
    raw = max(CALENDARS.glob("cn-*.json")).read_bytes()
    return Calendar.from_json(raw, ZoneInfo("Asia/Shanghai"))


def place() -> Place:
    return Place(
        name="town",
        code="900001",
        zh="小镇",
        en="Town",
        prefix="TT",
        zone="Asia/Shanghai",
        calendar="",
        locale="zh_CN",
        streets=STREETS,
        departments=DEPARTMENTS,
        categories=(
            Category("env", "环境", "environment"),
            Category("inc", "突发", "incidents"),
            Category("fac", "设施", "facilities"),
        ),
        subclasses=SUBCLASSES,
        routes=ROUTES,
        stage_minutes={},
        rows=1,
        columns=3,
    )


def rules() -> Rules:
    return Rules(place(), GRIDS, calendar())


def actor(role: Role, unit: str = "", name: str = "") -> Actor:
    return Actor(
        id=name or f"{role}-{unit}" if unit else name or str(role), role=role, unit=unit
    )


SYSTEM = actor(Role.SYSTEM)


def report(**more: Any) -> Report:
    fields: dict[str, Any] = {
        "source": Source.OFFICER,
        "title": "暴露垃圾",
        "subclass": "0101",
        "grid": "T01001001",
    }
    return Report(**(fields | more))


class Book:
    """A ledger in memory: decides, numbers and folds as the desk does.

    `forgetful`: it does not look for what comes again.
    """

    def __init__(
        self, at: int = MONDAY, epoch: str = "e1", *, forgetful: bool = False
    ) -> None:
        self.forgetful = forgetful
        self.rules = rules()
        self.state = CityState(epoch)
        self.records: list[Record] = []
        self.closed: dict[str, Case] = {}
        self.now = at
        self._ids = 0

    def ask(
        self, command: AnyCommand, by: Actor, case: str = "", at: int | None = None
    ) -> tuple[Record, ...] | Refused:
        """Decide and, when it is allowed, write; the new records."""
        self.now = self.now if at is None else at
        self._ids += 1
        ask = Ask(
            command, by, self.now, case, f"c{self._ids:04d}", self.closed.get(case),
            earlier=() if self.forgetful else tuple(self.closed.values()),
        )  # fmt: skip
        facts = decide(self.state, ask, self.rules)
        if isinstance(facts, Refused):
            return facts
        return tuple(
            [self._write(one.case, one.event, one.actor or by) for one in facts]
        )

    def _write(self, case: str, event: AnyEvent, by: Actor) -> Record:
        from domain.course import evolve

        before = self.state.cases.get(case) or self.closed.get(case)
        version = before.version + 1 if before else 1
        record = Record(
            self.state.seq + 1,
            self.now,
            case,
            version,
            by,
            event,
            GENESIS,
        )
        after = evolve(before, record)
        advance(self.state, [record])
        if case not in self.state.cases:
            self.closed[case] = after
        self.records.append(record)
        return record

    def open(self, **more: object) -> str:
        """Report a case as an officer; its id."""
        done = self.ask(report(**more), actor(Role.OFFICER))
        assert not isinstance(done, Refused), done
        return done[0].case

    def case(self, case: str) -> Case:
        return self.state.cases.get(case) or self.closed[case]

    def do(
        self, case: str, command: AnyCommand, by: Actor = SYSTEM, at: int | None = None
    ) -> Case:
        """A command that must be allowed; the case after it."""
        done = self.ask(command, by, case, at)
        assert not isinstance(done, Refused), done
        return self.case(case)

    def no(
        self, case: str, command: AnyCommand, by: Actor, at: int | None = None
    ) -> str:
        """A command that must be refused; the code."""
        seq = self.state.seq
        done = self.ask(command, by, case, at)
        assert isinstance(done, Refused), done
        assert self.state.seq == seq
        return done.code
