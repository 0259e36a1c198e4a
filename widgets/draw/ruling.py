"""Who held a case and bounced it, how that was ruled, and to whom it might go."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.codes import State
from domain.views.course import Course
from domain.views.detail import Detail
from domain.views.holds import Asked, Hold, Ruling
from domain.views.suggest import Suggestion
from widgets.draw.detail import facts, named
from widgets.draw.lens import Lens
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    BLANK,
    Line,
    Span,
    Tone,
    cell,
    exact,
    flow,
    gap,
    line,
    short,
    title,
)
from widgets.draw.times import lasted, when

#: Where a department is still to be found; `1` to `3` choose it while it is FILED.
_OPEN_TO_OFFERS: Final = frozenset(
    {State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED, State.RETURN_REQ}
)
_NAME: Final = Tone.STRONG
_RULED: Final = {
    Ruling.WAITING: Tone.WARN,
    Ruling.APPROVED: Tone.TEXT,
    Ruling.REJECTED: Tone.TEXT,
    Ruling.FORCED: Tone.WARN,
}


class RulingView(msgspec.Struct, frozen=True):
    """`state`: a key of the catalogue while the records are not there."""

    detail: Detail | None = None
    course: Course | None = None
    state: str = ""
    start: int = 0
    now: int = 0
    stamp: str = ""


def ruling(view: RulingView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, then the window of what there is."""
    one = view.detail
    note = view.stamp
    if one is not None and not note and one.bounces:
        note = lens.say("flag.bounces").format(n=one.bounces)
    heading = title(lens.say("ruling.title"), columns, note)
    return [heading, *held(view, lens, columns)[view.start :]][:rows]


def held(view: RulingView, lens: Lens, columns: int) -> list[Line]:
    """Every department that had it with its bounces, then the suggestions."""
    found, one = view.course, view.detail
    drawn: list[Line] = []
    if found is not None and found.holds:
        for hold in found.holds:
            drawn += _hold(hold, lens, view.now, columns)
    else:
        known = found is not None and found.known
        word = "ruling.nobody" if known else view.state or "ruling.nobody"
        drawn.append(line(gap(1), Span(lens.say(word), Tone.DIM)))
    if one is not None and one.suggestions and one.state in _OPEN_TO_OFFERS:
        drawn += [BLANK, *_wanted(one, lens, columns)]
        for number, offer in enumerate(one.suggestions, 1):
            drawn += _offer(number, offer, lens, columns)
    return drawn


def _wanted(one: Detail, lens: Lens, columns: int) -> list[Line]:
    """The heading; who has bounced it already is said beside it."""
    chunks: list[tuple[Span, ...]] = [(Span(lens.say("detail.offers"), Tone.DIM),)]
    if one.bounced_by:
        who = " ".join(lens.names.department(code) for code in one.bounced_by)
        words = lens.say("ruling.bounced_by").format(who=who)
        chunks.append((short(words, columns, Tone.WARN),))
    return flow(chunks, columns)


def _offer(number: int, offer: Suggestion, lens: Lens, columns: int) -> list[Line]:
    """`1 City routing  ▲bounced it  regulation, art. 12`, below it what is known of it.

    The form that dispatches says the same, so that nobody opens it to read.
    """
    first = line(
        gap(1),
        *named(number, offer, lens),
        gap(2),
        short(offer.basis, columns, Tone.FAINT),
    )
    known = [(Span(part, Tone.TEXT),) for part in facts(offer, lens)]
    rows = [line(gap(3), *row.spans) for row in flow(known, columns - 3, 2)]
    return [exact(first, columns), *rows]


def _hold(hold: Hold, lens: Lens, now: int, columns: int) -> list[Line]:
    """`Sanitation  14:05:10 → 15:05:40  1 h 00`, then its bounces."""
    until = lens.say("ruling.still") if hold.until is None else ""
    if hold.until is not None:
        until = f"→ {when(hold.until, lens, now)}"
    chunks: list[tuple[Span, ...]] = [
        (
            cell(lens.names.department(hold.department), 9 if lens.wide else 6, _NAME),
            Span(f"{when(hold.since, lens, now)} {until}", Tone.DIM),
        ),
        (
            Span(lens.say("ruling.held") + " ", Tone.DIM),
            Span(lasted(hold.held(now), lens), Tone.TEXT),
        ),
    ]
    if end := _end(hold, lens):
        chunks.append((short(end, 30, Tone.WARN if hold.forced else Tone.DIM),))
    drawn = flow(chunks, columns, 2)
    for asked in hold.asked:
        drawn += _asked(asked, lens, now, columns)
    return drawn


def _end(hold: Hold, lens: Lens) -> str:
    words = [lens.say("flag.forced")] if hold.forced else []
    if hold.end:
        words.append(lens.names.event(hold.end))
    return " · ".join(words)


def _asked(asked: Asked, lens: Lens, now: int, columns: int) -> list[Line]:
    reason = f"▲{asked.reason} {lens.names.reason(asked.reason)}"
    first = line(
        gap(2),
        Span(when(asked.at, lens, now), Tone.DIM),
        gap(1),
        short(reason, columns, Tone.WARN),
        gap(1),
        short(asked.by, 20, Tone.DIM),
    )
    drawn = [exact(first, columns), *_quoted(asked.note, columns)]
    word = Span(lens.say(f"ruling.{asked.ruling}"), _RULED[asked.ruling])
    spans = [gap(2), word]
    if asked.ruled_at is not None:
        at = when(asked.ruled_at, lens, now)
        spans = [gap(2), Span(at, Tone.DIM), gap(1), word]
        spans += [gap(1), short(asked.ruled_by, 20, Tone.DIM)]
    drawn.append(exact(line(*spans), columns))
    return drawn + _quoted(asked.ruled_note, columns)


def _quoted(text: str, columns: int) -> list[Line]:
    lines = wrap(text, columns - 5)
    return [line(gap(4), Span(part, Tone.TEXT)) for part in lines]
