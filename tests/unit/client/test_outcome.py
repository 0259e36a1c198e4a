from __future__ import annotations

import msgspec
import pytest

from client import outcome
from client.errors import ReadFailed
from domain.codes import State
from domain.state import Case
from tests.unit.client.day import day, state_at


def named(case: Case) -> dict[str, object]:
    """As the HTTP door shows it: fields by name, without nulls."""
    fields = msgspec.structs.asdict(case)
    return {name: value for name, value in fields.items() if value is not None}


def test_every_open_case_of_a_day_comes_back_as_it_was() -> None:
    cases = list(state_at(240).cases.values())
    body = msgspec.json.encode(
        {"cases": [named(case) for case in cases], "next": "x", "head": 240}
    )
    assert outcome.page_of(body) == outcome.Page(tuple(cases), "x", 240)
    assert len(cases) > 10


def test_a_case_comes_with_its_records() -> None:
    case = next(iter(state_at(240).cases.values()))
    records = tuple(record for record in day() if record.case == case.id)
    body = msgspec.json.encode({"case": named(case), "records": records})
    assert outcome.history_of(body) == outcome.History(case, records)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"case":{"id":7}}', b"[" * 9000])
def test_another_answer_is_said_to_be_unreadable(body: bytes) -> None:
    with pytest.raises(ReadFailed):
        outcome.history_of(body)
    with pytest.raises(ReadFailed):
        outcome.page_of(body)


def test_a_page_of_broken_cases_is_unreadable() -> None:
    with pytest.raises(ReadFailed):
        outcome.page_of(b'{"cases":[{"id":"a"}],"head":1}')


def test_a_problem_keeps_its_own_members() -> None:
    body = (
        b'{"type":"about:blank","title":"stale","status":412,"detail":"d",'
        b'"code":"version-stale","version":4,"what":"Taken"}'
    )
    problem = outcome.problem_of(412, body)
    assert (problem.status, problem.code, problem.title, problem.detail) == (
        412, "version-stale", "stale", "d",
    )  # fmt: skip
    assert problem.extra == {"version": 4, "what": "Taken"}


def test_a_refusal_that_is_no_problem_document_still_is_one() -> None:
    problem = outcome.problem_of(413, b"<html>", "Content Too Large")
    assert (problem.code, problem.title) == ("http-413", "Content Too Large")


def test_what_is_done_says_whether_it_was_done_before() -> None:
    body = b'{"case":"c1","number":"TT-1","version":3,"seq":9,"state":"FILED"}'
    done = outcome.done_of(body, replayed=True)
    assert done is not None
    assert (done.state, done.replayed) == (State.FILED, True)
    assert outcome.done_of(b"{}", replayed=False) is None
