"""Who is told of what: rosters, rules, circles, the hour before and the day after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from centre import profiles
from centre.outbox import notify
from domain import commands as c
from domain.circles import (
    Circle,
    Circles,
    Contact,
    Directory,
    Duty,
    Occasion,
    Post,
    Shift,
    alarms,
    answered,
    occasions,
)
from domain.codes import Role
from domain.errors import PlaceError
from domain.events import Record
from tests import town
from tests.town import DAY, HOUR, MINUTE, MONDAY, Book

HW = town.actor(Role.DEPARTMENT, "hw")
DISPATCHER = town.actor(Role.DISPATCHER)
CHECKER = town.actor(Role.OFFICER, name="checker")


def contact(id: str, target: str = "") -> Contact:  # noqa: A002
    return Contact(id, id.title(), "duty", id, target or id)


def shift(who: str, start: str = "00:00", end: str = "00:00", **more: Any) -> Shift:
    return Shift(who, start, end, **more)


def always(post: Post, who: str, unit: str = "") -> Duty:
    return Duty(post, (shift(who),), unit)


def leading(*times: str, **more: Any) -> Duty:
    return Duty(Post.LEADER, (shift("lead", *times, **more),))


PEOPLE = ("hw-day", "hw-night", "cg", "east", "disp", "lead", "mall", "police")


def circles(**more: Any) -> Circles:
    fields: dict[str, Any] = {
        "contacts": tuple(
            contact(p, "ring" if p in ("mall", "police") else "") for p in PEOPLE
        ),
        "duties": (
            Duty(
                Post.DEPARTMENT,
                (
                    shift("hw-day", "08:00", "20:00"),
                    shift("hw-night", "20:00", "08:00"),
                ),
                "hw",
            ),
            always(Post.DEPARTMENT, "cg", "cg"),
            always(Post.STREET, "east", "T01"),
            always(Post.DISPATCHER, "disp"),
            always(Post.LEADER, "lead"),
        ),
        "circles": (
            Circle("mall", "商圈", "mall", ("T01",), ("0101",), ("mall", "police")),
        ),
    }
    return Circles(**(fields | more))


def directory(**more: Any) -> Directory:
    return Directory(circles(**more), town.rules())


def dispatched(book: Book, **more: object) -> str:
    case = book.open(**more)
    for command in (c.Accept(), c.File(), c.Dispatch(department="hw", co=("cg",))):
        book.do(case, command)
    return case


def told(book: Book, who: Directory | None = None) -> dict[str, str]:
    """Target -> occasion, of the last record."""
    record = book.records[-1]
    case = book.case(record.case)
    why = occasions(record, case)
    found = (who or directory()).notices(why, case, record.at)
    return {notice.target: str(notice.occasion) for notice in found}


@pytest.mark.parametrize(
    ("hour", "who"),
    [
        (7.99, "hw-night"),
        (8, "hw-day"),
        (19.99, "hw-day"),
        (20, "hw-night"),
        (24, "hw-night"),
    ],
)
def test_the_one_on_duty_is_found_by_the_local_hour(hour: float, who: str) -> None:
    at = MONDAY + int((hour - 9) * HOUR)
    found = directory().on_duty(Post.DEPARTMENT, "hw", at)
    assert found is not None
    assert found.id == who


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    monday = shift("lead", "20:00", "08:00", days=(1,))
    duty = Duty(Post.LEADER, (monday, shift("disp")))
    who = directory(duties=(duty,))
    night = MONDAY + 12 * HOUR
    for at, id_ in ((night, "lead"), (night + 10 * HOUR, "lead"), (night + DAY, "disp"),
                    (MONDAY - 2 * HOUR, "disp")):  # fmt: skip
        found = who.on_duty(Post.LEADER, "", at)
        assert found is not None
        assert found.id == id_


def test_a_dispatch_tells_department_helpers_and_circle() -> None:
    book = Book()
    dispatched(book)
    assert told(book) == {
        "hw-day": "dispatched", "cg": "dispatched", "ring": "dispatched",
    }  # fmt: skip


def test_a_circle_is_one_letter_that_mentions_all_of_it() -> None:
    book = Book()
    case = book.case(dispatched(book))
    notices = directory().notices((Occasion.DISPATCHED,), case, book.now)
    (ring,) = (n for n in notices if n.target == "ring")
    assert [contact.id for contact in ring.contacts] == ["mall", "police"]


def test_a_circle_is_told_of_its_classes_and_streets_only() -> None:
    for more in ({"grid": "T02001001"}, {"subclass": "0199", "kind": "component"}):
        book = Book()
        case = book.case(book.open())
        other = msgspec.structs.replace(
            case,
            street="T02" if "grid" in more else case.street,
            subclass=more.get("subclass", case.subclass),
        )
        notices = directory().notices((Occasion.DISPATCHED,), other, book.now)
        assert "ring" not in {n.target for n in notices}


def test_a_bounce_tells_the_dispatcher_and_a_second_one_the_leader() -> None:
    book = Book()
    case = dispatched(book)
    book.do(case, c.Bounce(reason="B03", note="不是我们"), HW)
    assert told(book) == {"disp": "bounced"}
    book.do(case, c.RejectBounce(note="是"), DISPATCHER)
    assert told(book) == {}
    book.do(case, c.Bounce(reason="B03", note="真不是"), HW)
    assert told(book) == {"lead": "bounced-again", "disp": "bounced-again"}


def test_urging_and_a_failed_check_tell_the_department() -> None:
    book = Book()
    case = dispatched(book)
    book.do(case, c.Urge(), town.actor(Role.LEADER))
    assert told(book) == {"hw-day": "urged"}
    book.do(case, c.Take(), HW)
    book.do(case, c.FeedBack(photos=("a", "b")), HW)
    book.do(case, c.SendCheck(), town.actor(Role.ACCEPTANCE))
    book.do(case, c.FailCheck(reason="K01"), CHECKER)
    assert told(book) == {"hw-day": "check-failed"}


def test_an_urgent_case_tells_every_duty_at_once() -> None:
    book = Book()
    book.open(subclass="0402")
    assert told(book) == {
        "cg": "urgent", "east": "urgent", "disp": "urgent", "lead": "urgent",
    }  # fmt: skip


def test_what_is_for_one_target_is_one_letter_under_the_heaviest_reason() -> None:
    book = Book()
    case = book.case(dispatched(book))
    why = (Occasion.DISPATCHED, Occasion.OVERDUE)
    found = directory().notices(why, case, book.now)
    assert {n.target: n.occasion for n in found}["hw-day"] is Occasion.OVERDUE
    assert len({n.target for n in found}) == len(found)


def test_a_place_may_have_rules_of_its_own() -> None:
    who = directory(rules={Occasion.DISPATCHED: (Post.LEADER,)})
    book = Book()
    dispatched(book)
    assert told(book, who) == {"lead": "dispatched"}


def test_a_running_clock_is_told_of_an_hour_before_and_when_it_is_missed() -> None:
    book = Book()
    case = dispatched(book)
    clock = book.case(case).clock
    assert clock is not None
    due = clock.deadline
    found = [(a.occasion, a.at) for a in alarms(book.case(case))]
    assert found == [(Occasion.DUE_SOON, due - HOUR), (Occasion.OVERDUE, due + 1)]
    book.do(case, c.Bounce(reason="B03", note="不是"), HW)
    assert alarms(book.case(case)) == ()


def test_no_hour_is_announced_that_has_begun() -> None:
    book = Book()
    case = dispatched(book)
    clock = book.case(case).clock
    assert clock is not None
    book.do(case, c.Take(), HW, at=clock.deadline - HOUR + MINUTE)
    assert [a.occasion for a in alarms(book.case(case))] == [Occasion.OVERDUE]
    book.do(case, c.Urge(), town.actor(Role.LEADER), at=clock.deadline + MINUTE)
    assert alarms(book.case(case)) == ()


def test_an_act_answers_a_mention_and_urging_again_does_not() -> None:
    book = Book()
    case = dispatched(book)

    def later() -> Sequence[Record]:
        return book.records[4:]

    assert not answered(later())
    book.do(case, c.Urge(), town.actor(Role.LEADER))
    assert not answered(later())
    book.do(case, c.Take(), HW)
    assert answered(later())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"contacts": (contact("a"), contact("a"))}, "contact is there twice"),
        ({"contacts": (contact("a"),)}, "no contact"),
        ({"duties": (always(Post.LEADER, "lead"),) * 2}, "duty is there twice"),
        ({"duties": (always(Post.DEPARTMENT, "cg", "xx"),)}, "no such unit"),
        ({"duties": (always(Post.STREET, "cg", "cg"),)}, "no such unit"),
        ({"duties": (always(Post.CIRCLE, "cg"),)}, "no such unit"),
        ({"duties": (leading("08:00", "07:59"),)}, "day 1 at 07:59"),
        ({"duties": (leading(days=(1, 2, 3, 4, 5, 7)),)}, "day 6"),
        ({"circles": (Circle("m", "商", "m", ("T9",), (), ("mall",)),)}, "no street"),
        ({"circles": (Circle("m", "商", "m", (), ("9",), ("mall",)),)}, "no subclass"),
    ],
)  # fmt: skip
def test_circles_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(PlaceError, match=said):
        directory(**wrong)


@pytest.mark.parametrize("place", profiles.names())
def test_every_place_that_ships_has_somebody_on_every_duty(place: str) -> None:
    rules = profiles.load(place)
    who = notify.directory(place, rules)
    for at in range(MONDAY, MONDAY + 7 * DAY, 4 * HOUR):
        for department in rules.place.departments:
            assert who.on_duty(Post.DEPARTMENT, department.code, at)
        for street in rules.place.streets:
            assert who.on_duty(Post.STREET, street.code, at)
        assert who.on_duty(Post.DISPATCHER, "", at)
        assert who.on_duty(Post.LEADER, "", at)
    assert not who.circles.tell_drills
