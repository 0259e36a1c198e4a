"""The thread that reads keys, on a real pseudo terminal."""

from __future__ import annotations

import os
import pty
import queue
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events

from tui.terminal.input import InputGuard, Listener
from tui.terminal.reading import Ending, read_keys

#: Nothing takes so long; for a test that would wait for ever.
PATIENCE = 10


class Reader:
    """A thread that reads one end of a terminal; `write` is the person's end."""

    def __init__(self) -> None:
        self.person, self._terminal = pty.openpty()
        tty.setraw(self._terminal)
        self.ending = Ending()
        self.keys: queue.Queue[Any] = queue.Queue()
        driver: Any = SimpleNamespace(
            exit_event=self.ending, fileno=self._terminal, _debug=False,
            process_message=self.keys.put,
        )  # fmt: skip
        self.thread = threading.Thread(target=read_keys, args=(driver,), daemon=True)
        self.thread.start()

    def write(self, data: bytes) -> None:
        os.write(self.person, data)

    def key(self) -> str:
        """The next key's name."""
        found = self.keys.get(timeout=PATIENCE)
        assert isinstance(found, events.Key)
        return found.key

    def ended(self) -> bool:
        self.thread.join(PATIENCE)
        return not self.thread.is_alive()


@contextmanager
def reading() -> Iterator[Reader]:
    reader = Reader()
    try:
        yield reader
    finally:
        reader.ending.set()
        assert reader.ended()
        os.close(reader._terminal)


@pytest.fixture(autouse=True)
def _listener() -> Iterator[None]:
    kept, InputGuard.listener = InputGuard.listener, Listener()
    yield
    InputGuard.listener = kept


def test_keys_come_as_they_are_pressed() -> None:
    with reading() as reader:
        reader.write(b"a\x1b[A")
        assert [reader.key(), reader.key()] == ["a", "up"]
        reader.write(b"b")
        assert reader.key() == "b"


def test_an_escape_that_nothing_follows_is_a_key() -> None:
    with reading() as reader:
        reader.write(b"\x1b")
        assert reader.key() == "escape"


def test_a_character_in_two_reads_and_bytes_that_are_none_end_nothing() -> None:
    sign = "天".encode()
    with reading() as reader:
        reader.write(sign[:2])
        reader.write(sign[2:])
        assert reader.keys.get(timeout=PATIENCE).character == "天"
        reader.write(b"a\xffb")
        found = [reader.keys.get(timeout=PATIENCE).character for _ in range(3)]
        assert found == ["a", "\ufffd", "b"]


def test_it_ends_when_told_to_and_can_be_begun_again() -> None:
    with reading() as reader:
        reader.ending.set()
        assert reader.ended()
        reader.ending.clear()
        assert not reader.ending.is_set()
        assert select.select([reader.ending], [], [], 0)[0] == []


def test_a_terminal_that_goes_is_told_once_and_ends_it() -> None:
    gone = threading.Event()
    InputGuard.listener.gone = gone.set
    with reading() as reader:
        os.close(reader.person)
        assert gone.wait(PATIENCE)
        assert reader.ended()
