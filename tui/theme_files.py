"""Themes that a person wrote: `$XDG_CONFIG_HOME/gridwall/themes/NAME.toml`.

    base = "dark"                 # what is not said comes from there
    stale = "#808080"
    [tones]
    warn = "bold #ffcc00"
    [grounds]
    base = "#101010"

Read only when somebody has such a folder. A mistake names file, line and what may stand
there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.errors import StyleSyntaxError
from rich.style import Style

from domain.errors import GridwallError
from tui.themes import DEFAULT, THEMES, Theme
from widgets.draw.spans import Ground, Tone

_WEIGHTS: Final = ("bold", "dim", "italic", "underline", "reverse")
_KEYS: Final = ("base", "dark", "grounds", "stale", "tones")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_COLOUR: Final = "#rrggbb, a colour's name or default"


class ThemeError(GridwallError):
    """A theme file that cannot be used; the message names it and the line."""

    exit_code = 2


def load(folder: Path) -> dict[str, Theme]:
    """Every theme of the folder by its file's name; none when there is no folder.

    Raises `ThemeError`.
    """
    found: dict[str, Theme] = {}
    for path in sorted(folder.glob("*.toml")):
        if not _NAME.fullmatch(path.stem):
            raise ThemeError(f"{path}: a theme's name has a to z, 0 to 9 and -")
        found[path.stem] = parse(path)
    return found


def parse(path: Path) -> Theme:
    """The theme in a file; raises `ThemeError`."""
    try:
        text = path.read_text(encoding="utf-8")
        values: dict[str, object] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(f"{path}: {error}") from error
    return _Reader(path, text, values).theme()


class _Reader:
    """One file; knows where in it a key stands."""

    def __init__(self, path: Path, text: str, values: Mapping[str, object]) -> None:
        self._path, self._lines, self._values = path, text.splitlines(), values

    def theme(self) -> Theme:
        for key in self._values:
            if key not in _KEYS:
                raise self._wrong(key, f"unknown; there are {', '.join(_KEYS)}")
        base = self._base()
        dark = self._values.get("dark", base.dark)
        if not isinstance(dark, bool):
            raise self._wrong("dark", "true or false")
        stale = self._values.get("stale", base.stale)
        tones = self._table("tones", [tone.value for tone in Tone])
        grounds = self._table("grounds", [ground.value for ground in Ground])
        return Theme(
            tones={t: self._style(tones, t, base.tones[t]) for t in Tone},
            grounds={g: self._ground(grounds, g, base.grounds[g]) for g in Ground},
            stale=self._checked("stale", stale),
            dark=dark,
        )

    def _base(self) -> Theme:
        name = self._values.get("base", DEFAULT)
        if not isinstance(name, str) or name not in THEMES:
            raise self._wrong("base", f"one of {', '.join(THEMES)}")
        return THEMES[name]

    def _table(self, name: str, known: list[str]) -> Mapping[str, object]:
        table = self._values.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong(name, f"a table with {', '.join(known)}")
        for key in table:
            if key not in known:
                raise self._wrong(key, f"unknown; [{name}] has {', '.join(known)}")
        return table

    def _style(self, table: Mapping[str, object], tone: Tone, usual: str) -> str:
        return self._checked(tone.value, table.get(tone.value, usual))

    def _ground(self, table: Mapping[str, object], ground: Ground, usual: str) -> str:
        value = table.get(ground.value, usual)
        if value in ("", "reverse"):
            return str(value)
        style = self._parsed(f"on {value}") if isinstance(value, str) else None
        if style is None or style.bgcolor is None or style.color or style.bold:
            raise self._wrong(ground.value, f'{_COLOUR}, "reverse" or ""')
        return str(value)

    def _checked(self, key: str, value: object) -> str:
        """Style words for a text: weights and one colour, no ground, no link."""
        style = self._parsed(value) if isinstance(value, str) else None
        if style is None or style.bgcolor is not None or style.link:
            raise self._wrong(key, f"{', '.join(_WEIGHTS)} and {_COLOUR}")
        return str(value)

    def _parsed(self, words: str) -> Style | None:
        try:
            return Style.parse(words)
        except StyleSyntaxError:
            return None

    def _wrong(self, key: str, allowed: str) -> ThemeError:
        stands = re.compile(rf"\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[\]=]")
        numbers = (n for n, line in enumerate(self._lines, 1) if stands.match(line))
        return ThemeError(f"{self._path}:{next(numbers, 1)}: {key}: {allowed}")
