"""The plans: which panes a view has at which size, and how much room each gets.

Numbers in cells; `share` divides what is left. `tui/screens/arrangement.py` computes
the places; the order here is the order of the keys 1 to 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui.screens.arrangement import SHARED, Arrangement, Plan, Slot, across, down

_TABLE: Final = 13  # a heading and twelve cells

_WALL: Final = {
    Arrangement.BIG: Plan(
        across(
            down(
                Slot("cells", share=62),
                across(
                    down(Slot("queue", share=22), Slot("detail", size=10), share=7),
                    Slot("actions", share=3),
                    share=36,
                    gap=3,
                ),
                share=2,
            ),
            down(
                Slot("departments", share=17),
                Slot("map", size=42),
                Slot("bounce", share=14),
                Slot("inflow", share=14),
                Slot("overdue", share=14),
                size=108,
            ),
            gap=3,
        )
    ),
    Arrangement.GRID: Plan(
        across(
            down(
                Slot("cells", share=41),
                Slot("queue", share=8),
                Slot("detail", size=5),
                share=1,
            ),
            down(
                Slot("departments", share=14),
                Slot("map", size=21),
                Slot("bounce", size=10),
                Slot("actions", share=6),
                size=60,
            ),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(
        across(
            down(
                Slot("cells", size=_TABLE), Slot("queue"), Slot("detail", size=8),
                share=62,
            ),
            down(
                Slot("stream", size=_TABLE),
                Slot("departments", share=9),
                Slot("bounce", share=8),
                Slot("actions", share=4),
                share=38,
            ),
        )
    ),
    Arrangement.SLIM: Plan(
        down(Slot("cells", size=_TABLE), Slot(SHARED), gap=0),
        ("queue", "detail", "stream", "departments", "map", "actions"),
    ),
}  # fmt: skip

_STREET: Final = {
    Arrangement.BIG: Plan(
        across(
            down(
                Slot("street", size=12),
                Slot("queue", share=3),
                Slot("detail", size=8),
                share=2,
            ),
            down(
                Slot("stream", share=4),
                Slot("units", size=24),
                Slot("officers", share=3),
            ),
            down(Slot("map", size=42), Slot("actions"), size=108),
            gap=3,
        )
    ),
    Arrangement.GRID: Plan(
        across(
            down(
                Slot("street", size=9),
                Slot("queue", share=3),
                Slot("detail", size=8),
            ),
            down(
                Slot("stream", share=3),
                Slot("units", share=2),
                Slot("officers", share=2),
                Slot("map", size=21),
                size=60,
            ),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(
        across(
            down(Slot("street", size=8), Slot("queue"), Slot("detail", size=8),
                 share=62),
            down(Slot("stream", share=2), Slot("units"), Slot("officers"), share=38),
        )
    ),
    Arrangement.SLIM: Plan(
        down(Slot("street", size=6), Slot(SHARED), gap=0),
        ("queue", "stream", "units", "officers", "detail", "map"),
    ),
}  # fmt: skip

_QUEUE: Final = {
    Arrangement.GRID: Plan(
        across(
            down(Slot("queue"), Slot("detail", size=9)),
            down(Slot("stream", share=2), Slot("actions"), size=60),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(down(Slot("queue"), Slot("detail", size=8))),
    Arrangement.SLIM: Plan(
        down(Slot(SHARED), gap=0), ("queue", "detail", "stream", "actions")
    ),
}

_HEAD: Final = 17  # a case with its seven stages and clocks

_CASE: Final = {
    Arrangement.BIG: Plan(
        across(
            down(Slot("course", size=_HEAD), Slot("ruling")),
            Slot("history"),
            down(Slot("related"), Slot("stream"), Slot("actions")),
            gap=3,
        )
    ),
    Arrangement.GRID: Plan(
        across(
            down(Slot("course", size=_HEAD), Slot("history")),
            down(Slot("ruling"), Slot("related"), Slot("actions", size=10), size=70),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(
        across(
            down(Slot("course", size=_HEAD), Slot("history"), share=62),
            down(Slot("ruling"), Slot("related"), share=38),
        )
    ),
    Arrangement.SLIM: Plan(
        down(Slot(SHARED), gap=0), ("course", "history", "ruling", "related")
    ),
}

_DEPARTMENTS: Final = {
    Arrangement.BIG: Plan(
        down(
            Slot("scores", size=22),
            across(Slot("matrix"), Slot("reasons", size=120), size=22, gap=3),
            across(Slot("trend"), Slot("bounce"), Slot("overdue"), size=26, gap=3),
            across(Slot("queue"), Slot("actions", size=120), gap=3),
        )
    ),
    Arrangement.GRID: Plan(
        down(
            Slot("scores", size=19),
            across(
                down(Slot("matrix", size=19), Slot("overdue")),
                down(Slot("reasons", size=15), Slot("trend"), size=76),
                gap=3,
            ),
        )
    ),
    Arrangement.SPLIT: Plan(
        down(Slot("scores", size=18), across(Slot("reasons", size=50), Slot(SHARED))),
        ("trend", "matrix"),
    ),
    Arrangement.SLIM: Plan(
        down(Slot(SHARED), gap=0), ("scores", "reasons", "matrix", "trend")
    ),
}

_MAP: Final = {
    Arrangement.GRID: Plan(
        across(
            Slot("map"),
            down(Slot("stream", share=2), Slot("detail", size=9), size=60),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(down(Slot("map"))),
    Arrangement.SLIM: Plan(down(Slot("map"))),
}

_OPS: Final = {
    Arrangement.SPLIT: Plan(down(Slot("ops", share=2), Slot("log"))),
    Arrangement.SLIM: Plan(down(Slot(SHARED), gap=0), ("ops", "log")),
}

_DESK: Final = {
    Arrangement.BIG: Plan(
        across(
            down(Slot("desk"), Slot("detail", size=9), share=3),
            down(Slot("course", size=_HEAD), Slot("history"), share=2),
            down(Slot("ruling"), Slot("related"), Slot("actions", size=14), share=2),
            gap=3,
        )
    ),
    Arrangement.GRID: Plan(
        across(
            down(Slot("desk"), Slot("actions", size=8)),
            down(Slot("course", size=_HEAD), Slot("history"), size=70),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(
        down(Slot("desk"), Slot(SHARED, size=9)), ("detail", "course", "history")
    ),
    Arrangement.SLIM: Plan(
        down(Slot(SHARED), gap=0), ("desk", "detail", "course", "history")
    ),
}  # fmt: skip

_CHRONIC: Final = {
    Arrangement.GRID: Plan(
        across(
            down(Slot("chronic"), Slot("actions", size=8)),
            down(Slot("course", size=_HEAD), Slot("related"), size=70),
            gap=3,
        )
    ),
    Arrangement.SPLIT: Plan(
        down(Slot("chronic"), Slot(SHARED, size=11)), ("detail", "related")
    ),
    Arrangement.SLIM: Plan(
        down(Slot(SHARED), gap=0), ("chronic", "detail", "related")
    ),
}  # fmt: skip

PLANS: Final[Mapping[str, Mapping[Arrangement, Plan]]] = MappingProxyType(
    {
        "wall": _WALL,
        "street": _STREET,
        "queue": _QUEUE,
        "case": _CASE,
        "departments": _DEPARTMENTS,
        "map": _MAP,
        "ops": _OPS,
        "desk": _DESK,
        "chronic": _CHRONIC,
    }
)
VIEWS: Final = tuple(PLANS)
#: The pane that has the keys when a view is entered, and the one that `hjkl` reach
#: where the focused pane has no use for them.
ENTRY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wall": "queue",
        "street": "queue",
        "queue": "queue",
        "case": "course",
        "departments": "scores",
        "map": "map",
        "ops": "ops",
        "desk": "desk",
        "chronic": "chronic",
    }
)
_SIZES: Final = (
    Arrangement.BIG, Arrangement.GRID, Arrangement.SPLIT, Arrangement.SLIM
)  # fmt: skip


def plan_of(view: str, kind: Arrangement) -> Plan:
    """The plan of a view at a size: its own, or that of the next smaller one."""
    plans = PLANS[view]
    at = _SIZES.index(kind)
    for size in (*_SIZES[at:], *_SIZES):
        if size in plans:
            return plans[size]
    raise KeyError(view)
