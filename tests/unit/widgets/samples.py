"""A street in the middle of a day, for drawings to be looked at."""

from __future__ import annotations

from domain.codes import State
from domain.rates import Share
from domain.sla import Light
from domain.views.cells import Cell
from domain.views.index import Lights
from domain.views.streams import StreamLine
from tests.town import HOUR, MINUTE, MONDAY


def stream_line_of(what: str = "Reported", **more: object) -> StreamLine:
    """A line of the town's stream."""
    fields: dict[str, object] = {
        "at": MONDAY,
        "case": "c1",
        "number": "TT-20260921-0001",
        "what": what,
        "state": State.REPORTED,
        "street": "T01",
        "subclass": "0101",
        "title": "共享单车占道影响通行",
    }
    return StreamLine(**(fields | more))  # type: ignore[arg-type]


LINES = (
    stream_line_of(light=Light.GREEN, left=HOUR, fresh=True),
    stream_line_of(
        "Bounced",
        at=MONDAY - MINUTE,
        state=State.RETURN_REQ,
        title="商场空调噪音",
        department="hw",
        code="B03",
        light=Light.RED,
        left=-MINUTE,
    ),
    stream_line_of(
        "Dispatched",
        at=MONDAY - 2 * MINUTE,
        state=State.DISPATCHED,
        title="井盖缺失",
        department="cg",
        light=Light.YELLOW,
        left=12 * MINUTE,
    ),
    stream_line_of(
        "Closed", at=MONDAY - 3 * MINUTE, state=State.CLOSED, title="小广告"
    ),
)
STREET = Cell(
    "T01", Share(27, 28), Lights(28, 4, 1, 3), tuple(range(24)), 41, 37, 3, LINES
)
CROWDED = Cell(
    "*",
    Share(70_001, 90_000),
    Lights(81_000, 12_000, 7_000, 500),
    tuple(range(0, 24_000, 1000)),
    10_284,
    11_137,
    1_103,
    LINES,
)
