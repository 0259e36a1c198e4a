"""The wraps around Textual's internals: each does what the original did, and its own.

They are called here directly; `install` would change this process for other tests.
"""

from __future__ import annotations

import inspect
import io
import threading

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.strip import Strip

from domain.text import clean, width
from tests.unit.widgets.hostile import HOSTILE
from tui.terminal import WRAPS
from tui.terminal.input import (
    MOST_PASTED,
    InputGuard,
    Listener,
    key_events,
)
from tui.terminal.leaving import fatal_error
from tui.terminal.output import render_spans, render_strip, render_style, safe
from tui.terminal.writer import MOST_WAITING, FrameWriter

COLUMNS = 24
FRAME = "f" * 1000


# What is wrapped is there


@pytest.mark.parametrize(("owner", "name", "wrap"), WRAPS, ids=[w[1] for w in WRAPS])
def test_the_wrapped_thing_exists_and_is_called_the_same_way(
    owner: object, name: str, wrap: object
) -> None:
    original = inspect.getattr_static(owner, name)
    ours, theirs = (getattr(one, "__func__", one) for one in (wrap, original))
    if isinstance(ours, type):
        assert isinstance(theirs, type)
        for called in ("write", "flush", "stop", "fileno", "isatty", "feed", "tick"):
            assert not hasattr(theirs, called) or hasattr(ours, called)
        return
    mine = list(inspect.signature(ours).parameters.values())
    his = list(inspect.signature(theirs).parameters.values())
    assert len(mine) == len(his)
    assert [one.default for one in mine[1:]] == [one.default for one in his[1:]]


# The writer


class Sink(io.StringIO):
    """A terminal that takes nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.asked = threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        assert self.open.wait(10)
        return super().write(text)


def stalled() -> tuple[FrameWriter, Sink]:
    """A writer whose terminal has stopped in the middle of the first text."""
    sink = Sink()
    writer = FrameWriter(sink)
    writer.start()
    writer.write("first")
    assert sink.asked.wait(10)
    return writer, sink


def fill(writer: FrameWriter) -> int:
    """Frames until one is dropped; how many were handed over."""
    for number in range(2 * MOST_WAITING // len(FRAME)):
        writer.write(FRAME)
        if writer.dropped:
            return number
    raise AssertionError("nothing was dropped")


def test_texts_go_out_in_order() -> None:
    sink = Sink()
    sink.open.set()
    writer = FrameWriter(sink)
    writer.start()
    for number in range(100):
        writer.write(f"{number},")
    writer.stop()
    assert sink.getvalue() == "".join(f"{n}," for n in range(100))
    assert not writer.is_alive()
    assert writer.dropped == 0


def test_a_stalled_terminal_drops_frames_and_blocks_nobody() -> None:
    writer, sink = stalled()
    assert writer.backlog
    kept = fill(writer)
    assert kept * len(FRAME) <= MOST_WAITING
    writer.write("\x1b[?25l")  # short: it switches a mode
    writer.write(FRAME)
    assert writer.dropped == 2
    sink.open.set()
    writer.stop()
    assert sink.getvalue() == "first\x1b[?25l"


def test_what_was_switched_before_the_stall_is_kept_too() -> None:
    writer, sink = stalled()
    writer.write("\x1b[?1049h")
    fill(writer)
    writer.write("\x1b[?1049l")
    sink.open.set()
    writer.stop()
    assert sink.getvalue() == "first\x1b[?1049h\x1b[?1049l"


def test_when_it_takes_again_it_is_told_once_that_all_must_be_sent_anew() -> None:
    writer, sink = stalled()
    told = []
    drained = threading.Event()

    def anew() -> None:
        told.append(writer.dropped)
        drained.set()

    writer.on_drained = anew
    fill(writer)
    sink.open.set()
    assert drained.wait(10)
    writer.write(FRAME)
    writer.stop()
    assert told == [0]
    assert sink.getvalue() == f"first{FRAME}"


def test_stopping_does_not_wait_for_a_stalled_terminal() -> None:
    writer, sink = stalled()
    writer.stop()
    assert writer.is_alive()
    sink.open.set()
    writer.join(10)
    assert not writer.is_alive()


def test_a_terminal_that_is_gone_ends_the_writer() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, text)

    writer = FrameWriter(Gone())
    writer.start()
    writer.write(FRAME)
    writer.join(10)
    assert not writer.is_alive()
    writer.write(FRAME)  # nobody minds
    writer.stop()


# What goes out


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_terminal_obeys_goes_out_as_text(text: str) -> None:
    shown = safe(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert "\u202e" not in shown
    strip = Strip([Segment(text, Style(color="red")), Segment(text)])
    out = render_strip(strip, CONSOLE)
    assert out.count("\x1b") == 2  # the colour, and back
    styled = render_style(Strip, Style(bold=True), text, ColorSystem.TRUECOLOR)
    assert styled.count("\x1b") == 2


@given(st.text())
def test_cleaned_text_goes_out_as_it_is(text: str) -> None:
    assert safe(clean(text)) == clean(text)


CONSOLE = Console(color_system="truecolor", file=io.StringIO(), width=COLUMNS)
styles = st.builds(
    Style,
    color=st.sampled_from([None, "red", "#102030", "#405060"]),
    bgcolor=st.sampled_from([None, "blue", "#0a0b0c"]),
    bold=st.sampled_from([None, True]),
    dim=st.just(None),
    italic=st.sampled_from([None, True]),
    reverse=st.sampled_from([None, True]),
)
segments = st.lists(
    st.builds(
        Segment,
        st.sampled_from(["a", "东街", "bc", " ", "━━"]),
        styles,
        control=st.none(),
    ),
    min_size=1,
    max_size=8,
)


def exactly(drawn: list[Segment]) -> Strip:
    return Strip(drawn).adjust_cell_length(COLUMNS, Style(color="green"))


def screen(*outputs: str) -> list[object]:
    """What a terminal shows after these: a cell's text and looks."""
    shown = pyte.Screen(COLUMNS, 2)
    stream = pyte.Stream(shown)
    for output in outputs:
        stream.feed(output)
    return [shown.buffer[y][x] for y in range(2) for x in range(COLUMNS)]


@given(segments)
def test_a_strip_looks_as_textual_draws_it(drawn: list[Segment]) -> None:
    ours = render_strip(exactly(drawn), CONSOLE)
    assert screen(ours) == screen(exactly(drawn).render(CONSOLE))
    assert len(ours) <= len(exactly(drawn).render(CONSOLE))


@given(segments, segments, st.data())
def test_a_changed_span_is_sent_alone_and_looks_right(
    before: list[Segment], after: list[Segment], data: st.DataObject
) -> None:
    old, new = exactly(before), exactly(after)
    edges = [0, *_edges(old, new), COLUMNS]
    start = data.draw(st.sampled_from(edges[:-1]))
    end = data.draw(st.sampled_from([edge for edge in edges if edge > start]))
    update = ChopsUpdate([{0: new}], [(0, start, end)], [[COLUMNS]])
    shown = screen(render_strip(old, CONSOLE), render_spans(update, CONSOLE))
    new_cells = screen(render_strip(new, CONSOLE))
    old_cells = screen(render_strip(old, CONSOLE))
    assert shown[start:end] == new_cells[start:end]
    assert shown[:start] == old_cells[:start]
    assert shown[end:COLUMNS] == old_cells[end:COLUMNS]


def _edges(*strips: Strip) -> list[int]:
    """Cells where in no strip a wide character is cut."""
    cut: set[int] = set()
    for strip in strips:
        x = 0
        for segment in strip:
            for char in segment.text:
                if width(char) == 2:
                    cut.add(x + 1)
                x += width(char)
    return [x for x in range(1, COLUMNS) if x not in cut]


# What comes in


class Guard(InputGuard):
    """The parser as `install` leaves it."""

    listener = Listener()
    _sequence_to_key_events = key_events


def came(*pieces: str) -> list[object]:
    guard = Guard()
    found: list[object] = []
    for piece in pieces:
        for event in guard.feed(piece):
            match event:
                case events.Key(key=key) if key != "<ignore>":
                    found.append(key)
                case events.Paste(text=text):
                    found.append(("paste", text))
    return found


REPLIES = [
    "\x1b[0n",
    "\x1b[?62;22c",
    "\x1b[>41;330;0c",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]52;c;cGFzdGU=\x07",
    "\x1bP>|tmux 3.4\x1b\\",
]


@pytest.mark.parametrize("reply", REPLIES, ids=ascii)
def test_replies_of_the_terminal_are_no_keys(reply: str) -> None:
    assert came(f"a{reply}b") == ["a", "b"]


@pytest.mark.parametrize("reply", REPLIES[:3], ids=ascii)
def test_nor_when_they_come_in_pieces(reply: str) -> None:
    for at in range(2, len(reply)):
        assert came("a", reply[:at], reply[at:], "b") == ["a", "b"], at


def test_keys_are_still_keys() -> None:
    assert came("j\x1b[A\x1b[5~\r\x1b[15~：天") == [
        "j", "up", "pageup", "enter", "f5", "fullwidth_colon", "天",
    ]  # fmt: skip


def test_an_answer_is_told_and_a_key_is_told() -> None:
    told: list[str] = []
    guard = Guard()
    guard.listener.answered = lambda: told.append("answered")
    guard.listener.pressed = lambda: told.append("pressed")
    list(guard.feed("\x1b[0n"))
    assert told[:1] == ["answered"]
    list(guard.feed("j"))
    assert told[-1] == "pressed"


def test_a_paste_is_one_text_however_it_comes() -> None:
    text = "d\r:q\r天山路"
    whole = f"\x1b[200~{text}\x1b[201~"
    assert came(f"j{whole}k") == ["j", ("paste", text), "k"]
    for at in range(7, len(whole)):
        assert came(whole[:at], whole[at:]) == [("paste", text)], at
    assert came(f"\x1b[200~{'x' * 99_999}\x1b[201~j") == [
        ("paste", "x" * MOST_PASTED),
        "j",
    ]


# The end


async def test_a_crash_shows_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    app: App[None] = App()
    async with app.run_test():
        token = "s3" + "cr3t" * 2
        try:
            int(token)
        except ValueError:
            fatal_error(app)
    said = capsys.readouterr().err
    assert "int(token)" in said
    assert "locals" not in said
