"""Answers about pictures are no keys, wherever they break."""

from __future__ import annotations

import pytest
from textual import events

from tui.pictures import kitty
from tui.terminal.input import InputGuard, Listener, key_events

ANSWERS = (kitty.ANSWER, "\x1b[6;16;8t", "\x1b[?62;1;2;4;6;9;15;16;17;18;21;22;28;29c")


class Wired(InputGuard):
    """As `install` makes it, with ears of its own."""

    _sequence_to_key_events = key_events


@pytest.fixture
def guard() -> InputGuard:
    Wired.listener = Listener()
    Wired.listener.expects = True
    return Wired()


def keys(found: list[object]) -> list[str]:
    return [one.key for one in found if isinstance(one, events.Key)]


def test_an_answer_that_breaks_anywhere_is_told_whole(guard: InputGuard) -> None:
    whole = "j" + "".join(ANSWERS) + "k"
    for cut in range(1, len(whole)):
        told: list[str] = []
        guard.listener.reported = told.append
        found = [*guard.feed(whole[:cut]), *guard.feed(whole[cut:])]
        assert keys(found) == ["j", "k"], cut
        assert told == list(ANSWERS), cut


def test_an_answer_byte_by_byte_is_told_whole(guard: InputGuard) -> None:
    told: list[str] = []
    guard.listener.reported = told.append
    found = [message for char in "".join(ANSWERS) for message in guard.feed(char)]
    assert keys(found) == []
    assert told == list(ANSWERS)


def test_an_answer_that_nobody_asked_for_is_no_key_either(guard: InputGuard) -> None:
    guard.listener.expects = False
    found = [*guard.feed(kitty.ANSWER[:9]), *guard.feed(kitty.ANSWER[9:] + "j")]
    assert keys(found) == ["j"]


def test_escape_and_arrows_still_are_keys(guard: InputGuard) -> None:
    found = [*guard.feed("\x1b"), *guard.feed("[A"), *guard.feed("\x1b[6"),
             *guard.feed("~")]  # fmt: skip
    assert keys(found) == ["up", "pagedown"]
    found = [*guard.feed("\x1b"), *guard.tick()]
    assert found == []
    assert keys([*guard.tick(), *guard.feed("\x1b[B")]) == ["escape", "down"]


def test_an_answer_without_an_end_swallows_no_later_key(guard: InputGuard) -> None:
    found = [*guard.feed("\x1b_Gi=31;" + "x" * 5000), *guard.feed("yz\x1b[Bj")]
    assert keys(found) == ["down", "j"]
