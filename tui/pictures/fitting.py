"""From a small picture to what goes onto the screen: as large as its room allows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.pictures.ability import Way
from widgets.draw.spans import Line

if TYPE_CHECKING:
    from PIL import Image

#: Longest side of a picture that is sent as sixels: they are many bytes and slow work.
_SIXEL_MOST: Final = 800
#: … and of any picture over a line that is not this machine's own, in fewer colours.
_REMOTE_MOST: Final = 480
_REMOTE_COLOURS: Final = 128


class Room(NamedTuple):
    """Cells that a picture may fill, pixels of a cell; `remote`: bytes count."""

    columns: int
    rows: int
    cell: tuple[int, int]
    remote: bool = False


class Drawn(NamedTuple):
    """A picture of so many cells: as `lines`, or as `sent` to the terminal."""

    columns: int
    rows: int
    lines: tuple[Line, ...] = ()
    sent: str = ""


def drawn(picture: Image.Image, way: Way, room: Room, side: int) -> Drawn:
    """An RGB picture, its sides in proportion; `side` counts what is shown at once."""
    if way is Way.KITTY:
        return _kitty(picture, room, side)
    if way is Way.SIXEL:
        return _sixel(picture, room)
    return _dots(picture, way, room)


def _cells(picture: Image.Image, room: Room) -> tuple[int, int]:
    """Columns and rows, at least one of each."""
    wide, high = room.cell
    scale = min(room.columns * wide / picture.width, room.rows * high / picture.height)
    columns = round(picture.width * scale / wide)
    rows = round(picture.height * scale / high)
    return max(1, min(room.columns, columns)), max(1, min(room.rows, rows))


def _dots(picture: Image.Image, way: Way, room: Room) -> Drawn:
    from tui.pictures.dots import half_blocks, whole_cells

    columns, rows = _cells(picture, room)
    if way is Way.CELLS:
        small = picture.resize((columns, rows))
        return Drawn(columns, rows, whole_cells(small))
    small = picture.resize((columns, rows * 2))
    return Drawn(columns, rows, half_blocks(small))


def _kitty(picture: Image.Image, room: Room, side: int) -> Drawn:
    from tui.pictures import kitty

    columns, rows = _cells(picture, room)
    most = _REMOTE_MOST if room.remote else max(picture.size)
    size = (min(most, columns * room.cell[0]), min(most, rows * room.cell[1]))
    small = picture.copy()
    small.thumbnail(size)  # never larger than it is: the terminal does that
    out = BytesIO()
    if room.remote:
        small.quantize(_REMOTE_COLOURS).save(out, "PNG", optimize=True)
    else:
        small.save(out, "PNG")
    return Drawn(columns, rows, sent=kitty.placed(out.getvalue(), side, columns, rows))


def _sixel(picture: Image.Image, room: Room) -> Drawn:
    from tui.pictures.sixel import BAND, sixels

    wide, high = room.cell
    most = _REMOTE_MOST if room.remote else _SIXEL_MOST
    scale = min(
        room.columns * wide / picture.width,
        room.rows * high / picture.height,
        most / max(picture.size),
    )
    width = max(1, int(picture.width * scale))
    height = max(1, int(picture.height * scale / BAND)) * BAND
    if height > room.rows * high:
        return Drawn(1, 1)  # not even a band has room
    small = picture.resize((width, height))
    return Drawn(-(-width // wide), -(-height // high), sent=sixels(small))
