"""A filter line cut into terms; full-width signs are the same signs.

`Mark`s carry where they stand, so that a wrong one can be underlined.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from domain.views.filter.fields import BY_NAME, Field
from domain.views.filter.patterns import How
from domain.views.filter.rows import fold

#: One sign for one sign: places in the line stay the same.
_PLAIN: Final = str.maketrans(
    "：＝！＜＞，、／～＠“”＂「」『』‘’＇\u3000",
    ":=!<>,,/~@" + '"' * 7 + "'" * 3 + " ",
)
_OPERATORS: Final = ("!=", "<=", ">=", ":", "=", "<", ">", "≠", "≤", "≥")
_SAME: Final = {"≠": "!=", "≤": "<=", "≥": ">="}
_QUOTES: Final = "\"'"
_FIRST_SIGNS: Final = frozenset(op[0] for op in _OPERATORS)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong from `start` to `end`: a key of the catalogue and its arguments."""

    start: int
    end: int
    key: str
    args: tuple[str, ...] = ()


class FaultError(ValueError):
    """Raised inside the parser only; carries the `Fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.key)
        self.fault: Final = fault


class Mark(NamedTuple):
    """A value as it was typed, without its quotes."""

    text: str
    how: How | None  # None: as the operator says
    start: int
    end: int


class Clause(NamedTuple):
    """One term before its names are looked up; `field` None: a bare word."""

    start: int
    end: int
    negated: bool
    field: Field | None
    operator: str
    values: tuple[Mark, ...]


class Lexer:
    """Reads one line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = text.translate(_PLAIN)
        self._at = 0

    def clauses(self) -> Iterator[Clause | Fault]:
        """One by one; what is wrong does not hide what comes after it."""
        while True:
            while self._peek().isspace():
                self._at += 1
            if self._at >= len(self._plain):
                return
            start = self._at
            try:
                yield self._clause(start)
            except FaultError as error:
                yield error.fault
                self._skip(start)

    def _skip(self, start: int) -> None:
        self._at = max(self._at, start + 1)
        while self._peek() and not self._peek().isspace():
            self._at += 1

    def _peek(self) -> str:
        return self._plain[self._at : self._at + 1]

    def _clause(self, start: int) -> Clause:
        negated = False
        while self._peek() == "!" and self._operator() != "!=":
            negated = not negated
            self._at += 1
        field, operator = self._field()
        values = self._values(field, operator)
        return Clause(start, self._at, negated, field, operator, values)

    def _operator(self) -> str:
        rest = self._plain[self._at : self._at + 2]
        return next((op for op in _OPERATORS if rest.startswith(op)), "")

    def _field(self) -> tuple[Field | None, str]:
        """The name before an operator; nothing is taken when there is none."""
        end = self._at
        while end < len(self._plain) and self._plain[end] not in _FIRST_SIGNS:
            if self._plain[end].isspace() or self._plain[end] in "\"',/~@":
                return None, ":"
            end += 1
        if end >= len(self._plain):
            return None, ":"
        start, name = self._at, self._plain[self._at : end]
        field = BY_NAME.get(fold(name))
        if field is None:
            if any(char.isdigit() for char in name):
                return None, ":"  # a time, an address, a link
            key = "filter.bad_field" if name else "filter.empty"
            raise FaultError(Fault(start, max(end, start + 1), key, (name,)))
        self._at = end
        operator = self._operator()
        self._at += len(operator)
        return field, _SAME.get(operator, operator)

    def _values(self, field: Field | None, operator: str) -> tuple[Mark, ...]:
        values = [self._value(listed=field is not None)]
        while field is not None and self._peek() == ",":
            self._at += 1
            values.append(self._value(listed=True))
        if field is not None and not operator:
            raise FaultError(Fault(self._at, self._at + 1, "filter.empty"))
        return tuple(values)

    def _value(self, *, listed: bool) -> Mark:
        start, sign = self._at, self._peek()
        how: How | None = None
        if sign == "/":
            return self._pattern(start)
        if sign == "~":
            how = How.FUZZY
            self._at += 1
        if self._peek() and self._peek() in _QUOTES:
            text = self._quoted(start)
        else:
            text = self._word(listed=listed)
        if not text.strip():
            raise FaultError(Fault(start, max(self._at, start + 1), "filter.empty"))
        return Mark(text, how, start, self._at)

    def _word(self, *, listed: bool) -> str:
        begin = self._at
        while self._peek() and not self._peek().isspace():
            if listed and self._peek() == ",":
                break
            self._at += 1
        return self._text[begin : self._at]

    def _quoted(self, start: int) -> str:
        quote = self._peek()
        end = self._plain.find(quote, self._at + 1)
        if end < 0:
            raise FaultError(Fault(start, len(self._plain), "filter.quote"))
        text = self._text[self._at + 1 : end]
        self._at = end + 1
        return text

    def _pattern(self, start: int) -> Mark:
        end = start + 1
        while end < len(self._plain) and self._plain[end] != "/":
            end += 2 if self._plain[end] == "\\" else 1
        if end >= len(self._plain):
            self._at = len(self._plain)
            raise FaultError(Fault(start, len(self._plain), "filter.regex_open"))
        self._at = end + 1
        return Mark(self._text[start + 1 : end], How.REGEX, start, self._at)
