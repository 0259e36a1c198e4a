"""What is repainted between two drawings is what differs, and never half a character.

The widget itself runs in tests/pilot; here are its pure parts.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import width
from widgets.draw.canvas import BARE, changes, numbered
from widgets.draw.spans import Ground, Hue, Line, Span, Tone, exact, line, title

WIDE = 24
words = st.text(alphabet="ab东街 ━▲…", max_size=9)
grounds = st.sampled_from([Ground.BASE, Ground.CURSOR])
spans = st.builds(
    Span,
    words,
    st.sampled_from([Tone.TEXT, Tone.BAD]),
    st.sampled_from([None, Hue.INK]),
)
lines = st.builds(
    lambda drawn, ground: exact(line(*drawn, ground=ground), WIDE),
    st.lists(spans, max_size=6),
    grounds,
)
Cells = list[tuple[object, ...]]


def painted(drawn: Line) -> Cells:
    """What every cell shows; the second half of a wide character is its own thing."""
    found: Cells = []
    for span in drawn.spans:
        for char in span.text:
            look = (char, span.tone, span.back, drawn.ground)
            found += [look, ("rest of", look)][: width(char)]
    return found


def changed_cells(old: Line, new: Line) -> set[int]:
    return {x + i for x, wide in changes(old, new) for i in range(wide)}


@given(lines, lines)
def test_painting_the_changes_makes_old_into_new(old: Line, new: Line) -> None:
    screen, target = painted(old), painted(new)
    assert len(screen) == len(target) == WIDE
    for x, wide in changes(old, new):
        assert 0 <= x < x + wide <= WIDE
        screen[x : x + wide] = target[x : x + wide]
    assert screen == target


@given(lines, lines)
def test_no_wide_character_is_cut_in_two(old: Line, new: Line) -> None:
    for drawn in (old, new):
        cells = painted(drawn)
        for x, wide in changes(old, new):
            for edge in (x, x + wide):
                assert edge == WIDE or cells[edge][0] != "rest of"


@given(lines)
def test_the_same_is_not_painted_again(drawn: Line) -> None:
    assert list(changes(drawn, drawn)) == []


@given(st.lists(spans, min_size=1, max_size=6), st.data())
def test_with_the_same_widths_only_the_spans_that_differ(
    drawn: list[Span], data: st.DataObject
) -> None:
    old = Line(tuple(drawn))
    chosen = data.draw(st.sets(st.integers(0, len(drawn) - 1)))
    new = Line(
        tuple(
            span._replace(tone=Tone.GOOD) if n in chosen else span
            for n, span in enumerate(drawn)
        )
    )
    expected, x = set(), 0
    for number, span in enumerate(drawn):
        if number in chosen:
            expected |= set(range(x, x + width(span.text)))
        x += width(span.text)
    assert changed_cells(old, new) == expected


def test_a_clock_repaints_its_seconds_alone() -> None:
    old = line(Span("LIVE "), Span("14:03:"), Span("27"), Span(" ▖ "))
    new = line(Span("LIVE "), Span("14:03:"), Span("28"), Span(" ▘ "))
    assert list(changes(old, new)) == [(11, 2), (13, 3)]


def test_a_number_that_grows_repaints_up_to_where_they_meet_again() -> None:
    old = line(Span("未超 "), Span("9"), Span("  "), Span("将超 4"), Span("   "))
    new = line(Span("未超 "), Span("10"), Span(" "), Span("将超 4"), Span("   "))
    assert list(changes(old, new)) == [(5, 3)]


def test_another_ground_repaints_the_whole_line() -> None:
    old = line(Span("东街"), Span("  "))
    assert list(changes(old, Line(old.spans, Ground.CURSOR))) == [(0, 6)]


def test_a_number_is_cut_out_of_a_titles_rule() -> None:
    heading = title("动作", 20, "退单待审 3")
    shown = numbered(heading, "4", focused=True)
    assert shown.text == "4 动作 ── 退单待审 3"
    assert width(shown.text) == width(heading.text) == 20
    assert [span.tone for span in shown.spans[:2]] == [Tone.INFO, Tone.INFO]
    assert numbered(heading, "4", focused=False).spans[0].tone is Tone.FAINT


@pytest.mark.parametrize("drawn", [
    line(Span("no rule")), line(Span("─" * 9)), title("动作", 8), line(),
])  # fmt: skip
def test_a_line_without_room_for_a_number_stays(drawn: Line) -> None:
    assert numbered(drawn, "4", focused=True) == drawn


def test_before_a_theme_comes_every_look_is_known() -> None:
    assert {tone for tone, _ in BARE} == {*Tone, *Hue}
    assert {ground for _, ground in BARE} == {*Ground, *Hue}
