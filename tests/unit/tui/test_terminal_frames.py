"""Frames in pieces: what goes first, and that in the end all of it is there."""

from __future__ import annotations

from textual.geometry import Region

from tui.terminal.frames import rows, share


def row(y: int, x: int = 0, width: int = 40) -> Region:
    return Region(x, y, width, 1)


ALL = {row(y) for y in range(10)}
NONE: frozenset[Region] = frozenset()


def test_with_room_everything_goes() -> None:
    assert share(ALL, NONE, 1 << 20, hurried=False) == (ALL, set())


def test_the_head_goes_first_then_from_the_top() -> None:
    now, later = share(ALL, NONE, 250, hurried=False)
    assert now == {row(0), row(1)}
    assert later == ALL - now


def test_one_goes_however_little_room_there_is() -> None:
    now, later = share(ALL, NONE, 1, hurried=False)
    assert now == {row(0)}
    assert len(later) == 9


def test_what_waited_goes_before_what_is_new() -> None:
    waited = frozenset({row(8), row(9)})
    now, _ = share(ALL - {row(0)}, waited, 250, hurried=False)
    assert now == waited


def test_after_a_key_what_is_new_goes_before_what_waited() -> None:
    waited = frozenset(row(y) for y in range(1, 9))
    now, later = share({*waited, row(9)}, waited, 130, hurried=True)
    assert now == {row(9)}
    assert later == waited


def test_piece_by_piece_all_of_it_goes_once() -> None:
    left, sent = set(ALL), []
    while left:
        now, left = share(left, frozenset(left), 200, hurried=False)
        sent += sorted(now)
    assert sorted(sent) == sorted(ALL)


def test_a_block_is_taken_row_by_row_and_nothing_outside_is_kept() -> None:
    screen = Region(0, 0, 80, 24)
    blocks = [Region(2, 20, 10, 9), Region(90, 1, 4, 4)]
    found = list(rows(block.intersection(screen) for block in blocks))
    assert found == [Region(2, y, 10, 1) for y in range(20, 24)]
