"""`gridwall status`: the figures of a place, counted from one look at its feed.

`Report` is what `--json` prints; its members stay, new ones may come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from client.feed import Feed
from client.looking import Look
from domain.flows import Flow
from domain.place import Department as Named
from domain.place import Place, Street
from domain.rates import Bounces
from domain.rates import Share as Rate
from domain.state import ALL, CityState
from domain.text import clean, cut, fit, width
from domain.views import scores
from domain.views.clocks import day_start
from domain.views.figures import WINDOW_HOURS, figures, gauge
from domain.views.index import OpenIndex

SCHEMA: Final = 1
#: Cells that a name may take.
_ROOM: Final = 16


class Share(msgspec.Struct, frozen=True):
    """`n` of `of`; `rate` is null where there is nothing to divide by."""

    n: int
    of: int
    rate: float | None


class Today(msgspec.Struct, frozen=True):
    """Cases filed and closed, and bounces, since the place's midnight."""

    filed: int
    closed: int
    bounced: int


class Row(msgspec.Struct, frozen=True):
    """A street, or the whole place (`*`).

    Open cases by the clock that runs for them: `green`, `yellow` (due soon), `red`
    (overdue), `unlimited` (no clock runs). `on_time`: of the work due in 24 h.
    """

    code: str
    zh: str
    en: str
    open: int
    green: int
    yellow: int
    red: int
    unlimited: int
    on_time: Share
    bounced_24h: Share
    today: Today


class Window(msgspec.Struct, frozen=True):
    """Bounces of the dispatches in a window; `low` and `high` are Wilson's 95 %."""

    asked: Share
    approved: int
    rejected: int
    low: float | None
    high: float | None


class Department(msgspec.Struct, frozen=True):
    """A department: open cases, overdue disposals now; shares and score over 30 d."""

    code: str
    zh: str
    en: str
    open: int
    overdue: int
    bounced_24h: Window
    bounced_7d: Window
    bounced_30d: Window
    on_time: Share
    score: float | None
    grade: str


class Freshness(msgspec.Struct, frozen=True):
    """How the feed stood: `age_s` of the picture; `skew_ms`: its clock minus ours."""

    phase: str
    age_s: float
    simulated: bool
    drill: bool
    skew_ms: int | None


class Report(msgspec.Struct, frozen=True):
    """`gridwall status --json`. Times are ISO 8601; `as_of_ms` since 1970, UTC.

    `source` says what was counted: `feed`, the snapshot that a wall gets. `seq` is the
    number of its last record, `head` that of the ledger.
    """

    schema: int
    source: Literal["feed"]
    centre: str
    version: str
    name: str
    as_of: str
    as_of_ms: int
    epoch: str
    seq: int
    head: int
    freshness: Freshness
    inflow_per_minute: float
    whole: Row
    streets: tuple[Row, ...]
    departments: tuple[Department, ...]


def report(look: Look, url: str, now: int) -> Report:
    """The figures at `now`, the centre's time in ms."""
    place, state, feed = look.place, look.state, look.feed
    zone = ZoneInfo(place.zone)
    index = OpenIndex()
    index.rebuild(state, now)
    start = day_start(now, zone)
    rated = scores.ratings(
        state, index, place, now, scores.Period.MONTH, scores.Sort.PLACE
    )
    names = {each.code: (each.zh, each.en) for each in place.departments}
    return Report(
        schema=SCHEMA,
        source="feed",
        centre=url,
        version=feed.version,
        name=place.name,
        as_of=datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).isoformat(),
        as_of_ms=now,
        epoch=state.epoch,
        seq=state.seq,
        head=max(feed.head, state.seq),
        freshness=_freshness(feed),
        inflow_per_minute=round(figures(state, index, now, start).inflow, 3),
        whole=_row(state, index, (ALL, place.zh, place.en), now, start),
        streets=tuple(
            _row(state, index, (s.code, s.zh, s.en), now, start) for s in place.streets
        ),
        departments=tuple(_department(row, names[row.key]) for row in rated.rows),
    )


def _freshness(feed: Feed) -> Freshness:
    return Freshness(
        str(feed.phase), round(feed.age_s, 1), feed.simulated, feed.drill, feed.skew_ms
    )


def _share(rate: Rate) -> Share:
    value = rate.value
    return Share(
        rate.numerator, rate.denominator, None if value is None else round(value, 6)
    )


def _row(
    state: CityState,
    index: OpenIndex,
    named: tuple[str, str, str],
    now: int,
    start: int,
) -> Row:
    key = named[0]
    lights, today = index.lights(key), state.flows.today(key, start, now)
    window = state.flows.total(key, WINDOW_HOURS, now)
    return Row(
        *named,
        open=lights.open,
        green=lights.green,
        yellow=lights.yellow,
        red=lights.red,
        unlimited=lights.none,
        on_time=_share(gauge(state, index, key, now)),
        bounced_24h=_share(Rate(window[Flow.BOUNCED], window[Flow.SENDS])),
        today=Today(today[Flow.FILED], today[Flow.CLOSED], today[Flow.BOUNCED]),
    )


def _window(bounces: Bounces) -> Window:
    interval = bounces.interval
    return Window(
        _share(bounces.asked),
        bounces.approved.numerator,
        bounces.rejected.numerator,
        None if interval is None else round(interval.low, 6),
        None if interval is None else round(interval.high, 6),
    )


def _department(rated: scores.Rated, names: tuple[str, str]) -> Department:
    day, week, month = map(_window, rated.bounces)
    points = rated.score.points
    return Department(
        rated.key,
        *names,
        open=rated.open,
        overdue=rated.overdue,
        bounced_24h=day,
        bounced_7d=week,
        bounced_30d=month,
        on_time=_share(rated.on_time),
        score=None if points is None else round(points, 2),
        grade=rated.score.grade,
    )


# For people


def text(found: Report, place: Place, words: Callable[[str], str], lang: str) -> str:
    """Lines with aligned columns; `words` gives the word of a `status.` key."""
    named: list[Street | Named] = [*place.streets, *place.departments]
    short = {n.code: n.short_en if lang == "en" else n.short_zh for n in named}
    whole = found.whole
    title = whole.en if lang == "en" else whole.zh
    head = words("status.head").format(
        place=clean(title),
        phase=found.freshness.phase,
        at=found.as_of[:19].replace("T", " "),
        seq=f"{found.seq:,}",
        version=clean(found.version),
    )
    figured = words("status.figures").format(
        open=whole.open,
        red=whole.red,
        yellow=whole.yellow,
        filed=whole.today.filed,
        closed=whole.today.closed,
        bounced=whole.today.bounced,
        rate=_percent(whole.bounced_24h),
        inflow=f"{found.inflow_per_minute:.1f}",
        on_time=_percent(whole.on_time),
    )
    lines = [head, *_marks(found, words), figured, ""]
    lines += _table(list(_streets(found, short, words)))
    if found.departments:
        lines += ["", *_table(list(_departments(found, short, words)))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _marks(found: Report, words: Callable[[str], str]) -> Iterator[str]:
    if found.freshness.drill:
        yield words("status.drill")
    if found.freshness.simulated:
        yield words("status.simulated")


_Names = dict[str, str]


def _streets(
    found: Report, short: _Names, words: Callable[[str], str]
) -> Iterator[list[str]]:
    heads = (
        "street on_time open green yellow red today_filed today_closed today_bounced"
    )
    yield [words(f"status.{name}") for name in heads.split()]
    for row in (*found.streets, found.whole):
        name = words("status.whole") if row.code == ALL else short[row.code]
        counts = [row.open, row.green + row.unlimited, row.yellow, row.red]
        counts += [row.today.filed, row.today.closed, row.today.bounced]
        yield [name, _percent(row.on_time), *map(str, counts)]


def _departments(
    found: Report, short: _Names, words: Callable[[str], str]
) -> Iterator[list[str]]:
    heads = "department open overdue bounced_24h bounced_7d bounced_30d"
    heads += " on_time_30d score grade"
    yield [words(f"status.{name}") for name in heads.split()]
    for row in found.departments:
        windows = (row.bounced_24h, row.bounced_7d, row.bounced_30d)
        rates = [_percent(window.asked) for window in windows]
        points = "—" if row.score is None else f"{row.score:.1f}"
        counts = [str(row.open), str(row.overdue)]
        last = [_percent(row.on_time), points, row.grade]
        yield [short[row.code], *counts, *rates, *last]


def _percent(share: Share) -> str:
    return Rate(share.n, share.of).percent(1)


def _table(rows: list[list[str]]) -> Iterator[str]:
    """Names on the left, figures on the right of their columns."""
    cells = [[cut(cell, _ROOM) for cell in row] for row in rows]
    rooms = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for name, *figures_ in cells:
        fitted = [
            fit(cell, room, right=True)
            for cell, room in zip(figures_, rooms[1:], strict=True)
        ]
        yield "  ".join([fit(name, rooms[0]), *fitted])
