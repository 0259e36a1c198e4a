"""What stands beside a photo: which it is, whose, how far away, how old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.views.album import Picture
from widgets.draw.lens import Lens
from widgets.draw.spans import Span, Tone, gap, short
from widgets.draw.times import lasted, when

Chunk = tuple[Span, ...]
#: Metres from which on kilometres are told.
_KM: Final = 10_000


def caption(one: Picture, lens: Lens, now: int) -> list[Chunk]:
    """`Photo 1  report 09:12:03 zhang  12 m  taken 3 min before`, for `flow`."""
    word = lens.say("photo.number").format(n=one.number)
    chunks: list[Chunk] = [
        (
            Span(word, Tone.STRONG),
            gap(1),
            Span(lens.names.event(one.what), Tone.TEXT),
            gap(1),
            Span(when(one.at, lens, now), Tone.DIM),
        ),
        (short(_who(one, lens), 24, Tone.DIM),),
    ]
    return [*chunks, *_held(one, lens)]


def _who(one: Picture, lens: Lens) -> str:
    """Role and account; the account alone when it is the centre itself."""
    words = [lens.names.role(one.role)]
    if one.actor and one.actor != one.role.value:
        words.append(one.actor)
    return " ".join(words)


def _held(one: Picture, lens: Lens) -> Iterator[Chunk]:
    """Against the reported place and the time of the record; what to doubt is amber."""
    if not one.kept:
        yield (Span(lens.say("photo.demo"), Tone.DIM),)
        return
    if one.away is not None:
        word = metres(one.away, lens)
        if one.far:
            yield (Span(f"▲{word} {lens.say('photo.far')}", Tone.WARN),)
        else:
            yield (Span(word, Tone.TEXT),)
    elif one.placed:
        yield (Span(lens.say("photo.no_place"), Tone.DIM),)
    else:
        yield (Span(lens.say("photo.no_position"), Tone.DIM),)
    if one.age is None:
        yield (Span(lens.say("photo.no_time"), Tone.DIM),)
    elif one.ahead:
        words = lens.say("photo.ahead").format(time=lasted(-one.age, lens))
        yield (Span(f"▲{words}", Tone.WARN),)
    else:
        words = lens.say("photo.taken").format(time=lasted(one.age, lens))
        if one.old:
            yield (Span(f"▲{words} {lens.say('photo.old')}", Tone.WARN),)
        else:
            yield (Span(words, Tone.TEXT),)


def metres(away: int, lens: Lens) -> str:
    """`12 m`, `14 km`."""
    if away < _KM:
        return lens.say("photo.metres").format(n=away)
    return lens.say("photo.kilometres").format(n=round(away / 1000))
