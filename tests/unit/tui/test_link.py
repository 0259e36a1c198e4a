"""Which profile of the line holds."""

from __future__ import annotations

import pytest

from tui.link import LOCAL, SLOW, SSH, Link, by_environment

NARROW, MIDDLE, WIDE = 300, 3_000, 1 << 20


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, LOCAL),
        ({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, SSH),
        ({"SSH_TTY": "/dev/pts/3", "TMUX": "/tmp/x,1,0"}, SSH),
        ({"TMUX": "/tmp/x,1,0"}, LOCAL),
        ({"SSH_TTY": ""}, LOCAL),
        ({"GRIDWALL_LINK": "slow", "SSH_TTY": "/dev/pts/3"}, SLOW),
        ({"GRIDWALL_LINK": "fast", "SSH_TTY": "/dev/pts/3"}, SSH),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], found: object) -> None:
    assert by_environment(environment) is found


def test_a_persons_word_counts_most_and_stays() -> None:
    link = Link({"GRIDWALL_LINK": "slow"}, "ssh")
    assert link.profile is SSH
    assert not any(link.measured(5.0, NARROW) for _ in range(50))
    assert link.choose("local")
    assert link.profile is LOCAL
    assert not link.choose("quick")
    assert link.profile is LOCAL


def test_a_narrow_line_goes_down_step_by_step_and_back_when_it_widens() -> None:
    link = Link({})
    seen = [link.measured(0.02, NARROW) for _ in range(16)]
    assert [n for n, changed in enumerate(seen) if changed] == [7, 15]
    assert link.profile is SLOW
    assert sum(link.measured(0.02, WIDE) for _ in range(40)) == 2
    assert link.profile is LOCAL


def test_a_long_delay_is_a_reason_as_well() -> None:
    link = Link({})
    assert any(link.measured(0.3, WIDE) for _ in range(8))
    assert link.profile is SSH
    assert not any(link.measured(0.3, WIDE) for _ in range(40))


def test_what_comes_and_goes_is_no_reason() -> None:
    link = Link({})
    for _ in range(20):
        assert not any(link.measured(0.02, NARROW) for _ in range(7))
        assert not link.measured(0.02, WIDE)


def test_a_remote_wall_never_becomes_local_by_itself() -> None:
    link = Link({"SSH_TTY": "/dev/pts/3"})
    assert not any(link.measured(0.001, WIDE) for _ in range(100))
    assert link.choose("slow")
    assert link.choose("auto")
    assert link.profile is SSH


def test_a_worse_profile_asks_for_less() -> None:
    assert [p.every for p in (LOCAL, SSH, SLOW)] == [1, 2, 4]
    assert SLOW.clock_s > SSH.clock_s
    assert LOCAL.mouse
    assert not SSH.mouse
    assert not SLOW.beat
