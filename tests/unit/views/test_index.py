"""The index of the open cases: kept up to date, it is what a rebuild would be."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.calendar import DAY_MS
from domain.codes import Role
from domain.counting import key_of
from domain.sla import Light
from domain.state import ALL
from domain.views.clocks import HELD, running
from domain.views.index import AWAITING, Lights, OpenIndex, Rank
from tests.town import MINUTE, MONDAY, Book, actor
from tests.unit.domain.cases import filed, handling
from tests.unit.views.shift import Step, index_of, play, steps

KEYS = (ALL, "T01", "T02", key_of("hw"), key_of("cg"), key_of("de"), "nowhere")
STAGE = 15 * MINUTE


def told(index: OpenIndex) -> tuple[object, ...]:
    """All that an index answers, but the lessons."""
    queue = index.queue()
    return (
        index.now,
        {k: (index.lights(k), index.missed(k), index.late(k)) for k in KEYS},
        queue,
        index.waiting(),
        [index.position(place.case) for place in queue],
    )


@given(steps(), st.data())
def test_kept_up_to_date_it_equals_a_rebuild(
    drawn: list[Step], data: st.DataObject
) -> None:
    book, index = Book(), OpenIndex()
    index.rebuild(book.state, book.now)
    waiting: list[str] = []
    for step in drawn:
        waiting += play(book, step)
        if data.draw(st.booleans()):  # several records and steps of time a frame
            index.touch(book.state, waiting)
            waiting = []
            index.tick(book.state, book.now)
            assert told(index) == told(index_of(book.state, book.now))
    index.touch(book.state, waiting)
    index.tick(book.state, book.now)
    assert told(index) == told(index_of(book.state, book.now))
    later = book.now + data.draw(st.integers(0, 3 * DAY_MS))
    index.tick(book.state, later)
    assert told(index) == told(index_of(book.state, later))


@given(steps())
def test_counts_are_those_of_a_naive_count(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    now, index = book.now, index_of(book.state, book.now)
    lights: Counter[tuple[str, Light]] = Counter()
    missed: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for case in book.state.cases.values():
        clock = running(case)
        light = clock.light(now) if clock else Light.NONE
        assert index.light(case.id) is light
        if case.drill:
            continue
        keys = [ALL, case.street]
        keys += [key_of(case.department)] if case.department else []
        for key in keys:
            lights[key, light] += 1
            if case.state in HELD and not case.paused and case.clock is not None:
                deadline = case.clock.deadline
                missed[key] += deadline < now <= deadline + DAY_MS
                late[key] += deadline < now
    for key in KEYS:
        expected = Lights(
            lights[key, Light.GREEN],
            lights[key, Light.YELLOW],
            lights[key, Light.RED],
            lights[key, Light.NONE],
        )
        assert index.lights(key) == expected
        assert (index.missed(key), index.late(key)) == (missed[key], late[key])


@given(steps())
def test_the_queue_holds_who_waits_and_who_is_late_in_order(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    index = index_of(book.state, book.now)
    queue = index.queue()
    assert queue == sorted(queue)
    awaiting = {k.id for k in book.state.cases.values() if k.state in AWAITING}
    late = {
        case.id
        for case in book.state.cases.values()
        if case.id not in awaiting and index.light(case.id) is Light.RED
    }
    assert {p.case for p in queue if p.rank is Rank.AWAITING} == awaiting
    assert {p.case for p in queue if p.rank is Rank.OVERDUE} == late
    assert len(index) == len(queue)
    assert index.waiting() == len(awaiting)
    assert [index.position(p.case) for p in queue] == list(range(len(queue)))
    for start in range(len(queue) + 1):
        assert index.queue(start, 3) == queue[start : start + 3]


@given(steps(), st.lists(st.integers(0, 2 * DAY_MS), max_size=8))
def test_keys_that_were_not_named_did_not_change(
    drawn: list[Step], pauses: list[int]
) -> None:
    book, index = Book(), OpenIndex()
    index.rebuild(book.state, book.now)
    for number, step in enumerate(drawn):
        before = {key: (index.lights(key), index.missed(key)) for key in KEYS}
        changed = index.touch(book.state, play(book, step))
        book.now += pauses[number % len(pauses)] if pauses else 0
        changed |= index.tick(book.state, book.now)
        for key in set(KEYS) - changed:
            assert (index.lights(key), index.missed(key)) == before[key]


def test_a_light_changes_in_the_ms_after_its_edge() -> None:
    book = Book()
    case = filed(book)
    index = index_of(book.state, book.now)
    warn, due = MONDAY + STAGE * 4 // 5, MONDAY + STAGE
    seen = []
    for now in (warn, warn + 1, due, due + 1):
        changed = index.tick(book.state, now)
        seen.append((index.light(case), bool(changed)))
    assert seen == [
        (Light.GREEN, False),
        (Light.YELLOW, True),
        (Light.YELLOW, False),
        (Light.RED, True),
    ]


def test_time_alone_brings_a_case_into_the_queue() -> None:
    book = Book()
    case = handling(book)
    index = index_of(book.state, book.now)
    clock = running(book.case(case))
    assert clock is not None
    assert index.position(case) is None
    index.tick(book.state, clock.due + 1)
    assert index.position(case) == 0
    assert index.queue()[0].rank is Rank.OVERDUE
    assert index.missed("T01") == 1
    last = clock.due + DAY_MS
    index.tick(book.state, last)
    assert index.missed("T01") == index_of(book.state, last).missed("T01") == 1
    index.tick(book.state, last + 1)
    assert index.missed("T01") == 0  # out of the window, still overdue
    assert index.lights("T01").red == 1


def test_time_does_not_bring_back_a_case_that_is_closed() -> None:
    book = Book()
    case = handling(book)
    clock = running(book.case(case))
    assert clock is not None
    index = index_of(book.state, clock.due - 1)  # its edge is near
    del book.state.cases[case]
    index.touch(book.state, [case])
    assert index.tick(book.state, clock.due + 1) == set()
    assert (index.lights(), index.queue()) == (Lights(), [])
    assert index.position(case) is None


def test_the_place_of_a_closed_case_is_given_to_a_new_one() -> None:
    book = Book()
    first = filed(book)
    index = index_of(book.state, book.now)
    del book.state.cases[first]
    second = handling(book)
    index.touch(book.state, [first, second])
    assert told(index) == told(index_of(book.state, book.now))
    clock = running(book.case(second))
    assert clock is not None
    index.tick(book.state, clock.due + 1)
    assert told(index) == told(index_of(book.state, clock.due + 1))


def test_who_waits_comes_before_who_is_late() -> None:
    book = Book()
    late = handling(book)
    waits = filed(book)
    clock = running(book.case(late))
    assert clock is not None
    book.now = clock.due + 1
    bounced = handling(book)
    hw = actor(Role.DEPARTMENT, "hw")
    book.do(bounced, c.Bounce(reason="B01", note="错派"), hw)
    index = index_of(book.state, book.now)
    assert [place.case for place in index.queue()] == [waits, bounced, late]
    assert index.waiting() == 2


def test_a_little_back_is_jitter_and_far_back_is_another_time() -> None:
    book = Book()
    case = filed(book)
    index = index_of(book.state, MONDAY)
    index.tick(book.state, MONDAY + STAGE + 1)
    assert index.light(case) is Light.RED
    assert index.tick(book.state, MONDAY + STAGE) == set()
    assert index.now == MONDAY + STAGE + 1
    assert index.light(case) is Light.RED
    assert {ALL, "T01"} <= index.tick(book.state, MONDAY)
    assert index.now == MONDAY
    assert index.light(case) is Light.GREEN


def test_another_time_forgets_no_lesson() -> None:
    book = Book()
    case = handling(book)
    index = index_of(book.state, MONDAY)
    index.tick(book.state, MONDAY + DAY_MS)
    book.do(case, c.SpecialClose(note="特殊"))
    index.touch(book.state, [case])
    learned = index.lessons.shares("0101")
    assert learned
    index.tick(book.state, MONDAY)
    assert index.lessons.shares("0101") == learned


def test_a_drill_among_real_cases_is_shown_but_not_counted() -> None:
    book = Book()
    case = filed(book, drill=True)
    index = index_of(book.state, book.now)
    assert index.lights() == Lights()
    assert index.position(case) == 0
    drill = Book(epoch="drill-1")
    filed(drill, drill=True)
    assert index_of(drill.state, drill.now).lights().open == 1


def test_nothing_is_known_of_an_unknown_case() -> None:
    index = index_of(Book().state, MONDAY)
    assert index.position("c9") is None
    assert index.light("c9") is Light.NONE
    assert index.touch(Book().state, ["c9"]) == set()
    assert (len(index), index.waiting(), index.queue()) == (0, 0, [])
