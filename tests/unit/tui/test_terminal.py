"""The wraps around Textual: what goes out and what comes in."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.strip import Strip

from bench.rig.emulator import Emulator
from tui.pacing import ANSWER, Pacer
from tui.terminal import WRAPS, FrameWriter, frames, safe
from tui.terminal.input import MOST_PASTED, InputGuard, key_events
from tui.terminal.output import render_strip, turn

STYLES = [
    None,
    Style.parse("none"),
    Style.parse("#b4bcc6 on #0e1216"),
    Style.parse("bold #f0706a on #0e1216"),
    Style.parse("bold #b4bcc6 on #1f2d3d"),
    Style.parse("reverse"),
    Style.parse("dim"),
    Style.parse("bold dim underline #ff0000"),
    Style.parse("on #0e1216"),
]


@pytest.mark.parametrize(("owner", "name"), [wrap[:2] for wrap in WRAPS])
def test_what_is_wrapped_is_still_there(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


# Out


def cells(output: str) -> list[tuple[object, ...]]:
    emulator = Emulator(20, 1, colours=True)
    emulator.feed(output.encode())
    row = emulator.screen.buffer[0]
    return [tuple(row[x]) for x in range(20)]


@pytest.mark.parametrize("after", STYLES)
@pytest.mark.parametrize("before", STYLES)
def test_a_turn_of_style_looks_like_the_whole_style(
    before: Style | None, after: Style | None
) -> None:
    system = ColorSystem.TRUECOLOR
    short = turn(None, before, system) + "a" + turn(before, after, system) + "b"
    whole = turn(None, before, system) + "a\x1b[0m" + turn(None, after, system) + "b"
    end = turn(after, None, system) + "c"
    assert cells(short + end) == cells(whole + "\x1b[0mc")


def test_segments_on_one_ground_say_it_once() -> None:
    one, other = Style.parse("#b4bcc6 on #0e1216"), Style.parse("#d9b25f on #0e1216")
    strip = Strip([Segment("a", one), Segment("b", one), Segment("c", other)])
    assert render_strip(strip, Console(color_system="truecolor")) == (
        "\x1b[38;2;180;188;198;48;2;14;18;22mab\x1b[38;2;217;178;95mc\x1b[0m"
    )


@pytest.fixture
def thrifty() -> Iterator[None]:
    """A line where every byte counts."""
    pacer = Pacer(lambda: 0.0)
    pacer.thrifty = pacer.erases = True
    frames.pace(pacer)
    yield
    frames.pace(None)


@pytest.mark.usefixtures("thrifty")
@pytest.mark.parametrize("style", [style for style in STYLES if style is not None])
def test_erased_ends_look_like_written_ones(style: Style) -> None:
    strip = Strip([Segment("ab", style), Segment(" " * 13, style), Segment(" ", style)])
    console = Console(color_system="256")
    short = render_strip(strip, console)
    frames.pace(None)
    whole = render_strip(Strip(strip._segments), console)
    assert cells(short) == cells(whole)
    assert (len(short) < len(whole)) is not (style.reverse or style.underline)


@pytest.mark.usefixtures("thrifty")
def test_a_slow_line_gets_256_colours() -> None:
    strip = Strip([Segment("a", Style.parse("#7db3e8"))])
    assert render_strip(strip, Console(color_system="truecolor")).startswith(
        "\x1b[38;5"
    )


@pytest.mark.parametrize("text", ["a\x1b[5nb", "a\x9bmb", "a\u202eb", "a\x07b", "a\rb"])
def test_nothing_in_a_text_is_obeyed(text: str) -> None:
    assert safe(text).startswith("a\ufffd")
    strip = Strip([Segment(text, Style.parse("bold"))])
    assert "\ufffd" in render_strip(strip, Console(color_system="truecolor"))


class Stuck(io.StringIO):
    """A terminal that takes nothing until it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = threading.Event(), threading.Event()
        self.taken = ""

    def write(self, text: str) -> int:
        self.asked.set()
        self.go.wait(10)
        self.taken += text
        return len(text)


def test_a_stalled_terminal_drops_frames_but_no_short_text() -> None:
    file, drained = Stuck(), threading.Event()
    writer = FrameWriter(file)
    writer.on_drained = drained.set
    writer.start()
    writer.write("first")
    assert file.asked.wait(10)
    for _ in range(40):
        writer.write("x" * 20_000)
        writer.write("\x1b[?25h")
    assert writer.dropped > 20
    assert writer.backlog
    file.go.set()
    assert drained.wait(10)
    writer.stop()
    assert file.taken.count("\x1b[?25h") == 40
    assert len(file.taken) < 300_000


def test_what_is_dropped_is_not_counted_as_taken() -> None:
    file = Stuck()
    writer = FrameWriter(file)
    writer.start()
    writer.write("first")
    assert file.asked.wait(10)
    for _ in range(40):
        writer.write("x" * 20_000)
    assert writer.taken < 40 * 20_000
    file.go.set()
    writer.stop()


# In


@pytest.fixture(autouse=True)
def wrapped() -> Iterator[None]:
    """The wrap of the parser is in while a test runs."""
    kept = XTermParser._sequence_to_key_events
    XTermParser._sequence_to_key_events = key_events  # type: ignore[method-assign]
    yield
    XTermParser._sequence_to_key_events = kept  # type: ignore[method-assign]


class Typed:
    """What a terminal's bytes come to."""

    def __init__(self) -> None:
        self.guard = InputGuard()
        listener = InputGuard.listener = type(InputGuard.listener)()
        self.answers, self.pressed = 0, 0
        self.cursors: list[tuple[int, int]] = []
        listener.answered = self._answered
        listener.pressed = self._pressed
        listener.cursor = lambda row, column: self.cursors.append((row, column))

    def _answered(self) -> None:
        self.answers += 1

    def _pressed(self) -> None:
        self.pressed += 1

    def feed(self, *parts: str) -> list[str]:
        """Keys and pasted texts."""
        found = []
        for part in parts:
            for message in self.guard.feed(part):
                if isinstance(message, events.Paste):
                    found.append(f"paste {message.text}")
                elif isinstance(message, events.Key) and message.key != Keys.Ignore:
                    found.append(message.character or message.key)
        return found


@pytest.mark.parametrize(
    "reply",
    [
        "\x1b[0n",
        "\x1b[3n",
        "\x1b[?62;22c",
        "\x1b[>1;10;0c",
        "\x1b]11;rgb:0c0c/0c0c/0c0c\x1b\\",
        "\x1bP>|xterm(390)\x1b\\",
        "\x1b[12;40R",
        "\x1b[?2026;2$y",
    ],
)
def test_a_reply_is_no_key(reply: str) -> None:
    assert Typed().feed(f"a{reply}b") == ["a", "b"]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_an_answer_that_comes_in_two_reads_is_no_key(cut: int) -> None:
    typed = Typed()
    assert typed.feed("a" + ANSWER[:cut], ANSWER[cut:] + "b") == ["a", "b"]
    assert typed.answers == 1


def test_answers_and_keys_are_told() -> None:
    typed = Typed()
    typed.feed(f"a{ANSWER}{ANSWER}\x1b[1;3R")
    assert (typed.answers, typed.pressed, typed.cursors) == (2, 1, [(1, 3)])


def test_chinese_arrives_as_it_was_typed() -> None:
    assert Typed().feed("天山路：") == list("天山路：")


def test_a_paste_is_one_text_wherever_it_is_cut() -> None:
    whole = "x\x1b[200~天 山\x1b[31m\n路\x1b[201~y"
    for at in range(8, len(whole)):
        keys = Typed().feed(whole[:at], whole[at:])
        assert keys == ["x", "paste 天 山\x1b[31m\n路", "y"], at


def test_a_megabyte_pasted_is_cut_and_what_is_behind_it_counts() -> None:
    typed = Typed()
    parts = ["\x1b[200~", *(["好" * 4096] * 256), "\x1b[201~", "q"]
    found = typed.feed(*parts)
    assert found[0] == "paste " + "好" * MOST_PASTED
    assert found[1:] == ["q"]
    assert typed.pressed == 1
