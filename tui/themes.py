"""Every colour of the wall, in one table.

ISA-101: grey while in order, colour for what is not; a state always has a word or a
glyph as well. A theme names a colour a tone and a background a ground.
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


DARK: Final = Theme(
    tones=MappingProxyType(
        {
            Tone.TEXT: "#b4bcc6",
            Tone.STRONG: "bold #e2e6eb",
            Tone.DIM: "#77818d",
            Tone.FAINT: "#3d4650",
            Tone.CALM: "#6f8fae",
            Tone.GOOD: "#7fae8e",
            Tone.WARN: "#d9b25f",
            Tone.BAD: "bold #e5645c",
            Tone.INFO: "#7db3e8",
            Tone.DRILL: "bold #d9a05f",
            Tone.SECOND: "#7fae8e",
        }
    ),
    grounds=MappingProxyType(
        {
            Ground.BASE: "#0e1216",
            Ground.BAR: "#151b21",
            Ground.CURSOR: "#1f2d3d",
            Ground.FORM: "#1c2530",
        }
    ),
    stale="#5b636d",
)
LIGHT: Final = Theme(
    tones=MappingProxyType(
        {
            Tone.TEXT: "#2f3742",
            Tone.STRONG: "bold #10151b",
            Tone.DIM: "#68727e",
            Tone.FAINT: "#c3cad2",
            Tone.CALM: "#54779c",
            Tone.GOOD: "#2f7a4c",
            Tone.WARN: "bold #99650a",
            Tone.BAD: "bold #b8241d",
            Tone.INFO: "#1f66b0",
            Tone.DRILL: "bold #a25a10",
            Tone.SECOND: "#2f7a4c",
        }
    ),
    grounds=MappingProxyType(
        {
            Ground.BASE: "#f6f7f8",
            Ground.BAR: "#e6e9ed",
            Ground.CURSOR: "#d3e3f4",
            Ground.FORM: "#dfe6ee",
        }
    ),
    stale="#9aa2ab",
    dark=False,
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
THEMES: Final[Mapping[str, Theme]] = MappingProxyType(
    {"dark": DARK, "light": LIGHT, "mono": MONO}
)
DEFAULT: Final = "dark"


@lru_cache(8)
def palette(name: str, *, stale: bool) -> Palette:
    """The styles of a theme; stale ones have no colour and no weight."""
    theme = THEMES[name]
    found: dict[tuple[Tone, Ground], Style] = {}
    for ground, behind in theme.grounds.items():
        back = _back(behind)
        for tone, front in theme.tones.items():
            alone = stale and ground is not Ground.BAR
            found[tone, ground] = Style.parse(theme.stale if alone else front) + back
    base = theme.grounds[Ground.BASE]
    return with_hues(found, theme.tones, base, stale=stale)


def _back(behind: str) -> Style:
    if not behind:
        return Style.null()
    return Style.parse(behind if behind == "reverse" else f"on {behind}")
