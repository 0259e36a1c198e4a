"""Pages of open cases are the sorted whole, cut: whatever stands level."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from centre.doors.shelf import Listing, Sort, page
from domain.calendar import Unit
from domain.codes import Kind, Source, State
from domain.sla import Disposal
from domain.state import Case

NEVER = 1 << 60


def case(name: str, rng: Random) -> Case:
    """Few different times, so that many stand level."""
    opened, due = rng.randrange(4), rng.randrange(5)
    clock = Disposal(0, due, Unit.WORK_HOUR, due, due, approximate=False)
    return Case(
        name, f"n-{name}", State.FILED, 1, rng.randrange(4), opened, opened,
        Source.OFFICER, Kind.EVENT, "0101", "t", "T01", "T01001001",
        clock=clock if due else None,
    )  # fmt: skip


ORDERS: dict[Sort, Callable[[Case], int]] = {
    "opened": lambda case: case.opened_at,
    "-opened": lambda case: -case.opened_at,
    "changed": lambda case: case.seq,
    "-changed": lambda case: -case.seq,
    "deadline": lambda case: NEVER if case.clock is None else case.clock.deadline,
}


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("limit", [1, 3, 29, 30, 200])
def test_pages_one_after_the_other_are_the_whole_in_order(
    sort: Sort, limit: int
) -> None:
    rng = Random(limit)
    cases = [case(f"c{number:02}", rng) for number in range(30)]
    rng.shuffle(cases)
    found: list[str] = []
    more: dict[str, Any] = {}
    while True:
        some, cursor = page(cases, Listing(sort=sort, limit=limit, **more))
        found += [one.id for one in some]
        if cursor is None:
            break
        assert len(some) == limit
        more = {"cursor": cursor}
    value = ORDERS[sort]
    whole = sorted(cases, key=lambda one: (value(one), one.id))
    assert found == [one.id for one in whole]


def test_there_is_one_empty_page_of_nothing() -> None:
    assert page([], Listing()) == ([], None)
