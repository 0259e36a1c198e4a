"""The colours of the map, mixed from those a theme has anyway.

Fuller cells stand out more from the ground. A picture that is not current keeps its
lightness and loses its colour. A theme without colours has none here either: the map is
then drawn with characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rich.color import Color, ColorParseError
from rich.color_triplet import ColorTriplet
from rich.style import Style

from widgets.draw.canvas import Palette
from widgets.draw.spans import Ground, Hue, Rgb, Tone

#: Of which tone a hue is, and how much of it is mixed into the ground.
MIXED: Final[Mapping[Hue, tuple[Tone, float]]] = MappingProxyType(
    {
        Hue.SHADE_1: (Tone.DIM, 0.13),
        Hue.SHADE_2: (Tone.DIM, 0.20),
        Hue.SHADE_3: (Tone.DIM, 0.27),
        Hue.SHADE_4: (Tone.DIM, 0.34),
        Hue.OUTSIDE: (Tone.DIM, 0.06),
        Hue.OPEN_1: (Tone.INFO, 0.45),
        Hue.OPEN_2: (Tone.INFO, 0.62),
        Hue.OPEN_3: (Tone.INFO, 0.80),
        Hue.OPEN_4: (Tone.INFO, 1.0),
        Hue.OVERDUE_1: (Tone.BAD, 0.50),
        Hue.OVERDUE_2: (Tone.BAD, 0.66),
        Hue.OVERDUE_3: (Tone.BAD, 0.83),
        Hue.OVERDUE_4: (Tone.BAD, 1.0),
        Hue.BOUNCED_1: (Tone.WARN, 0.45),
        Hue.BOUNCED_2: (Tone.WARN, 0.62),
        Hue.BOUNCED_3: (Tone.WARN, 0.80),
        Hue.BOUNCED_4: (Tone.WARN, 1.0),
        Hue.MARK: (Tone.STRONG, 1.0),
        Hue.INK: (Tone.STRONG, 0.0),
    }
)


def with_hues(
    styles: Mapping[tuple[Tone, Ground], Style],
    tones: Mapping[Tone, str],
    base: str,
    *,
    stale: bool,
) -> Palette:
    """The palette of a theme: `styles`, and every hue before and behind them.

    `tones` are the theme's style words, `base` its ground's colour.
    """
    colours = _mixed(tones, base, stale=stale)
    fronts: dict[Tone | Hue, Style] = {
        **{tone: _front(styles[tone, Ground.BASE]) for tone in tones},
        **{hue: Style(color=colour) for hue, colour in colours.items()},
    }
    if colours[Hue.INK] is None:
        fronts[Hue.INK] = fronts[Tone.STRONG]
    backs = {hue: _back(hue, colour) for hue, colour in colours.items()}
    found: dict[tuple[Tone | Hue | Rgb, Ground | Hue | Rgb], Style] = dict(
        styles.items()
    )
    for front, style in fronts.items():
        for hue, back in backs.items():
            found[front, hue] = style + back
    for ground in Ground:
        behind = Style(bgcolor=styles[Tone.TEXT, ground].bgcolor)
        for hue in Hue:
            found[hue, ground] = fronts[hue] + behind
    return MappingProxyType(found)


def _front(style: Style) -> Style:
    """Without the ground that it was made for."""
    return style.without_color + Style(color=style.color)


def _back(hue: Hue, colour: Color | None) -> Style:
    if colour is None:
        return Style(reverse=True) if hue is Hue.MARK else Style.null()
    return Style(bgcolor=colour)


def _mixed(
    tones: Mapping[Tone, str], base: str, *, stale: bool
) -> dict[Hue, Color | None]:
    ground = _triplet(base)
    found: dict[Hue, Color | None] = {}
    for hue, (tone, part) in MIXED.items():
        front = Style.parse(tones[tone]).color
        if ground is None or front is None:
            found[hue] = None
            continue
        mixed = _mix(ground, front.get_truecolor(), part)
        found[hue] = Color.from_triplet(_grey(mixed) if stale else mixed)
    return found


def _triplet(base: str) -> ColorTriplet | None:
    """None as well for a named colour: which one it is, only the terminal knows."""
    try:
        return Color.parse(base).triplet if base else None
    except ColorParseError:
        return None


def _mix(under: ColorTriplet, over: ColorTriplet, part: float) -> ColorTriplet:
    return ColorTriplet(
        *(round(a + (b - a) * part) for a, b in zip(under, over, strict=True))
    )


def _grey(colour: ColorTriplet) -> ColorTriplet:
    red, green, blue = colour
    light = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return ColorTriplet(light, light, light)
