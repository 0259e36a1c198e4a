"""A line of a stream: what happened, whose it is, what is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import REASONS, State
from domain.sla import Light
from domain.text import width
from domain.views.words import EVENT_WORDS
from tests.town import DAY, HOUR, MINUTE
from tests.unit.widgets.hostile import assert_inert, texts
from tests.unit.widgets.lenses import lens
from tests.unit.widgets.samples import LINES, stream_line_of
from widgets.draw.lines import More, stream_line
from widgets.draw.spans import Ground, Tone

WIDE = More(street=8, number=9, event=8)
MORE = More(street=6)
LEFTS = st.one_of(st.none(), st.integers(-400 * DAY, 400 * DAY))


def test_lines_with_more_columns() -> None:
    drawn = [stream_line(one, lens(), 72, WIDE).text for one in LINES[:3]]
    assert drawn == [
        "09:00 0921-0001 东街     上报     共享单车占道影响通行  上报       01:00",
        "08:59 0921-0001 东街     退单     商场空调噪音          环卫   ▲退单 B03",
        "08:58 0921-0001 东街     派遣     井盖缺失              城管      ◆00:12",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", REASONS)
def test_a_bounce_always_shows_its_reason(lang: str, code: str) -> None:
    one = stream_line_of("Bounced", department="hw", code=code)
    assert stream_line(one, lens(lang), 34).text.endswith(f" {code}")


@pytest.mark.parametrize(("light", "left", "shown"), [
    (Light.GREEN, HOUR, " 01:00"), (Light.YELLOW, MINUTE, "◆00:01"),
    (Light.RED, -MINUTE, "▲-00:01"), (Light.RED, -300 * HOUR, "▲-12d"),
])  # fmt: skip
def test_time_left_carries_a_glyph_when_it_matters(
    light: Light, left: int, shown: str
) -> None:
    one = stream_line_of(light=light, left=left)
    assert stream_line(one, lens(), 40).text.endswith(shown)


@pytest.mark.parametrize("tag", sorted(set(EVENT_WORDS) - {"Bounced"}))
def test_how_it_ended_stands_whole_at_the_end(tag: str) -> None:
    one = stream_line_of(tag, state=State.CLOSED, left=None)
    assert stream_line(one, lens(), 40).text.endswith(lens().names.event(tag))


def test_fresh_and_urgent_are_told_apart() -> None:
    drawn = stream_line(stream_line_of(fresh=True, urgent=True), lens(), 40)
    assert drawn.spans[0].tone is Tone.INFO
    assert any(span.tone is Tone.STRONG for span in drawn.spans)
    plain = stream_line(stream_line_of(), lens(), 40, ground=Ground.CURSOR)
    assert plain.spans[0].tone is Tone.DIM
    assert plain.ground is Ground.CURSOR


@given(
    texts(),
    texts(),
    LEFTS,
    st.sampled_from(Light),
    st.integers(60, 400),
    st.tuples(st.sampled_from(["zh", "en"]), st.sampled_from([More(), MORE, WIDE])),
)
def test_any_line_in_any_width(
    title: str,
    code: str,
    left: int | None,
    light: Light,
    columns: int,
    looks: tuple[str, More],
) -> None:
    lang, more = looks
    one = stream_line_of(
        title=title, subclass="?", department=code, light=light, left=left, street=code
    )
    drawn = stream_line(one, lens(lang), columns, more)
    assert width(drawn.text) == columns
    assert_inert([drawn])
