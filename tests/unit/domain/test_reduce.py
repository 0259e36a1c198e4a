"""Properties of the fold after any legal history, and the identities of the trade."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import commands as c
from domain import counting, wire
from domain import events as e
from domain.codes import IN_DISPOSAL, OPEN, Role, State
from domain.course import evolve
from domain.errors import Refused
from domain.flows import Flow
from domain.reduce import advance, fold, mark
from domain.snapshot import cut, restore
from domain.state import ALL, Case, CityState
from domain.workflow import open_to
from tests.town import DAY, HOUR, MINUTE, SYSTEM, Book, actor, report

ROLES = [r for r in Role if r is not Role.SYSTEM]
CODES = ["B01", "B03", "B04", "B08", "E01", "H02", "V01", "V03", "K01"]
bodies = st.fixed_dictionaries(
    {
        "note": st.sampled_from(["", "说明"]),
        "photos": st.sampled_from([(), ("p1",)]),
        "department": st.sampled_from(["cg", "hw", "de", "xx"]),
        "co": st.sampled_from([(), ("de",)]),
        "handler": st.just("小王"),
        "genuine": st.booleans(),
        "upheld": st.booleans(),
        "reason": st.sampled_from(CODES),
        "days": st.integers(-1, 40),
    }
)


def body(command: type[c.Command], drawn: dict[str, object], now: int) -> c.AnyCommand:
    fields = {k: v for k, v in drawn.items() if k in command.__struct_fields__}
    if "wake" in command.__struct_fields__:
        fields["wake"] = max(0, now + int(str(drawn["days"])) * DAY)
    if "target" in command.__struct_fields__:
        fields["target"] = "c0001"
    return command(**fields)  # type: ignore[return-value]


def facts(state: CityState) -> tuple[object, ...]:
    """Everything that a state holds, comparable."""
    census = {
        key: {k: n for k, n in counts.items() if n}
        for key, counts in state.census.items()
    }
    return (
        state.epoch, state.seq, state.at, state.cases, state.day, state.serial,
        state.digest, {k: v for k, v in census.items() if v},
        state.flows, {k: list(v) for k, v in state.recent.items()},
    )  # fmt: skip


class Shift(RuleBasedStateMachine):
    """Anybody asks for anything, legal or not, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.course: dict[str, Case] = {}
        self.known = 0

    @initialize()
    def begin(self) -> None:
        self.book.open()

    @rule(
        grid=st.sampled_from(["T01001001", "T01001002", "T02001001"]),
        subclass=st.sampled_from(["0101", "0402", "0199"]),
        self_handled=st.booleans(),
        drill=st.booleans(),
    )
    def reported(self, **more: object) -> None:
        self.book.ask(report(**more), actor(Role.OFFICER))

    @rule(minutes=st.integers(0, 3000))
    def time_passes(self, minutes: int) -> None:
        self.book.now += minutes * MINUTE

    @rule(data=st.data(), drawn=bodies)
    def anybody_asks_anything(
        self, data: st.DataObject, drawn: dict[str, object]
    ) -> None:
        cases = sorted(self.book.state.cases) + sorted(self.book.closed)
        case = data.draw(st.sampled_from(cases))
        name = data.draw(st.sampled_from([n for n in c.COMMANDS if n != "report"]))
        role = data.draw(st.sampled_from(ROLES))
        unit = data.draw(st.sampled_from(["", "cg", "hw", "T01"]))
        self.ask(case, c.COMMANDS[name], drawn, actor(role, unit))

    @rule(data=st.data(), drawn=bodies)
    def the_case_moves_on(self, data: st.DataObject, drawn: dict[str, object]) -> None:
        cases = sorted(self.book.state.cases)
        if not cases:
            return
        case = data.draw(st.sampled_from(cases))
        rows = open_to(self.book.case(case).state)
        row = data.draw(st.sampled_from(rows))
        drawn = drawn | {"note": "说明", "photos": ("p1",)}
        if row.reasons:
            drawn["reason"] = data.draw(st.sampled_from(sorted(row.reasons)))
        self.ask(case, row.command, drawn, SYSTEM)

    def ask(
        self,
        case: str,
        command: type[c.Command],
        drawn: dict[str, object],
        by: e.Actor,
    ) -> None:
        before = facts(self.book.state)
        done = self.book.ask(body(command, drawn, self.book.now), by, case)
        if isinstance(done, Refused):
            assert facts(self.book.state) == before
            assert done.code
            assert done.reason
        else:
            assert done

    @invariant()
    def every_case_is_the_fold_of_its_own_records(self) -> None:
        for record in self.book.records[self.known :]:
            self.course[record.case] = evolve(self.course.get(record.case), record)
        self.known = len(self.book.records)
        opened = {k: v for k, v in self.course.items() if v.state in OPEN}
        assert self.book.state.cases == opened

    @invariant()
    def the_digest_is_that_of_the_open_cases(self) -> None:
        digest = 0
        for case in self.book.state.cases.values():
            digest ^= mark(case)
        assert self.book.state.digest == digest

    @invariant()
    def the_census_is_a_recount(self) -> None:
        counted = [v for v in self.course.values() if not v.drill]
        census = self.book.state.census.get(ALL, {})
        recount = Counter(cohort for v in counted for cohort in counting.cohorts(v))
        assert {k: n for k, n in census.items() if n} == dict(recount)

    @invariant()
    def the_identities_hold(self) -> None:
        census = self.book.state.census
        for key, counts in census.items():
            get = lambda name, counts=counts: counts.get(name, 0)  # noqa: E731
            cases = [
                v
                for v in self.course.values()
                if not v.drill
                and key in (ALL, v.street, counting.key_of(v.department))
                and (v.department or not key.startswith("d:"))
            ]
            ways = ("accepted", "refused", "waiting", "verifying", "merged", "apart")
            assert len(cases) == sum(map(get, ways))
            disposed = get("on_time") + get("overdue")
            held = sum(
                (v.before if v.state is State.VOID_REQ else v.state) in IN_DISPOSAL
                for v in cases
            )
            assert get("in_disposal") == held
            closed = get("closed_on_time") + get("closed_late")
            late = sum(
                disposing_late(v, self.book.now) for v in cases if v.state in OPEN
            )
            assert closed <= disposed + late
            assert get("closed_on_time") <= get("on_time")

    @invariant()
    def flows_net_out_to_the_disposals_that_count(self) -> None:
        row = self.book.state.flows.total(ALL, 24 * 31, self.book.now)
        first = self.book.records[0].at
        if self.book.now - first > 30 * DAY:
            return
        records = [r for r in self.book.records if not self.drill_of(r.case)]
        count = Counter(type(r.event).__name__ for r in records)
        assert row[Flow.REPORTED] == count["Reported"]
        bounced = sum(row[Flow.B01 : Flow.B10 + 1])
        assert row[Flow.BOUNCED] <= bounced == count["Bounced"]
        assert row[Flow.BOUNCED] <= row[Flow.SENDS]
        assert row[Flow.SENDS] == count["Dispatched"] + count["ForceAssigned"]
        net = row[Flow.DISPOSED_ON_TIME] + row[Flow.DISPOSED_LATE]
        assert net == count["FedBack"] - count["CheckFailed"]
        standing: dict[str, bool | None] = {}
        for record in records:
            if isinstance(record.event, e.FedBack):
                standing[record.case] = record.event.on_time
            elif isinstance(record.event, e.CheckFailed):
                standing[record.case] = None
        assert row[Flow.DISPOSED_ON_TIME] == sum(v is True for v in standing.values())
        assert row[Flow.DISPOSED_LATE] == sum(v is False for v in standing.values())

    def drill_of(self, case: str) -> bool:
        return self.course[case].drill

    @rule(at=st.floats(0, 1))
    def folding_in_two_steps_is_folding_in_one(self, at: float) -> None:
        records = self.book.records
        middle = int(at * len(records))
        empty = CityState("e1")
        first = fold(empty, records[:middle])
        kept = facts(first)
        both = fold(first, records[middle:])
        assert facts(both) == facts(fold(empty, records)) == facts(self.book.state)
        assert facts(first) == kept
        assert facts(empty) == facts(CityState("e1"))

    @rule()
    def a_snapshot_is_the_same_state(self) -> None:
        frames = cut(self.book.state)
        assert max(map(len, frames)) <= wire.MAX_DOWN
        assert facts(restore(frames)) == facts(self.book.state)

    @rule()
    def records_survive_the_wire(self) -> None:
        for record in self.book.records[-3:]:
            assert wire.decode_record(wire.encode(record)) == record


def disposing_late(case: Case, now: int) -> bool:
    running = case.state in IN_DISPOSAL and not case.paused
    return running and case.clock is not None and now > case.clock.deadline


TestShift = Shift.TestCase
TestShift.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)


def test_a_gap_in_the_numbering_is_an_error() -> None:
    book = Book()
    book.open()
    book.open()
    with pytest.raises(ValueError, match="record 2 after 0"):
        advance(CityState("e1"), book.records[1:])


def test_a_first_record_that_reports_nothing_is_an_error() -> None:
    book = Book()
    case = book.open()
    book.do(case, c.Urge(), actor(Role.LEADER))
    with pytest.raises(ValueError, match="no known case"):
        evolve(None, book.records[1])


def test_drills_count_only_where_all_is_drill() -> None:
    book = Book()
    book.open(drill=True)
    assert ALL not in book.state.census
    assert len(book.state.cases) == 1
    drill = Book(epoch="drill-1")
    drill.open(drill=True)
    assert drill.state.census[ALL]["waiting"] == 1


def test_a_rework_takes_back_the_disposal_it_undoes() -> None:
    book = Book()
    case = book.open()
    for command in (c.Accept(), c.File(), c.Dispatch(department="hw"), c.Take()):
        book.do(case, command)
    book.do(case, c.FeedBack(), at=book.now + 5 * DAY)
    row = book.state.flows.total("d:hw", 24, book.now)
    assert (row[Flow.DISPOSED_ON_TIME], row[Flow.DISPOSED_LATE]) == (0, 1)
    book.do(case, c.SendCheck())
    book.do(case, c.FailCheck(reason="K01"))
    row = book.state.flows.total("d:hw", 24, book.now)
    assert (row[Flow.DISPOSED_ON_TIME], row[Flow.DISPOSED_LATE]) == (0, 0)


def test_the_numbering_of_a_day_survives_a_snapshot() -> None:
    book = Book()
    book.open()
    book.state = restore(cut(book.state))
    assert book.case(book.open()).number.endswith("-0002")


def test_a_large_state_is_cut_into_small_frames() -> None:
    book, rng = Book(), Random(1)
    for _ in range(600):  # nothing that could be packed well
        title, address = (
            "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(most))
            for most in (200, 400)
        )
        book.open(title=title, address=address)
    frames = cut(book.state)
    assert len(frames) > 3
    assert max(map(len, frames)) <= wire.MAX_DOWN
    assert facts(restore(frames)) == facts(book.state)
    with pytest.raises(wire.WireError, match="part 3 where 2"):
        restore([*frames[:2], *frames[3:]])


def test_bounces_are_counted_from_the_log_under_the_department_that_bounced() -> None:
    book = Book()
    case = book.open()
    book.do(case, c.Accept())
    book.do(case, c.File())
    book.do(case, c.Dispatch(department="hw"))
    book.do(case, c.Bounce(reason="B03", note="n"))
    book.do(case, c.ApproveBounce())
    book.do(case, c.Redispatch(department="cg"))
    hw = book.state.flows.total("d:hw", 24, book.now)
    cg = book.state.flows.total("d:cg", 24, book.now)
    assert (hw[Flow.SENDS], hw[Flow.BOUNCED], hw[Flow.B03]) == (1, 1, 1)
    assert (hw[Flow.BOUNCE_APPROVED], hw[Flow.BOUNCE_REJECTED]) == (1, 0)
    assert (cg[Flow.SENDS], cg[Flow.BOUNCED], cg[Flow.DISPATCHED]) == (1, 0, 0)
    book.do(case, c.Bounce(reason="B05", note="n"))
    book.do(case, c.RejectBounce(note="n"))
    book.do(case, c.Bounce(reason="B05", note="n"))
    cg = book.state.flows.total("d:cg", 24, book.now)
    assert (cg[Flow.BOUNCED], cg[Flow.B05], cg[Flow.BOUNCE_REJECTED]) == (1, 2, 1)
    assert book.state.flows.total("d:hw", 24, book.now + 26 * HOUR)[Flow.SENDS] == 0
