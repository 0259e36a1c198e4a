"""Which glyph set a terminal gets: by its locale, a probe of its widths, a person.

At the start an ambiguous glyph is written where the first frame will cover it, and the
terminal is asked where its cursor stands now: two cells on means that such glyphs are
wide here. The first frame does not wait for the answer.
"""

from __future__ import annotations

from typing import Final

from widgets.draw.glyphs import ASCII, FULL, NARROW, SETS, SEVEN_BIT, GlyphSet

#: Home, an ambiguous glyph, and: where are you?
PROBE: Final = "\x1b[1;1H●\x1b[6n"
#: Seconds after which a terminal counts as one that does not answer.
DEADLINE_S: Final = 0.15
_PLAIN: Final = ("C", "POSIX")
#: Languages in whose terminals ambiguous glyphs may be wide.
_WIDE: Final = ("zh", "ja", "ko")


class GlyphChoice:
    """The set that holds. `encoding` is that of the output, `locale` as in LANG.

    `wanted`: a person's word, empty for none.
    """

    def __init__(self, encoding: str, locale: str, wanted: str = "") -> None:
        self._utf8 = encoding.lower().replace("-", "") == "utf8"
        self._locale = locale
        self._asked = False
        self._found: GlyphSet | None = None
        self._chosen: GlyphSet | None = None
        if wanted:
            self.choose(wanted)

    @property
    def current(self) -> GlyphSet:
        """The set to draw with now."""
        if not self._utf8:
            return SEVEN_BIT
        if self._chosen is not None:
            return self._chosen
        if self._locale in _PLAIN:
            return ASCII
        return self._found or FULL

    def question(self) -> str:
        """What to write before the first frame; empty when nothing has to be asked."""
        self._asked = self._utf8 and self._locale not in _PLAIN
        return PROBE if self._asked else ""

    def answered(self, row: int, column: int) -> None:
        """The cursor stands there (from 1): the first answer counts, however late."""
        if self._asked and row == 1 and column in (2, 3):
            self._asked = False
            self._found = FULL if column == 2 else NARROW  # noqa: PLR2004 (one cell on)

    def overdue(self) -> None:
        """No answer in time: where such glyphs may be wide they are avoided."""
        if self._asked and self._found is None and self._locale.startswith(_WIDE):
            self._found = NARROW

    def choose(self, name: str) -> bool:
        """`full`, `narrow`, `ascii`; `auto`: what was found. Else False."""
        if name == "auto":
            self._chosen = None
        elif name in SETS:
            self._chosen = SETS[name]
        else:
            return False
        return True
