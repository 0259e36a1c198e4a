"""The form above the foot: what is about to be done to which case, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from domain.codes import State, Words
from domain.text import ELLIPSIS, clean, width
from domain.views.detail import Detail
from domain.views.suggest import Suggestion
from widgets.draw.detail import evidence, hand
from widgets.draw.lens import Lens
from widgets.draw.parts import span_of
from widgets.draw.prose import wrap
from widgets.draw.spans import (
    Ground,
    Line,
    Span,
    Tone,
    cells,
    exact,
    flow,
    gap,
    short,
    trim,
)
from widgets.draw.times import amount

Chunk = tuple[Span, ...]
#: Choices that a digit can choose.
_DIGITS: Final = 9
#: Rows that a department's own words may take.
_TOLD: Final = 3
_TYPED: Final = 48
#: A title in fewer cells is none.
_TITLE: Final = 8
#: Cells beside the text that is being typed, and what it has at least.
_BESIDE: Final = 40
_LEAST: Final = 12
#: Fields whose choices speak for themselves.
_BARE: Final = frozenset({"form.lead", "form.ruling"})


class Choice(msgspec.Struct, frozen=True):
    """One thing that may be chosen.

    A suggestion, a word of the catalogue, a reason code, a department that helps, or a
    text from outside with another for English. `barred`: why not, a key.
    """

    word: str = ""
    offer: Suggestion | None = None
    code: str = ""
    department: str = ""
    text: str = ""
    other: str = ""
    barred: str = ""
    taken: bool = False


class FieldView(msgspec.Struct, frozen=True):
    """`label` is a key for `args`; `chosen` -1: nothing; `day` in ms: what is meant.

    `plain` choices are not chosen by digit.
    """

    label: str = ""
    choices: tuple[Choice, ...] = ()
    chosen: int = -1
    typed: str = ""
    active: bool = False
    required: bool = False
    plain: bool = False
    args: tuple[str, ...] = ()
    day: int | None = None


class Said(msgspec.Struct, frozen=True):
    """What a form says first: `form.said_<kind>` of the catalogue, filled with these.

    `at` and `until` in ms, `what` is the tag of an event.
    """

    kind: str
    at: int = 0
    by: str = ""
    what: str = ""
    seq: int = 0
    until: int | None = None
    now: int = 0


class FormView(msgspec.Struct, frozen=True):
    """`verb` and `message` are catalogue keys; `words` stand for a verb.

    `message` (with `args`) says why Enter did nothing. `cases` of `marked` ones are
    meant, the first is shown. `detail` is shown for a ruling, `told` what the
    department wrote.
    """

    verb: str = ""
    words: Words | None = None
    number: str = ""
    street: str = ""
    title: str = ""
    cases: int = 1
    marked: int = 1
    fields: tuple[FieldView, ...] = ()
    message: str = ""
    args: tuple[str, ...] = ()
    detail: Detail | None = None
    told: str = ""
    now: int = 0
    said: Said | None = None
    keys: str = "form.keys"


def form(view: FormView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The case, what is known of it, then the fields.

    Short of room only the chosen one says why, then what is before the active field
    goes; the case stays, and so does why Enter did nothing.
    """
    head = _head(view, lens, columns)
    lines, last = _body(view, lens, columns, brief=False)
    if len(head) + len(lines) > rows:
        lines, last = _body(view, lens, columns, brief=True)
    room = max(0, rows - len(head))
    start = max(0, min(last + 1 - room, len(lines) - room)) if room else 0
    drawn = [*head, *lines[start : start + room]]
    drawn += [Line(())] * (rows - len(drawn))
    return [exact(Line(one.spans, Ground.FORM), columns) for one in drawn[:rows]]


def needed(view: FormView, lens: Lens, columns: int) -> int:
    """How many rows it takes to show all of it."""
    lines, _ = _body(view, lens, columns, brief=False)
    return len(_head(view, lens, columns)) + len(lines)


def _head(view: FormView, lens: Lens, columns: int) -> list[Line]:
    """What, to which case; at the right the keys, or why Enter did nothing."""
    keys = Span(lens.say(view.keys), Tone.DIM)
    if view.message:
        args = [lens.say(arg) for arg in view.args]
        keys = short(lens.say(view.message).format(*args), columns - 2, Tone.WARN)
    verb = lens.names.say(view.words) if view.words else lens.say(view.verb)
    case = [gap(1), Span(verb, Tone.WARN), gap(2)]
    if view.cases > 1 or view.marked > 1:
        word = "form.some" if view.marked > view.cases else "form.all"
        told = lens.say(word).format(n=view.cases, all=view.marked)
        case += [Span(told, Tone.WARN), gap(2)]
    case += [short(view.number, 24, Tone.STRONG), gap(2)]
    second: list[Line] = []
    if cells(case) + cells((keys,)) + 1 > columns:
        second, keys = [Line((gap(1), keys))], gap(0)
    case += [short(lens.names.street(view.street), 16, Tone.TEXT), gap(2)]
    room = columns - cells(case) - cells((keys,)) - 2
    case = [*trim(case, max(0, columns - cells((keys,)) - 1))] if room < 0 else case
    case.append(short(view.title, room if room >= _TITLE else 0, Tone.TEXT))
    case += [gap(columns - cells(case) - cells((keys,)) - 1), keys]
    return [Line(trim(case, columns)), *second]


def _body(
    view: FormView, lens: Lens, columns: int, *, brief: bool
) -> tuple[list[Line], int]:
    """The lines below the case, and which of them the typing happens in."""
    lines = [*_said(view.said, lens, columns), *_facts(view, lens, columns)]
    before: list[Chunk] = []
    after: list[Chunk] = []
    now: list[Chunk] = []
    for field in view.fields:
        if field.active:
            now = _active(field, lens, columns, brief=brief)
        else:
            (after if now else before).append(_resting(field, lens))
    lines += _flowed(before, columns)
    lines += _flowed(now, columns)
    last = max(0, len(lines) - 1)
    return [*lines, *_flowed(after, columns)], last


def _flowed(chunks: list[Chunk], columns: int) -> list[Line]:
    found = flow(chunks, columns - 1, 2) if chunks else []
    return [Line((gap(1), *one.spans)) for one in found]


def _said(said: Said | None, lens: Lens, columns: int) -> list[Line]:
    if said is None:
        return []
    until = "—" if said.until is None else lens.clock.minute(said.until)
    words = lens.say(f"form.said_{said.kind}").format(
        at=lens.clock.second(said.at) if said.at else "?",
        ago=span_of(max(0, said.now - said.at) // 1000) if said.at else "?",
        by=said.by or "?",
        what=lens.names.event(said.what) if said.what else "?",
        seq=f"#{said.seq:,}",
        until=until,
    )
    found = wrap(words, columns - 3)
    return [Line((gap(1), Span(part, Tone.WARN))) for part in found]


def _facts(view: FormView, lens: Lens, columns: int) -> list[Line]:
    """For a ruling: why it was asked, how often, both clocks, what was written."""
    one = view.detail
    if one is None:
        return []
    code = _asked(one)
    who = one.department or "".join(one.bounced_by[-1:])
    chunks: list[Chunk] = [
        (short(f"▲ {code} {lens.names.reason(code)}", columns, Tone.WARN),),
        (short(lens.names.department_full(who), 40, Tone.STRONG),),
        *_how(one, lens),
        *(
            [hand(lens.say("detail.stage"), one.stage_clock, lens, view.now)]
            if one.stage_clock.left is not None
            else []
        ),
        hand(lens.say("detail.disposal"), one.disposal, lens, view.now),
    ]
    lines = _flowed(chunks, columns)
    told = [
        Line((gap(2), Span(part, Tone.TEXT))) for part in wrap(view.told, columns - 4)
    ]
    return [*lines, *told[:_TOLD]]


def _asked(one: Detail) -> str:
    """The reason of what is to be ruled on."""
    if one.state is State.RETURN_REQ:
        return one.bounce_reason
    hangs = one.state is State.HANG_REQ
    return one.suspended_asked if hangs else one.extension_asked


def _how(one: Detail, lens: Lens) -> Iterator[Chunk]:
    """How often it was bounced, until when it is to rest, which limit it would have."""
    if one.state is State.RETURN_REQ:
        times = lens.say("form.bounces").format(n=one.bounces + 1)
        yield (Span(times, Tone.WARN if one.bounces else Tone.TEXT),)
    elif one.state is State.HANG_REQ and one.wake is not None:
        date = Span(lens.clock.date(one.wake), Tone.STRONG)
        yield Span(lens.say("flag.wake") + " ", Tone.DIM), date
    elif one.limit is not None and one.unit is not None:
        _, _, more = amount(0, one.limit, one.unit, lens).partition("/")
        yield Span(lens.say("form.more") + " ", Tone.DIM), Span(f"+{more}", Tone.STRONG)


def _label(field: FieldView, lens: Lens) -> Span:
    return Span(lens.say(field.label).format(*field.args) + " ", Tone.DIM)


def _active(field: FieldView, lens: Lens, columns: int, *, brief: bool) -> list[Chunk]:
    """The choices, the chosen one marked, and where typing goes."""
    chunks: list[Chunk] = []
    digits = not field.plain and len(field.choices) <= _DIGITS
    if field.choices and field.label not in _BARE:
        chunks.append((_label(field, lens),))
    for number, choice in enumerate(field.choices, 1):
        chosen = number == field.chosen + 1
        sign = f"{number} " if digits else ""
        chunks.append(_choice(sign, choice, lens, chosen=chosen, brief=brief))
    if field.label == "form.ruling" and not field.typed:
        return chunks
    cursor = Span("▏", Tone.INFO)
    label = Span(lens.say("form.other") + " ", Tone.DIM)
    if field.label != "form.lead":
        label = _label(field, lens) if not field.choices else gap(0)
    typed = Span(_end(field.typed, max(_LEAST, columns - _BESIDE)), Tone.STRONG)
    chunks.append((label, typed, cursor, *_meant(field, lens)))
    return chunks


def _end(text: str, room: int) -> str:
    """The part of a long text that is being typed, cleaned, in at most `room` cells."""
    text = clean(text)
    if width(text) <= room:
        return text
    kept = text[-room:]
    while width(kept) >= room:
        kept = kept[1:]
    return ELLIPSIS + kept


def _meant(field: FieldView, lens: Lens) -> Chunk:
    if field.day is None:
        return ()
    return (Span(f" → {lens.clock.date(field.day)}", Tone.INFO),)


def _resting(field: FieldView, lens: Lens) -> Chunk:
    """What a field holds that has not the keys."""
    held = [c for c in field.choices if c.taken]
    if not held and 0 <= field.chosen < len(field.choices):
        held = [field.choices[field.chosen]]
    text = " ".join(_named(choice, lens, brief=True) for choice in held)
    text = text or field.typed
    if not text:
        mark = Span("*", Tone.WARN) if field.required else Span("—", Tone.FAINT)
        return _label(field, lens), mark
    return _label(field, lens), short(text, _TYPED, Tone.STRONG)


def _named(choice: Choice, lens: Lens, *, brief: bool) -> str:
    names = lens.names
    if choice.offer is not None:
        called = names.department if brief else names.department_full
        return called(choice.offer.department)
    if choice.department:
        return names.department(choice.department)
    if choice.code:
        return f"{choice.code} {names.reason(choice.code)}"
    if choice.text:
        return choice.other if lens.wide and choice.other else choice.text
    return lens.say(choice.word)


def _choice(
    sign: str, choice: Choice, lens: Lens, *, chosen: bool, brief: bool
) -> Chunk:
    mark = Span("▸" if chosen else " ", Tone.INFO)
    tone = Tone.STRONG if chosen else Tone.TEXT
    if choice.barred:
        tone = Tone.FAINT
    taken = Span("✓" if choice.taken else "", Tone.GOOD)
    name = short(_named(choice, lens, brief=brief), 40, tone)
    spans = [mark, Span(sign, Tone.INFO), taken, name]
    if choice.barred and chosen:
        spans += [gap(1), Span(lens.say(choice.barred), Tone.WARN)]
    offer = choice.offer
    if offer is not None:
        if chosen or not brief:
            spans += [gap(1), Span(lens.say(f"why.{offer.why}"), Tone.DIM)]
            if known := evidence(offer, lens):
                spans += [gap(1), Span(known, Tone.DIM)]
        if offer.bounced:
            word = "" if brief and not chosen else lens.say("why.bounced")
            spans.append(Span(f" ▲{word}", Tone.WARN))
    return tuple(span for span in spans if span.text)
