"""The head of a case's course: what and where, seven stages, both clocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from domain.views.course import Course, Leg
from domain.views.detail import Detail, Stage
from widgets.draw.detail import Chunk, hand
from widgets.draw.lens import Lens
from widgets.draw.parts import count, left
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    BLANK,
    Line,
    Span,
    Tone,
    cell,
    cells,
    exact,
    flow,
    gap,
    line,
    short,
    title,
)
from widgets.draw.times import amount, lasted, when, when_cells

#: Cells of a bar that shows how much of a limit is used, where there is room.
_BAR: Final = 12
_BARRED: Final = 100
#: From so many columns on a stage says when it ended.
_ENDED: Final = 62
_AMOUNT: Final = 17
_WHOLE: Final = 100


class CourseView(msgspec.Struct, frozen=True):
    """A case, or what is known of it.

    `name` is what was asked for; `state` a key of the catalogue while something is
    missing, `fault` the reason if it failed. `start` lines are scrolled away.
    """

    detail: Detail | None = None
    course: Course | None = None
    name: str = ""
    state: str = ""
    fault: str = ""
    start: int = 0
    now: int = 0
    stamp: str = ""


def course(view: CourseView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, then the window of the body that is scrolled to."""
    return [heading(view, lens, columns), *body(view, lens, columns)[view.start :]][
        :rows
    ]


def heading(view: CourseView, lens: Lens, columns: int) -> Line:
    """The number, and how it stands; that something is missing comes first."""
    one = view.detail
    note = view.stamp or (lens.say(view.state) if view.state else "")
    if one is not None and not note:
        note = lens.names.state(one.state)
    name = one.number if one is not None else view.name or lens.say("detail.title")
    return title(name, columns, note)


def body(view: CourseView, lens: Lens, columns: int) -> list[Line]:
    """Everything below the title; as many lines as it takes."""
    one, found = view.detail, view.course
    drawn: list[Line] = []
    if view.fault:
        drawn += [line(Span(text, Tone.WARN)) for text in wrap(view.fault, columns)]
    if one is None:
        return drawn
    drawn += flow(_about(one, lens, columns), columns)
    drawn += flow(_place(one, lens, columns), columns)
    if flags := list(_flags(one, lens, view.now)):
        drawn += flow(flags, columns)
    drawn += _told(found, columns)
    drawn.append(BLANK)
    if found is not None:
        drawn += [_leg(leg, one, found, lens, view.now, columns) for leg in found.legs]
        drawn.append(BLANK)
    return drawn + flow(_clocks(one, lens, view.now), columns)


def _about(one: Detail, lens: Lens, columns: int) -> Iterator[Chunk]:
    urgent = (Span("! ", Tone.BAD),) if one.urgent else ()
    yield *urgent, short(one.title, columns - 2, Tone.STRONG)
    subclass = lens.names.subclass(one.subclass)
    if subclass and subclass != one.title:
        yield (short(subclass, columns, Tone.DIM),)
    yield _pair("detail.opened", lens.clock.date(one.opened_at), lens)
    yield (Span(lens.names.source(one.source), Tone.DIM),)
    if one.external:
        yield Span(lens.say("course.external") + " ", Tone.DIM), short(one.external, 32)


def _place(one: Detail, lens: Lens, columns: int) -> Iterator[Chunk]:
    yield (short(lens.names.street_full(one.street), columns, Tone.TEXT),)
    if one.address:
        yield (short(one.address, columns, Tone.TEXT),)
    if one.duty:
        yield Span(lens.say("course.duty") + " ", Tone.DIM), short(one.duty, 20)
    if one.grid:
        yield Span(lens.say("detail.grid") + " ", Tone.DIM), short(one.grid, 20)
    if one.component:
        word = lens.say("course.component") + " "
        yield Span(word, Tone.DIM), short(one.component, 20)
    if one.lon is not None and one.lat is not None:
        yield (Span(f"{one.lon:.5f}, {one.lat:.5f}", Tone.DIM),)


def _pair(key: str, text: str, lens: Lens, tone: Tone = Tone.TEXT) -> Chunk:
    return Span(lens.say(key) + " ", Tone.DIM), Span(text, tone)


def _flags(one: Detail, lens: Lens, now: int) -> Iterator[Chunk]:
    """What sets the case apart; nothing for an ordinary one."""
    for key, on, tone in (
        ("urgent", one.urgent, Tone.BAD),
        ("elder", one.elder, Tone.WARN),
        ("chronic", one.chronic, Tone.WARN),
        ("drill", one.drill, Tone.DRILL),
        ("self_handled", one.self_handled, Tone.DIM),
        ("special", one.special, Tone.WARN),
        ("forced", one.forced, Tone.WARN),
        ("exempt", one.exempt, Tone.DIM),
        ("missed", one.missed, Tone.BAD),
    ):
        if on:
            yield (Span(lens.say(f"flag.{key}"), tone),)
    for key, number in (
        ("bounces", one.bounces),
        ("rejected", one.rejected_bounces),
        ("urged", one.urges),
        ("reworked", one.reworks),
        ("extended", one.extensions),
        ("suspended", one.suspensions),
        ("recurs", one.recurrences),
    ):
        if number:
            yield (Span(lens.say(f"flag.{key}").format(n=number), Tone.WARN),)
    yield from _dues(one, lens, now)


def _dues(one: Detail, lens: Lens, now: int) -> Iterator[Chunk]:
    """Answers and days that are waited for, and the reasons given."""
    if one.urge_due is not None:
        tone = Tone.BAD if now > one.urge_due else Tone.WARN
        yield _pair("flag.answer", left(one.urge_due - now), lens, tone)
    if one.wake is not None:
        yield _pair("flag.wake", lens.clock.date(one.wake), lens)
    if one.void_reason:
        yield (_reason("flag.void", one.void_reason, lens),)
    if one.extension_asked:
        yield (_reason("flag.extension", one.extension_asked, lens),)


def _reason(key: str, code: str, lens: Lens) -> Span:
    return short(f"{lens.say(key)} {code} {lens.names.reason(code)}", 60, Tone.WARN)


def _told(found: Course | None, columns: int) -> list[Line]:
    """What was reported, in the reporter's words."""
    if found is None or not found.entries or not found.entries[0].note:
        return []
    lines = wrap(found.entries[0].note, columns - 2)
    return [line(gap(2), Span(text, Tone.TEXT)) for text in lines]


def _leg(
    leg: Leg, one: Detail, found: Course, lens: Lens, now: int, columns: int
) -> Line:
    """`● accept 14:03:10 – 14:08:02  5/15 min  33 %  acceptance sl003`."""
    size = when_cells(one.opened_at, lens, now)
    mark, tone = _mark(leg, one)
    word = lens.say(f"stage.{leg.stage.name.lower()}")
    began = when(leg.began, lens, now) if leg.began is not None else ""
    ended = when(leg.ended, lens, now) if leg.ended is not None else ""
    dash = "–" if began else " "
    spans = [
        Span(mark, tone),
        gap(1),
        cell(word, 9 if lens.wide else 5, Tone.TEXT if began else Tone.DIM),
        cell(began, size, Tone.TEXT),
    ]
    if columns >= _ENDED:
        spans += [Span(f" {dash} ", Tone.DIM), cell(ended, size, Tone.TEXT)]
    spans += [
        gap(1 if columns < _ENDED else 2),
        *_used(leg, lens, columns),
    ]
    who = _hand(leg, found, lens)
    room = max(0, columns - cells(spans) - 2)
    return exact(line(*spans, gap(2), short(who, room, Tone.DIM)), columns)


def _mark(leg: Leg, one: Detail) -> tuple[str, Tone]:
    if leg.stage < one.stage or (leg.stage is Stage.CLOSE and one.ended and leg.began):
        return "●", Tone.CALM
    if leg.stage == one.stage and not one.ended:
        return "◐", Tone.INFO
    if one.ended and leg.stage == one.stage:
        return "×", Tone.WARN
    return "○", Tone.DIM


def _used(leg: Leg, lens: Lens, columns: int) -> list[Span]:
    wide = _AMOUNT + (3 if lens.wide else 0)
    if leg.limit is None:
        return [gap(wide + 5), gap(_BAR + 1 if columns >= _BARRED else 0)]
    tone = Tone.BAD if leg.over else Tone.TEXT
    text = amount(leg.used, leg.limit, leg.unit, lens)
    part = None if leg.used is None else leg.used / leg.limit
    share = "" if part is None else f"{min(999, round(part * _WHOLE))}%"
    flag = "▲" if leg.over else ""
    spans = [cell(text, wide, tone), cell(flag + share, 5, tone, right=True)]
    if columns >= _BARRED:
        full = round(min(1.0, part or 0.0) * _BAR)
        bar = Tone.BAD if leg.over else Tone.CALM
        rest = Span("─" * (_BAR - full), Tone.FAINT)
        spans += [gap(1), Span("━" * full, bar), rest]
    return spans


def _hand(leg: Leg, found: Course, lens: Lens) -> str:
    """Who brought the stage to its end; the department that has it while it runs."""
    words = [f"×{leg.visits}"] if leg.visits > 1 else []
    if leg.stage is Stage.HANDLE and found.holds:
        words.append(lens.names.department(found.holds[-1].department))
    if leg.by and leg.role is not None and leg.ended is not None:
        words += [lens.names.role(leg.role), leg.by]
    return " ".join(words)


def _clocks(one: Detail, lens: Lens, now: int) -> Iterator[Chunk]:
    if one.stage_clock.left is not None:
        yield hand(lens.say("detail.stage"), one.stage_clock, lens, now)
    yield hand(lens.say("detail.disposal"), one.disposal, lens, now)
    if one.limit is not None and one.unit is not None:
        _, _, granted = amount(0, one.limit, one.unit, lens).partition("/")
        yield _pair("course.limit", granted, lens)
    if one.paused_ms and one.unit is not None:
        _, _, paused = amount(0, one.paused_ms, one.unit, lens).partition("/")
        yield _pair("course.paused", paused, lens)
    if one.on_time is not None:
        key = "course.on_time" if one.on_time else "course.late"
        yield (Span(lens.say(key), Tone.TEXT if one.on_time else Tone.BAD),)
    if one.department:
        who = [lens.names.department_full(code) for code in (one.department, *one.co)]
        yield Span(lens.say("detail.with") + " ", Tone.DIM), short(" + ".join(who), 60)
    if one.handler:
        yield Span(lens.say("course.handler") + " ", Tone.DIM), short(one.handler, 24)
    if one.ended:
        yield _pair("course.took", lasted(one.changed_at - one.opened_at, lens), lens)


def records(found: Course | None, lens: Lens) -> str:
    """How many records there are, for a title."""
    if found is None or not found.known:
        return ""
    return lens.say("history.note").format(n=count(len(found.entries)))
