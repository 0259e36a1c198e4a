"""Other cases that have to do with one: linked, merged, at the same place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

from domain import events as e
from domain.codes import OPEN, State
from domain.decisions.intake import similar
from domain.state import Case
from domain.views.around import AT_INTAKE


class Kin(StrEnum):
    """What another case is to this one."""

    RECURS = "recurs"  # this one is its recurrence
    RECURRED = "recurred"  # it is a recurrence of this one
    REVISITS = "revisits"  # this one follows from its revisit
    REVISITED = "revisited"  # it follows from a revisit of this one
    MERGED_INTO = "merged_into"  # this one was merged into it
    MERGED = "merged"  # it was merged into this one
    SIMILAR = "similar"  # a new one may be merged into it
    SAME = "same"  # same subclass, same unit grid


class Relative(msgspec.Struct, frozen=True):
    """Another case; `number` is empty while only its id is known."""

    case: str
    kin: Kin
    number: str = ""
    state: State | None = None
    subclass: str = ""
    title: str = ""
    department: str = ""
    opened_at: int = 0


def ties(case: Case, records: Iterable[e.Record]) -> tuple[tuple[Kin, str], ...]:
    """Ids of the cases that this one names, each once, with what they are to it."""
    found: dict[str, Kin] = {}
    for kin, other in _named(case, records):
        if other and other != case.id:
            found.setdefault(other, kin)
    return tuple((kin, other) for other, kin in found.items())


def _named(case: Case, records: Iterable[e.Record]) -> Iterator[tuple[Kin, str]]:
    yield Kin.MERGED_INTO, case.merged_into
    yield Kin.RECURS, case.recurs
    yield Kin.REVISITS, case.revisits
    for record in records:
        if isinstance(record.event, e.Linked):
            recurred = record.event.how == "recurs"
            yield Kin.RECURRED if recurred else Kin.REVISITED, record.event.other


def related(
    case: Case,
    records: Sequence[e.Record],
    linked: Iterable[Case],
    near: Iterable[Case],
) -> tuple[Relative, ...]:
    """Named ones first, then similar ones, then those at the same place, newest first.

    `linked` and `near` are what was found of them; one that was not found keeps its id.
    """
    known = {one.id: one for one in (*near, *linked)}
    named = ties(case, records)
    found = [_relative(kin, other, known.get(other)) for kin, other in named]
    seen = {case.id, *(other for _, other in named)}
    rest = {one.id: one for one in near if one.id not in seen}
    kin = {name: _kin(case, one) for name, one in rest.items()}
    order = sorted(
        rest.values(),
        key=lambda one: (kin[one.id] is not Kin.SIMILAR, -one.opened_at),
    )
    return (*found, *(_relative(kin[one.id], one.id, one) for one in order))


def _kin(case: Case, near: Case) -> Kin:
    if near.merged_into == case.id:
        return Kin.MERGED
    new = case.state in AT_INTAKE and near.state in OPEN
    return Kin.SIMILAR if new and similar(case, near) else Kin.SAME


def _relative(kin: Kin, other: str, case: Case | None) -> Relative:
    if case is None:
        return Relative(other, kin)
    return Relative(
        case=case.id,
        kin=kin,
        number=case.number,
        state=case.state,
        subclass=case.subclass,
        title=case.title,
        department=case.department,
        opened_at=case.opened_at,
    )
