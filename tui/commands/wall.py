"""What a command may ask of the wall, and what it may know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.commands import slug
from domain.place import Place
from domain.views.choices import LETTERS
from tui.completion import Offer
from tui.visits import Visit
from widgets.draw.lens import Say


class Wall(Protocol):
    """The wall as commands see it.

    What answers a `str` answers what to tell the person: a key of the catalogue or a
    finished sentence, empty for nothing. The rest cannot fail.
    """

    def go(self, visit: Visit) -> None:
        """To a view and what it is about."""
        ...

    def travel(self, step: int) -> str:
        """Along the history: -1 back, 1 forth."""
        ...

    def narrow(self, text: str) -> str:
        """Show what a filter finds; empty: everything. What is wrong with it."""
        ...

    def keep_filter(self, name: str) -> str:
        """Save the filter that is on, under a name."""
        ...

    def drop_filter(self, name: str) -> str:
        """Forget a saved filter."""
        ...

    def order(self, column: str, *, descending: bool) -> str:
        """Sort the queue."""
        ...

    def choose_columns(self, columns: Sequence[str]) -> str:
        """The columns of the queue, in that order; none: the usual ones."""
        ...

    def measure(self, name: str) -> str:
        """What the map shows: one of `MEASURES`."""
        ...

    def show_photo(self, number: int) -> str:
        """Photos of the chosen case: the first, this one beside it; 0: the usual."""
        ...

    def roll(self, seconds: int) -> str:
        """Carousel, so many seconds a street; 0 stops it."""
        ...

    def hold(self) -> str:
        """Pause the display, or go on."""
        ...

    def follow(self) -> str:
        """Follow what comes in, or stop following."""
        ...

    def live(self) -> str:
        """Now: not paused, following, no replay."""
        ...

    def arm(self, seconds: int) -> str:
        """May write for so long."""
        ...

    def disarm(self) -> None:
        """Read-only from now on."""
        ...

    def send_to(self, department: str, note: str) -> str:
        """Open the form that dispatches the chosen case there: it sends nothing."""
        ...

    def write(self, action: str, **typed: str) -> str:
        """Open the form of one of `DEEDS` on the chosen case: it sends nothing.

        `typed`: what is filled in already, by the names of the command's fields.
        """
        ...

    def write_out(self, kind: str, path: str) -> str:
        """What the filter finds into a file, `csv` or `jsonl`; empty: a usual name."""
        ...

    def speak(self, lang: str) -> None:
        """Another language."""
        ...

    def paint(self, theme: str) -> None:
        """Another theme."""
        ...

    def use_glyphs(self, name: str) -> None:
        """Another set of glyphs, one of `GLYPHS`."""
        ...

    def use_link(self, name: str) -> None:
        """Another link profile, one of `LINKS`."""
        ...

    def use_keys(self, preset: str) -> str:
        """Another preset of keys."""
        ...

    def diagnose(self) -> str:
        """What this terminal can do."""
        ...

    def explain(self, word: str = "") -> None:
        """Show the help, searched for a word."""
        ...

    def quit(self) -> None:
        """Leave."""
        ...


GLYPHS = ("ascii", "narrow", "full")
LINKS = ("auto", "local", "ssh", "slow")
MEASURES = ("open", "overdue", "bounced")
#: Path words of the commands that are about a case; the centre's own are left out.
DEEDS = tuple(sorted(slug(command) for command in LETTERS))
EXPORTS = ("csv", "jsonl")


def no_cases(_typed: str) -> Sequence[Offer]:
    """A wall that knows no case."""
    return ()


class World(NamedTuple):
    """What arguments may be, when they are typed.

    `cases` answers a few cases for something typed, each with its number as `text` and
    its id as the first of `also`; with nothing typed the recent ones. `folder` answers
    the names in a folder, those of folders with a `/` at the end. `filters` are the
    saved ones, name -> text; `columns` are those of the queue.
    """

    say: Say
    lang: str = "zh"
    place: Place | None = None
    cases: Callable[[str], Sequence[Offer]] = no_cases
    filters: Mapping[str, str] = {}
    columns: Sequence[Offer] = ()
    themes: Sequence[str] = ()
    presets: Sequence[str] = ()
    folder: Callable[[str], Sequence[str]] = lambda _path: ()
