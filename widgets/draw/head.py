"""The head line: where, in which mode, as whom, how fresh, what time it is there."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.views.freshness import Freshness, Phase
from widgets.draw.lens import Lens
from widgets.draw.parts import count, span_of
from widgets.draw.spans import Ground, Line, Span, Tone, cells, gap, short, trim

_BEATS: Final = "▖▘▝▗"
#: Widths from which the head says more.
_NAMED, _DATED, _ROOMY = 100, 110, 150
_PHASES: Final = {
    Phase.CONNECTING: ("○", Tone.DIM),
    Phase.SYNCING: ("◐", Tone.INFO),
    Phase.LIVE: ("●", Tone.GOOD),
    Phase.LAGGING: ("◐", Tone.WARN),
    Phase.STALE: ("○", Tone.BAD),
    Phase.RECONNECTING: ("○", Tone.BAD),
    Phase.AUTH_FAILED: ("✕", Tone.BAD),
    Phase.DOWN: ("✕", Tone.BAD),
}


class HeadView(msgspec.Struct, frozen=True):
    """`now`: the centre's time, ms; `speed` of its clock.

    `beat` grows with every frame that is a second later: its cell is drawn by the frame
    itself, so that a wall that stands still is seen to; None on a line that is too slow
    for it, where the clock moves every `clock_s` seconds.

    `armed_s`: seconds that the wall stays armed, None read-only, -1 without an end.
    `waiting`: records that came since the display was paused, None while it runs.
    """

    drill: bool = False
    simulated: bool = False
    speed: float = 1.0
    role: str = ""
    armed_s: int | None = None
    fresh: Freshness = Freshness()
    now: int | None = None
    beat: int | None = 0
    clock_s: int = 1
    waiting: int | None = None


def head(view: HeadView, lens: Lens, columns: int) -> Line:
    """One line; the clock stands last, its seconds and the beat apart from the rest."""
    right = [
        *_role(view, lens),
        gap(6 if columns >= _ROOMY else 2),
        *_feed(view, lens, columns),
        gap(6 if columns >= _ROOMY else 2),
        *_clock(view, lens, columns),
    ]
    mode = _mode(view, lens)
    room = columns - cells(right) - cells(mode) - 4
    left = [gap(1)]
    if columns >= _NAMED:
        left += [Span("GRIDWALL", Tone.DIM), gap(2)]
        room -= 10
    left += [short(lens.names.title(), max(0, room), Tone.STRONG), *mode]
    middle = columns - cells(left) - cells(right)
    return Line(trim([*left, gap(middle), *right], columns), Ground.BAR)


def _mode(view: HeadView, lens: Lens) -> list[Span]:
    words = []
    if view.drill:
        words.append(lens.say("head.drill"))
    elif view.simulated:
        words.append(lens.say("head.replay"))
    if view.simulated:
        paused = view.speed == 0
        words.append(lens.say("head.paused") if paused else f"×{view.speed:g}")
    if view.waiting is not None:
        words.append(f"{lens.say('head.held')} {count(view.waiting)}")
    return [gap(2), Span(" ".join(words), Tone.DRILL)] if words else []


def _role(view: HeadView, lens: Lens) -> list[Span]:
    spans = [Span(f"{view.role} ", Tone.DIM)] if view.role else []
    if view.armed_s is None:
        return [*spans, Span(lens.say("head.readonly"), Tone.DIM)]
    armed = lens.say("head.armed")
    if view.armed_s >= 0:
        armed = f"{armed} {view.armed_s // 60:02d}:{view.armed_s % 60:02d}"
    return [*spans, Span(armed, Tone.WARN)]


def _feed(view: HeadView, lens: Lens, columns: int) -> list[Span]:
    fresh = view.fresh
    glyph, tone = _PHASES[fresh.phase]
    spans = [Span(f"{glyph} {fresh.phase}", tone)]
    if told := _told(fresh, lens, columns):
        spans += [gap(1), Span(told, tone)]
    if fresh.skew_s:
        spans += [gap(1), Span(lens.say("head.skew").format(s=fresh.skew_s), Tone.WARN)]
    if fresh.seq and (fresh.current or columns >= _NAMED):
        spans += [gap(1), Span(f"#{count(fresh.seq)}", Tone.DIM)]
    return spans


def _told(fresh: Freshness, lens: Lens, columns: int) -> str:
    match fresh.phase:
        case Phase.LIVE:
            return "<2s"
        case Phase.LAGGING:
            return span_of(fresh.age_s)
        case Phase.STALE:
            since = lens.clock.second(fresh.since) if fresh.since is not None else ""
            return f"{lens.say('head.since')} {since}" if since else ""
        case Phase.RECONNECTING:
            return lens.say("head.retry").format(n=fresh.attempt, s=fresh.retry_s)
        case Phase.AUTH_FAILED | Phase.DOWN:
            return short(fresh.reason, columns // 4).text
        case _:
            return ""


def _clock(view: HeadView, lens: Lens, columns: int) -> list[Span]:
    sign = " " if view.beat is None else _BEATS[view.beat % len(_BEATS)]
    beat = Span(f" {sign} ", Tone.CALM)
    if view.now is None:
        return [Span("--:--:--", Tone.DIM), beat]
    time = lens.clock.second(view.now - view.now % (view.clock_s * 1000))
    date = f"{lens.clock.date(view.now)} " if columns >= _DATED else ""
    return [Span(date + time[:6], Tone.STRONG), Span(time[6:], Tone.STRONG), beat]
