"""The foot: as many keys as fit, whole ones, and the hint beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import width
from tests.unit.widgets.lenses import lens
from widgets.draw.foot import FootKey, FootView, foot
from widgets.draw.spans import Ground, Tone

KEYS = (
    FootKey("d", "dispatch"),
    FootKey("/", "filter"),
    FootKey("R", "rule", allowed=False),
    FootKey("?", "help"),
)


def test_keys_and_their_words() -> None:
    drawn = foot(FootView(KEYS), lens("en"), 60)
    say = lens("en").say
    assert drawn.text.split("   ")[:2] == [
        f" d {say('key.dispatch')}",
        f"/ {say('key.filter')}",
    ]
    assert drawn.ground is Ground.BAR


def test_what_may_not_be_done_is_there_but_faint() -> None:
    spans = foot(FootView(KEYS), lens(), 80).spans
    tones = {span.text: span.tone for span in spans}
    assert tones["R"] is Tone.FAINT
    assert tones["d"] is Tone.INFO


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_hint_stands_at_the_right_end(lang: str) -> None:
    drawn = foot(FootView(KEYS, "form.early"), lens(lang), 100)
    assert drawn.text.endswith(lens(lang).say("form.early") + " ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reason_is_whole_before_the_keys_are(lang: str) -> None:
    reason = "forced assignment: for commander / shift leader"
    drawn = foot(FootView(KEYS, reason), lens(lang), 80)
    assert drawn.text.endswith(f"{reason} ")


@given(st.integers(0, 200), st.sampled_from(["", "form.early", "say.leave"]))
def test_keys_are_left_out_whole(columns: int, hint: str) -> None:
    say = lens().say
    drawn = foot(FootView(KEYS, hint), lens(), columns)
    assert width(drawn.text) == columns
    shown = [
        key for key in KEYS if f"{key.key} {say(f'key.{key.action}')}" in drawn.text
    ]
    assert tuple(shown) == KEYS[: len(shown)]
    if not hint:
        assert "…" not in drawn.text
    if columns > 120:
        assert len(shown) == len(KEYS)
