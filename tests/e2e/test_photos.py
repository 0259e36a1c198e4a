"""Photos in a pty: as pictures where the terminal answers, else as half blocks."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.camera import exif, picture
from tests.e2e.kitty import Pictures
from tests.e2e.terminal import Terminal
from tests.e2e.wall_in_pty import PROGRAM, Door, head, seen

pytestmark = pytest.mark.e2e
LON, LAT = 121.41322, 31.21622


class Sixels:
    """Says that it shows sixels, and counts those that come."""

    def __init__(self) -> None:
        self.seen = 0
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        self._rest += data
        pieces = self._rest.split(b"\x1bP0;1;0q")
        self.seen += len(pieces) - 1
        self._rest = pieces[-1][-16:]
        return [b"\x1b[?62;4;22c"] if data.count(b"\x1b[c") else []


def wall(home: Path, pictures: Pictures | Sixels | None) -> Terminal:
    env = {"HOME": str(home), "LANG": "zh_CN.UTF-8", "USER": "li"}
    arguments = ["demo", "--place", "changning", "--speed", "20", "--data"]
    return Terminal(
        [*PROGRAM, *arguments, home / "data"], 120, 40, env=env,
        **({"also": pictures.feed} if pictures else {}),
    )  # fmt: skip


def reported(door: Door, *photos: bytes) -> str:
    """A case with these photos; its number."""
    names = []
    for photo in photos:
        answer = door._http.post("/photos", content=photo, headers={
            "Content-Type": "image/jpeg", "Gridwall-Role": "officer",
            "Gridwall-Actor": "zhang",
        })  # fmt: skip
        assert answer.is_success, answer.text
        names.append(answer.json()["sha256"])
    body: dict[str, object] = {
        "source": "officer", "title": "有照片的案件", "subclass": door.subclass,
        "lat": LAT, "lon": LON, "photos": names,
    }  # fmt: skip
    case = door.do("/cases", "officer", body)
    return str(door.read(str(case["case"]))["case"]["number"])


def open_photos(terminal: Terminal, home: Path) -> None:
    terminal.wait_for(lambda text: "LIVE" in text, 60)
    here = picture(size=(400, 300), colour="#c00000", exif=exif(at=(LON, LAT)))
    far = picture(size=(300, 400), colour="#00c000", exif=exif(at=(LON + 0.1, LAT)))
    with Door.found(home / "data") as door:
        number = reported(door, here, far)
    terminal.press(f":case {number}\r")
    terminal.wait_for(lambda _: seen("有照片的案件", terminal), 20)
    terminal.press(":photo 2\r")
    terminal.wait_for(lambda _: seen("不在现场", terminal), 20)
    assert seen("0 m", terminal)


@pytest.mark.parametrize("broken", [False, True])
def test_a_terminal_that_answers_gets_pictures_and_keeps_none(
    tmp_path: Path, *, broken: bool
) -> None:
    pictures = Pictures(broken=broken)
    with wall(tmp_path, pictures) as terminal:
        open_photos(terminal, tmp_path)
        terminal.wait_for(lambda _: len(pictures.shown) == 2, 20)
        first, second = pictures.shown.values()
        red, green = (one.convert("RGB").getpixel((5, 5)) for one in (first, second))
        assert isinstance(red, tuple)
        assert isinstance(green, tuple)
        assert red[0] > 150 > red[1]
        assert green[1] > 150 > green[0]
        assert "▀" not in terminal.text
        for row, column, columns, rows in pictures.at.values():
            assert 3 < row < row + rows <= 40
            assert 1 <= column < column + columns <= 121
        assert pictures.asked == 1
        terminal.press_key("Esc")
        terminal.wait_for(lambda _: not pictures.shown, 20)
        terminal.wait_for(lambda _: seen("关联", terminal), 20)
        assert not seen("OK", terminal)


@contextmanager
def stopped(folder: Path) -> Iterator[None]:
    """The centre on this folder stands still."""
    pid = int(json.loads((folder / "centre.json").read_text())["pid"])
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def later(terminal: Terminal, records: int) -> Callable[[str], bool]:
    """Whether so many records have come since now."""
    until = head(terminal) + records
    return lambda _: head(terminal) >= until


def test_sixels_are_sent_once_however_the_wall_goes_on(tmp_path: Path) -> None:
    sixels = Sixels()
    with wall(tmp_path, sixels) as terminal:
        open_photos(terminal, tmp_path)
        terminal.wait_for(lambda _: sixels.seen >= 2, 20)
        terminal.wait_for(later(terminal, 1), 60)
        sent = sixels.seen
        assert sent == 2
        terminal.wait_for(later(terminal, 4), 60)
        assert sixels.seen == sent
        assert "▀" not in terminal.text
        with stopped(tmp_path / "data"):  # the wall fades: their cells are painted
            terminal.wait_for(lambda text: "LIVE" not in text, 30)
            terminal.wait_for(lambda _: sixels.seen >= sent + 2, 20)
        terminal.press_key("Esc")
        terminal.wait_for(lambda _: seen("关联", terminal), 20)


def test_a_terminal_that_does_not_answer_gets_half_blocks(tmp_path: Path) -> None:
    with wall(tmp_path, None) as terminal:
        open_photos(terminal, tmp_path)
        terminal.wait_for("▀▀▀▀▀▀▀▀", 20)
        terminal.press_key("Esc")
        terminal.wait_for(lambda text: "▀▀▀" not in text, 20)
