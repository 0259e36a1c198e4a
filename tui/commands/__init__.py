"""The registry of `:` commands; line, palette, help and docs are made of it.

`wall.py` is what a command may ask of the wall, `params.py` what its arguments may be,
`table.py` every command, `lines.py` what becomes of a line that is typed.
"""

from __future__ import annotations

from tui.commands.lines import command_of, complete, fault, hint, names, run
from tui.commands.table import ALIASES, BY_NAME, COMMANDS, Command
from tui.commands.wall import GLYPHS, LINKS, MEASURES, Wall, World

__all__ = [
    "ALIASES",
    "BY_NAME",
    "COMMANDS",
    "GLYPHS",
    "LINKS",
    "MEASURES",
    "Command",
    "Wall",
    "World",
    "command_of",
    "complete",
    "fault",
    "hint",
    "names",
    "run",
]
