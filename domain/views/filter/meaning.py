"""What a clause asks of a case: names looked up, numbers and durations read."""

from __future__ import annotations

import re
from typing import Final

from domain.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from domain.sla import Light
from domain.views.filter.fields import Field, Sort
from domain.views.filter.lexing import Clause, Fault, FaultError, Mark
from domain.views.filter.patterns import How, PatternError, compiled
from domain.views.filter.rows import NEVER, fold
from domain.views.filter.terms import (
    USUAL,
    Among,
    Between,
    Either,
    Lit,
    Not,
    Shared,
    Term,
    Works,
)
from domain.views.filter.terms import Text as TextTerm
from domain.views.filter.vocabulary import MEMBERS, NOBODY, YES, Vocabulary

_SHARED: Final = ("bounced_by", "co")
#: Fields that may be empty: `-` asks for that.
_EMPTY: Final = ("department", "bounce_reason", "first_department")
#: Whoever asks.
ME: Final = "@me"
_COMPARISONS: Final = ("<", "<=", ">", ">=")
_UNITS: Final = {
    "s": 1000, "秒": 1000,
    "m": MINUTE_MS, "min": MINUTE_MS, "分": MINUTE_MS, "分钟": MINUTE_MS,
    "h": HOUR_MS, "时": HOUR_MS, "小时": HOUR_MS,
    "d": DAY_MS, "天": DAY_MS, "日": DAY_MS,
    "": MINUTE_MS,
}  # fmt: skip
_SPAN: Final = re.compile(r"(\d{1,6})(秒|分钟|分|小时|时|天|日|min|[smhd]|)")
_NUMBER: Final = re.compile(r"\d{1,6}")


def _wrong(mark: Mark, key: str, *args: str) -> FaultError:
    return FaultError(Fault(mark.start, mark.end, key, args))


class Meaning:
    """Looks names up in one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, me: str, unit: str = "") -> None:
        self._vocabulary = vocabulary
        self._me, self._unit = me, unit

    def of(self, clause: Clause) -> Term:
        """The term; raises `FaultError`."""
        field = clause.field
        if field is None:
            found = self._bare(clause.values[0])
        elif field.sort in (Sort.NUMBER, Sort.SPAN):
            found = self._measured(field, clause)
        else:
            self._plain(field, clause)
            found = _any([self._valued(field, clause, mark) for mark in clause.values])
        negated = clause.negated != (clause.operator == "!=")
        return Not(found) if negated else found

    def _plain(self, field: Field, clause: Clause) -> None:
        """No comparison for what has no order."""
        if clause.operator in _COMPARISONS:
            raise FaultError(
                Fault(
                    clause.start,
                    clause.end,
                    "filter.no_order",
                    (field.id, clause.operator),
                )
            )

    # Words

    def _bare(self, mark: Mark) -> Term:
        if fold(mark.text) == ME and mark.how is None:
            return self._mine(mark)
        return self._text("any", mark, mark.how or How.CONTAINS)

    def _mine(self, mark: Mark) -> Term:
        me = frozenset({self._myself(mark)})
        return Either((Among("handler", me), Among("department", me)))

    def _myself(self, mark: Mark) -> str:
        if not self._me:
            raise _wrong(mark, "filter.no_me")
        return self._me

    def _text(self, field: str, mark: Mark, how: How) -> Term:
        if how is How.REGEX:
            try:
                compiled(mark.text)
            except PatternError as error:
                raise _wrong(mark, str(error)) from None
        needle = mark.text if how is How.REGEX else fold(mark.text).strip()
        find = self._vocabulary.find
        match field:
            case "any":
                return TextTerm(
                    field,
                    needle,
                    how,
                    find("street", needle, how),
                    find("department", needle, how),
                    self._vocabulary.subclasses(needle, how),
                )
            case "title":
                return TextTerm(
                    field, needle, how, subclasses=find("subclass", needle, how)
                )
            case _:
                return TextTerm(field, needle, how)

    def _valued(self, field: Field, clause: Clause, mark: Mark) -> Term:
        how = mark.how or (How.CONTAINS if clause.operator == ":" else How.EXACT)
        if fold(mark.text) == ME and mark.how is None:
            own = "department" in (field.id, field.kind)
            mark = mark._replace(text=(own and self._unit) or self._myself(mark))
        match field.sort:
            case Sort.TEXT:
                return self._text(field.id, mark, how)
            case Sort.SWITCH:
                return self._switch(field, mark)
            case _:
                return self._choice(field, mark, how)

    def _choice(self, field: Field, mark: Mark, how: How) -> Term:
        if how is How.REGEX:
            self._text("any", mark, how)  # judges the pattern
        needle = mark.text if how is How.REGEX else fold(mark.text).strip()
        attribute, kind = field.attribute, field.codes
        if attribute in _EMPTY and needle in NOBODY.keys:
            return Among(attribute, frozenset({""}))
        if kind == "category":
            codes = self._vocabulary.of_category(needle, how)
            attribute = "subclass"
        else:
            codes = self._vocabulary.find(kind, needle, how)
        if not codes:
            raise _wrong(mark, "filter.no_value", mark.text, field.id)
        if kind == "light":
            return Lit(frozenset(map(Light, codes)))
        if kind == "role":
            return Works(codes)
        if kind in MEMBERS:
            return Among(attribute, frozenset(map(MEMBERS[kind], codes)))
        make = Shared if attribute in _SHARED else Among
        return make(attribute, codes)

    def _switch(self, field: Field, mark: Mark) -> Term:
        codes = self._vocabulary.find("switch", fold(mark.text).strip(), How.EXACT)
        if not codes:
            raise _wrong(mark, "filter.no_switch", mark.text, field.id)
        on = YES in codes
        if field.id == "todo":
            return USUAL if on else Not(USUAL)
        return Among(field.attribute, frozenset({on}))

    # Numbers

    def _measured(self, field: Field, clause: Clause) -> Term:
        timed = field.sort is Sort.SPAN
        if timed and clause.operator not in _COMPARISONS:
            raise FaultError(
                Fault(clause.start, clause.end, "filter.compare", (field.id,))
            )
        if len(clause.values) > 1 and clause.operator in _COMPARISONS:
            raise _wrong(clause.values[1], "filter.one_value", clause.operator)
        read = _span if timed else _number
        return _any(
            [_range(field.id, clause.operator, read(mark)) for mark in clause.values]
        )


def _any(terms: list[Term]) -> Term:
    return terms[0] if len(terms) == 1 else _joined(terms)


def _joined(terms: list[Term]) -> Term:
    """One set of codes where all ask for the same field's."""
    first = terms[0]
    if isinstance(first, Among):
        same = [t for t in terms if isinstance(t, Among) and t.field == first.field]
        if len(same) == len(terms):
            codes = [code for term in same for code in term.codes]
            named = frozenset(code for code in codes if isinstance(code, str))
            if len(named) == len(set(codes)):
                return Among(first.field, named)
    if isinstance(first, Lit):
        lit = [t for t in terms if isinstance(t, Lit)]
        if len(lit) == len(terms):
            return Lit(frozenset().union(*(t.lights for t in lit)))
    return Either(tuple(terms))


def _range(field: str, operator: str, value: int) -> Between:
    match operator:
        case "<":
            return Between(field, high=value - 1)
        case "<=":
            return Between(field, high=value)
        case ">":
            return Between(field, low=value + 1)
        case ">=":
            return Between(field, low=value)
        case _:
            return Between(field, value, value)


def _number(mark: Mark) -> int:
    text = fold(mark.text)
    if mark.how is not None or not _NUMBER.fullmatch(text):
        raise _wrong(mark, "filter.bad_number", mark.text)
    return int(text)


def _span(mark: Mark) -> int:
    """`30m`, `1h30m`, `-2h`; a number alone is minutes. ms."""
    text = fold(mark.text)
    negative = text.startswith(("-", "−"))
    text = text[1:] if negative else text
    total, at = 0, 0
    while at < len(text) and (read := _SPAN.match(text, at)):
        total += int(read[1]) * _UNITS[read[2]]
        at = read.end()
    if mark.how is not None or not text or at < len(text) or total >= NEVER >> 1:
        raise _wrong(mark, "filter.bad_span", mark.text)
    return -total if negative else total
