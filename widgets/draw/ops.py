"""How the machinery does, as a table, and the tail of the log."""

from __future__ import annotations

from typing import Final

from domain.views.freshness import Phase
from domain.views.ops import FeedHealth, Letters, LogView, OpsView, WallHealth
from widgets.draw.lens import Lens
from widgets.draw.parts import count, span_of
from widgets.draw.spans import (
    Line,
    Span,
    Tone,
    cell,
    cells,
    gap,
    line,
    short,
    title,
)

#: From here on a figure is not what it should be.
_LOOP_MS, _TRIP_MS, _SKEW_MS, _BEHIND = 250.0, 600.0, 2000, 500
_LABEL: Final = 14
_SECOND: Final = 1000
#: A letter that has waited longer shows that a receiver does not take it.
_LATE_S: Final = 600
_MIB: Final = 1 << 20
#: Two columns of figures from this width on.
_TWO: Final = 76

_Row = tuple[str, str, Tone]


def ops(view: OpsView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The feeds and the wall, side by side where there is room."""
    room = columns if columns < _TWO else columns // 2
    feeds = [
        part
        for feed in view.feeds
        for part in _block(lens.say("ops.feed"), _feed(feed, lens), lens, room)
    ]
    feeds += [_row(_letters(view.letters, lens), lens, room)]
    if view.glass:
        feeds += [_row(("glass", count(view.glass), Tone.BAD), lens, room)]
    wall = _block(lens.say("ops.wall"), _wall(view.wall, lens), lens, room)
    if columns < _TWO:
        return [title(lens.say("ops.title"), columns), *feeds, *wall][:rows]
    half = columns // 2
    height = max(len(feeds), len(wall))
    lines = [title(lens.say("ops.title"), columns)]
    for y in range(height):
        left = feeds[y].spans if y < len(feeds) else ()
        right = wall[y].spans if y < len(wall) else ()
        used = cells(left)
        lines.append(Line((*left, gap(half - used), *right)))
    return lines[:rows]


def _block(name: str, rows: list[_Row], lens: Lens, room: int) -> list[Line]:
    head = line(gap(1), Span(name, Tone.STRONG))
    return [head, *(_row(row, lens, room) for row in rows)]


def _row(row: _Row, lens: Lens, room: int) -> Line:
    key, value, tone = row
    label = cell(lens.say(f"ops.{key}"), _LABEL, Tone.DIM)
    return line(gap(2), label, gap(1), short(value, room - _LABEL - 4, tone))


def _letters(letters: Letters | None, lens: Lens) -> _Row:
    if letters is None:
        return "letters", "—", Tone.DIM
    told = [
        f"{lens.say('ops.letters_waiting')} {count(letters.waiting)}",
        f"{lens.say('ops.letters_dead')} {count(letters.dead)}",
    ]
    if letters.age_s is not None:
        told.insert(1, f"({span_of(letters.age_s)})")
    if not letters.well:
        return "letters", lens.say("ops.letters_failed"), Tone.BAD
    late = letters.age_s is not None and letters.age_s > _LATE_S
    return "letters", " ".join(told), Tone.WARN if letters.dead or late else Tone.TEXT


def _over(value: float, limit: float) -> Tone:
    return Tone.WARN if value > limit else Tone.TEXT


def _feed(feed: FeedHealth, lens: Lens) -> list[_Row]:
    fresh = feed.fresh
    state = Tone.GOOD if fresh.phase is Phase.LIVE else Tone.WARN
    state = state if fresh.current else Tone.BAD
    told = f"{fresh.phase} {fresh.reason}".rstrip()
    skew, apart = "—", Tone.DIM
    if feed.skew_ms is not None:
        skew = f"{feed.skew_ms / _SECOND:+.1f} s"
        apart = _over(abs(feed.skew_ms), _SKEW_MS)
    taken = [
        ("rate", f"{feed.rate:.0f}", Tone.TEXT),
        ("seq", f"#{count(fresh.seq)}", Tone.TEXT),
    ]
    if feed.blind:
        taken = [("scope", lens.say("ops.blind"), Tone.INFO)]
    behind = 0 if feed.blind else feed.behind
    return [
        ("state", told, state),
        ("url", feed.url or "—", Tone.TEXT),
        *taken,
        ("head", f"#{count(feed.head)}", _over(behind, _BEHIND)),
        ("age", span_of(fresh.age_s), Tone.TEXT if fresh.current else Tone.BAD),
        ("skew", skew, apart),
        ("gaps", count(feed.gaps), _over(feed.gaps, 0)),
        ("resyncs", count(feed.resyncs), _over(feed.resyncs, 0)),
        ("attempts", count(fresh.attempt), _over(fresh.attempt, 0)),
    ]


def _wall(wall: WallHealth, lens: Lens) -> list[_Row]:
    chosen = lens.say("ops.chosen" if wall.chosen else "ops.measured")
    trip, slow = "—", Tone.DIM
    if wall.mute:
        trip, slow = lens.say("ops.mute"), Tone.WARN
    elif wall.trip_ms is not None:
        trip, slow = f"{wall.trip_ms:.0f} ms", _over(wall.trip_ms, _TRIP_MS)
    return [
        ("loop", f"{wall.loop_ms:.0f} ms", _over(wall.loop_ms, _LOOP_MS)),
        ("frames", f"{wall.frames:.1f}", Tone.TEXT),
        ("bytes", count(round(wall.output)), Tone.TEXT),
        ("memory", f"{wall.memory / _MIB:.0f} MiB", Tone.TEXT),
        ("dropped", count(wall.dropped), _over(wall.dropped, 0)),
        ("link", f"{wall.link} ({chosen})" if wall.link else "—", Tone.TEXT),
        ("trip", trip, slow),
        ("window", f"{count(wall.window)} B", Tone.TEXT),
        ("glyphs", wall.glyphs or "—", Tone.TEXT),
        ("colours", wall.colours or "—", Tone.TEXT),
    ]


def log(view: LogView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The newest lines, the newest last."""
    lines = [title(lens.say("log.title"), columns)]
    if not view.lines:
        return [*lines, line(gap(1), Span(lens.say("log.empty"), Tone.DIM))]
    for one in view.lines[-max(1, rows - 1) :]:
        at = lens.clock.second(one.at) if one.at else "--:--:--"
        tone = Tone.BAD if one.bad else Tone.TEXT
        text = short(one.text, max(0, columns - 11), tone)
        lines.append(line(gap(1), Span(at, Tone.DIM), gap(1), text))
    return lines[:rows]
