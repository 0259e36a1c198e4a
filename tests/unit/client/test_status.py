"""Figures for pipes: they add up, and their members stay."""

from __future__ import annotations

import json

import msgspec

from client.feed import Feed, Phase
from client.looking import Look
from client.status import Report, report, text
from domain import commands as c
from domain.codes import Role
from domain.text import width
from tests.town import HOUR, MINUTE, Book, actor, place
from tui.catalogue import words

HW = actor(Role.DEPARTMENT, "hw")


def town() -> Report:
    """Three cases: one at a department and late, one bounced, one closed."""
    book = three()
    feed = Feed(phase=Phase.LIVE, head=book.state.seq, version="1", skew_ms=40)
    look = Look(place(), book.state, feed)
    return report(look, "http://here", book.now + 9 * HOUR)


def three() -> Book:
    """They are written."""
    book = Book()
    late, bounced, closed = book.open(), book.open(grid="T02001001"), book.open()
    for case in (late, bounced, closed):
        book.do(case, c.Accept())
        book.do(case, c.File())
        book.do(case, c.Dispatch(department="hw"))
        book.do(case, c.Take(), HW)
    book.do(bounced, c.Bounce(reason="B01", note="不属本部门"), HW)
    book.now += MINUTE
    book.do(closed, c.FeedBack(photos=("a",)), HW)
    book.do(closed, c.AutoCheck())
    book.do(closed, c.Close())
    return book


def test_the_figures_are_those_of_the_cases() -> None:
    found = town()
    whole = found.whole
    assert (whole.open, whole.red, whole.green) == (2, 2, 0)
    assert (whole.today.filed, whole.today.closed, whole.today.bounced) == (3, 1, 1)
    assert (whole.on_time.n, whole.on_time.of, whole.on_time.rate) == (1, 2, 0.5)
    assert msgspec.to_builtins(whole.bounced_24h) == {"n": 1, "of": 3, "rate": 0.333333}
    (hw,) = found.departments
    assert (hw.code, hw.zh, hw.open, hw.overdue) == ("hw", "环卫所", 2, 1)
    assert (hw.score, hw.grade) == (None, "n/a")
    assert (hw.bounced_7d.asked.n, hw.bounced_7d.approved) == (1, 0)
    assert found.as_of == "2026-09-21T18:01:00+08:00"


def test_streets_add_up_to_the_whole() -> None:
    found = town()
    for count in ("open", "green", "yellow", "red", "unlimited"):
        streets = [getattr(row, count) for row in found.streets]
        assert sum(streets) == getattr(found.whole, count)
    assert [row.open for row in found.streets] == [1, 1]


def test_departments_come_as_the_place_lists_them() -> None:
    book = three()
    case = book.open()
    book.do(case, c.Accept())
    book.do(case, c.File())
    book.do(case, c.Dispatch(department="cg"))
    found = report(Look(place(), book.state, Feed()), "", book.now)
    assert [row.code for row in found.departments] == ["cg", "hw"]
    assert [row.open for row in found.departments] == [1, 2]


def test_cases_without_a_clock_count_as_in_time() -> None:
    found = town()
    whole = msgspec.structs.replace(found.whole, green=30, unlimited=7, red=0)
    told = text(msgspec.structs.replace(found, whole=whole), place(), words("en"), "en")
    (line,) = (line for line in told.splitlines() if line.startswith("All "))
    assert line.split()[4] == "37"


def test_programs_find_the_members_they_know() -> None:
    told = json.loads(msgspec.json.encode(town()))
    assert list(told) == [
        "schema", "source", "centre", "version", "name", "as_of", "as_of_ms", "epoch",
        "seq", "head", "freshness", "inflow_per_minute", "whole", "streets",
        "departments",
    ]  # fmt: skip
    assert told["schema"] == 1
    assert told["freshness"]["phase"] == "LIVE"
    assert told["streets"][0] | {"today": 0, "on_time": 0, "bounced_24h": 0} == {
        "code": "T01", "zh": "东街", "en": "East St", "open": 1, "green": 0,
        "yellow": 0, "red": 1, "unlimited": 0, "today": 0, "on_time": 0,
        "bounced_24h": 0,
    }  # fmt: skip
    assert told["departments"][0]["on_time"] == {"n": 1, "of": 2, "rate": 0.5}


def test_people_see_columns_in_both_languages() -> None:
    for lang, street in (("zh", "东街"), ("en", "East")):
        lines = text(town(), place(), words(lang), lang).splitlines()
        assert "status." not in "\n".join(lines)
        gap = lines.index("")
        streets, departments = lines[gap + 1 : gap + 5], lines[gap + 6 :]
        assert streets[1].startswith(street)
        assert len({width(line) for line in streets}) == 1
        assert len({width(line) for line in departments}) == 1
        assert "50.0 %" in streets[-1]
        assert departments[-1].split()[-2:] == ["—", "n/a"]


def test_what_the_centre_says_cannot_steer_a_terminal() -> None:
    found = msgspec.structs.replace(town(), version="1\x1b[5n")
    assert "\x1b" not in text(found, place(), words("en"), "en")
