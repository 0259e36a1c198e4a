"""Finding what a person means by a few letters: for arguments and for the palette.

A thing is found by its code, its initials, its names in both languages: whole, as a
beginning, as a part, or (`fuzzy`) by letters in that order. No Textual here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple

from tui.keymaps.keys import plain

#: Kinder to a reader than more.
_MOST: Final = 50
#: Fewer letters in that order fit nearly everything.
_LETTERS: Final = 3


class Offer(NamedTuple):
    """Something that may be typed.

    `text` goes into the line; `about` is a name for people (outside text: drawn through
    `domain.text`); `also` are other spellings that find it.
    """

    text: str
    about: str = ""
    also: tuple[str, ...] = ()


class Likeness(IntEnum):
    """How well something typed fits; less is better."""

    SAME = 0
    BEGINNING = 1
    WORD = 2  # the beginning of one of its words
    PART = 3
    LETTERS = 4  # its letters in that order


class Completion(NamedTuple):
    """What would complete a line: `offers`, best first, for its text from `start`."""

    start: int = 0
    offers: tuple[Offer, ...] = ()


NOTHING: Final = Completion()


def folded(text: str) -> str:
    """For comparing: small letters, full-width signs as the plain ones."""
    return "".join(map(plain, text)).casefold()


def likeness(typed: str, offer: Offer, *, fuzzy: bool = False) -> Likeness | None:
    """How well folded `typed` fits; None when it does not."""
    found = None
    for spelling in (offer.text, offer.about, *offer.also):
        one = _like(typed, folded(spelling), fuzzy=fuzzy) if spelling else None
        if one is not None and (found is None or one < found):
            found = one
    return found


def _like(typed: str, spelling: str, *, fuzzy: bool) -> Likeness | None:
    if spelling == typed:
        return Likeness.SAME
    at = spelling.find(typed)
    if at == 0:
        return Likeness.BEGINNING
    if at > 0:
        word = any(not spelling[i - 1].isalnum() for i in _places(typed, spelling))
        return Likeness.WORD if word else Likeness.PART
    return Likeness.LETTERS if fuzzy and _close(typed, spelling) else None


def _places(typed: str, spelling: str) -> Iterable[int]:
    at = spelling.find(typed)
    while at > 0:
        yield at
        at = spelling.find(typed, at + 1)


def _close(typed: str, spelling: str) -> bool:
    """All letters in that order from the start of a word, most near each other."""
    if len(typed) < _LETTERS:
        return False
    places: list[int] = []
    for letter in typed:
        at = spelling.find(letter, places[-1] + 1 if places else 0)
        if at < 0:
            return False
        places.append(at)
    if places[0] and spelling[places[0] - 1].isalnum():
        return False
    leaps = sum(b - a > 1 and spelling[b - 1].isalnum() for a, b in pairwise(places))
    return leaps <= max(1, len(typed) // 3)


def best(
    typed: str, offers: Iterable[Offer], *, fuzzy: bool = False, most: int = _MOST
) -> tuple[Offer, ...]:
    """The offers that fit, the best first; those that fit alike stay in their order."""
    letters = folded(typed)
    if not letters:
        return tuple(offers)[:most]
    ranked: list[tuple[int, int, Offer]] = []
    for number, offer in enumerate(offers):
        like = likeness(letters, offer, fuzzy=fuzzy)
        if like is not None:
            ranked.append((like, number, offer))
    return tuple(offer for _, _, offer in sorted(ranked)[:most])


def meant(typed: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """What a finished word may mean: one if it is clear, several if not, or none.

    The better likeness decides: `hq` is Hongqiao although `hqx` begins with it.
    """
    letters = folded(typed)
    by_likeness: dict[Likeness, list[Offer]] = {}
    for offer in offers:
        like = likeness(letters, offer) if letters else None
        if like is not None:
            by_likeness.setdefault(like, []).append(offer)
    return tuple(by_likeness[min(by_likeness)]) if by_likeness else ()
