"""Walls at a real centre: commands, kills, restores, scopes and other versions."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from client.api import Api
from client.feed import Cause
from client.moves import Expect
from client.outcome import Done, Problem
from client.store import Phase
from domain import commands as c
from domain.codes import Role, Source
from domain.state import CityState
from tests.e2e.proxy import Proxy
from tests.e2e.real_centre import OTHER_STREET, STREET, RealCentre
from tests.e2e.screen import Screen, screen
from tests.e2e.waiting import until
from tests.house import caller, house, listening
from tests.house import until as turns


@contextmanager
def api(url: str, role: Role = Role.SYSTEM, unit: str = "") -> Iterator[Api]:
    made = Api(url, "", role, unit, "tester", monotonic=time.monotonic, rng=Random(3))
    made.start()
    try:
        yield made
    finally:
        assert made.stop()


def report(made: Api, number: int, street: str = STREET) -> Done:
    command = c.Report(
        source=Source.OFFICER, title=f"暴露垃圾 {number}", street=street, subclass=""
    )
    done = made.send(command, "", None, f"report-{number}").result(20)
    assert isinstance(done, Done), done
    return done


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RealCentre]:
    with RealCentre(tmp_path / "data") as running:
        yield running


def same(one: CityState, other: CityState) -> bool:
    return (one.seq, one.digest, one.cases) == (other.seq, other.digest, other.cases)


def test_what_one_wall_does_both_walls_show(centre: RealCentre) -> None:
    with (
        screen(centre.url) as one,
        screen(centre.url) as other,
        api(centre.url) as made,
    ):
        done = report(made, 1)
        refused = made.send(c.Close(), done.case, done.version, "k").result(20)
        assert isinstance(refused, Problem)
        urged = made.send(c.Urge(note="请尽快"), done.case, done.version, "u").result(
            20
        )
        assert isinstance(urged, Done)
        assert urged.version == done.version + 1
        seq = made.health().result(20).head
        one.live_at(seq)
        other.live_at(seq)
        assert same(one.state, other.state)
        assert one.state.cases[done.case].number == done.number
        history = made.case(done.case).result(20)
        assert history.case == one.state.cases[done.case]
        assert [record.seq for record in history.records] == list(range(1, seq + 1))
        page = made.cases({"open": "true"}).result(20)
        assert page.cases == (history.case,)


def test_the_answers_of_the_centre_are_understood(centre: RealCentre) -> None:
    with api(centre.url) as made:
        done = report(made, 1)
        again = report(made, 1)
        assert (again.case, again.replayed, done.replayed) == (done.case, True, False)
        stale = made.send(c.Accept(), done.case, 7, "k1").result(20)
        assert isinstance(stale, Problem)
        assert (stale.status, stale.code) == (412, "version-stale")
        assert stale.extra["version"] == done.version
        refused = made.send(c.Close(), done.case, done.version, "k2").result(20)
        assert isinstance(refused, Problem)
        assert (refused.status, refused.code) == (409, "wrong-state")
        reused = made.send(c.Recall(), done.case, done.version, "report-1").result(20)
        assert isinstance(reused, Problem)
        assert reused.code == "idempotency-key-reused"
        unknown = made.send(c.Take(), "nobody", 1, "k3").result(20)
        assert isinstance(unknown, Problem)
        assert (unknown.status, unknown.code) == (404, "case-unknown")
        place = made.profile().result(20)
        assert place.name == "changning"
        assert {grid.street for grid in made.grids().result(20)} <= {
            street.code for street in place.streets
        }
    with api(centre.url, Role.WATCH) as watcher:
        refused = watcher.send(c.Accept(), done.case, done.version, "k4").result(20)
        assert isinstance(refused, Problem)
        assert refused.status == 403


def test_a_killed_centre_comes_back_without_a_gap_or_a_double(
    centre: RealCentre,
) -> None:
    with (
        screen(centre.url) as one,
        screen(centre.url) as other,
        api(centre.url) as made,
    ):
        for number in range(10):
            report(made, number)
        one.live_at(10)
        other.live_at(10)
        centre.kill()
        under_way = made.send(
            c.Report(source=Source.OFFICER, title="重启时", street=STREET),
            "",
            None,
            "k",
        )
        feed = one.wait(lambda feed: feed.phase is Phase.RECONNECTING)
        assert feed.seq == 10
        centre.start()
        assert isinstance(under_way.result(20), Done)
        for number in range(10, 20):
            report(made, number)
        for wall in (one, other):
            feed = wall.live_at(21)
            assert wall.numbers == list(range(wall.numbers[0], 22))
            assert feed.alarms == ()
        assert same(one.state, other.state)


def test_a_stopped_centre_says_goodbye_and_is_waited_for(centre: RealCentre) -> None:
    with screen(centre.url) as wall:
        wall.live_at(0)
        centre.kill(signal.SIGTERM)
        feed = wall.wait(lambda feed: feed.phase is Phase.RECONNECTING)
        assert feed.reason
        centre.start()
        wall.live_at(0)


def test_a_frozen_centre_is_stale_and_then_lost_and_then_back(
    centre: RealCentre,
) -> None:
    with screen(centre.url) as wall:
        wall.live_at(0)
        os.kill(centre.pid, signal.SIGSTOP)
        try:
            wall.clock.ahead += 3.6
            wall.wait(lambda feed: feed.phase is Phase.STALE)
            wall.clock.ahead += 6.0
            wall.wait(lambda feed: feed.phase is Phase.RECONNECTING)
        finally:
            os.kill(centre.pid, signal.SIGCONT)
        wall.live_at(0)


def test_a_new_ledger_in_the_same_place_is_another_epoch(
    centre: RealCentre, tmp_path: Path
) -> None:
    with screen(centre.url) as wall, api(centre.url) as made:
        for number in range(5):
            report(made, number)
        first = wall.live_at(5).epoch
        centre.kill()
        for file in (tmp_path / "data").glob("ledger.db*"):
            file.unlink()
        centre.start()
        report(made, 100)
        feed = wall.live_at(1)
        assert feed.epoch != first
        assert feed.alarms == ()


def test_an_older_copy_of_the_ledger_raises_the_alarm(
    centre: RealCentre, tmp_path: Path
) -> None:
    with screen(centre.url) as wall, api(centre.url) as made:
        report(made, 1)
        wall.live_at(1)
        centre.kill(signal.SIGTERM)
        ledger = tmp_path / "data" / "ledger.db"
        older = ledger.read_bytes()
        centre.start()
        for number in range(2, 5):
            report(made, number)
        wall.live_at(4)
        centre.kill(signal.SIGTERM)
        for file in (tmp_path / "data").glob("ledger.db*"):
            file.unlink()
        ledger.write_bytes(older)
        centre.start()
        feed = wall.live_at(1)
        assert [alarm.code for alarm in feed.alarms] == ["head-backwards"]


def test_a_wall_far_behind_on_a_bad_line_catches_up(centre: RealCentre) -> None:
    with Proxy(centre.port) as line, screen(line.url) as wall, api(centre.url) as made:
        report(made, 0)
        wall.live_at(1)
        line.drop = True
        line.cut()
        for number in range(1, 300):
            report(made, number)
        line.drop, line.rate, line.delay = False, 300_000.0, 0.05
        wall.live_at(300)
        assert wall.numbers == list(range(wall.numbers[0], 301))
        page = made.cases({"open": "true", "limit": 200}).result(20)
        rest = made.cases({"open": "true", "limit": 200, "cursor": page.cursor or ""})
        cases = {case.id: case for case in page.cases + rest.result(20).cases}
        assert cases == wall.state.cases


def test_a_street_sees_its_own_cases_only(centre: RealCentre) -> None:
    scoped = Screen(centre.url, "", f"street:{STREET}")
    scoped.link.start()
    with api(centre.url) as made:
        found = scoped.store.wait_for(lambda feed: feed.phase is Phase.LIVE, 20)
        assert found.scope == f"street:{STREET}"
        wanted = [report(made, 1).seq]
        report(made, 2, OTHER_STREET)
        wanted.append(report(made, 3).seq)
        seen: list[int] = []

        def complete() -> bool:
            seen.extend(record.seq for record in scoped.store.drain().records)
            return len(seen) >= len(wanted)

        until(complete, say=lambda: seen)
        assert seen == wanted
    assert scoped.link.stop()


def test_a_scope_that_is_none_is_refused_in_words(centre: RealCentre) -> None:
    with screen(centre.url, "", "street:atlantis") as wall:
        feed = wall.wait(lambda feed: feed.cause is not None)
        assert feed.cause is Cause.TOKEN
        assert "scope" in feed.reason


async def test_the_digest_of_the_centre_is_that_of_the_wall(tmp_path: Path) -> None:
    async with (
        house(tmp_path) as gateway,
        listening(gateway) as url,
        caller(gateway) as desk,
    ):
        wall = Screen(url)
        wall.link.start()
        await desk.dispatched()
        await desk.report()
        await turns(lambda: wall.look().phase is Phase.LIVE and wall.state.seq == 5)
        wall.store.checks.clear()
        gateway.feed.pulse(0)
        await turns(lambda: wall.store.checks)
        assert wall.store.checks == [Expect(5, wall.state.digest)]
        assert wall.look().alarms == ()
        assert wall.link.stop()
