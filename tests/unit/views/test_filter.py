"""The filter grammar: what a line matches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from domain.codes import Kind, Source, State
from domain.state import Case
from domain.views.filter import Filter, Row, Vocabulary, parse, quoted
from tests.town import HOUR, MINUTE, MONDAY
from tests.unit.views.rows import TERMS, WORDS, case, cases, lines


def read(text: str, me: str = "") -> Filter:
    parsed = parse(text, WORDS, me)
    assert not parsed.faults, (text, parsed.faults)
    assert parsed.filter is not None
    return parsed.filter


def hits(text: str, one: Case, me: str = "") -> bool:
    return read(text, me).matches(one, MONDAY)


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("st:东街", {}, True),
        ("street=T01", {}, True),
        ("街道：东", {}, True),
        ("st=dj", {}, True),
        ("st=xj", {}, False),
        ("st:d", {}, True),
        ("st=EAST", {}, True),
        ("st＝ｔ０１", {}, True),
        ("st!=dj", {}, False),
        ("st≠xj", {}, True),
        ("dp=环卫,城管", {}, True),
        ("dp=城管，东办", {}, False),
        ("部门:-", {"department": ""}, True),
        ("dp=无", {}, False),
        ("sa=待派遣", {"state": State.FILED}, True),
        ('sa="to dispatch"', {"state": State.FILED}, True),
        ("状态：filed", {"state": State.FILED}, True),
        ("sa!=handling", {}, False),
        ("re=B03", {"bounce_reason": "B03"}, True),
        ("原因:职责", {"bounce_reason": "B03"}, True),
        ("reason=-", {}, True),
        ("bb=cg", {"bounced_by": ("hw", "cg")}, True),
        ("bb=de", {"bounced_by": ("hw", "cg")}, False),
        ("cl=0101", {}, True),
        ("类别:垃圾", {}, True),
        ("cl:rubbish", {}, True),
        ("so=hotline", {"source": Source.HOTLINE}, True),
        ("来源:12345", {"source": Source.HOTLINE}, True),
        ("ki=部件", {"kind": Kind.COMPONENT}, True),
        ("ur=y", {"urgent": True}, True),
        ("紧急=是", {}, False),
        ("!urgent=yes", {}, True),
        ("ot=no", {"on_time": False}, True),
        ("ot=no", {"on_time": None}, False),
        ("missed=yes", {"missed": True}, True),
        ("bo>1", {"bounces": 2}, True),
        ("退单＞＝2", {"bounces": 2}, True),
        ("bo≤1", {"bounces": 2}, False),
        ("bo=1,3", {"bounces": 3}, True),
        ("bo:2", {"bounces": 3}, False),
        ("bo!=2", {"bounces": 3}, True),
        ("gr:T01001", {}, True),
        ("责任网格=d1", {}, True),
        ("部件=3101050102000017", {"component": "3101050102000017"}, True),
        ("component:0102", {"component": "3101050102000017"}, True),
        ("cp=0102", {"component": "3101050102000017"}, False),
        ("cp:3101", {}, False),
        ("ha=w7", {"handler": "W7"}, True),
        ("ti:垃圾", {}, True),
        ("ti=垃圾", {}, False),
        ("title=暴露垃圾", {}, True),
        ("no:0017", {"number": "TT-20260921-0017"}, True),
        ("ad:36号", {"address": "东街36号"}, True),
    ],
)
def test_a_field_and_its_value(
    text: str, said: dict[str, Any], expected: object
) -> None:
    assert hits(text, case(**said)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0417", True),
        ("tt-2026", True),
        ("井盖", True),
        ("东街", True),
        ("east", True),
        ("dj", True),
        ("环卫", True),
        ("hw", True),
        ("rubbish", True),  # the class, which an English wall shows
        ("36", True),
        ("西街", False),
        ("井盖 东街", True),
        ("井盖 西街", False),
        ("!井盖", False),
        ("！西街", True),
        ("!!井盖", True),
        ("~井失", True),
        ("~失井", False),
        ("～ｔｔ０４１７", True),
        ("/井.缺/", True),
        ("／^井盖／", True),
        ("/^盖/", False),
        ("/缺失$/", True),
        ("/TT-\\d+/", True),
        ("!/井/", False),
        ('"井盖 缺"', False),
        ("“井盖缺”", True),
        ("「井盖」", True),
        ("ti:~井失", True),
        ("ti:/^井/", True),
        ("st:/^东/", True),
        ("*", True),
        ("", True),
        ("   ", True),
        ("12:30", False),
    ],
)
def test_a_word(text: str, expected: object) -> None:
    one = case(title="井盖缺失", number="TT-20260921-0417", address="长街36号")
    assert hits(text, one) is expected


@pytest.mark.parametrize(
    ("text", "due", "expected"),
    [
        ("left<30m", 29 * MINUTE, True),
        ("left<30m", 30 * MINUTE, False),
        ("left<=30m", 30 * MINUTE, True),
        ("剩余＜２小时", 119 * MINUTE, True),
        ("lf<1h30m", 89 * MINUTE, True),
        ("lf>1h30m", 89 * MINUTE, False),
        ("lf<0", -1, True),
        ("lf<-2h", -3 * HOUR, True),
        ("lf<-2h", -1 * HOUR, False),
        ("lf<3d", 71 * HOUR, True),
        ("lf<90", 89 * MINUTE, True),
        ("lf<1d", None, False),
        ("lf>1d", None, False),
        ("li=red", -1, True),
        ("li=red", 0, False),
        ("灯:将超", 10 * MINUTE, True),
        ("li=绿", 3 * HOUR, True),
        ("li=none", None, True),
        ("li=red,yellow", 10 * MINUTE, True),
        ("!li=green", 10 * MINUTE, True),
        ("td=y", -1, True),
        ("td=y", HOUR, False),
    ],
)
def test_time_left_and_lights(text: str, due: int | None, expected: object) -> None:
    one = case(due=None if due is None else MONDAY + due)
    assert hits(text, one) is expected
    assert read(text).timed


def test_age_counts_from_the_opening() -> None:
    one = case(opened_at=MONDAY - 2 * HOUR - 1)
    assert hits("age>2h", one)
    assert not hits("时长>3h", one)
    assert hits("ag<1d", one)


def test_what_waits_is_to_do_whatever_its_clock() -> None:
    assert hits("待办=是", case(state=State.FILED))
    assert not hits("td=n", case(state=State.RETURN_REQ))


def test_me_is_the_account_or_the_department() -> None:
    assert hits("@me", case(handler="w7"), "w7")
    assert hits("dp=@me", case(), "hw")
    assert not hits("@me", case(), "cg")
    assert parse("@me", WORDS).faults[0].key == "filter.no_me"


def test_without_a_place_the_words_of_the_trade_remain() -> None:
    parsed = parse("sa=FILED 垃圾", Vocabulary(None))
    assert parsed.filter is not None
    assert parsed.filter.matches(case(state=State.FILED), MONDAY)


@pytest.mark.parametrize("text", ["st=T01 bo>0", "*", "ti:a", "!sa=FILED"])
def test_only_time_and_lights_depend_on_time(text: str) -> None:
    assert not read(text).timed


@given(cases(), lines())
def test_many_are_picked_as_each_is_matched(drawn: list[Case], line: str) -> None:
    found = read(line)
    rows = [Row.worded(one) for one in drawn]
    one_by_one = [row for row in rows if found.matches(row.case, MONDAY)]
    assert list(found.pick(rows, MONDAY)) == one_by_one


@given(cases(), lines(), lines())
def test_terms_are_anded(drawn: list[Case], left: str, right: str) -> None:
    both = read(f"{left} {right}")
    for one in drawn:
        assert both.matches(one, MONDAY) is (hits(left, one) and hits(right, one))


@given(cases(), lines(), lines())
def test_what_narrows_never_finds_more(
    drawn: list[Case], line: str, before: str
) -> None:
    new, old = read(line), read(before)
    if new.narrows(old):
        for one in drawn:
            assert old.matches(one, MONDAY) or not new.matches(one, MONDAY)


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ("井盖", "井", True),
        ("井", "井盖", False),
        ("井盖 st=T01", "井盖", True),
        ("st=T01", "st=T01,T02", True),
        ("!井", "!井盖", True),
        ("!井盖", "!井", False),
        ("left<30m", "left<1h", True),
        ("left<2h", "left<1h", False),
        ("~井盖失", "~井失", True),
        ("bo=1", "bo=1,2", True),
        ("东", "", True),
        ("", "东", False),
        ("dj", "d", True),  # initials as far as they are typed
        ("cg", "c", True),
    ],
)
def test_what_only_narrows(new: str, old: str, expected: object) -> None:
    assert read(new).narrows(read(old)) is expected


@given(cases(4))
def test_every_term_and_its_contrary_share_the_cases(drawn: list[Case]) -> None:
    for term in TERMS:
        if term == "*" or term.startswith("!"):
            continue
        for one in drawn:
            assert hits(term, one) is not hits(f"!{term}", one)


@pytest.mark.parametrize("value", ["plain", "a b", "a,b", "st:x", 'say "x"', "~", "/"])
def test_a_quoted_value_is_read_as_it_is(value: str) -> None:
    one = case(title=f"<{value}>")
    assert hits(f"ti:{quoted(value)}", one)
    assert hits(quoted(value), one)
    assert not hits(quoted(value), case())
