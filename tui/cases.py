"""Cases as offers: for `:case`, the palette and their completion. No Textual here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from domain.packed import numbers
from domain.state import Case
from tui.completion import Offer, folded, likeness

_MOST: Final = 20


def offer(case: Case) -> Offer:
    """Its number; the id comes first among the other spellings."""
    return Offer(case.number, case.title, (case.id,))


def case_offers(
    cases: Mapping[str, Case], recent: Iterable[str], typed: str
) -> list[Offer]:
    """A few cases: recent ones (ids, latest first) by number or title, all by number.

    One look over the numbers of all cases, so only for something with a digit in it.
    """
    known = [offer(cases[one]) for one in dict.fromkeys(recent) if one in cases]
    letters = folded(typed.strip())
    if not letters:
        return known[:_MOST]
    found = {o.text: o for o in known if likeness(letters, o) is not None}
    if any(character.isdigit() for character in letters):
        wanted = letters.upper()
        # One plain loop: 100,000 numbers are looked at for one key press.
        there = [one for one in numbers(cases) if wanted in one[1]]
        ends = (one for one in there if one[1].endswith(wanted))
        for name, number in (*islice(ends, _MOST), *there[:_MOST]):
            found.setdefault(number, offer(cases[name]))
    return list(found.values())[:_MOST]
