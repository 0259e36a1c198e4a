"""The terminal's side of a pty: its screen, its keys, its answers to queries.

`tuiterm` and the end-to-end tests put it behind a real pty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyte

KEYS = {
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "PageUp": "\x1b[5~",
    "PageDown": "\x1b[6~",
    "Enter": "\r",
    "Tab": "\t",
    "Esc": "\x1b",
    "Space": " ",
    "Backspace": "\x7f",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    "F5": "\x1b[15~",
    "F6": "\x1b[17~",
    "F10": "\x1b[21~",
}

#: CSI that pyte mis-parses, DCS/APC/PM/OSC strings, keypad modes, character sets.
NOISE = (
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]|\x1b\[\?[0-9;]*[a-gi-km-z]"
    rb"|\x1b[P_^\]].*?(?:\x1b\\|\x07)|\x1b[=>]|\x1b\(."
)
WITH_COLOURS = re.compile(NOISE, re.DOTALL)
WITHOUT_COLOURS = re.compile(rb"\x1b\[[0-9;:]*m|" + NOISE, re.DOTALL)
#: A sequence (or a character) whose end has not come yet.
UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P_^\]][^\x07\x1b]{0,8192}\x1b?|\()?$")
_ASKED = re.compile(rb"(?<=\x1b\[6n)")

#: Answers that are always the same, by kind of query and what it names.
FIXED = {
    ("dsr", b"5"): b"\x1b[0n",
    ("kitty", b"?"): b"\x1b[?0u",
    ("osc", b"10"): b"\x1b]10;rgb:dddd/dddd/dddd\x1b\\",
    ("osc", b"11"): b"\x1b]11;rgb:0c0c/0c0c/0c0c\x1b\\",
    ("osc", b"12"): b"\x1b]12;rgb:dddd/dddd/dddd\x1b\\",
    ("version", b"q"): b"\x1bP>|tuirig(1)\x1b\\",
    ("size", b"16"): b"\x1b[6;16;8t",
    ("dcs", b"+"): b"\x1bP0+r\x1b\\",
    ("dcs", b"$"): b"\x1bP0$r\x1b\\",
    ("da", b""): b"\x1b[?62;22c",
    ("da", b">"): b"\x1b[>1;10;0c",
    ("da", b"="): b"\x1bP!|00000000\x1b\\",
}


class _Screen(pyte.Screen):
    """pyte plus the sequences of xterm-256color that ncurses uses and pyte lacks."""

    last = " "

    def draw(self, data: str) -> None:
        super().draw(data)
        self.last = data[-1:] or self.last

    def repeat(self, count: int = 1) -> None:  # REP
        super().draw(self.last * max(1, count))

    def _scroll(self, step: Callable[[], None], edge: int, count: int) -> None:
        was, self.cursor.y = self.cursor.y, edge
        for _ in range(max(1, count)):
            step()
        self.cursor.y = was

    def scroll_up(self, count: int = 1) -> None:  # SU
        bottom = self.margins.bottom if self.margins else self.lines - 1
        self._scroll(self.index, bottom, count)

    def scroll_down(self, count: int = 1) -> None:  # SD
        top = self.margins.top if self.margins else 0
        self._scroll(self.reverse_index, top, count)


class _Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class Emulator:
    """A screen fed with what a program writes, in pieces of any size.

    `colours` keeps them in the cells of `screen`; without, feeding is faster. Raises
    what pyte raises on a sequence that it cannot digest.
    """

    def __init__(self, columns: int, lines: int, *, colours: bool = False) -> None:
        self.screen = _Screen(columns, lines)
        self._stream = _Stream(self.screen)
        self._noise = WITH_COLOURS if colours else WITHOUT_COLOURS
        self._carry = b""

    def feed(self, data: bytes) -> None:
        """Take in output."""
        data = self._carry + data
        tail = UNFINISHED.search(data)
        self._carry = data[tail.start() :] if tail else b""
        self._stream.feed(self._noise.sub(b"", data[: len(data) - len(self._carry)]))

    def resize(self, columns: int, lines: int) -> None:
        """Change the size, as a person drags the window."""
        self.screen.resize(lines, columns)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, counted from 1."""
        return self.screen.cursor.y + 1, self.screen.cursor.x + 1

    @property
    def text(self) -> str:
        """The visible characters, one line per row; a wide one counts once."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        return "\n".join(
            "".join([buffer[y][x].data for x in columns]) if y in buffer else ""
            for y in range(self.screen.lines)
        )


def pieces(data: bytes) -> list[bytes]:
    """Output, cut where it asks for the cursor: there it is to be answered."""
    return [one for one in _ASKED.split(data) if one]


class Answers:
    """Replies to terminal queries, as a modern xterm-like terminal would give them.

    `cursor` tells row and column when asked; `sync` admits synchronized output.
    """

    _QUERY = re.compile(
        rb"\x1b\[(?P<dsr>[56])n|\x1b\[(?P<da>[>=]?)0?c|\x1b\[\?(?P<mode>\d+)\$p"
        rb"|\x1b\[(?P<kitty>\?)u|\x1b\](?P<osc>1[012]);\?|\x1b\[>0?(?P<version>q)"
        rb"|\x1b\[(?P<size>1[468])t|\x1b\[\?(?P<set>1|2048)(?P<on>[hl])"
        rb"|\x1bP(?P<dcs>\+|\$)q"
    )
    MODES = frozenset({1, 7, 25, 1000, 1002, 1003, 1004, 1006, 1016, 1049, 2004, 2048})
    SYNCHRONIZED = 2026

    def __init__(
        self,
        columns: int,
        lines: int,
        cursor: Callable[[], tuple[int, int]],
        *,
        sync: bool = True,
    ) -> None:
        self._columns, self._lines, self._cursor = columns, lines, cursor
        self._modes = self.MODES | ({self.SYNCHRONIZED} if sync else set())
        self.app_keys = False  #: DECCKM: cursor keys must be sent as SS3
        self.in_band = False  #: resizes are told in the input, not by a signal
        self._tail = b""

    def reply(self, data: bytes) -> list[bytes]:
        """The answers to every query that ends inside `data`."""
        text, known = self._tail + data, len(self._tail)
        self._tail = text[-12:]
        if b"\x1b" not in text:
            return []
        hits = (m for m in self._QUERY.finditer(text) if m.end() > known)
        return [answer for m in hits if (answer := self._answer(m.groupdict()))]

    def resized(self, columns: int, lines: int) -> bytes:
        """Change the size; the report that the program asked for, or nothing."""
        self._columns, self._lines = columns, lines
        return self._size_report() if self.in_band else b""

    def encode(self, key: str) -> bytes:
        """Bytes of a key: a name of KEYS, C-x, `text:abc` or a literal character."""
        if key.startswith("text:"):
            return key.removeprefix("text:").encode()
        if re.fullmatch("C-[a-z]", key):
            return bytes([ord(key[2]) - 96])
        code = KEYS.get(key, key)
        if self.app_keys and re.fullmatch(r"\x1b\[[ABCDHF]", code):
            code = "\x1bO" + code[2]
        return code.encode()

    def _size_report(self) -> bytes:
        high, wide = self._lines * 16, self._columns * 8
        return b"\x1b[48;%d;%d;%d;%dt" % (self._lines, self._columns, high, wide)

    def _answer(self, query: dict[str, Any]) -> bytes:
        asked = next((k, v) for k, v in query.items() if v is not None)
        match asked:
            case "dsr", b"6":
                return b"\x1b[%d;%dR" % self._cursor()
            case "mode", mode:
                return b"\x1b[?%s;%d$y" % (mode, 2 if int(mode) in self._modes else 0)
            case "set", mode:
                return self._set(mode, on=query["on"] == b"h")
            case "size", b"14":
                return b"\x1b[4;%d;%dt" % (self._lines * 16, self._columns * 8)
            case "size", b"18":
                return b"\x1b[8;%d;%dt" % (self._lines, self._columns)
            case _:
                return FIXED[asked]

    def _set(self, mode: bytes, *, on: bool) -> bytes:
        if mode == b"1":
            self.app_keys = on
            return b""
        self.in_band = on
        return self._size_report() if on else b""  # reports start with the present size
