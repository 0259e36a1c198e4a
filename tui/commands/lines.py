"""A line that a person types: its words, what completes it, carrying it out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final, NamedTuple

from tui.commands.params import Param, Wrong
from tui.commands.table import ALIASES, BY_NAME, COMMANDS, Command
from tui.commands.wall import Wall, World
from tui.completion import NOTHING, Completion, Offer, best, folded

#: Commands that an error names, how much they resemble, letters of aliases that may.
_NEAR: Final = 3
_LIKE: Final = 0.6
_LONG: Final = 4


class Word(NamedTuple):
    """A part of the line and where it begins."""

    text: str
    start: int


def words(line: str, most: int = -1) -> list[Word]:
    """The line cut at spaces; the last of `most` words takes the rest of the line."""
    found: list[Word] = []
    at = 0
    while True:
        at += len(line[at:]) - len(line[at:].lstrip())
        rest = line[at:]
        if not rest:
            return found
        if len(found) == most - 1:
            return [*found, Word(rest.rstrip(), at)]
        found.append(Word(rest.split(maxsplit=1)[0], at))
        at += len(found[-1].text)


def command_of(line: str) -> Command | None:
    """The command that a line begins with."""
    first = words(line, 2)
    name = folded(first[0].text) if first else ""
    return BY_NAME.get(ALIASES.get(name, name))


def _arguments(command: Command, line: str) -> list[Word]:
    rest = any(param.rest for param in command.params)
    return words(line, len(command.params) + 1 if rest else -1)[1:]


def complete(line: str, world: World) -> Completion:
    """What would complete a line that is typed so far."""
    found = words(line, 2)
    if not found:
        return NOTHING
    name = found[0]
    if len(line) == name.start + len(name.text):
        return Completion(name.start, best(name.text, names(world)))
    command = command_of(line)
    if command is None:
        return NOTHING
    given = _arguments(command, line)
    begun = bool(given) and not _finished(command, given, line)
    number = len(given) - 1 if begun else len(given)
    if number >= len(command.params):
        return NOTHING
    at = given[-1].start if begun else len(line)
    return Completion(at, tuple(command.params[number].offers(world, line[at:])))


def _finished(command: Command, given: list[Word], line: str) -> bool:
    """Whether the last word is done: a space behind it, and it takes no more."""
    last = command.params[len(given) - 1 : len(given)]
    return line[-1:].isspace() and not any(param.rest for param in last)


def names(world: World) -> list[Offer]:
    """The commands as offers."""
    return [Offer(c.name, world.say(f"command.{c.name}"), c.aliases) for c in COMMANDS]


def hint(line: str, world: World) -> str:
    """What to say beside a line: the usage, and what the command does."""
    command = command_of(line)
    if command is None:
        return ""
    return f"{command.usage(world.say)}  {world.say(f'command.{command.name}')}"


def fault(line: str, world: World) -> str:
    """Why a line cannot be run, and what is allowed; empty when it can."""
    found = _understood(line, world)
    return found if isinstance(found, str) else ""


def run(wall: Wall, line: str, world: World) -> str:
    """Carry a line out; a sentence for the person, empty for nothing."""
    found = _understood(line, world)
    if isinstance(found, str):
        return found
    command, read = found
    said = command.run(wall, read)
    return world.say(said)


def _understood(line: str, world: World) -> tuple[Command, tuple[str, ...]] | str:
    """The command and its arguments, or what is wrong; empty for an empty line."""
    if not words(line):
        return ""
    command = command_of(line)
    if command is None:
        return _unknown(words(line)[0].text, world)
    given = [word.text for word in _arguments(command, line)]
    usage = command.usage(world.say)
    if len(given) < command.needs:
        what = world.say(f"arg.{command.params[len(given)].word}")
        return world.say("say.missing_word").format(what=what, usage=usage)
    if len(given) > len(command.params):
        extra = " ".join(given[len(command.params) :])
        return world.say("say.extra_word").format(given=extra, usage=usage)
    read = _read(command, given, world)
    return read if isinstance(read, str) else (command, read)


def _read(command: Command, given: list[str], world: World) -> tuple[str, ...] | str:
    """The arguments as the command gets them, or what is wrong with one."""
    read: list[str] = []
    for param, text in zip(command.params, given, strict=False):
        found = param.read(world, text if param.rest else folded_word(text))
        if isinstance(found, Wrong):
            return _wrong(param, text, found, world)
        read.append(found)
    return tuple(read)


def folded_word(text: str) -> str:
    """A word with full-width signs as plain ones."""
    return folded(text) if not text.isascii() else text


def _wrong(param: Param, given: str, wrong: Wrong, world: World) -> str:
    what = world.say(f"arg.{param.word}")
    allowed = world.say(wrong.allowed) if wrong.allowed else "–"
    return world.say(wrong.key).format(given=given, what=what, allowed=allowed)


def _unknown(given: str, world: World) -> str:
    known = [*BY_NAME, *(a for a in ALIASES if len(a) >= _LONG or not a.isascii())]
    near = get_close_matches(folded(given), known, _NEAR, _LIKE)
    named = dict.fromkeys(ALIASES.get(name, name) for name in near)
    if not named:
        return world.say("say.no_command").format(given=given)
    allowed = ", ".join(f":{name}" for name in named)
    return world.say("say.no_command_but").format(given=given, allowed=allowed)
