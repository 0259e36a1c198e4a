"""The rig's side of a pty: it answers as a terminal does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench import loop_probe
from bench.rig.emulator import Answers, Emulator, pieces
from bench.rig.tuiterm import Session


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


#: Says its size, then how many bytes it read up to END.
_PROGRAM = """
import os, sys, tty
tty.setraw(0)
print("size", *os.get_terminal_size(), "ready", flush=True)
read = b""
while not read.endswith(b"END"):
    read += os.read(0, 1 << 16)
print("read", len(read), "size", *os.get_terminal_size(), flush=True)
os.read(0, 1)
"""


def test_a_paste_arrives_whole_however_large_and_a_new_size_with_it() -> None:
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    session = Session([sys.executable, "-c", _PROGRAM], (40, 10), environment)
    try:
        assert session.find("size 40 10 ready", 0, 30)
        session.resize(60, 20)
        session.paste(b"x" * 200_000 + b"END")
        assert session.find("read 200003 size 60 20", 0, 30)
    finally:
        session.close()


def test_of_a_loops_ticks_only_whole_lines_are_read(tmp_path: Path) -> None:
    out = tmp_path / "ticks"
    out.write_text("10.0100 0.0100\n10.0300 0.0200\n10.04")
    assert loop_probe.read(out) == [(10.01, 0.01), (10.03, 0.02)]
