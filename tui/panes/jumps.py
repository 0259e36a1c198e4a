"""Jumps along the list of the queue: what each looks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.codes import State
from domain.sla import Light
from domain.views.index import OpenIndex
from tui.filterbox import FilterBox
from tui.panes.pane import Sight

Wanted = Callable[[str], bool]


def _overdue(sight: Sight, _box: FilterBox) -> Wanted:
    index: OpenIndex = sight.model.index
    return lambda case: index.light(case) is Light.RED


def _bounced(sight: Sight, _box: FilterBox) -> Wanted:
    cases = sight.model.state.cases
    return lambda one: cases[one].state is State.RETURN_REQ or cases[one].bounces > 0


def _match(sight: Sight, box: FilterBox) -> Wanted:
    cases, now = sight.model.state.cases, sight.model.now
    return lambda one: box.last.matches(cases[one], now)


JUMPS: Final[dict[str, Callable[[Sight, FilterBox], Wanted]]] = {
    "next_overdue": _overdue,
    "previous_overdue": _overdue,
    "next_bounced": _bounced,
    "previous_bounced": _bounced,
    "next_match": _match,
    "previous_match": _match,
}
