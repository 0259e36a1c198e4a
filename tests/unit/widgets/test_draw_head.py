"""The head line says where, in which mode, as whom, how fresh and what time it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import width
from domain.views.freshness import Freshness, Phase
from tests.town import MONDAY
from tests.unit.widgets.hostile import assert_inert, texts
from tests.unit.widgets.lenses import lens
from widgets.draw.head import HeadView, head
from widgets.draw.spans import Ground, Tone

SIZES = [60, 80, 120, 200, 400]
LIVE = Freshness(Phase.LIVE, 1, MONDAY, seq=12_345)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", SIZES)
@pytest.mark.parametrize("phase", Phase)
def test_phase_and_time_are_always_there(lang: str, columns: int, phase: Phase) -> None:
    fresh = Freshness(phase, 7, MONDAY, 3, 12, "refused", 12_345)
    drawn = head(HeadView(fresh=fresh, now=MONDAY), lens(lang), columns)
    assert width(drawn.text) == columns
    assert drawn.ground is Ground.BAR
    assert phase.value in drawn.text
    assert "09:00:00" in drawn.text
    assert lens(lang).say("head.readonly") in drawn.text


@pytest.mark.parametrize(("fresh", "told"), [
    (LIVE, "#12,345"),
    (Freshness(Phase.LAGGING, 7), "7s"),
    (Freshness(Phase.STALE, 60, MONDAY), "since 09:00:00"),
    (Freshness(Phase.RECONNECTING, 60, MONDAY, 3, 12), "attempt 3, next in 12 s"),
    (Freshness(Phase.AUTH_FAILED, reason="wrong token"), "wrong token"),
    (Freshness(Phase.DOWN, reason="other epoch"), "other epoch"),
])  # fmt: skip
def test_what_each_phase_tells(fresh: Freshness, told: str) -> None:
    assert told in head(HeadView(fresh=fresh, now=MONDAY), lens("en"), 120).text


@pytest.mark.parametrize(("view", "told"), [
    (HeadView(armed_s=567), "ARMED 09:27"),
    (HeadView(armed_s=-1, role="dispatcher"), "dispatcher ARMED"),
    (HeadView(drill=True, simulated=True, speed=60), "DRILL ×60"),
    (HeadView(simulated=True, speed=0), "REPLAY PAUSED"),
    (HeadView(), "--:--:--"),
])  # fmt: skip
def test_mode_and_role(view: HeadView, told: str) -> None:
    assert told in head(view, lens("en"), 120).text


def test_a_simulated_clock_is_never_taken_for_the_real_one() -> None:
    drawn = head(HeadView(simulated=True, speed=2.5, now=MONDAY), lens(), 80)
    assert {s.tone for s in drawn.spans if "×2.5" in s.text} == {Tone.DRILL}


def test_the_beat_moves_every_second() -> None:
    beats = {head(HeadView(beat=n), lens(), 80).spans[-1].text for n in range(4)}
    assert len(beats) == 4


@given(
    texts(),
    st.sampled_from([Phase.AUTH_FAILED, Phase.DOWN]),
    st.integers(40, 400),
    st.sampled_from(["zh", "en"]),
)
def test_any_reason_in_any_width(
    reason: str, phase: Phase, columns: int, lang: str
) -> None:
    fresh = Freshness(phase, reason=reason)
    drawn = head(HeadView(fresh=fresh, now=MONDAY), lens(lang), columns)
    assert width(drawn.text) == columns
    assert_inert([drawn])


def test_clocks_apart_are_said_in_warning() -> None:
    apart = Freshness(Phase.LIVE, 1, MONDAY, seq=1, skew_s=-4)
    drawn = head(HeadView(fresh=apart, now=MONDAY), lens("en"), 120)
    assert Tone.WARN in {s.tone for s in drawn.spans if "-4 s" in s.text}
    assert "-4 s" in head(HeadView(fresh=apart, now=MONDAY), lens("zh"), 80).text
    assert "clock" not in head(HeadView(fresh=LIVE, now=MONDAY), lens("en"), 120).text


def test_the_beat_moves_with_every_frame_of_a_second() -> None:
    drawn = {head(HeadView(now=MONDAY, beat=n), lens(), 80).text for n in range(8)}
    assert len(drawn) == 4


def test_a_slow_line_has_no_beat_and_a_clock_in_steps() -> None:
    def at(seconds: int) -> str:
        now = MONDAY + seconds * 1000
        view = HeadView(fresh=LIVE, now=now, beat=None, clock_s=5)
        return head(view, lens(), 80).text

    assert at(6) == at(9)
    assert "09:00:05" in at(9)
    assert not set(at(6)) & set("▖▘▝▗")
