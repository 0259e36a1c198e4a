"""The registry of `:` commands; the palette and the help are made of it as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from tui.arming import USUAL_S, seconds_of
from tui.catalogue import LOCALES
from tui.themes import THEMES


class Wall(Protocol):
    """What a command may ask of the wall."""

    def arm(self, seconds: int) -> str:
        """Arm; the catalogue's word for what came of it."""
        ...

    def disarm(self) -> None:
        """Read-only from now on."""
        ...

    def speak(self, lang: str) -> None:
        """Another language."""
        ...

    def paint(self, theme: str) -> None:
        """Another theme."""
        ...

    def explain(self) -> None:
        """Show the help."""
        ...

    def quit(self) -> None:
        """Leave."""
        ...


class Command(NamedTuple):
    """`usage` is shown beside the help, the catalogue's `command.<name>`.

    `run` gets the words after the name and answers a key of the catalogue: what to tell
    the person, empty for nothing.
    """

    name: str
    usage: str
    run: Callable[[Wall, list[str]], str]


def _arm(wall: Wall, words: list[str]) -> str:
    seconds = seconds_of(words[0]) if words else USUAL_S
    return "say.arm_usage" if seconds is None else wall.arm(seconds)


def _disarm(wall: Wall, _words: list[str]) -> str:
    wall.disarm()
    return "say.disarmed"


def _lang(wall: Wall, words: list[str]) -> str:
    if not words or words[0] not in LOCALES:
        return "say.lang_usage"
    wall.speak(words[0])
    return ""


def _theme(wall: Wall, words: list[str]) -> str:
    if not words or words[0] not in THEMES:
        return "say.theme_usage"
    wall.paint(words[0])
    return ""


def _help(wall: Wall, _words: list[str]) -> str:
    wall.explain()
    return ""


def _quit(wall: Wall, _words: list[str]) -> str:
    wall.quit()
    return ""


COMMANDS: Final[tuple[Command, ...]] = (
    Command("arm", ":arm [10m]", _arm),
    Command("disarm", ":disarm", _disarm),
    Command("lang", ":lang zh|en", _lang),
    Command("theme", ":theme " + "|".join(THEMES), _theme),
    Command("help", ":help", _help),
    Command("q", ":q", _quit),
)
_ALIASES: Final = {"quit": "q", "h": "help"}
BY_NAME: Final[Mapping[str, Command]] = MappingProxyType(
    {command.name: command for command in COMMANDS}
)


def run(wall: Wall, line: str) -> str:
    """Carry a line out; the catalogue's word for the person, empty for nothing."""
    words = line.split()
    if not words:
        return ""
    name = words[0].lower()
    command = BY_NAME.get(_ALIASES.get(name, name))
    return "say.no_command" if command is None else command.run(wall, words[1:])
