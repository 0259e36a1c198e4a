"""The filter grammar: what is wrong in a line, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.views.filter import parse
from domain.views.filter.patterns import PatternError, compiled
from tests.unit.views.rows import WORDS, lines


@pytest.mark.parametrize(
    ("text", "wrong", "key"),
    [
        ("井盖 foo:1", "foo", "filter.bad_field"),
        ("颜色：红", "颜色", "filter.bad_field"),
        ("st:北街", "北街", "filter.no_value"),
        ("st:东街,北街", "北街", "filter.no_value"),
        ("st=东", "东", "filter.no_value"),
        ("sa=done", "done", "filter.no_value"),
        ("ur=maybe", "maybe", "filter.no_switch"),
        ("left<soon", "soon", "filter.bad_span"),
        ("left<", "", "filter.empty"),
        ("st:", "", "filter.empty"),
        ("st:东街,", "", "filter.empty"),
        ("left=30m", "left=30m", "filter.compare"),
        ("left<1h,2h", "2h", "filter.one_value"),
        ("bo>many", "many", "filter.bad_number"),
        ("st<dj", "st<dj", "filter.no_order"),
        ("ti>a", "ti>a", "filter.no_order"),
        ('ti:"井盖', '"井盖', "filter.quote"),
        ("/井", "/井", "filter.regex_open"),
        ("/[a/", "/[a/", "filter.regex_bad"),
        ("/a(/", "/a(/", "filter.regex_bad"),
        ("/*/", "/*/", "filter.regex_bad"),
        ("/(a+)+/", "/(a+)+/", "filter.regex_slow"),
        ("//", "//", "filter.regex_empty"),
        ("!", "", "filter.empty"),
        ("~", "~", "filter.empty"),
        ("@me", "@me", "filter.no_me"),
        (":", ":", "filter.empty"),
    ],
)
def test_the_wrong_part_is_named(text: str, wrong: str, key: str) -> None:
    parsed = parse(text, WORDS)
    assert parsed.filter is None
    [fault] = parsed.faults
    assert (text[fault.start : fault.end], fault.key) == (wrong, key)
    assert fault.end > fault.start


def test_one_fault_does_not_hide_the_next() -> None:
    parsed = parse("foo:1 东街 bar:2 left<x", WORDS)
    assert [fault.key for fault in parsed.faults] == [
        "filter.bad_field",
        "filter.bad_field",
        "filter.bad_span",
    ]


def test_a_line_has_an_end() -> None:
    assert parse("井 " * 200, WORDS).faults[0].key == "filter.long"
    assert parse("井 " * 30, WORDS).faults[0].key == "filter.long"


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    parsed = parse(text, WORDS, "me")
    assert (parsed.filter is None) is bool(parsed.faults)
    for fault in parsed.faults:
        assert 0 <= fault.start < fault.end <= len(text) + 1


@given(st.text("stdp:=!<>~/\"',@m*东街()[]{}|\\ 1h", max_size=24))
def test_any_line_of_signs_is_read(text: str) -> None:
    parsed = parse(text, WORDS)
    assert (parsed.filter is None) is bool(parsed.faults)


@given(lines())
def test_full_width_signs_are_the_same_signs(line: str) -> None:
    wide = line.translate(str.maketrans(":=!<>,~/", "：＝！＜＞，～／"))
    narrow, other = parse(line, WORDS).filter, parse(wide, WORDS).filter
    assert narrow is not None
    assert other is not None
    assert narrow.terms == other.terms


@pytest.mark.parametrize(
    "pattern",
    [
        "(a*)*b",
        "(a|a)*b",
        "(?:a+)+$",
        "(.*a){12}",
        "(x+x+)+y",
        ".*.*.*x",
        "a?" * 20 + "a" * 20,
        "(a|a)" * 12 + "b*",
        "(a)\\1",
        "(?=a)b",
        "(?P<n>a)",
        "a{1,5000}",
        "a{9,}{9,}b",
        "[ab]*[ab]*[ab]*c",
    ],
)
def test_what_could_take_long_is_not_tried(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"filter\.regex_(slow|bad)"):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("井盖|路灯", "东路灯"),
        ("^tt-\\d{8}-04", "TT-20260921-0417"),
        ("占.*道", "占用了盲道"),
        ("[一二]楼?梯", "二梯"),
        ("a.*?b", "a x b"),
        ("(?:东|西)街", "西街"),
        ("\\.5", "1.5"),
        ("[]x]", "]"),
        ("[^]x]", "y"),
        ("\\bx\\b", "a x b"),
        ("a{2}", "aa"),
    ],
)
def test_what_is_quick_is(pattern: str, text: str) -> None:
    assert compiled(pattern).search(text)
