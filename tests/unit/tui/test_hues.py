"""The map's colours: apart from each other, and grey when the picture is old."""

from __future__ import annotations

import pytest

from tui.hues import MIXED
from tui.themes import THEMES, palette
from widgets.draw.spans import Ground, Hue, Tone


def coloured() -> list[str]:
    return [name for name in THEMES if palette(name, stale=False)[BACK].bgcolor]


BACK = (Tone.TEXT, Hue.OPEN_4)


def test_there_is_a_style_for_every_hue_before_and_behind() -> None:
    assert set(MIXED) == set(Hue)
    for name in THEMES:
        for stale in (False, True):
            found = palette(name, stale=stale)
            for hue in Hue:
                assert (hue, Ground.BASE) in found
                assert (Tone.TEXT, hue) in found
                assert (hue, Hue.SHADE_1) in found


@pytest.mark.parametrize("stale", [False, True])
def test_the_steps_of_a_measure_look_different(*, stale: bool) -> None:
    for name in coloured():
        found = palette(name, stale=stale)
        for measure in ("open", "overdue", "bounced"):
            steps = [hue for hue in Hue if hue.value.startswith(measure)]
            backs = [found[Tone.TEXT, hue].bgcolor for hue in (Hue.SHADE_1, *steps)]
            assert len(set(backs)) == len(steps) + 1


def test_an_old_picture_has_no_colour() -> None:
    for name in coloured():
        found = palette(name, stale=True)
        for hue in Hue:
            back = found[Tone.TEXT, hue].bgcolor
            assert back is not None
            red, green, blue = back.get_truecolor()
            assert red == green == blue


def test_a_theme_without_colours_marks_the_cursor_by_reversal() -> None:
    found = palette("mono", stale=False)
    assert found[BACK].bgcolor is None
    assert found[Hue.INK, Hue.MARK].reverse
    assert not found[Tone.STRONG, Hue.OPEN_1].reverse


def test_sixteen_colours_are_too_few_to_fill_cells() -> None:
    found = palette("dark", stale=False, colours="standard")
    assert found[BACK].bgcolor is None
    assert found[Hue.INK, Hue.OPEN_4] == found[Tone.STRONG, Hue.OPEN_4]
