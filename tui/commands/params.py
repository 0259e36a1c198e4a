"""The arguments of commands: what each may be, how it is completed and read.

A reading answers the word that the command gets, or `Wrong` with what it may be: an
error always names the allowed values.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tui.arming import seconds_of
from tui.catalogue import LOCALES
from tui.commands.filterwords import complete_filter
from tui.commands.places import departments, streets, subclasses
from tui.commands.wall import DEEDS, EXPORTS, GLYPHS, LINKS, MEASURES, World
from tui.completion import Offer, best, meant

#: Allowed values that an error names.
_NAMED: Final = 6
#: Carousel: seconds a street.
ROLL_S: Final = (3, 60)
#: A case has no more photos.
PHOTOS: Final = 999
#: A whole case number, its prefix optional: `CN-20260926-0417`.
_NUMBER: Final = re.compile(r"(?:([A-Z]{1,8})-)?(\d{8}-\d{4,8})", re.ASCII)


class Wrong(NamedTuple):
    """Why a word cannot be read: `key` of the catalogue, for `{given}`, `{allowed}`.

    `allowed` is a text, or a key of the catalogue.
    """

    allowed: str
    key: str = "say.wrong_word"


class Param(NamedTuple):
    """One argument. `word` names it for people, as `arg.<word>` of the catalogue.

    `shown` is its place in the usage where the allowed values say more than a name.
    `rest` takes all that remains of the line, spaces and all.
    """

    word: str
    offers: Callable[[World, str], Sequence[Offer]]
    read: Callable[[World, str], str | Wrong]
    optional: bool = False
    rest: bool = False
    shown: str = ""

    @property
    def maybe(self) -> Param:
        """The same, but it may be left out."""
        return self._replace(optional=True)


def allowed(offers: Sequence[Offer]) -> str:
    """The first of the allowed values, for an error."""
    named = ", ".join(
        f"{o.text} {o.about}" if o.about else o.text for o in offers[:_NAMED]
    )
    return named + (" …" if len(offers) > _NAMED else "")


def one_of(offers: Sequence[Offer], given: str) -> str | Wrong:
    """The text of the one offer that is meant."""
    found = meant(given, offers)
    if len(found) == 1:
        return found[0].text
    if found:
        return Wrong(allowed(found), "say.unclear_word")
    return Wrong(allowed(offers))


def choice(word: str, of: Callable[[World], Sequence[str]]) -> Param:
    """A word of a few."""

    def offers(world: World, typed: str) -> Sequence[Offer]:
        return best(typed, [Offer(name) for name in of(world)])

    def read(world: World, given: str) -> str | Wrong:
        return one_of([Offer(name) for name in of(world)], given)

    return Param(word, offers, read)


def _named(*names: str) -> Callable[[World], Sequence[str]]:
    return lambda _world: names


def _read_street(world: World, given: str) -> str | Wrong:
    word = one_of(streets(world), given)
    if isinstance(word, Wrong) or world.place is None:
        return word
    return next(s.code for s in world.place.streets if s.initials == word)


def _read_where(world: World, given: str) -> str | Wrong:
    """A street's code; a unit grid or component as it stands: the form knows more."""
    code = given.isascii() and given.isalnum() and any(map(str.isdecimal, given))
    street = _read_street(world, given)
    return given if isinstance(street, Wrong) and code else street


def _offer_cases(world: World, typed: str) -> Sequence[Offer]:
    return world.cases(typed)


def _read_case(world: World, given: str) -> str | Wrong:
    """The id of the case that is meant, by its number or the end of it.

    A whole number that no open case has stays one: the ledger may know it.
    """
    offers = world.cases(given)
    same = [o for o in offers if o.text.casefold() == given.casefold()]
    ends = [o for o in offers if o.text.casefold().endswith(given.casefold())]
    found = same or ends
    if len(found) == 1:
        return found[0].also[0]
    if found:
        return Wrong(allowed(found), "say.unclear_word")
    prefix = world.place.prefix if world.place else ""
    if whole := _NUMBER.fullmatch(given.upper()):
        return f"{whole[1] or prefix}-{whole[2]}"
    return Wrong(allowed(offers or world.cases("")), "say.no_such_case")


def _read_seconds(_world: World, given: str) -> str | Wrong:
    seconds = seconds_of(given)
    return Wrong("allowed.duration") if seconds is None else str(seconds)


def _read_roll(_world: World, given: str) -> str | Wrong:
    if given in ("0", "off"):
        return "0"
    seconds = seconds_of(given if given[-1:].isalpha() else f"{given}s")
    if seconds is None or not ROLL_S[0] <= seconds <= ROLL_S[1]:
        return Wrong("allowed.roll")
    return str(seconds)


def _read_photo(_world: World, given: str) -> str | Wrong:
    counts = given.isascii() and given.isdigit() and 0 < int(given[:4]) <= PHOTOS
    return given if counts else Wrong("allowed.photo")


def _offer_files(world: World, typed: str) -> Sequence[Offer]:
    folder, begun = posixpath.split(typed)
    head = typed[: len(typed) - len(begun)]
    names = sorted(world.folder(folder))
    return [Offer(head + name) for name in names if name.startswith(begun)]


def _anything(_world: World, given: str) -> str | Wrong:
    return given


def _nothing(_world: World, _typed: str) -> Sequence[Offer]:
    return ()


def _times(*times: str) -> Callable[[World, str], Sequence[Offer]]:
    return lambda _world, typed: [Offer(t) for t in times if t.startswith(typed)]


def _columns(world: World, typed: str) -> Sequence[Offer]:
    return best(typed, world.columns)


def _read_column(world: World, given: str) -> str | Wrong:
    return one_of(world.columns, given)


def _offer_columns(world: World, typed: str) -> Sequence[Offer]:
    """For the last of several."""
    head, _, last = typed.rpartition(" ")
    known = head.split()
    left = [o for o in world.columns if o.text not in known]
    lead = f"{head} " if head else ""
    return [Offer(lead + o.text, o.about, o.also) for o in best(last, left)]


def _read_columns(world: World, given: str) -> str | Wrong:
    found: list[str] = []
    for name in given.replace(",", " ").split():
        column = one_of(world.columns, name)
        if isinstance(column, Wrong):
            return column
        found.append(column)
    return " ".join(found)


def _saved(world: World) -> list[Offer]:
    return [Offer(name, text) for name, text in world.filters.items()]


def _offer_filter(world: World, typed: str) -> Sequence[Offer]:
    """Saved names and `save`, `drop` first; then what the last term may begin with."""
    first, space, rest = typed.partition(" ")
    if not space:
        verbs = [Offer("save"), Offer("drop")]
        return [*best(typed, [*_saved(world), *verbs]), *_terms(world, typed)]
    if first == "drop":
        return [Offer(f"drop {o.text}", o.about) for o in best(rest, _saved(world))]
    if first == "save":
        return ()
    return _terms(world, typed)


def _read_filter(world: World, given: str) -> str | Wrong:
    """A saved filter's text for its name; what else is typed stays as it is."""
    return world.filters.get(given, given)


def _terms(world: World, typed: str) -> Sequence[Offer]:
    found = complete_filter(typed, world)
    head = typed[: found.start]
    return [Offer(head + one.text, one.about, one.also) for one in found.offers]


STREET: Final = Param(
    "street", lambda world, typed: best(typed, streets(world)), _read_street
)
DEPARTMENT: Final = Param(
    "department",
    lambda world, typed: best(typed, departments(world)),
    lambda world, given: one_of(departments(world), given),
)
SUBCLASS: Final = Param(
    "subclass",
    lambda world, typed: best(typed, subclasses(world)),
    lambda world, given: one_of(subclasses(world), given),
)
WHERE: Final = Param(
    "where", lambda world, typed: best(typed, streets(world)), _read_where
)
CASE: Final = Param("case", _offer_cases, _read_case)
DURATION: Final = Param("duration", _times("10m", "5m", "30m", "1h"), _read_seconds)
ROLL: Final = Param("roll", _times("10s", "5s", "20s", "30s", "off"), _read_roll)
PHOTO: Final = Param("photo", _times("1", "2", "3"), _read_photo)
PATH: Final = Param("path", _offer_files, _anything, rest=True)
NOTE: Final = Param("note", _nothing, _anything, rest=True)
TITLE: Final = Param("title", _nothing, _anything, rest=True)
WORD: Final = Param("word", _nothing, _anything, rest=True)
FILTER: Final = Param("filter", _terms, _read_filter, rest=True)
FILTERS: Final = Param("filters", _offer_filter, _read_filter, rest=True)
COLUMN: Final = Param("column", _columns, _read_column)
COLUMNS: Final = Param("columns", _offer_columns, _read_columns, rest=True)
MEASURE: Final = choice("measure", _named(*MEASURES))._replace(shown="|".join(MEASURES))
DEED: Final = choice("deed", _named(*DEEDS))
DESCENDING: Final = choice("desc", _named("desc"))._replace(shown="desc")
EXPORT: Final = choice("export", _named(*EXPORTS))._replace(shown="|".join(EXPORTS))
LANG: Final = choice("lang", _named(*LOCALES))._replace(shown="|".join(LOCALES))
THEME: Final = choice("theme", lambda world: world.themes)
GLYPH: Final = choice("glyphs", _named(*GLYPHS))._replace(shown="|".join(GLYPHS))
LINK: Final = choice("link", _named(*LINKS))._replace(shown="|".join(LINKS))
PRESET: Final = choice("keys", lambda world: world.presets)
