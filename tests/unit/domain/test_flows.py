"""Flows against a slow recount of everything that was added."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.calendar import DAY_MS, HOUR_MS
from domain.errors import WireError
from domain.flows import KEPT_DAYS, KEPT_HOURS, WIDTH, Flow, Flows

STREET = "310105006"
KEYS = ("*", STREET, "d:lhsr")
PAIRS = ((STREET, "lhsr"), (STREET, "cgj"), ("310105008", "lhsr"))
MIDNIGHT = 20_000 * DAY_MS
#: Most steps are small; some jump beyond all that is kept.
hours = st.one_of(st.integers(0, 60), st.integers(0, 3 * KEPT_HOURS))
times = st.builds(
    lambda hour, ms: MIDNIGHT + hour * HOUR_MS + ms, hours, st.integers(0, HOUR_MS - 1)
)
#: A failed check takes a disposal back: counts below 0.
amounts = st.integers(-3, 500)
widths = st.one_of(st.sampled_from((1, 24, 168, 720)), st.integers(1, KEPT_HOURS))
adds = st.lists(
    st.tuples(st.sampled_from(KEYS), times, st.sampled_from(Flow), amounts), max_size=30
)


class Recount:
    """What `Flows` must answer: every add is kept and counted anew."""

    def __init__(self) -> None:
        self.hours: list[tuple[str, int, Flow, int]] = []
        self.days: list[tuple[tuple[str, str], int, Flow, int]] = []

    def copy(self) -> Recount:
        other = Recount()
        other.hours, other.days = self.hours.copy(), self.days.copy()
        return other

    def total(self, key: str, first: int, last: int) -> list[int]:
        oldest = max((hour for _, hour, _, _ in self.hours), default=0) - KEPT_HOURS
        found = [0] * WIDTH
        for of, hour, flow, n in self.hours:
            if of == key and max(first, oldest + 1) <= hour <= last:
                found[flow] += n
        return found

    def pairs(self, first: int, last: int) -> dict[tuple[str, str], list[int]]:
        oldest = max((day for _, day, _, _ in self.days), default=0) - KEPT_DAYS
        found: dict[tuple[str, str], list[int]] = {}
        for pair, day, flow, n in self.days:
            if max(first, oldest + 1) <= day <= last:
                found.setdefault(pair, [0] * WIDTH)[flow] += n
        return {pair: counts for pair, counts in found.items() if any(counts)}


class Histories(RuleBasedStateMachine):
    """Adds and questions in any order of time, over copies and reloaded dumps."""

    def __init__(self) -> None:
        super().__init__()
        self.held = [(Flows(), Recount())]

    def pick(self, which: int) -> tuple[Flows, Recount]:
        return self.held[which % len(self.held)]

    @rule(
        which=st.integers(0, 7),
        key=st.sampled_from(KEYS),
        at=times,
        flow=st.sampled_from(Flow),
        n=amounts,
    )
    def add(self, which: int, key: str, at: int, flow: Flow, n: int) -> None:
        flows, recount = self.pick(which)
        flows.add(key, at, flow, n)
        recount.hours.append((key, at // HOUR_MS, flow, n))

    @rule(
        which=st.integers(0, 7),
        pair=st.sampled_from(PAIRS),
        at=times,
        flow=st.sampled_from(Flow),
        n=amounts,
    )
    def add_pair(
        self, which: int, pair: tuple[str, str], at: int, flow: Flow, n: int
    ) -> None:
        flows, recount = self.pick(which)
        flows.add_pair(*pair, at, flow, n)
        recount.days.append((pair, at // DAY_MS, flow, n))

    @rule(which=st.integers(0, 7))
    def copy(self, which: int) -> None:
        flows, recount = self.pick(which)
        if len(self.held) < 4:
            self.held.append((flows.copy(), recount.copy()))

    @rule(which=st.integers(0, 7))
    def reload(self, which: int) -> None:
        flows, recount = self.pick(which)
        again = Flows.load(flows.dump())
        assert again == flows
        assert again.dump() == flows.dump()
        self.held[which % len(self.held)] = (again, recount)

    @rule(key=st.sampled_from(KEYS), width=widths, now=times)
    def ask_total(self, key: str, width: int, now: int) -> None:
        end = now // HOUR_MS
        for flows, recount in self.held:
            expected = recount.total(key, end - width + 1, end)
            assert flows.total(key, width, now) == expected

    @rule(
        key=st.sampled_from(KEYS),
        flow=st.sampled_from(Flow),
        width=st.integers(1, 50),
        now=times,
    )
    def ask_series(self, key: str, flow: Flow, width: int, now: int) -> None:
        end = now // HOUR_MS
        for flows, recount in self.held:
            assert flows.series(key, flow, width, now) == [
                recount.total(key, hour, hour)[flow]
                for hour in range(end - width + 1, end + 1)
            ]

    @rule(key=st.sampled_from(KEYS), now=times, since=times)
    def ask_today(self, key: str, now: int, since: int) -> None:
        for flows, recount in self.held:
            expected = [0] * WIDTH
            if since <= now:
                expected = recount.total(key, since // HOUR_MS, now // HOUR_MS)
            assert flows.today(key, since, now) == expected

    @rule(days=st.integers(1, KEPT_DAYS), now=times)
    def ask_pairs(self, days: int, now: int) -> None:
        end = now // DAY_MS
        for flows, recount in self.held:
            expected = recount.pairs(end - days + 1, end)
            assert flows.pair_total(days, now) == expected

    @invariant()
    def everything_kept_is_right(self) -> None:
        for flows, recount in self.held:
            for key in KEYS:
                everything = flows.today(key, MIDNIGHT, MIDNIGHT + 200 * DAY_MS)
                assert everything == recount.total(key, 0, 1 << 40)


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def count(flows: Flows, added: Iterable[tuple[str, int, Flow, int]]) -> None:
    for key, at, flow, n in added:
        flows.add(key, at, flow, n)
        flows.add_pair(STREET, key, at, flow, n)


def counted(added: Iterable[tuple[str, int, Flow, int]]) -> Flows:
    flows = Flows()
    count(flows, added)
    return flows


@given(added=adds, data=st.data())
def test_the_order_of_the_adds_does_not_matter(
    added: list[tuple[str, int, Flow, int]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(added))
    assert counted(added) == counted(shuffled)
    assert counted(added).dump() == counted(shuffled).dump()


@pytest.mark.parametrize("first", ["original", "copy"])
@given(added=adds, more=adds)
def test_a_copy_and_its_original_go_their_own_ways(
    first: str,
    added: list[tuple[str, int, Flow, int]],
    more: list[tuple[str, int, Flow, int]],
) -> None:
    one = counted(added)
    before = one.dump()
    other = one.copy()
    if first == "copy":
        one, other = other, one
    count(one, more)
    assert other.dump() == before
    assert one == counted(added + more)
    count(other, more)
    assert other == one


@pytest.mark.parametrize("ahead", [KEPT_HOURS, 2 * KEPT_HOURS])
def test_a_copy_that_prunes_leaves_its_original_alone(ahead: int) -> None:
    original = Flows()
    for hour in (0, 1, 5, 700):
        original.add("*", MIDNIGHT + hour * HOUR_MS, Flow.FILED)
    copied = original.copy()
    now = MIDNIGHT + ahead * HOUR_MS
    copied.add("*", now, Flow.FILED)
    copied.add("*", now - HOUR_MS, Flow.FILED)
    assert original.today("*", 0, now)[Flow.FILED] == 4
    kept = 3 if ahead == KEPT_HOURS else 0
    assert copied.today("*", 0, now)[Flow.FILED] == kept + 2


def test_a_window_ends_with_the_hour_of_now_and_slides_by_whole_hours() -> None:
    flows = Flows()
    flows.add("*", MIDNIGHT + 59 * 60_000, Flow.CLOSED)
    last_in = MIDNIGHT + 24 * HOUR_MS - 1
    assert flows.total("*", 24, last_in)[Flow.CLOSED] == 1
    assert flows.total("*", 24, last_in + 1)[Flow.CLOSED] == 0
    assert flows.total("*", 24, MIDNIGHT)[Flow.CLOSED] == 1
    assert flows.total("*", 24, MIDNIGHT - 1)[Flow.CLOSED] == 0


def test_a_series_runs_from_the_oldest_hour_to_that_of_now() -> None:
    flows = Flows()
    for hour, n in ((0, 5), (2, 7), (3, 1)):
        flows.add(STREET, MIDNIGHT + hour * HOUR_MS, Flow.REPORTED, n)
    now = MIDNIGHT + 3 * HOUR_MS
    assert flows.series(STREET, Flow.REPORTED, 5, now) == [0, 5, 0, 7, 1]


def test_today_begins_with_the_hour_of_local_midnight() -> None:
    flows = Flows()
    shanghai = MIDNIGHT - 8 * HOUR_MS
    flows.add("*", shanghai - 1, Flow.FILED)
    flows.add("*", shanghai, Flow.FILED, 3)
    assert flows.today("*", shanghai, MIDNIGHT)[Flow.FILED] == 3
    assert flows.today("*", shanghai, shanghai - HOUR_MS) == [0] * WIDTH


def test_thirty_one_days_are_kept_and_older_adds_are_dropped() -> None:
    flows = Flows()
    newest = MIDNIGHT + 31 * DAY_MS
    for at in (MIDNIGHT + HOUR_MS, MIDNIGHT, newest, newest - 31 * DAY_MS):
        flows.add("*", at, Flow.URGED)
    assert flows.today("*", 0, newest)[Flow.URGED] == 2
    for at in (MIDNIGHT + DAY_MS, MIDNIGHT, newest, newest - 31 * DAY_MS):
        flows.add_pair(STREET, "lhsr", at, Flow.URGED)
    assert flows.pair_total(99, newest)[STREET, "lhsr"][Flow.URGED] == 2


def test_a_key_that_was_quiet_for_thirty_one_days_is_forgotten() -> None:
    flows = Flows()
    flows.add(STREET, MIDNIGHT, Flow.URGED)
    flows.add("*", MIDNIGHT + 31 * DAY_MS, Flow.URGED)
    assert STREET.encode() not in flows.dump()
    flows.add(STREET, MIDNIGHT, Flow.URGED)
    assert STREET.encode() not in flows.dump()


def test_unknown_keys_answer_zeros() -> None:
    flows = Flows()
    assert flows.total("310105003", 24, MIDNIGHT) == [0] * WIDTH
    assert flows.today("310105003", MIDNIGHT, MIDNIGHT) == [0] * WIDTH
    assert flows.series("310105003", Flow.CLOSED, 3, MIDNIGHT) == [0, 0, 0]
    assert flows.pair_total(7, MIDNIGHT) == {}


def test_an_answer_is_the_askers_own() -> None:
    flows = Flows()
    flows.add("*", MIDNIGHT, Flow.CLOSED)
    flows.total("*", 24, MIDNIGHT)[Flow.CLOSED] = 99
    assert flows.total("*", 24, MIDNIGHT)[Flow.CLOSED] == 1


def test_a_dump_is_short_json() -> None:
    flows = Flows()
    flows.add("*", 5 * HOUR_MS, Flow.SENDS, 12)
    flows.add("*", 5 * HOUR_MS, Flow.B10)
    flows.add("*", 9 * HOUR_MS, Flow.CLOSED)
    flows.add_pair(STREET, "lhsr", 2 * DAY_MS, Flow.BOUNCED)
    assert msgspec.json.decode(flows.dump()) == [
        9,
        {"*": [[5, 5, 33, 12, 1], [4, 12, 1]]},
        2,
        {STREET: {"lhsr": [[2, 7, 1]]}},
    ]


def broken(change: Callable[[list[list[int]]], object]) -> bytes:
    rows = [[5, 5, 33, 12, 1], [4, 12, 1]]
    change(rows)
    return msgspec.json.encode([9, {"*": rows}, None, {}])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[9,{}]",
        b'[9,{"*":[["x"]]},null,{}]',
        broken(lambda rows: rows[0].pop()),
        broken(lambda rows: rows.append([])),
        broken(lambda rows: rows.append([0, 1, 1])),
        broken(lambda rows: rows.append([-2, 1, 1])),
        broken(lambda rows: rows.append([1, WIDTH, 1])),
        broken(lambda rows: rows.append([1, 2, 1 << 63])),
    ],
)
def test_bytes_that_are_no_dump_are_refused(raw: bytes) -> None:
    with pytest.raises(WireError, match="not a dump of flows"):
        Flows.load(raw)


def test_flows_have_no_hash_and_equal_nothing_else() -> None:
    assert Flows() == Flows()
    assert Flows() != 0
    with pytest.raises(TypeError):
        hash(Flows())


def test_the_stored_numbers_of_flows_run_without_a_gap() -> None:
    assert [flow.value for flow in Flow] == list(range(WIDTH))
    assert (Flow.REPORTED, Flow.HANDLING_MINUTES, Flow.B01, Flow.B10) == (0, 23, 24, 33)
