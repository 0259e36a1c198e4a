"""Records as lines of text: what `gridwall tail` prints, each once and in order.

A record names only its case; the listing keeps the open cases to say more.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from copy import copy
from datetime import UTC, datetime, tzinfo
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from client import moves
from domain.codes import TERMINAL
from domain.course import evolve
from domain.events import Record, Reported
from domain.place import Department, Place, Street
from domain.state import ALL, Case, CityState, Line
from domain.text import clean

_ABSENT: Final = "-"


class Names:
    """Codes of a place in words; a code that it does not know stands for itself."""

    def __init__(self, place: Place | None, lang: Literal["zh", "en"]) -> None:
        self.zone: tzinfo = ZoneInfo(place.zone) if place else UTC
        named: list[Street | Department] = []
        if place is not None:
            named += [*place.streets, *place.departments]
        self._words = {
            each.code: each.short_en if lang == "en" else each.short_zh
            for each in named
        }

    def __call__(self, code: str) -> str:
        """The short name of a street or department."""
        return self._words.get(code, code)


class Entry(NamedTuple):
    """What a line says."""

    at: int
    number: str
    street: str
    what: str
    department: str
    reason: str
    actor: str
    title: str


def row(entry: Entry, names: Names) -> str:
    """The line: cleaned fields with tabs between, `-` for an empty one."""
    at = datetime.fromtimestamp(entry.at / 1000, UTC).astimezone(names.zone)
    named = entry._replace(
        street=names(entry.street), department=names(entry.department)
    )
    fields = (at.isoformat(timespec="seconds"), *named[1:])
    return "\t".join(clean(field) or _ABSENT for field in fields)


class Listing:
    """Takes the feed and prints. `history` gives a case's records, oldest first.

    `keeps` picks the lines by their case as it is after the record, at its time (ms). A
    record whose case cannot be had is printed.
    """

    def __init__(
        self,
        printed: Callable[[str], None],
        noted: Callable[[str], None],
        history: Callable[[str], tuple[Record, ...]],
        names: Names,
        after: int | None,
        *,
        keeps: Callable[[Case, int], bool] | None = None,
    ) -> None:
        self._print = printed
        self._note = noted
        self._history = history
        self._names = names
        self._keeps = keeps
        self._upto = after  # number of the last record that needs no line
        self._epoch = ""
        self._cases: MutableMapping[str, Case] = {}

    def replace(self, state: CityState) -> None:
        """A snapshot: what it holds as lines is printed, what lies before is told."""
        if self._upto is None or self._epoch not in ("", state.epoch):
            self._upto = state.seq
        self._epoch, self._cases = state.epoch, copy(state.cases)
        lines = [line for line in state.recent.get(ALL, ()) if line.seq > self._upto]
        first = lines[0].seq if lines else state.seq + 1
        if first > self._upto + 1:
            self._note(
                f"records {self._upto + 1} to {first - 1} are older than the feed "
                "holds and are not listed"
            )
        for line in lines:
            case = self._at(line) if self._keeps else None
            self._list(line.seq, _entry_of(line), case)

    def enter(self, cases: Sequence[Case]) -> None:
        """What the next records happen to."""
        self._cases.update((case.id, case) for case in cases)

    def apply(self, records: list[Record]) -> None:
        """A line each."""
        for record in records:
            self._list(record.seq, *self._entry(record))

    def expect(self, check: moves.Expect) -> None:
        """A listing has no state to compare."""

    def _list(self, seq: int, entry: Entry, case: Case | None) -> None:
        if seq <= (self._upto or 0):
            return
        self._upto = seq
        if self._keeps is None or case is None or self._keeps(case, entry.at):
            self._print(row(entry, self._names))

    def _at(self, line: Line) -> Case | None:
        """The case of a line as it was then."""
        case: Case | None = None
        for record in self._history(line.case):
            if record.seq > line.seq:
                break
            case = evolve(case, record)
        return case

    def _entry(self, record: Record) -> tuple[Entry, Case | None]:
        before, event = self._before(record), record.event
        known = before is not None or isinstance(event, Reported)
        case = evolve(before, record) if known else None
        if case is not None and case.state not in TERMINAL:
            self._cases[case.id] = case
        else:
            self._cases.pop(record.case, None)
        department = case.department if case else ""
        if not department and before is not None:
            department = before.department  # that gave it back or lost it
        entry = Entry(
            record.at,
            case.number if case else record.case,
            case.street if case else "",
            type(event).__name__,
            department,
            getattr(event, "reason", ""),
            record.actor.name or record.actor.id,
            case.title if case else "",
        )
        return entry, case

    def _before(self, record: Record) -> Case | None:
        """The case before the record: as known, else folded from its history."""
        case = self._cases.get(record.case)
        if case is None and record.version > 1:
            for earlier in self._history(record.case):
                if earlier.seq >= record.seq:
                    break
                case = evolve(case, earlier)
        return case


def _entry_of(line: Line) -> Entry:
    return Entry(
        line.at,
        line.number,
        line.street,
        line.what,
        line.department,
        line.code,
        line.actor,
        line.title,
    )
