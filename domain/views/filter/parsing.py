"""From a line of text to a `Filter`, or to what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from domain.state import Case
from domain.views.filter.lexing import Clause, Fault, FaultError, Lexer
from domain.views.filter.meaning import Meaning
from domain.views.filter.rows import Row
from domain.views.filter.terms import Term, implies
from domain.views.filter.vocabulary import Vocabulary

MOST_CHARACTERS: Final = 300
MOST_TERMS: Final = 24
#: Matches every case: what `*` alone means.
EVERYTHING: Final = "*"
_SPECIAL: Final = frozenset(
    " \t\u3000,:=<>!~/\"'@，：＝！＜＞、／～＠≠≤≥“”‘’「」『』＂＇"
)


class Filter(msgspec.Struct, frozen=True):
    """Terms that a case must all fulfil. `text` is the line as it was typed.

    The empty filter matches every case; `matches` is for one, `pick` for many.
    """

    text: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether the time that passes may change what it matches."""
        return any(term.timed for term in self.terms)

    @property
    def glides(self) -> bool:
        """Whether it may change although no light does: times left and passed."""
        return any(term.glides for term in self.terms)

    def matches(self, case: Case, now: int) -> bool:
        """Whether one case fulfils it at `now` (ms, UTC)."""
        return bool(self.pick([Row.worded(case)], now))

    def pick(self, rows: Sequence[Row], now: int) -> Sequence[Row]:
        """Those that fulfil it, in the same order; cheap terms go first."""
        for term in sorted(self.terms, key=lambda term: term.cost):
            rows = term.pick(rows, now)
        return rows

    def narrows(self, other: Filter) -> bool:
        """Whether all that this one matches, the other matches too (at one time)."""
        return all(any(implies(t, o) for t in self.terms) for o in other.terms)


class Parsed(msgspec.Struct, frozen=True):
    """`filter` is None when there are faults."""

    filter: Filter | None
    faults: tuple[Fault, ...] = ()


def parse(text: str, vocabulary: Vocabulary, me: str = "", unit: str = "") -> Parsed:
    """Read a line; `me` is what `@me` stands for: an account or a department.

    `unit`: the department of that account, which `dp=@me` is, if it has one.
    """
    if len(text) > MOST_CHARACTERS:
        return Parsed(None, (Fault(MOST_CHARACTERS, len(text), "filter.long"),))
    meaning = Meaning(vocabulary, me, unit)
    terms: list[Term] = []
    faults: list[Fault] = []
    for clause in Lexer(text).clauses():
        if isinstance(clause, Fault):
            faults.append(clause)
            continue
        try:
            term = _term(clause, meaning)
        except FaultError as error:
            faults.append(error.fault)
            continue
        if term is not None:
            terms.append(term)
        if len(terms) > MOST_TERMS:
            faults.append(Fault(clause.start, len(text), "filter.long"))
            break
    if faults:
        return Parsed(None, tuple(faults))
    return Parsed(Filter(text.strip(), tuple(terms)))


def _term(clause: Clause, meaning: Meaning) -> Term | None:
    """What a clause asks; None when it asks nothing."""
    bare = clause.field is None and not clause.negated
    if bare and clause.values[0].text == EVERYTHING and clause.values[0].how is None:
        return None
    return meaning.of(clause)


def quoted(value: str) -> str:
    """A value as it can stand in a filter line: in quotes if it needs them."""
    if value and not any(char in _SPECIAL for char in value):
        return value
    quote = "'" if '"' in value else '"'
    return f"{quote}{value}{quote}"
