from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bench.history import History, events, sample
from bench.lives import Lives
from bench.stock import FILE, PLACE, TAIL, Stock, write
from centre.ledger.recovery import restore
from centre.ledger.sqlite import SqliteLedger
from centre.ledger.verify import Verdict, verify
from centre.profiles import load
from domain.codes import State
from domain.reduce import advance
from domain.rules import Rules
from domain.state import ALL, CityState
from tests.town import MONDAY


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load(PLACE)


def test_a_stock_has_its_open_cases_and_a_whole_chain(tmp_path: Path) -> None:
    records = write(tmp_path, Stock(closed=30, open=20), MONDAY)
    *_, verdict = verify(tmp_path / FILE, thorough=True)
    assert isinstance(verdict, Verdict)
    assert verdict.reason == ""
    assert verdict.head.seq == records
    ledger = SqliteLedger(tmp_path / FILE, PLACE, "other", 0)
    state, snapshot = restore(ledger)
    ledger.close()
    assert len(state.cases) == 20
    assert all(case.changed_at <= MONDAY for case in state.cases.values())
    assert snapshot == max(0, records - TAIL)


def test_no_open_case_of_a_stock_waits_for_a_rule(tmp_path: Path) -> None:
    write(tmp_path, Stock(closed=0, open=60), MONDAY)
    ledger = SqliteLedger(tmp_path / FILE, PLACE, "other", 0)
    states = {case.state for case in restore(ledger).state.cases.values()}
    ledger.close()
    assert State.ACCEPTED not in states
    assert len(states) > 3


def test_lives_are_spread_over_all_streets_and_end_closed(rules: Rules) -> None:
    steps = sample(rules, Random(1), MONDAY, 200)
    state = CityState("e")
    advance(state, History(steps, rules).take(len(steps), MONDAY))
    streets = {
        key for key in state.recent if key in {s.code for s in rules.place.streets}
    }
    assert streets == {s.code for s in rules.place.streets if s.share}
    lines = state.recent[ALL]
    assert any(line.state is State.CLOSED for line in lines)


def test_a_history_goes_on_for_ever_without_a_gap(rules: Rules) -> None:
    steps = sample(rules, Random(2), MONDAY, 40)
    state = CityState("e")
    history = History(steps, rules, seq=0)
    opened = []
    for turn in range(8):
        advance(state, history.take(len(steps), MONDAY + turn * 1000))
        opened.append(len(state.cases))
    assert state.seq == history.seq == 8 * len(steps)
    assert len(set(opened[1:])) == 1
    assert 10 <= opened[-1] <= 30


def test_brief_lives_leave_nothing_open(rules: Rules) -> None:
    steps = sample(rules, Random(3), MONDAY, 10, short=True)
    assert len(steps) == 20
    state = CityState("e")
    advance(state, History(steps, rules).take(200, MONDAY))
    assert len(state.cases) <= 6


def test_a_life_knows_how_many_commands_it_takes(rules: Rules) -> None:
    lives = Lives(rules, Random(4))
    for _ in range(40):
        life = lives.one()
        expected = life.steps
        assert len(events(life, rules, MONDAY)) == expected
