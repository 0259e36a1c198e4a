"""The desk: every order has one effect, one answer, and its place in the ledger."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from centre.desk import Busy, Done, Failed, KeyReused, Stale, UnknownCase
from centre.ledger.protocol import Query
from domain import commands as c
from domain import wire
from domain.codes import Role, State
from domain.errors import Refused
from domain.events import Linked, Reported
from domain.place import Grid
from domain.rules import Rules
from tests.town import (
    DAY,
    GRIDS,
    HOUR,
    MINUTE,
    MONDAY,
    actor,
    calendar,
    place,
    report,
)
from tests.unit.centre.desk_room import COURSE, PATIENCE_S, Room, read_back, records

OFFICER = actor(Role.OFFICER)
LEADER = actor(Role.LEADER)
HW = actor(Role.DEPARTMENT, "hw")


@pytest.fixture
def room(tmp_path: Path):
    with Room(tmp_path) as room:
        yield room


def together(room: Room, send):
    """The answers to orders that wait while another one is told: they are one batch."""
    waiting, go = threading.Event(), threading.Event()

    def hold() -> None:
        waiting.set()
        go.wait(PATIENCE_S)

    room.before_telling = hold
    first = room.send(report())
    assert waiting.wait(PATIENCE_S)
    room.before_telling = lambda: None
    sent = send()
    go.set()
    first.result(PATIENCE_S)
    return [one.result(PATIENCE_S) for one in sent]


def test_a_report_makes_a_case_with_a_number_and_a_version(room: Room) -> None:
    done = room.done(report(), by=OFFICER)
    assert done.created
    assert not done.replayed
    assert (done.number, done.version, done.seq) == ("TT-20260921-0001", 1, 1)
    assert done.state is State.REPORTED
    (record,) = records(done)
    assert isinstance(record.event, Reported)
    assert (record.case, record.at, record.actor) == (done.case, MONDAY, OFFICER)


def test_the_course_of_a_case_counts_its_versions_and_chains_its_records(
    room: Room,
) -> None:
    case = room.open()
    done = room.course(case)
    assert (done.version, done.state) == (len(COURSE) + 1, State.CLOSED)
    assert [record.version for record in room.records] == list(range(1, 10))
    history = room.ledger.history(case)
    assert [stored.body for stored in history] == [told.stored for told in room.told]
    assert [(told.seq, told.at, told.case) for told in room.told] == [
        (record.seq, record.at, record.case) for record in room.records
    ]
    links = [stored.hash.hex() for stored in history]
    assert [record.prev for record in room.records[1:]] == links[:-1]


def test_whoever_is_told_everything_has_the_state_of_the_ledger(
    room: Room, tmp_path: Path
) -> None:
    for steps in range(1, len(COURSE) + 1):
        room.course(room.open(), steps)
    told = room.state()
    room.close()
    assert read_back(tmp_path).digest == told.digest
    assert read_back(tmp_path).cases == told.cases


def test_a_refusal_leaves_no_record_and_gives_its_reason(room: Room) -> None:
    case = room.open()
    answer = room.ask(c.Accept(), case, OFFICER)
    assert isinstance(answer, Refused)
    assert answer.code == "role-not-allowed"
    assert room.ledger.head().seq == 1


def test_a_refused_order_may_be_tried_again_with_the_same_key(room: Room) -> None:
    case = room.open()
    assert isinstance(room.ask(c.File(), case, key="k"), Refused)
    room.done(c.Accept(), case)
    assert isinstance(room.ask(c.File(), case, key="k"), Done)


def test_an_unknown_case_is_no_case(room: Room) -> None:
    assert room.ask(c.Accept(), "nobody") == UnknownCase()


def test_the_same_key_gets_the_same_answer_and_no_second_effect(room: Room) -> None:
    first = room.ask(report(), key="once")
    assert isinstance(first, Done)
    room.course(first.case, 2)
    again = room.ask(report(), key="once")
    assert isinstance(again, Done)
    assert again.replayed
    assert (again.case, again.number, again.version, again.state, again.seq) == (
        first.case,
        first.number,
        1,
        State.REPORTED,
        1,
    )
    assert again.stored == first.stored
    assert again.created
    assert room.ledger.head().seq == 3


def test_a_key_is_remembered_after_a_restart(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        first = room.ask(report(), key="once")
    with Room(tmp_path) as room:
        again = room.ask(report(), key="once")
        assert isinstance(first, Done)
        assert isinstance(again, Done)
        assert again.replayed
        assert (again.case, again.stored) == (first.case, first.stored)


def test_a_key_for_something_else_is_refused(room: Room) -> None:
    room.ask(report(), key="once")
    assert room.ask(report(title="别的"), key="once") == KeyReused()
    assert room.ledger.head().seq == 1


def test_a_replay_is_answered_even_though_the_version_has_moved_on(room: Room) -> None:
    case = room.open()
    room.ask(c.Accept(), case, key="once", version=1)
    room.done(c.File(), case)
    again = room.ask(c.Accept(), case, key="once", version=1)
    assert isinstance(again, Done)
    assert again.replayed


def test_two_threads_with_the_same_keys_have_one_effect_each(room: Room) -> None:
    keys = [f"key-{n}" for n in range(300)]
    heard: list[list[Done]] = [[], []]
    start = threading.Barrier(2)

    def insist(mine: list[Done]) -> None:
        start.wait(PATIENCE_S)
        for sent in [room.send(report(), key=key) for key in keys]:
            answer = sent.result(PATIENCE_S)
            assert isinstance(answer, Done)
            mine.append(answer)

    threads = [threading.Thread(target=insist, args=(mine,)) for mine in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    one, other = heard
    assert [done.case for done in one] == [done.case for done in other]
    assert len({done.number for done in one}) == len(keys)
    assert all(a.replayed != b.replayed for a, b in zip(one, other, strict=True))
    assert room.ledger.head().seq == len(keys)


def test_a_stale_version_tells_who_did_what_when(room: Room) -> None:
    case = room.open()
    room.now += MINUTE
    room.done(c.Accept(), case)
    answer = room.ask(c.File(), case, LEADER, version=1)
    assert isinstance(answer, Stale)
    assert (answer.version, answer.at, answer.what) == (2, MONDAY + MINUTE, "Accepted")
    assert answer.actor.role is Role.SYSTEM
    assert room.ledger.head().seq == 2


def test_a_stale_version_is_seen_within_one_batch_too(room: Room) -> None:
    case = room.open()
    first, second = together(
        room, lambda: [room.send(c.Accept(), case, version=1) for _ in range(2)]
    )
    assert isinstance(first, Done)
    assert isinstance(second, Stale)
    assert second.what == "Accepted"


def test_a_case_may_be_opened_closed_and_appealed_in_one_batch(room: Room) -> None:
    case = room.open()
    answers = together(
        room,
        lambda: (
            [room.send(command, case) for command in COURSE]
            + [
                room.send(c.Revisit(note="没有处理"), case),
                room.send(report(), key="k"),
            ]
            + [room.send(report(), key="k")]
        ),
    )
    assert all(isinstance(answer, Done) for answer in answers)
    assert room.batches[-1] == len(COURSE) + 3
    revisit, _, again = answers[-3:]
    assert isinstance(records(revisit)[1].event, Linked)
    assert records(revisit)[1].version == len(COURSE) + 2
    assert again.replayed


def test_what_is_sent_while_a_batch_commits_shares_the_next_one(room: Room) -> None:
    answers = together(room, lambda: [room.send(report()) for _ in range(150)])
    assert len({answer.number for answer in answers}) == 150
    assert room.batches[1:] == [64, 64, 22]


def test_a_closed_case_is_read_back_from_its_history(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        case = room.open()
        room.course(case, 3)
        room.now += 30 * DAY
        for command in COURSE[3:]:
            room.done(command, case)
    with Room(tmp_path) as room:
        room.now = MONDAY + 31 * DAY
        appeal = room.done(c.Appeal(note="等待材料"), case, HW)
        assert (appeal.case, appeal.version, appeal.state) == (case, 10, State.CLOSED)
        assert not appeal.created
        ruled = room.done(c.RuleAppeal(upheld=True), case)
        assert ruled.version == 11
        (kept,) = room.ledger.find(Query()).cases
        assert (kept.version, kept.exempt) == (11, True)
        assert isinstance(room.ask(c.Appeal(note="再来"), case, HW), Refused)


def test_a_revisit_makes_a_new_case_that_is_linked_with_the_old(room: Room) -> None:
    old = room.open()
    room.course(old)
    done = room.done(c.Revisit(note="没有处理"), old)
    assert done.created
    assert done.case != old
    assert (done.version, done.state) == (1, State.REPORTED)
    made, linked = records(done)
    assert (made.case, linked.case, linked.version) == (done.case, old, 10)
    assert room.ledger.case_of(done.number) == done.case
    replayed = room.ledger.history(old)
    assert wire.decode_record(replayed[-1].body) == linked


def test_no_case_goes_back_in_time_at_anybodys_word(room: Room) -> None:
    case = room.done(report(), at=MONDAY + HOUR).case
    answer = room.ask(c.Accept(), case, at=MONDAY)
    assert isinstance(answer, Refused)
    assert answer.code == "time-goes-back"
    assert records(room.done(c.Accept(), case, at=MONDAY + HOUR))[0].at == MONDAY + HOUR
    assert records(room.done(report(), at=MONDAY))[0].at == MONDAY


@pytest.mark.parametrize("at", [-1, 2**48, 2**63, 2**80])
def test_a_time_that_no_calendar_knows_is_refused(room: Room, at: int) -> None:
    case = room.open()
    answer = room.ask(c.Accept(), case, at=at)
    assert isinstance(answer, Refused)
    assert answer.code == "time-wrong"
    room.done(c.Accept(), case)


@pytest.mark.parametrize("key", ["tab\t", "\ud800", "钥匙", "nul\0"])
def test_a_key_that_is_not_visible_ascii_is_refused(room: Room, key: str) -> None:
    answer = room.ask(report(), key=key)
    assert isinstance(answer, Refused)
    assert answer.code == "key-wrong"
    assert room.done(report()).seq == 1


def test_a_clock_that_steps_back_does_not_stop_the_work(room: Room) -> None:
    room.now = MONDAY + HOUR
    case = room.open()
    room.now = MONDAY
    assert records(room.done(c.Accept(), case))[0].at == MONDAY + HOUR


def test_numbers_are_unique_even_when_the_time_of_reports_goes_back_a_day(
    room: Room,
) -> None:
    days = [MONDAY, MONDAY + DAY, MONDAY, MONDAY + DAY, MONDAY, MONDAY + 2 * DAY]
    numbers = [room.done(report(), at=at).number for at in days]
    assert len(set(numbers)) == len(days)


def test_an_order_that_cannot_be_encoded_fails_alone(room: Room) -> None:
    before, broken, after = together(
        room,
        lambda: [
            room.send(report()),
            room.send(report(title="\ud800")),
            room.send(report()),
        ],
    )
    assert isinstance(before, Done)
    assert isinstance(broken, Failed)
    assert isinstance(after, Done)
    assert after.seq == before.seq + 1
    assert room.failures == []


def test_an_order_that_breaks_the_fold_fails_alone(tmp_path: Path) -> None:
    # A grid whose street is no word: it is decided and encoded, but cannot be counted.
    no_word: Any = ["T01"]
    broken = Grid("broken", no_word, "D1", 0, 0, 0, 0)
    rules = Rules(place(), [*GRIDS, broken], calendar())
    with Room(tmp_path, rules=rules) as room:
        case = room.open()
        answers = together(
            room,
            lambda: [
                room.send(c.Accept(), case),
                room.send(report(grid="broken")),
                room.send(c.File(), case),
            ],
        )
        assert [type(answer) for answer in answers] == [Done, Failed, Done]
        assert [record.seq for record in room.records] == [1, 2, 3, 4]
        told = room.state()
    assert read_back(tmp_path).cases == told.cases
    assert read_back(tmp_path).digest == told.digest


def test_too_many_waiting_orders_are_sent_away_at_once(tmp_path: Path) -> None:
    with Room(tmp_path, waiting=10) as room:
        answers = together(room, lambda: [room.send(report()) for _ in range(15)])
    assert Counter(map(type, answers)) == {Done: 10, Busy: 5}


def test_stopping_answers_what_was_sent_and_then_nothing(tmp_path: Path) -> None:
    room = Room(tmp_path)
    sent = [room.send(report()) for _ in range(500)]
    room.close()
    assert all(isinstance(one.result(0), Done) for one in sent)
    assert isinstance(room.ask(report()), Failed)
    assert read_back(tmp_path).seq == 500
    room.desk.stop()


def test_records_are_told_before_their_answers_are_given(room: Room) -> None:
    seen: list[bool] = []
    sent = []

    def look() -> None:
        seen.append(any(one.done() for one in sent))

    room.before_telling = look
    sent.append(room.send(report()))
    sent[0].result(PATIENCE_S)
    assert seen == [False]
    assert len(room.told) == 1
