"""What may be asked of the list of cases, and open ones picked, sorted, cut into pages.

Pure; `cases.py` asks.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from heapq import nsmallest
from operator import attrgetter
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from centre.doors.requests import MAX_PAGE
from centre.problems import Problem
from domain.codes import OPEN, State
from domain.state import Case
from domain.views.filter import Filter, Row, Vocabulary, parse
from domain.views.filter.parsing import MOST_CHARACTERS

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
Cursor = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Switch = Literal["true", "false"]
Sort = Literal["opened", "-opened", "changed", "-changed", "deadline", "-closed"]
T = TypeVar("T")

#: Sorts behind every deadline.
_NEVER: Final = 1 << 60
#: A place in a sorted list: sort value and case id.
_Place = tuple[int, str]
#: A number of each case, and whether the highest is first.
_SORTS: Final[dict[str, tuple[Callable[[Case], int], bool]]] = {
    "opened": (attrgetter("opened_at"), False),
    "-opened": (attrgetter("opened_at"), True),
    "changed": (attrgetter("seq"), False),
    "-changed": (attrgetter("seq"), True),
    "deadline": (
        lambda case: _NEVER if case.clock is None else case.clock.deadline,
        False,
    ),
}
_EXACT: Final = ("state", "street", "department", "subclass", "grid")
_place: Final[msgspec.json.Decoder[_Place]] = msgspec.json.Decoder(_Place)


class Listing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query of `GET /cases`; every parameter narrows (unset, as `null` is a word).

    `open` is true unless `state` is a terminal one. `overdue` looks at the department's
    deadline only. `q` stands in number, title or address. `filter` is a line as the
    wall's `/` takes it, for open cases. Closed cases are sorted by `-closed` or
    `-opened`, open ones by the others.
    """

    state: State | UnsetType = UNSET
    street: Code | UnsetType = UNSET
    department: Code | UnsetType = UNSET
    subclass: Code | UnsetType = UNSET
    grid: Code | UnsetType = UNSET
    open: Switch | UnsetType = UNSET
    overdue: Switch | UnsetType = UNSET
    q: Text | UnsetType = UNSET
    filter: Line | UnsetType = UNSET
    sort: Sort | UnsetType = UNSET
    cursor: Cursor | UnsetType = UNSET
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] = 50

    def asks_open(self) -> bool:
        """Whether open cases are asked for, or else closed ones."""
        if self.open is UNSET and self.state is not UNSET:
            return self.state in OPEN
        return self.open != "false"


def said(value: T | UnsetType) -> T | None:
    """None when it was not said."""
    return None if isinstance(value, UnsetType) else value


def is_on(switch: Switch | UnsetType) -> bool | None:
    """None when it was not said."""
    return None if switch is UNSET else switch == "true"


def is_overdue(case: Case, at: int) -> bool:
    """Whether the department's clock runs and its deadline is past."""
    if case.clock is None or case.paused or case.disposed_at is not None:
        return False
    return case.clock.deadline < at


def wanted(listing: Listing, at: int) -> Callable[[Case], bool]:
    """Whether an open case is asked for, at that time."""
    exact = [
        (field, getattr(listing, field))
        for field in _EXACT
        if getattr(listing, field) is not UNSET
    ]
    overdue = is_on(listing.overdue)
    needle = (said(listing.q) or "").casefold()

    if not exact and overdue is None and not needle:
        return lambda _case: True

    def fits(case: Case) -> bool:
        if any(getattr(case, field) != value for field, value in exact):
            return False
        if overdue is not None and is_overdue(case, at) is not overdue:
            return False
        texts = (case.number, case.title, case.address)
        return not needle or any(needle in text.casefold() for text in texts)

    return fits


def asked(listing: Listing, words: Vocabulary, me: str) -> Filter:
    """The filter of the query, empty without one; raises `Problem` 422."""
    parsed = parse(said(listing.filter) or "", words, me)
    if parsed.filter is None:
        fault = parsed.faults[0]
        what = fault.key.rpartition(".")[2].replace("_", " ")
        args = "".join(f" {arg!r}" for arg in fault.args)
        raise Problem(
            422,
            "query-wrong",
            f"filter, characters {fault.start + 1} to {fault.end}: {what}{args}",
        )
    return parsed.filter


def picked(cases: Iterable[Case], wanted: Filter, at: int) -> Iterable[Case]:
    """Those that the filter finds."""
    if not wanted.terms:
        return cases
    return [row.case for row in wanted.pick([Row.worded(c) for c in cases], at)]


def open_only() -> Problem:
    """A filter was asked of closed cases."""
    return Problem(422, "query-wrong", "filter looks at open cases only")


def page(cases: Iterable[Case], listing: Listing) -> tuple[list[Case], str | None]:
    """The cases after the cursor and the next cursor, None at the end.

    `Problem` 422 for a foreign cursor or a sort that open cases do not have.
    """
    sort = _SORTS.get(said(listing.sort) or "-changed")
    if sort is None:
        raise unsorted(_SORTS)
    after = _read(said(listing.cursor))
    places = _nearest(list(cases), sort, after, listing.limit + 1)
    found = nsmallest(listing.limit + 1, places, key=lambda pair: pair[0])
    more = len(found) > listing.limit
    found = found[: listing.limit]
    return [case for _, case in found], _write(found[-1][0]) if more else None


def _nearest(
    cases: list[Case],
    sort: tuple[Callable[[Case], int], bool],
    after: _Place | None,
    count: int,
) -> list[tuple[_Place, Case]]:
    """So many cases next after a place, in no order, and those that stand level.

    Found by plain numbers first: places for all would take ten times as long.
    """
    value, falling = sort
    numbers = list(map(value, cases))
    if falling:
        numbers = [-number for number in numbers]
    least, beside, rest = -_NEVER, 0, numbers
    if after is not None:
        least = after[0]
        beside = numbers.count(least)
        rest = [number for number in numbers if number >= least]
    most = max(nsmallest(count + beside, rest), default=least)
    places = [
        ((number, case.id), case)
        for number, case in zip(numbers, cases, strict=True)
        if least <= number <= most
    ]
    return [pair for pair in places if after is None or pair[0] > after]


def unsorted(sorts: Iterable[str]) -> Problem:
    """These cases have not the sort that was asked for."""
    return Problem(422, "query-wrong", f"sort these by one of {', '.join(sorts)}")


def foreign_cursor() -> Problem:
    """A cursor that no page of this list ended with."""
    return Problem(422, "query-wrong", "this cursor is not of this list")


def _write(place: _Place) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _read(cursor: str | None) -> _Place | None:
    if cursor is None:
        return None
    try:
        return _place.decode(urlsafe_b64decode(cursor))
    except (ValueError, msgspec.MsgspecError):
        raise foreign_cursor() from None
