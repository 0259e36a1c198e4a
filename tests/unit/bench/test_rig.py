"""The rig's side of a pty: it answers as a terminal does."""

from __future__ import annotations

from bench.rig.emulator import Answers, Emulator, pieces


def test_where_the_cursor_is_is_told_as_it_stood_when_it_was_asked() -> None:
    emulator = Emulator(20, 5)
    answers = Answers(20, 5, lambda: emulator.cursor)
    told: list[bytes] = []
    output = b"\x1b[Habc\x1b[6n\x1b[4;9Hmore\x1b[6n and more"
    for one in pieces(output):
        emulator.feed(one)
        told += answers.reply(one)
    assert told == [b"\x1b[1;4R", b"\x1b[4;13R"]
    assert b"".join(pieces(output)) == output
    assert pieces(b"") == []
