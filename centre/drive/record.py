"""A city's own case record as a plan: cases opened, bounced and closed at its times.

What the record does not hold (acceptance, filing, the first dispatch, picking up, the
check) is done by the system without taking time. The columns are those of
`centre/profiles/boston/cases.csv.gz`; `player` sends the steps.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from centre.drive.errors import DriveError
from centre.drive.step import SYSTEM, Step
from domain import commands as c
from domain.codes import Role, Source
from domain.events import Actor
from domain.rules import Rules

RECORD: Final = "cases.csv.gz"
#: How a case came in; what is not named was seen by the city's own people.
SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "Constituent Call": Source.HOTLINE,
        "Citizens Connect App": Source.PUBLIC,
        "Self Service": Source.PUBLIC,
        "Twitter": Source.PUBLIC,
        "Maximo Integration": Source.SENSOR,
    }
)
#: A department gave it back and the hotline closed it.
REALLOCATED: Final = "reallocation_queue"
#: Bounces that ended the case: the reason code, and the words it is closed with.
REFERRED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "referred_other_agency": ("B07", "referred to another agency"),
        "wrong_department_text": ("B03", "closed as sent to the wrong department"),
    }
)
_BLANK: Final = "Unknown"
_Waiting = list[tuple[int, int, int, Step]]  # a heap: at, number of the case, serial

Row = Mapping[str, str]


def plan(rules: Rules, folder: Traversable, start: int, until: int) -> Iterator[Step]:
    """The steps of the cases opened from `start` on, in order, before `until`."""
    names, waiting = _Names(rules), _Waiting()
    for number, row in enumerate(rows(folder)):
        opened = _ms(row["opened_at"])
        if opened < start:
            continue
        if opened >= until:
            break
        yield from _due(waiting, opened)
        case = _Case(names, row, opened)
        yield from case.opening()
        for step in case.ending():
            heappush(waiting, (step.at, number, step.serial, step))
    yield from _due(waiting, until)


def rows(folder: Traversable) -> Iterator[Row]:
    """The record, by time of opening."""
    file = folder.joinpath(RECORD)
    if not file.is_file():
        raise DriveError(f"{folder.name} has no record to replay ({RECORD})")
    text = gzip.decompress(file.read_bytes()).decode()
    return iter(csv.DictReader(io.StringIO(text, newline="")))


def _due(waiting: _Waiting, before: int) -> Iterator[Step]:
    while waiting and waiting[0][0] < before:
        yield heappop(waiting)[-1]


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


class _Names:
    """From the record's words to the codes of the place."""

    def __init__(self, rules: Rules) -> None:
        place = rules.place
        self.streets = {street.en: street.code for street in place.streets}
        self.subclasses = {subclass.en: subclass.code for subclass in place.subclasses}
        self._agencies = {
            route.subclass: (route.lead, *route.co) for route in place.routes
        }

    @staticmethod
    def agency(raw: str) -> str:
        """`PWDx` is PWDX, `HS_O` HSO."""
        return re.sub("[^A-Z]", "", raw.upper())

    def before(self, subclass: str, agency: str) -> str:
        """Who had a case before it went to `agency`: whoever mostly has its kind."""
        agencies = self._agencies[subclass]
        return next((code for code in agencies if code != agency), agency)


class _Case:
    """One row on its way through the workflow."""

    def __init__(self, names: _Names, row: Row, opened: int) -> None:
        self._row, self._opened = row, opened
        self._subclass = names.subclasses[row["category"]]
        self._street = names.streets[row["district"] or _BLANK]
        self._agency = names.agency(row["agency"])
        self._due = _ms(row["due_at"]) if row["due_at"] else None
        self._given_back = row["bounce_kind"] == REALLOCATED
        self._first = (
            names.before(self._subclass, self._agency)
            if self._given_back
            else self._agency
        )
        self._serial = 0

    def opening(self) -> Iterator[Step]:
        """Everything up to a department that has it, at the time it was opened."""
        at = self._opened
        dispatch = c.Dispatch(
            department=self._first, deadline=self._due, open_ended=self._due is None
        )
        for command in (self._report(), c.Accept(), c.File(), dispatch):
            yield self._step(at, command)
        yield self._step(at, c.Take(), self._first, last=not self._row["closed_at"])

    def ending(self) -> Iterator[Step]:
        """How it ended; nothing for a case that the record leaves open.

        Cases that were logged after they were done are closed when they are opened.
        """
        if not self._row["closed_at"]:
            return
        at = max(self._opened, _ms(self._row["closed_at"]))
        referred = REFERRED.get(self._row["bounce_kind"])
        if referred is not None:
            reason, words = referred
            yield from self._bounce(at, reason, words)
            yield self._step(at, c.SpecialClose(note=words), last=True)
            return
        if self._given_back:
            yield from self._given(at)
        note = f"outcome: {self._row['outcome'] or 'not recorded'}"
        yield self._step(at, c.FeedBack(note=note), self._agency)
        yield self._step(at, c.AutoCheck())
        yield self._step(at, c.Close(), last=True)

    def _given(self, at: int) -> Iterator[Step]:
        yield from self._bounce(at, "B03", "given back for reallocation")
        again = c.Redispatch(
            department=self._agency, deadline=self._due, open_ended=self._due is None
        )
        yield self._step(at, again)
        yield self._step(at, c.Take(), self._agency)

    def _bounce(self, at: int, reason: str, note: str) -> Iterator[Step]:
        yield self._step(at, c.Bounce(reason=reason, note=note), self._first)
        yield self._step(at, c.ApproveBounce())

    def _report(self) -> c.Report:
        row = self._row
        lon, lat = float(row["lon"] or 0), float(row["lat"] or 0)
        known = bool(lon and lat)
        return c.Report(
            source=SOURCES.get(row["channel"], Source.OFFICER),
            title=row["category"],
            subclass=self._subclass,
            street=self._street,
            lon=lon if known else None,
            lat=lat if known else None,
            external=row["case_id"],
        )

    def _step(
        self, at: int, command: c.AnyCommand, unit: str = "", *, last: bool = False
    ) -> Step:
        self._serial += 1
        actor = Actor(SYSTEM.id, Role.SYSTEM, unit) if unit else SYSTEM
        return Step(at, self._row["case_id"], self._serial, command, actor, last)
