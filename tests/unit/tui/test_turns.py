"""When frames are drawn: seconds, news, urgent ones; nothing for nothing."""

from __future__ import annotations

from tests.unit.tui.feeding import Hand
from tui.link import LOCAL, SLOW, SSH, Profile
from tui.panes.pane import FRAMES
from tui.panes.pane import SLOW as RARE
from tui.turns import URGENT_S, Turns


def beats(
    turns: Turns, count: int, profile: Profile = LOCAL, *, busy: bool = False
) -> list[int]:
    found = (turns.turn(profile, stalled=False, busy=busy) for _ in range(count))
    return [beat for beat in found if beat is not None]


def test_at_rest_only_seconds_are_drawn() -> None:
    assert beats(Turns(Hand()), 12) == [4, 8, 12]


def test_what_came_is_drawn_at_the_next_turn() -> None:
    turns = Turns(Hand())
    assert beats(turns, 4, busy=True) == [1, 2, 3, 4]
    assert beats(turns, 3) == []


def test_a_flash_is_at_once_and_takes_the_next_turns_place() -> None:
    hand = Hand()
    turns = Turns(hand)
    assert beats(turns, 4) == [4]
    hand.at += 1
    assert turns.flash(LOCAL, urgent=False) == 0
    assert turns.flashed() % FRAMES != 0, "no second is due again"
    assert beats(turns, 1, busy=True) == []
    assert beats(turns, 1, busy=True) == [6]


def test_nothing_takes_the_place_of_a_feed_that_turned() -> None:
    turns = Turns(Hand())
    turns.flash(LOCAL, urgent=False)
    turns.flashed()
    assert turns.turn(LOCAL, stalled=False, busy=False, changed=True) == 1


def test_a_turn_draws_what_was_to_flash_later() -> None:
    hand = Hand()
    turns = Turns(hand)
    turns.flash(SSH, urgent=False)
    turns.flashed()
    hand.at += 0.4
    left = turns.flash(SSH, urgent=False)
    assert left is not None
    assert left > 0
    assert turns.flash(SSH, urgent=False) is None, "it waits"
    assert beats(turns, 4, SSH) == [4]
    again = turns.flash(SSH, urgent=False)
    assert again is not None
    assert abs(again - 1 / SSH.frames) < 1e-9, "what comes now is for another"


def test_a_flash_does_not_take_a_seconds_place() -> None:
    hand = Hand()
    turns = Turns(hand)
    assert beats(turns, 7) == [4]
    hand.at += 1
    assert turns.flash(LOCAL, urgent=False) == 0
    turns.flashed()
    assert beats(turns, 1) == [8]


def test_flashes_come_no_more_often_than_the_line_bears() -> None:
    for profile in (LOCAL, SSH, SLOW):
        hand = Hand()
        turns = Turns(hand)
        assert turns.flash(profile, urgent=False) == 0
        turns.flashed()
        hand.at += 0.1
        left = turns.flash(profile, urgent=False)
        assert left is not None
        assert abs(left - (1 / profile.frames - 0.1)) < 1e-9
        assert turns.flash(profile, urgent=False) is None, "it is under way"


def storm(turns: Turns, hand: Hand, profile: Profile) -> list[int]:
    """The beats of four seconds in which something always comes."""
    turns.storm = True
    found: list[int] = []
    for _ in range(4 * FRAMES):
        hand.at += 1 / FRAMES
        found += beats(turns, 1, profile, busy=True)
    return found


def test_in_a_storm_frames_are_fewer_but_for_seconds_and_what_is_urgent() -> None:
    hand = Hand()
    turns = Turns(hand)
    assert storm(turns, hand, LOCAL) == [1, 3, 4, 6, 8, 10, 12, 14, 16]
    hand.at += 0.1
    left = turns.flash(LOCAL, urgent=False)
    assert left is not None
    assert abs(left - (LOCAL.storm_s - 0.1)) < 1e-9
    left = turns.flash(LOCAL, urgent=True)
    assert left is not None
    assert abs(left - (URGENT_S - 0.1)) < 1e-9


def test_over_ssh_a_storm_is_drawn_by_the_second() -> None:
    hand = Hand()
    assert storm(Turns(hand), hand, SSH) == [2, 4, 8, 12, 16]


def test_what_is_urgent_does_not_wait_for_that() -> None:
    hand = Hand()
    turns = Turns(hand)
    turns.flash(LOCAL, urgent=False)
    turns.flashed()
    hand.at += 0.01
    assert turns.flash(LOCAL, urgent=False) is not None
    left = turns.flash(LOCAL, urgent=True)
    assert left is not None
    assert abs(left - (URGENT_S - 0.01)) < 1e-9


def test_a_second_missed_on_a_stalled_terminal_is_made_up_for() -> None:
    turns = Turns(Hand())
    assert all(turns.turn(LOCAL, stalled=True, busy=True) is None for _ in range(6))
    assert beats(turns, 1) == [4]


def test_what_is_rare_is_rarer_on_a_narrow_line() -> None:
    found = beats(Turns(Hand()), RARE * 12, SLOW)
    rare = [beat for beat in found if beat % RARE == 0]
    assert rare == [SLOW.slow_s * FRAMES]
