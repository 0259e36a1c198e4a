"""One case: who and where, its seven stages, both clocks, to whom it might go."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.calendar import MINUTE_MS
from domain.codes import State
from domain.views.detail import Detail, Hand, Stage
from domain.views.suggest import Suggestion
from widgets.draw.lens import Lens
from widgets.draw.parts import LIGHT_GLYPHS, LIGHT_TONES, left, percent
from widgets.draw.spans import Line, Span, Tone, cells, flow, gap, line, short, title
from widgets.draw.times import lasted

Chunk = tuple[Span, ...]


class DetailView(msgspec.Struct, frozen=True):
    """`detail` None: the queue is empty."""

    detail: Detail | None = None
    now: int = 0


def detail(view: DetailView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """As many rows as it takes; with little room the suggestions go first."""
    one = view.detail
    if one is None:
        return [title(lens.say("detail.title"), columns)]
    note = lens.names.state(one.state)
    head = title(one.number, columns, note)
    lines = [
        head,
        *flow(_about(one, lens, view.now, columns), columns),
        line(*_stages(one, lens, columns)),
        *flow(_clocks(one, lens, view.now), columns),
        *flow(_history(one, lens), columns),
        *flow(_offers(one, lens), columns),
    ]
    return lines[:rows]


def _about(one: Detail, lens: Lens, now: int, columns: int) -> Iterator[Chunk]:
    urgent = (Span("! ", Tone.BAD),) if one.urgent else ()
    yield *urgent, short(one.title, columns - 2, Tone.STRONG)
    if (subclass := lens.names.subclass(one.subclass)) and subclass != one.title:
        yield (short(subclass, columns, Tone.DIM),)
    yield (short(lens.names.street_full(one.street), columns, Tone.TEXT),)
    if one.address:
        yield (short(one.address, columns, Tone.TEXT),)
    if one.grid:
        yield Span(lens.say("detail.grid") + " ", Tone.DIM), short(one.grid, 20)
    yield (Span(lens.names.source(one.source), Tone.DIM),)
    opened = lens.clock.near(one.opened_at, now)
    yield Span(lens.say("detail.opened") + " ", Tone.DIM), Span(opened, Tone.TEXT)


def _stages(one: Detail, lens: Lens, columns: int) -> list[Span]:
    """`● report ● accept ◐ file ○ …`: done, now, ahead; short of room without gaps."""
    spans = _stage_spans(one, lens, 2)
    return spans if cells(spans) <= columns else _stage_spans(one, lens, 1)


def _stage_spans(one: Detail, lens: Lens, between: int) -> list[Span]:
    spans: list[Span] = []
    for stage in Stage:
        word = lens.say(f"stage.{stage.name.lower()}")
        if stage < one.stage:
            mark, tone = "●", Tone.CALM
        elif stage == one.stage:
            mark, tone = "◐", Tone.INFO
        else:
            mark, tone = "○", Tone.DIM
        if spans:
            spans.append(gap(between))
        spans += [Span(mark, tone), gap(between - 1), Span(word, tone)]
    return spans


def _clocks(one: Detail, lens: Lens, now: int) -> Iterator[Chunk]:
    if one.stage_clock.left is not None:
        yield hand(lens.say("detail.stage"), one.stage_clock, lens, now)
    yield hand(lens.say("detail.disposal"), one.disposal, lens, now)
    if one.department:
        who = [lens.names.department_full(code) for code in (one.department, *one.co)]
        yield Span(lens.say("detail.with") + " ", Tone.DIM), short(" + ".join(who), 40)


def hand(word: str, one: Hand, lens: Lens, now: int) -> Chunk:
    """A clock: how much is left and until when, or that it stands."""
    spans = [Span(word + " ", Tone.DIM)]
    if one.left is not None:
        glyph = LIGHT_GLYPHS[one.light].strip("· ")
        about = "≈" if one.about else ""
        spans.append(Span(glyph + about + left(one.left), _tone(one)))
    if one.paused:
        spans.append(Span(" " + lens.say("detail.paused"), Tone.DIM))
    elif one.deadline is not None:
        until = lens.clock.near(one.deadline, now)
        if until != lens.clock.minute(one.deadline):
            until = f"{until} {lens.clock.minute(one.deadline)}"
        words = lens.say("detail.until").format(at=until)
        spans.append(Span(f" {words}", Tone.DIM))
    elif one.left is None:
        spans.append(Span("—", Tone.DIM))
    return tuple(spans)


def _tone(hand: Hand) -> Tone:
    tone = LIGHT_TONES[hand.light]
    return Tone.TEXT if tone is Tone.DIM else tone


def _history(one: Detail, lens: Lens) -> Iterator[Chunk]:
    if one.bounces or one.state is State.RETURN_REQ:
        who = " ".join(lens.names.department(code) for code in one.bounced_by)
        reason = f"{one.bounce_reason} {lens.names.reason(one.bounce_reason)}"
        words = lens.say("detail.bounced").format(n=one.bounces, who=who, why=reason)
        yield (short(words, 60, Tone.WARN),)
    for key, number in (("urged", one.urges), ("reworked", one.reworks)):
        if number:
            yield (Span(lens.say(f"detail.{key}").format(n=number), Tone.WARN),)
    if one.forced:
        yield (Span(lens.say("detail.forced"), Tone.WARN),)
    if one.chronic:
        yield (Span(lens.say("flag.chronic"), Tone.WARN),)
    if one.recurrences:
        words = lens.say("flag.recurs").format(n=one.recurrences)
        yield (Span(words, Tone.WARN),)


def _offers(one: Detail, lens: Lens) -> Iterator[Chunk]:
    if one.suggestions and one.state is State.FILED:
        yield (Span(lens.say("detail.offers"), Tone.DIM),)
        for number, offer in enumerate(one.suggestions, 1):
            yield offered(number, offer, lens)


def offered(number: int, offer: Suggestion, lens: Lens) -> Chunk:
    """`1 环卫 路由 82%`: the digit that chooses it, the department, why."""
    return _offered(number, offer, lens, why(offer, lens))


def named(number: int, offer: Suggestion, lens: Lens) -> Chunk:
    """The same without the share: for where all that is known stands beside it."""
    return _offered(number, offer, lens, lens.say(f"why.{offer.why}"))


def _offered(number: int, offer: Suggestion, lens: Lens, reason: str) -> Chunk:
    name = short(lens.names.department(offer.department), 12, Tone.STRONG)
    spans = [Span(f"{number} ", Tone.INFO), name, gap(1), Span(reason, Tone.DIM)]
    if offer.bounced:
        spans.append(Span(" ▲" + lens.say("why.bounced"), Tone.WARN))
    return tuple(spans)


def evidence(offer: Suggestion, lens: Lens) -> str:
    """`同类 82% (9/11) 退 2 · 在办 31 · 中位 3 h 05 (12)`: what is known of it."""
    return " · ".join(facts(offer, lens))


def facts(offer: Suggestion, lens: Lens) -> list[str]:
    """What is known of a department: what it kept, what it has, how long it takes."""
    parts = []
    share = offer.share
    if share.denominator:
        word = lens.say("why.here" if offer.local else "why.alike") + " "
        word = word if offer.alike else ""  # the reason says what the share is of
        kept = f"{percent(share, 0)} ({share.numerator}/{share.denominator})"
        back = share.denominator - share.numerator
        parts.append(f"{word}{kept} {lens.say('why.back').format(n=back)}")
    if offer.load is not None:
        parts.append(lens.say("why.load").format(n=offer.load))
    if offer.minutes is not None:
        time = lasted(offer.minutes * MINUTE_MS, lens)
        word = lens.say("why.median" if offer.handled else "why.mean")
        parts.append(word.format(time=time, n=offer.handled))
    return parts


def why(offer: Suggestion, lens: Lens) -> str:
    """What a suggestion rests on, with the share that speaks for it."""
    words = lens.say(f"why.{offer.why}")
    if offer.share.denominator:
        share = offer.share
        words += f" {percent(share, 0)} ({share.numerator}/{share.denominator})"
    return words
