"""Contact circles: who is to be told of what happens to a case.

Pure: `centre/outbox` asks it of every record and writes the letters. People, rosters
and rules are data of a place (`centre/profiles/<place>/circles.json`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, NamedTuple

import msgspec

from domain import events as e
from domain.codes import Role, State
from domain.errors import PlaceError
from domain.rules import Rules
from domain.state import Case

HOUR_MS: Final = 3_600_000
_Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
_Time = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
_Word = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_WEEK: Final = (1, 2, 3, 4, 5, 6, 7)
_DAY_MINUTES: Final = 24 * 60
_PROBE: Final = datetime(2026, 1, 5)  # noqa: DTZ001 (any Monday: only its minutes count)


class Occasion(StrEnum):
    """Why somebody is told; the heaviest first."""

    URGENT = "urgent"
    OVERDUE = "overdue"
    BOUNCED_AGAIN = "bounced-again"
    URGED = "urged"
    CHECK_FAILED = "check-failed"
    UNANSWERED = "unanswered"
    DUE_SOON = "due-soon"
    BOUNCED = "bounced"
    DISPATCHED = "dispatched"


class Post(StrEnum):
    """Whom a rule names: a duty, or the circles that fit the case."""

    DEPARTMENT = "department"
    STREET = "street"
    DISPATCHER = "dispatcher"
    LEADER = "leader"
    CIRCLE = "circle"


#: What a place that says nothing else does.
RULES: Final[Mapping[Occasion, tuple[Post, ...]]] = MappingProxyType(
    {
        Occasion.DISPATCHED: (Post.DEPARTMENT, Post.CIRCLE),
        Occasion.BOUNCED: (Post.DISPATCHER,),
        Occasion.BOUNCED_AGAIN: (Post.LEADER, Post.DISPATCHER),
        Occasion.DUE_SOON: (Post.DEPARTMENT, Post.STREET),
        Occasion.OVERDUE: (Post.DEPARTMENT, Post.STREET),
        Occasion.URGED: (Post.DEPARTMENT,),
        Occasion.CHECK_FAILED: (Post.DEPARTMENT,),
        Occasion.URGENT: (Post.DEPARTMENT, Post.STREET, Post.DISPATCHER, Post.LEADER),
        Occasion.UNANSWERED: (Post.LEADER,),
    }
)
#: Mentions that somebody must act upon within the limit, or the next one is told.
ANSWERABLE: Final = frozenset(
    {
        Occasion.DISPATCHED,
        Occasion.BOUNCED,
        Occasion.URGED,
        Occasion.CHECK_FAILED,
        Occasion.OVERDUE,
    }
)
#: States in which the department's clock runs.
_RUNNING: Final = frozenset({State.DISPATCHED, State.HANDLING, State.HANG_REQ})
#: Records that are no answer to a mention.
_NO_ANSWER: Final = (e.Urged, e.DeadlineRecomputed, e.Linked)


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who can be told; invented. `target` is a name of `notify.toml`."""

    id: _Code
    name: _Word
    role: _Word
    mention: Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,40}\Z")]
    target: _Code


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Local times of the place; an end that is not later is one of the next day."""

    contact: _Code
    start: _Time
    end: _Time
    days: tuple[Annotated[int, msgspec.Meta(ge=1, le=7)], ...] = _WEEK


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roster of a post, of a unit (street or department) where the post has one."""

    post: Post
    shifts: Annotated[tuple[Shift, ...], msgspec.Meta(min_length=1)]
    unit: str = ""


class Circle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A business circle: all of them are mentioned for these classes there."""

    id: _Code
    zh: _Word
    en: _Word
    streets: tuple[str, ...]
    subclasses: tuple[str, ...]
    contacts: Annotated[tuple[_Code, ...], msgspec.Meta(min_length=1)]


class Circles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`circles.json`: who there is, who is on duty when, who is told of what."""

    contacts: tuple[Contact, ...]
    duties: tuple[Duty, ...]
    circles: tuple[Circle, ...] = ()
    rules: dict[Occasion, tuple[Post, ...]] = {}
    answer_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 24
    tell_drills: bool = False

    def posts(self, occasion: Occasion) -> tuple[Post, ...]:
        """Whom the rule of an occasion names."""
        return self.rules.get(occasion, RULES[occasion])


class Notice(NamedTuple):
    """One letter: where to, why, and who is mentioned in it."""

    target: str
    occasion: Occasion
    contacts: tuple[Contact, ...]


class Alarm(NamedTuple):
    """When a running clock is told of."""

    occasion: Occasion
    at: int
    deadline: int


def occasions(record: e.Record, case: Case) -> tuple[Occasion, ...]:
    """Why somebody is told of a record; `case` as it stands after it."""
    match record.event:
        case e.Reported(urgent=True):
            return (Occasion.URGENT,)
        case e.Dispatched() | e.ForceAssigned():
            return (Occasion.DISPATCHED,)
        case e.Bounced():
            again = case.bounces + case.rejected_bounces > 0
            return (Occasion.BOUNCED_AGAIN if again else Occasion.BOUNCED,)
        case e.Urged():
            return (Occasion.URGED,)
        case e.CheckFailed():
            return (Occasion.CHECK_FAILED,)
        case _:
            return ()


def alarms(case: Case) -> tuple[Alarm, ...]:
    """What the department's clock will be told of, if nothing happens before.

    The hour's warning only where more than an hour was left at the last record.
    """
    clock = case.clock
    if clock is None or case.state not in _RUNNING:
        return ()
    deadline = clock.deadline
    soon = Alarm(Occasion.DUE_SOON, deadline - HOUR_MS, deadline)
    late = Alarm(Occasion.OVERDUE, deadline + 1, deadline)
    return tuple(a for a in (soon, late) if a.at > case.changed_at)


def answered(later: Iterable[e.Record]) -> bool:
    """Whether somebody acted on the case; urging again, or a rule, is no act."""
    return any(
        record.actor.role is not Role.SYSTEM
        and not isinstance(record.event, _NO_ANSWER)
        for record in later
    )


class Directory:
    """The circles of a place, ready for questions. `PlaceError` for wrong ones."""

    def __init__(self, circles: Circles, rules: Rules) -> None:
        self.circles: Final = circles
        self._rules = rules
        self._contacts = {contact.id: contact for contact in circles.contacts}
        self._duties = {(duty.post, duty.unit): duty for duty in circles.duties}
        self._check()

    @property
    def answer_ms(self) -> int:
        """How long a mention may wait for an act."""
        return self.circles.answer_hours * HOUR_MS

    def targets(self) -> frozenset[str]:
        """Every target that somebody can be told at."""
        return frozenset(contact.target for contact in self.circles.contacts)

    def on_duty(self, post: Post, unit: str, at: int) -> Contact | None:
        """Who has the duty at that time (ms); None where the place keeps none."""
        duty = self._duties.get((post, unit))
        if duty is None:
            return None
        found = _on_shift(duty.shifts, _local(at, self._rules.zone))
        return None if found is None else self._contacts[found]

    def notices(self, why: Sequence[Occasion], case: Case, at: int) -> list[Notice]:
        """The letters for these occasions: one a target, under the heaviest reason."""
        found: dict[str, tuple[Occasion, dict[str, Contact]]] = {}
        for occasion in sorted(why, key=list(Occasion).index):
            for post in self.circles.posts(occasion):
                for contact in self._told(post, occasion, case, at):
                    _, people = found.setdefault(contact.target, (occasion, {}))
                    people[contact.id] = contact
        return [
            Notice(target, occasion, tuple(people.values()))
            for target, (occasion, people) in found.items()
        ]

    def _told(
        self, post: Post, occasion: Occasion, case: Case, at: int
    ) -> list[Contact]:
        if post is Post.CIRCLE:
            return self._circle(case)
        people = (self.on_duty(post, u, at) for u in self._units(post, occasion, case))
        return [contact for contact in people if contact is not None]

    def _units(self, post: Post, occasion: Occasion, case: Case) -> tuple[str, ...]:
        if post is Post.STREET:
            return (case.street,)
        if post is not Post.DEPARTMENT:
            return ("",)
        if case.department:
            helpers = case.co if occasion is Occasion.DISPATCHED else ()
            return (case.department, *helpers)
        route = self._rules.route(case.street, case.subclass)
        return () if route is None else (route.lead,)

    def _circle(self, case: Case) -> list[Contact]:
        return [
            self._contacts[contact]
            for circle in self.circles.circles
            if case.street in circle.streets and case.subclass in circle.subclasses
            for contact in circle.contacts
        ]

    def _check(self) -> None:
        circles, where = self.circles, self._rules.place.name
        if len(self._contacts) != len(circles.contacts):
            raise PlaceError(f"{where}: a contact is there twice")
        if len(self._duties) != len(circles.duties):
            raise PlaceError(f"{where}: a duty is there twice")
        named = [s.contact for duty in circles.duties for s in duty.shifts]
        named += [contact for circle in circles.circles for contact in circle.contacts]
        if strangers := sorted(set(named) - self._contacts.keys()):
            raise PlaceError(f"{where}: no contact {strangers[0]!r}")
        for duty in circles.duties:
            self._check_duty(duty)
        for circle in circles.circles:
            self._check_circle(circle)

    def _check_circle(self, circle: Circle) -> None:
        where = f"{self._rules.place.name}: circle {circle.id}"
        for street in circle.streets:
            if self._rules.street(street) is None:
                raise PlaceError(f"{where}: no street {street!r}")
        for subclass in circle.subclasses:
            if self._rules.subclass(subclass) is None:
                raise PlaceError(f"{where}: no subclass {subclass!r}")

    def _check_duty(self, duty: Duty) -> None:
        known: object = not duty.unit
        if duty.post is Post.STREET:
            known = self._rules.street(duty.unit)
        elif duty.post is Post.DEPARTMENT:
            known = self._rules.department(duty.unit)
        name = f"{self._rules.place.name}: duty {duty.post} {duty.unit}".rstrip()
        if duty.post is Post.CIRCLE or not known:
            raise PlaceError(f"{name}: there is no such unit")
        if (hole := _hole(duty.shifts)) is not None:
            raise PlaceError(f"{name}: nobody on day {hole:%u} at {hole:%H:%M}")


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, zone)


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _on_shift(shifts: Iterable[Shift], now: datetime) -> str | None:
    """The first shift that covers a local time."""
    minute, day = now.hour * 60 + now.minute, now.isoweekday()
    yesterday = 7 if day == 1 else day - 1
    for shift in shifts:
        start, end = _minutes(shift.start), _minutes(shift.end)
        if start < end:
            covers = day in shift.days and start <= minute < end
        else:
            covers = (day in shift.days and minute >= start) or (
                yesterday in shift.days and minute < end
            )
        if covers:
            return shift.contact
    return None


def _hole(shifts: Sequence[Shift]) -> datetime | None:
    """The first time of the week at which nobody is on duty.

    A hole begins where a shift ends.
    """
    edges = {_minutes(s.end) for s in shifts}
    for day in range(7):
        for minute in sorted(edges):
            now = _PROBE + timedelta(minutes=day * _DAY_MINUTES + minute)
            if _on_shift(shifts, now) is None:
                return now
    return None
