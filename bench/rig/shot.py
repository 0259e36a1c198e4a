"""shot: what a terminal program shows, as a PNG, with colours and wide characters.

    python -m bench.rig.shot --size 200x60 --ready LIVE --keys 2 --keys text:abc \
        --wait 2 -o wall.png -- gridwall demo

Runs the command in a pty (tuiterm), presses the keys, and draws the last screen cell by
cell: a wide character takes two cells, block elements are drawn as exact rectangles, so
a column that is off by one shows as it would in a terminal. Needs a monospaced CJK font
(Debian: fonts-noto-cjk, fonts-dejavu-core).
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyte
from PIL import Image, ImageDraw, ImageFont

from bench.rig.emulator import Emulator
from bench.rig.options import size
from bench.rig.tuiterm import Link, Session

INK, PAPER = "d0d0d0", "0c0c0c"
NAMED = {
    "black": "1a1a1a",
    "red": "cc4b4b",
    "green": "5fa75f",
    "brown": "c9a24a",
    "blue": "4b7fcc",
    "magenta": "a864b0",
    "cyan": "4ba3a8",
    "white": "c8c8c8",
    "brightblack": "666666",
    "brightred": "ff6b6b",
    "brightgreen": "8fd98f",
    "brightbrown": "ffd75f",
    "brightyellow": "ffd75f",
    "brightblue": "7fb0ff",
    "brightmagenta": "d79be0",
    "brightcyan": "7fdde0",
    "brightwhite": "ffffff",
}
FONTS = Path("/usr/share/fonts")
LATIN = (
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/dejavu/DejaVuSansMono-Bold.ttf",
)
CJK = ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc")

Box = tuple[int, int, int, int]


@lru_cache(8)
def font(*, wide: bool, bold: bool, height: int) -> ImageFont.FreeTypeFont:
    """The face for a cell of `height` pixels."""
    face = FONTS / (CJK if wide else LATIN)[bold]
    return ImageFont.truetype(face, round(height * (0.74 if wide else 0.72)), index=0)


def colour(name: str, default: str) -> str:
    """A pyte colour as #rrggbb."""
    return "#" + (default if name == "default" else NAMED.get(name, name))


def blocks(char: str, box: Box) -> list[Box] | None:
    """Rectangles of a block element, or None when the font draws the character."""
    left, top, right, bottom = box
    code, w, h = ord(char), right - left, bottom - top
    if char == "▀":
        return [(left, top, right, top + h // 2)]
    if 0x2581 <= code <= 0x2588:
        return [(left, bottom - h * (code - 0x2580) // 8, right, bottom)]
    if 0x2589 <= code <= 0x258F:
        return [(left, top, left + w * (0x2590 - code) // 8, bottom)]
    if 0x2800 <= code <= 0x28FF:
        return [dot(n, box) for n in range(8) if code - 0x2800 >> n & 1]
    return None


#: Column and row of a braille dot, in the order of the bits of its character.
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))


def dot(number: int, box: Box) -> Box:
    """The square of a braille dot; no monospaced CJK font has them."""
    left, top, right, bottom = box
    column, row = DOTS[number]
    x = left + (right - left) * (2 * column + 1) // 4
    y = top + (bottom - top) * (2 * row + 1) // 8
    return (x - 1, y - 1, x + 1, y + 1)


def fill(draw: ImageDraw.ImageDraw, box: Box, shade: str) -> None:
    """A rectangle; `box` excludes its right and bottom edge."""
    left, top, right, bottom = box
    if right > left and bottom > top:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=shade)


def paint(draw: ImageDraw.ImageDraw, cell: Any, box: Box, *, wide: bool) -> None:
    """One cell with its background."""
    ink, paper = colour(cell.fg, INK), colour(cell.bg, PAPER)
    if cell.reverse:
        ink, paper = paper, ink
    fill(draw, box, paper)
    left, top, right, bottom = box
    if not cell.data.isspace():
        rectangles = blocks(cell.data[0], box)
        for rectangle in rectangles or ():
            fill(draw, rectangle, ink)
        if rectangles is None:
            height = bottom - top
            face = font(wide=wide, bold=bool(cell.bold), height=height)
            at = (left, top + height * 0.80)
            draw.text(at, cell.data, font=face, fill=ink, anchor="ls")
    if cell.underscore:
        fill(draw, (left, bottom - 2, right, bottom - 1), ink)


def picture(screen: pyte.Screen, height: int = 18) -> Image.Image:
    """Draw a screen, `height` pixels a row."""
    w = height // 2
    image = Image.new("RGB", (screen.columns * w, screen.lines * height), f"#{PAPER}")
    draw = ImageDraw.Draw(image)
    for y in range(screen.lines):
        row = screen.buffer[y]
        for x in range(screen.columns):
            if not row[x].data:
                continue
            wide = x + 1 < screen.columns and row[x + 1].data == ""
            right = (x + 2 if wide else x + 1) * w
            paint(draw, row[x], (x * w, y * height, right, (y + 1) * height), wide=wide)
    return image


def replay(pieces: Iterable[bytes], columns: int, rows: int) -> pyte.Screen:
    """The screen, with colours, after all pieces of output."""
    emulator = Emulator(columns, rows, colours=True)
    for piece in pieces:
        with contextlib.suppress(Exception):  # a sequence that pyte cannot digest
            emulator.feed(piece)
    return emulator.screen


def parse() -> argparse.Namespace:
    """Read the arguments."""
    top = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = top.add_argument
    add("--size", default=(120, 40), type=size)
    add("--ready", help="regular expression to wait for before the keys")
    add("--keys", action="append", default=[], help="Enter, Down, C-p, x, text:abc…")
    add("--wait", type=float, default=1.0, help="seconds before the picture")
    add("--gap", type=float, default=0.4, help="seconds after each key")
    add("--timeout", type=float, default=30.0, help="seconds to wait for --ready")
    add("--env", action="append", default=[], metavar="K=V")
    add("--home", default=os.environ.get("HOME", "."))
    add("-o", "--output", type=Path, required=True)
    add("command", nargs="+")
    return top.parse_args()


def main() -> None:
    """Command line."""
    args = parse()
    env = {"PATH": os.environ["PATH"], "HOME": args.home, "LANG": "C.UTF-8"}
    env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    env |= dict(pair.split("=", 1) for pair in args.env)
    session = Session(args.command, args.size, env, ".", Link(0, 0, 65536))
    try:
        if args.ready and session.find(args.ready, 0, args.timeout) is None:
            session.screen.feed_all()
            print(session.screen.text())
            raise SystemExit(f"shot: {args.ready!r} did not appear")
        session.pump(0.5)
        for keys in args.keys:
            session.send(keys)
            session.pump(args.gap)
        session.pump(args.wait)
        screen = replay((chunk.data for chunk in session.chunks), *args.size)
        args.output.parent.mkdir(parents=True, exist_ok=True)
        picture(screen).save(args.output)
    finally:
        session.close()


if __name__ == "__main__":
    main()
