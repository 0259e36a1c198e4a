"""Makes the wall's screen of its options."""

from __future__ import annotations

from tui import catalogue
from tui.arming import Arming
from tui.kept import Keeper
from tui.options import WallOptions
from tui.screens.wall import WallScreen


def made(options: WallOptions) -> WallScreen:
    """The wall, not yet on the terminal."""
    arming = Arming(
        options.role or options.armed_role,
        options.monotonic,
        armed=bool(options.armed_role),
        unit=options.unit,
        account=options.account,
    )
    lang = catalogue.choose(options.lang, options.locale)
    wall = WallScreen(options.monotonic, lang, options.theme, arming)
    keeper = options.keeper or Keeper(None, options.monotonic)
    wall.keep(keeper, options.keymap, options.keys, options.filters)
    wall.pictures = options.pictures
    if options.desk:
        wall.sit(options.desk)
    if options.carousel:
        wall.board.carousel.seconds = options.carousel
    return wall
