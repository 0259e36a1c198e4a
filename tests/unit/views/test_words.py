"""No event, source, light or unit is without its words, and they fit their columns."""

from __future__ import annotations

from typing import get_args

import pytest

from domain import events as e
from domain.calendar import Unit
from domain.codes import Source
from domain.sla import Light
from domain.text import width
from domain.views.words import EVENT_WORDS, LIGHT_WORDS, SOURCE_WORDS, UNIT_WORDS


def test_every_event_has_its_words_and_no_others() -> None:
    tags = {event.__name__ for event in get_args(e.AnyEvent)}
    assert set(EVENT_WORDS) == tags


def test_every_source_light_and_unit_has_its_words() -> None:
    assert set(SOURCE_WORDS) == set(Source)
    assert set(LIGHT_WORDS) == set(Light)
    assert set(UNIT_WORDS) == set(Unit)


@pytest.mark.parametrize("tag", EVENT_WORDS)
def test_words_of_events_fit_a_line_of_a_stream(tag: str) -> None:
    words = EVENT_WORDS[tag]
    assert 0 < width(words.zh) <= 8
    assert 0 < width(words.en) <= 10
    assert words.en.isascii()


def test_no_two_events_read_the_same() -> None:
    assert len({words.zh for words in EVENT_WORDS.values()}) == len(EVENT_WORDS)
    assert len({words.en for words in EVENT_WORDS.values()}) == len(EVENT_WORDS)
