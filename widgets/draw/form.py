"""The form above the foot: what is about to be done to which case, in two lines."""

from __future__ import annotations

import msgspec

from domain.views.suggest import Suggestion
from widgets.draw.detail import why
from widgets.draw.lens import Lens
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


class Choice(msgspec.Struct, frozen=True):
    """One thing that may be chosen: a suggestion, or a catalogue's word."""

    word: str = ""
    offer: Suggestion | None = None


class FormView(msgspec.Struct, frozen=True):
    """`verb` and `asks` are catalogue keys; `message` says why Enter did nothing."""

    verb: str = ""
    number: str = ""
    street: str = ""
    title: str = ""
    choices: tuple[Choice, ...] = ()
    chosen: int = 0
    asks: str = ""
    typed: str = ""
    note: str = ""
    message: str = ""


def form(view: FormView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The case, then the choices; the chosen one is marked.

    Why Enter did nothing stands where the keys stood: it is never cut off.
    """
    keys = Span(lens.say("form.keys"), Tone.DIM)
    if view.message:
        keys = Span(lens.say(view.message), Tone.WARN)
    case = [
        gap(1),
        Span(lens.say(view.verb), Tone.WARN),
        gap(2),
        short(view.number, 24, Tone.STRONG),
        gap(2),
        short(lens.names.street(view.street), 16, Tone.TEXT),
        gap(2),
    ]
    room = columns - cells(case) - cells((keys,)) - 2
    case.append(short(view.title, max(0, room), Tone.TEXT))
    case += [gap(columns - cells(case) - cells((keys,)) - 1), keys]
    first = Line(trim(case, columns), Ground.FORM)
    rest = flow(_choices(view, lens), columns - 1, 2)
    if len(rest) >= rows:
        rest = flow(_choices(view, lens, brief=True), columns - 1, 2)
    lines = [first]
    lines += [Line((gap(1), *one.spans), Ground.FORM) for one in rest]
    lines += [Line((), Ground.FORM)] * (rows - len(lines))
    return [exact(one, columns) for one in lines[:rows]]


def _choices(
    view: FormView, lens: Lens, *, brief: bool = False
) -> list[tuple[Span, ...]]:
    """A chunk a choice; in the brief form only the chosen one says why."""
    chunks = []
    for number, choice in enumerate(view.choices, 1):
        chosen = number == view.chosen + 1
        chunks.append(_choice(number, choice, lens, chosen=chosen, brief=brief))
    if view.asks:
        word = Span(lens.say(view.asks) + " ", Tone.DIM)
        chunks.append((word, short(view.typed, 40, Tone.STRONG), Span("▏", Tone.INFO)))
    if view.note:
        word = Span(lens.say("form.note") + " ", Tone.DIM)
        chunks.append((word, short(view.note, 40, Tone.STRONG)))
    return chunks


def _choice(
    number: int, choice: Choice, lens: Lens, *, chosen: bool, brief: bool
) -> tuple[Span, ...]:
    mark = Span("▸" if chosen else " ", Tone.INFO)
    digit = Span(f"{number} ", Tone.INFO)
    tone = Tone.STRONG if chosen else Tone.TEXT
    offer = choice.offer
    if offer is None:
        return mark, digit, Span(lens.say(choice.word), tone)
    names = lens.names
    called = names.department if brief else names.department_full
    spans = [mark, digit, short(called(offer.department), 24, tone)]
    if chosen or not brief:
        spans += [gap(1), Span(why(offer, lens), Tone.DIM)]
    if offer.bounced:
        word = "" if brief and not chosen else lens.say("why.bounced")
        spans.append(Span(f" ▲{word}", Tone.WARN))
    return tuple(spans)
