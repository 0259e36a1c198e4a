"""Every colour of the wall, in one table.

ISA-101: grey while in order, colour for what is not; a state always has a word or a
glyph as well. A theme names a colour a tone and a background a ground. With 256 colours
they are rounded by Rich; for 16 there are tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from rich.style import Style

from tui.hues import with_hues
from widgets.draw.canvas import Palette
from widgets.draw.spans import Ground, Tone


class Theme(NamedTuple):
    """Rich style words by tone, backgrounds by ground; `stale` replaces every tone."""

    tones: Mapping[Tone, str]
    grounds: Mapping[Ground, str]
    stale: str
    dark: bool = True


def _theme(grounds: str, stale: str, *, dark: bool = True, **tones: str) -> Theme:
    """`grounds`: four backgrounds in the order of `Ground`."""
    return Theme(
        tones=MappingProxyType({tone: tones[tone.value] for tone in Tone}),
        grounds=MappingProxyType(dict(zip(Ground, grounds.split(), strict=True))),
        stale=stale,
        dark=dark,
    )


def _like(base: Theme, **tones: str) -> Theme:
    """The same theme with other colours for some tones."""
    other = {Tone(name): colour for name, colour in tones.items()}
    return base._replace(tones=MappingProxyType({**base.tones, **other}))


DARK: Final = _theme(
    "#0e1216 #151b21 #1f2d3d #1c2530",
    stale="#6b7480",
    text="#b4bcc6",
    strong="bold #e2e6eb",
    dim="#8a94a0",
    faint="#5d6772",
    calm="#6f8fae",
    good="#7fae8e",
    warn="#d9b25f",
    bad="bold #f0706a",
    info="#7db3e8",
    drill="bold #d9a05f",
    second="#7fae8e",
)
LIGHT: Final = _theme(
    "#f6f7f8 #e6e9ed #d3e3f4 #dfe6ee",
    stale="#7d858e",
    dark=False,
    text="#303338",
    strong="bold #10151b",
    dim="#566069",
    faint="#7c858f",
    calm="#4a6d92",
    good="#0a6b32",
    warn="bold #805200",
    bad="bold #b0201a",
    info="#1a5796",
    drill="bold #8a4a08",
    second="#0a6b32",
)
#: For bright rooms, projectors and tired eyes.
CONTRAST: Final = _theme(
    "#000000 #1a1a1a #003a70 #262626",
    stale="#9a9a9a",
    text="#f2f2f2",
    strong="bold #ffffff",
    dim="#d0d0d0",
    faint="#8f8f8f",
    calm="#8cc0ff",
    good="#5fe08a",
    warn="bold #ffd800",
    bad="bold #ff8a80",
    info="#7fd4ff",
    drill="bold #ffb347",
    second="#5fe08a",
)
#: Blue and orange: apart for people who see no red (protanopia) or no green
#: (deuteranopia).
BLUE_ORANGE: Final = _like(
    DARK,
    calm="#6a8fb8",
    good="#5b9fe6",
    warn="#f2df92",
    bad="bold #f08a24",
    info="#8fc1f5",
    drill="bold #cfb53b",
    second="#c9a2d0",
)
#: Red and teal: apart for people who see no blue (tritanopia).
RED_TEAL: Final = _like(
    DARK,
    calm="#6f9a9a",
    good="#35b5a6",
    warn="#f3bfc4",
    bad="bold #ff5c5c",
    info="#7fd0d6",
    drill="bold #f09fb0",
    second="#c58f96",
)
#: No colours at all (NO_COLOR): weight and reversal, with the words and glyphs.
MONO: Final = Theme(
    tones=MappingProxyType(
        {
            Tone.TEXT: "none",
            Tone.STRONG: "bold",
            Tone.DIM: "dim",
            Tone.FAINT: "dim",
            Tone.CALM: "none",
            Tone.GOOD: "none",
            Tone.WARN: "bold",
            Tone.BAD: "bold reverse",
            Tone.INFO: "bold",
            Tone.DRILL: "bold",
            Tone.SECOND: "dim",
        }
    ),
    grounds=MappingProxyType(
        {Ground.BASE: "", Ground.BAR: "", Ground.CURSOR: "reverse", Ground.FORM: ""}
    ),
    stale="dim",
)
#: With 16 colours, named ones: which they are is the terminal's business.
SIXTEEN: Final = _theme(
    "black black blue black",
    stale="bright_black",
    text="white",
    strong="bold bright_white",
    dim="white",
    faint="bright_black",
    calm="cyan",
    good="bright_blue",
    warn="bright_yellow",
    bad="bold bright_red",
    info="bright_cyan",
    drill="bold bright_magenta",
    second="green",
)
SIXTEEN_LIGHT: Final = _theme(
    "bright_white bright_white bright_cyan bright_white",
    stale="bright_black",
    dark=False,
    text="black",
    strong="bold black",
    dim="black",
    faint="bright_black",
    calm="cyan",
    good="blue",
    warn="bold magenta",
    bad="bold red",
    info="blue",
    drill="bold magenta",
    second="green",
)
_KNOWN: Final = {
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
    "blue-orange": BLUE_ORANGE,
    "red-teal": RED_TEAL,
    "mono": MONO,
}
#: By the name that `:theme` takes: the built-in ones and what `add` brought.
THEMES: Final[Mapping[str, Theme]] = MappingProxyType(_KNOWN)
DEFAULT: Final = "dark"


def add(themes: Mapping[str, Theme]) -> None:
    """Make a person's themes known, at the start; a built-in name is theirs to take."""
    _KNOWN.update(themes)


def chosen(name: str, environment: Mapping[str, str]) -> str:
    """The theme to begin with: a person's word, else NO_COLOR, else the usual one."""
    if name:
        return name
    return "mono" if environment.get("NO_COLOR") else DEFAULT


def palette(name: str, *, stale: bool, colours: str = "truecolor") -> Palette:
    """The styles of a known theme, of the usual one for an unknown name.

    `colours`: what the terminal has, in Rich's words ("standard" are 16).
    """
    return styles(fitting(THEMES.get(name, DARK), colours), stale=stale)


def fitting(theme: Theme, colours: str) -> Theme:
    """The theme as a terminal with so many colours can show it."""
    if colours != "standard" or theme is MONO:
        return theme
    return SIXTEEN if theme.dark else SIXTEEN_LIGHT


def styles(theme: Theme, *, stale: bool) -> Palette:
    """The styles of a theme; stale ones have no colour and no weight."""
    key = tuple(theme.tones.items()), tuple(theme.grounds.items()), theme.stale
    return _styles(*key, stale=stale)


@lru_cache(16)
def _styles(
    tones: tuple[tuple[Tone, str], ...],
    grounds: tuple[tuple[Ground, str], ...],
    dim: str,
    *,
    stale: bool,
) -> Palette:
    found: dict[tuple[Tone, Ground], Style] = {}
    for ground, behind in grounds:
        back = _back(behind)
        for tone, front in tones:
            alone = stale and ground is not Ground.BAR
            found[tone, ground] = Style.parse(dim if alone else front) + back
    return with_hues(found, dict(tones), dict(grounds)[Ground.BASE], stale=stale)


def _back(behind: str) -> Style:
    if not behind:
        return Style.null()
    return Style.parse(behind if behind == "reverse" else f"on {behind}")
