"""The way to the terminal: which profile holds, what paces it, what it can show.

What the application asks of `link.py`, `pacing.py`, `glyphs.py` and
`pictures/ability.py` together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.glyphs import GlyphChoice
from tui.link import Link, Profile, erases
from tui.pacing import Pacer
from tui.pictures.ability import Ability
from widgets.draw.glyphs import GlyphSet


class Line:
    """One wall's line. `link` and `glyphs`: a person's words, empty for none.

    `changed` is called, from the thread that reads the terminal, when another profile
    or glyph set holds. `encoding` and `locale`: of the output, as in LANG.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        environment: Mapping[str, str],
        *,
        link: str = "",
        glyphs: str = "",
        encoding: str = "utf-8",
        locale: str = "",
    ) -> None:
        self.link = Link(environment, link)
        self.pacer = Pacer(monotonic, self.profile.window, self.profile.rate)
        self.choice = GlyphChoice(encoding, locale, glyphs)
        self.ability = Ability(monotonic, environment)
        self.changed: Callable[[], None] = lambda: None
        self.pacer.on_answer = self._measured
        self.pacer.erases = erases(environment)
        self._fit()

    @property
    def profile(self) -> Profile:
        """The profile that holds."""
        return self.link.profile

    @property
    def glyphs(self) -> GlyphSet:
        """The glyphs to draw with."""
        return self.choice.current

    def use_link(self, name: str) -> bool:
        """`:link local|ssh|slow|auto`; False for anything else."""
        if not self.link.choose(name):
            return False
        self.pacer.window = self.profile.window
        self._fit()
        return True

    def use_glyphs(self, name: str) -> bool:
        """`:glyphs ascii|narrow|full|auto`; False for anything else."""
        return self.choice.choose(name)

    def _measured(self) -> None:
        pacer = self.pacer
        if self.link.measured(pacer.delay or 0.0, pacer.window):
            self._fit()
            self.changed()

    def _fit(self) -> None:
        self.pacer.rate = self.profile.rate
        self.pacer.thrifty = self.profile.thrifty

    def cursor(self, row: int, column: int) -> None:
        """The terminal's answer to `choice.question()`."""
        before = self.glyphs
        self.choice.answered(row, column)
        if self.glyphs is not before:
            self.changed()
