"""What comes in: keys and pasted text; the terminal's answers go where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from tui.pacing import ANSWER

#: Answers of a terminal that nobody asked for: status, device attributes, sizes, …
_REPORT: Final = re.compile(r"\x1b\[(?:[0-9;]*n|[?>=][0-9;]*c|[468];[0-9;]*t)")
#: … colours, versions, capabilities.
_STRINGS: Final = re.compile(
    "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1bP[^\x1b]*\x1b\\\\"
)
#: … about pictures: whole ones, and what the pictures' questions are answered with.
_ANSWER: Final = re.compile(
    "\x1b_G[^\x1b]*(?:\x1b\\\\|(?=\x1b[^\\\\]))|\x1b\\[\\?[0-9;]*c|\x1b\\[6;[0-9;]*t"
)
#: The beginning of one at the end of what was read; the first kind is nobody's key.
_BEGUN: Final = re.compile("\x1b_G[^\x1b]*\x1b?\\Z")
_PERHAPS: Final = re.compile("\x1b(?:_|\\[(?:\\?[0-9;]{0,64}|6;?[0-9;]{0,16})?)?\\Z")
#: An answer is not longer.
_LONGEST: Final = 512
_PASTE: Final = "\x1b[200~"
_PASTED: Final = "\x1b[201~"
#: Of a pasted text only so many characters are kept.
MOST_PASTED: Final = 16_384


class Listener:
    """Who is told what comes in, from the thread that reads.

    `answered`: every answer to a status query; `cursor`: where the cursor is said to be
    (row, column, from 1); `pressed`: every key; `reported`: an answer about pictures,
    as it came; `gone`: that nothing will come any more. While `expects` answers about
    pictures are put together from pieces.
    """

    def __init__(self) -> None:
        self.answered: Callable[[], None] = lambda: None
        self.cursor: Callable[[int, int], None] = lambda _row, _column: None
        self.pressed: Callable[[], None] = lambda: None
        self.reported: Callable[[str], None] = lambda _reply: None
        self.gone: Callable[[], None] = lambda: None
        self.expects = False


class InputGuard(XTermParser):
    """Textual's parser, but replies of the terminal are no keys, wherever they break.

    `listener` belongs to the class: there is one terminal a process, and Textual makes
    the parser.
    """

    listener: ClassVar[Listener] = Listener()

    _pasting: list[str] | None = None
    _kept = 0
    _held = ""
    _ticks = 0

    def feed(self, data: str) -> Iterable[Message]:
        """What was read, without replies; a paste is one message."""
        if self._pasting is not None:
            yield from self._paste(data)
            return
        if self._held and data:
            data, self._held = self._held + data, ""
        if "\x1b" in data:
            data = self._without_answers(_STRINGS.sub("", data))
            if not data:
                return  # to Textual's parser it would be the end of all input
            before, begun, rest = data.partition(_PASTE)
            if begun:
                if before:
                    yield from self._keys(before)
                self._pasting, self._kept = [], 0
                yield from self._paste(rest)
                return
        yield from self._keys(data)

    @property
    def waits(self) -> bool:
        """Whether time tells what was read: a key, or the beginning of more."""
        return bool(self._held) or self._timeout_time is not None

    def tick(self) -> Iterable[Message]:
        """Nothing came for a while: what was held back for its end was a key."""
        if self._held and not self._held.startswith("\x1b_G"):
            self._ticks += 1
            if self._ticks > 1:
                held, self._held = self._held, ""
                yield from self._keys(held)
        yield from super().tick()

    def _without_answers(self, data: str) -> str:
        """Tell of the answers about pictures; hold back one whose end is missing."""
        listener = self.listener

        def told(found: re.Match[str]) -> str:
            listener.reported(found[0])
            return ""

        data = _ANSWER.sub(told, data)
        begun = _BEGUN.search(data) or (listener.expects and _PERHAPS.search(data))
        if begun and _PASTE not in data:
            self._held, self._ticks = begun[0][:_LONGEST], 0
            data = data[: begun.start()]
        return data

    def _keys(self, data: str) -> Iterable[Message]:
        for message in super().feed(data):
            if isinstance(message, events.CursorPosition):
                self.listener.cursor(message.y + 1, message.x + 1)
                continue
            if isinstance(message, events.Key):
                self.listener.pressed()
            yield message

    def _paste(self, data: str) -> Iterable[Message]:
        """Collect to the end; not a character at a time: it may be long."""
        pasting = self._pasting or []
        last = pasting.pop() if pasting else ""
        text, ended, rest = (last + data).partition(_PASTED)
        if not ended:
            kept = len(text) - len(_PASTED)
            if kept > 0:
                self._keep(pasting, text[:kept])
                text = text[kept:]
            pasting.append(text)
            self._pasting = pasting
            return
        self._keep(pasting, text)
        self._pasting = None
        yield events.Paste("".join(pasting).replace("\x00", ""))
        if rest:
            yield from self.feed(rest)

    def _keep(self, pasting: list[str], text: str) -> None:
        text = text[: max(0, MOST_PASTED - self._kept)]
        self._kept += len(text)
        if text:
            pasting.append(text)


_key_events: Final = XTermParser._sequence_to_key_events  # noqa: SLF001


def key_events(
    parser: XTermParser,
    sequence: str,
    alt: bool = False,  # noqa: FBT001, FBT002
) -> Iterable[events.Key]:
    """`XTermParser._sequence_to_key_events`: a reply is a key that Textual ignores."""
    if sequence.startswith("\x1b[") and _REPORT.fullmatch(sequence):
        if sequence == ANSWER and isinstance(parser, InputGuard):
            parser.listener.answered()
        yield events.Key(Keys.Ignore, sequence)
        return
    yield from _key_events(parser, sequence, alt)
