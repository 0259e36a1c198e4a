"""Sixels: bands of six rows, a colour after the other, runs counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

#: Rows of a band; a picture is as high as whole bands are.
BAND: Final = 6
_COLOURS: Final = 256
#: A run that is shorter said by its length.
_run: Final = re.compile(r"(.)\1{3,}", re.DOTALL)


def sixels(picture: Image.Image) -> str:
    """An RGB picture from where the cursor stands, a pixel a pixel, in 256 colours."""
    flat = picture.quantize(_COLOURS)
    width, height = flat.size
    palette, data = flat.getpalette() or [], flat.tobytes()
    bands = range(0, height * width, BAND * width)
    parts = [f'\x1bP0;1;0q"1;1;{width};{height}']
    parts += [_register(number, palette) for number in sorted(set(data))]
    parts += [_band(data[at : at + BAND * width], width) for at in bands]
    return "".join(parts) + "\x1b\\"


def _register(number: int, palette: list[int]) -> str:
    """A colour's number and its parts in hundredths."""
    parts = palette[3 * number : 3 * number + 3]
    return f"#{number};2;" + ";".join(str(round(one * 100 / 255)) for one in parts)


def _band(data: bytes, width: int) -> str:
    """Six rows: a line of sixels for each colour that is in them."""
    found: dict[int, bytearray] = {}
    for at, colour in enumerate(data):
        row, x = divmod(at, width)
        line = found.get(colour)
        if line is None:
            line = found[colour] = bytearray(b"?" * width)
        line[x] += 1 << row
    lines = (f"#{colour}{_short(line)}" for colour, line in sorted(found.items()))
    return "$".join(lines) + "-"


def _short(line: bytearray) -> str:
    text = line.decode("ascii").rstrip("?")
    return _run.sub(lambda run: f"!{len(run[0])}{run[1]}", text)
