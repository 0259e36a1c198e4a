"""Colours can be read, and told apart: by anybody, on any terminal."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from tui.themes import DARK, DEFAULT, MONO, THEMES, chosen, palette, styles
from widgets.draw.spans import Ground, Tone

Triple = tuple[float, float, float]
COLOURED = [name for name, theme in THEMES.items() if theme is not MONO]
#: Read as text; the rest are lines, bars and labels.
READ = {Tone.TEXT, Tone.STRONG, Tone.DIM, Tone.GOOD, Tone.WARN, Tone.BAD, Tone.INFO}
READ |= {Tone.DRILL}
STATES = (Tone.GOOD, Tone.WARN, Tone.BAD)
#: How the world looks without one kind of cone, linear RGB (Machado and others, 2009).
BLIND = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: Color | None) -> Triple:
    assert color is not None
    parts = [part / 255 for part in color.get_truecolor()]
    r, g, b = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return r, g, b


def luminance(color: Color | None) -> float:
    r, g, b = linear(color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(style: Style) -> float:
    """The ratio of WCAG 2."""
    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: Triple) -> Triple:
    r, g, b = (max(0.0, min(1.0, part)) for part in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def apart(one: Triple, other: Triple) -> float:
    """CIE76; about 2 can just be seen beside each other."""
    pairs = zip(lab(one), lab(other), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def seen(rgb: Triple, how: str) -> Triple:
    r, g, b = (sum(w * p for w, p in zip(row, rgb, strict=True)) for row in BLIND[how])
    return r, g, b


@pytest.mark.parametrize("name", COLOURED)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    found = palette(name, stale=False)
    faint = {
        f"{tone} on {ground}": round(contrast(style), 2)
        for (tone, ground), style in found.items()
        if isinstance(tone, Tone) and isinstance(ground, Ground)
        if contrast(style) < (4.5 if tone in READ else 3 if ground in USUAL else 2)
    }
    assert faint == {}


USUAL = {Ground.BASE, Ground.BAR}


@pytest.mark.parametrize("name", COLOURED)
def test_what_is_stale_is_grey_and_can_be_read(name: str) -> None:
    for (tone, ground), style in palette(name, stale=True).items():
        if ground is Ground.BASE and isinstance(tone, Tone):
            assert contrast(style) >= 3
            assert apart(linear(style.color), (luminance(style.color),) * 3) < 12
            assert not style.bold


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("blue-orange", "protanopia"),
        ("blue-orange", "deuteranopia"),
        ("red-teal", "tritanopia"),
    ],
)
def test_states_are_apart_without_one_kind_of_cone(name: str, how: str) -> None:
    found = palette(name, stale=False)
    colours = {t: seen(linear(found[t, Ground.BASE].color), how) for t in STATES}
    for one, other in combinations(STATES, 2):
        assert apart(colours[one], colours[other]) > 30, (one, other)


def test_the_usual_theme_would_not_do_for_them() -> None:
    found = palette("dark", stale=False)
    colours = {t: linear(found[t, Ground.BASE].color) for t in STATES}
    least = min(
        apart(seen(colours[one], "protanopia"), seen(colours[other], "protanopia"))
        for one, other in combinations(STATES, 2)
    )
    assert least < 30


@pytest.mark.parametrize(
    ("colours", "system"),
    [("256", ColorSystem.EIGHT_BIT), ("standard", ColorSystem.STANDARD)],
)
@pytest.mark.parametrize("name", COLOURED)
def test_with_fewer_colours_a_state_still_has_its_own(
    name: str, colours: str, system: ColorSystem
) -> None:
    found = palette(name, stale=False, colours=colours)
    tones = (Tone.CALM, Tone.GOOD, Tone.WARN, Tone.BAD, Tone.TEXT)
    looks = {t: found[t, Ground.BASE].color for t in tones}
    numbers = [color.downgrade(system).number for color in looks.values() if color]
    assert len(set(numbers)) == len(tones), dict(zip(tones, numbers, strict=True))
    behind = found[Tone.TEXT, Ground.BASE].bgcolor
    assert behind is not None
    assert behind.downgrade(system).number not in numbers


def test_without_colours_states_differ_by_weight() -> None:
    found = palette("mono", stale=False)
    tones = (Tone.CALM, Tone.WARN, Tone.BAD)
    assert len({found[tone, Ground.BASE] for tone in tones}) == len(tones)
    assert all(style.color is None for style in found.values())


def test_no_color_chooses_mono_and_a_person_overrules_it() -> None:
    assert chosen("", {}) == DEFAULT
    assert chosen("", {"NO_COLOR": "1"}) == "mono"
    assert chosen("", {"NO_COLOR": ""}) == DEFAULT
    assert chosen("light", {"NO_COLOR": "1"}) == "light"


def test_an_unknown_name_is_the_usual_theme() -> None:
    assert palette("gone", stale=False) == styles(DARK, stale=False)
