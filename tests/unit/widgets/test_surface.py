"""Canvases on one widget: what is seen where, and what is painted again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tests.unit.widgets.lenses import lens
from widgets.draw.canvas import BARE, NOWHERE, Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line, Span, line
from widgets.surface import Surface, uncovered

SIZE = (20, 6)


class Words(Canvas[str]):
    """Its view in every row."""

    def __init__(self, name: str, first: str, above: int = 0) -> None:
        super().__init__(name, first)
        self.above = above
        self.dress(BARE, lens())

    def drawing(self, _lens: Lens, columns: int, rows: int) -> list[Line]:
        return [line(Span((self.shown * columns)[:columns]))] * rows


class Table(Surface):
    """Remembers what is to be painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[Region] = []

    def refresh(self, *regions: Region, **more: bool) -> Surface:  # type: ignore[override]
        self.painted += regions
        return super().refresh(*regions, **more)

    @property
    def seen(self) -> list[str]:
        return [strip.text for strip in self.render_lines(self.size.region)]


class One(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.table = Table()

    def compose(self) -> ComposeResult:
        yield self.table


@asynccontextmanager
async def laid(*canvases: Words) -> AsyncIterator[Table]:
    app = One()
    async with app.run_test(size=SIZE):
        for canvas in canvases:
            app.table.add(canvas)
        yield app.table


async def test_canvases_are_seen_where_they_stand() -> None:
    left, right = Words("left", "a"), Words("right", "b")
    async with laid(left, right) as table:
        right.put(Region(12, 1, 8, 2))
        left.put(Region(1, 1, 10, 3))
        blank = " " * 20
        assert table.seen == [
            blank,
            " aaaaaaaaaa bbbbbbbb",
            " aaaaaaaaaa bbbbbbbb",
            " aaaaaaaaaa         ",
            blank,
            blank,
        ]
        left.put(NOWHERE)
        assert table.seen[1:4] == [" " * 12 + "b" * 8] * 2 + [blank]
        assert (table.at(12, 1), table.at(11, 1)) == (right, None)


async def test_what_lies_above_covers_and_uncovers() -> None:
    below, lid = Words("below", "a"), Words("lid", "b", above=1)
    async with laid(lid, below) as table:
        below.put(Region(0, 0, 20, 6))
        lid.put(Region(4, 2, 10, 2))
        assert table.seen[2] == "aaaabbbbbbbbbbaaaaaa"
        assert (table.at(4, 2), table.at(3, 2)) == (lid, below)
        table.painted.clear()
        below.show("c")
        assert table.seen[2] == "ccccbbbbbbbbbbcccccc"
        assert set(table.painted) == {
            *(Region(0, y, 20, 1) for y in (0, 1, 4, 5)),
            *(Region(0, y, 4, 1) for y in (2, 3)),
            *(Region(14, y, 6, 1) for y in (2, 3)),
        }
        lid.put(NOWHERE)
        assert table.seen == ["c" * 20] * 6


async def test_a_wide_character_under_an_edge_is_not_cut_in_two() -> None:
    below, lid = Words("below", "天"), Words("lid", "b", above=1)
    async with laid(below, lid) as table:
        below.put(Region(0, 0, 20, 1))
        lid.put(Region(5, 0, 4, 1))
        assert table.seen[0].startswith("天天 bbbb 天天天天")
        table.painted.clear()
        lid.put(NOWHERE)
        assert table.seen[0].startswith("天天天天天天")
        assert table.painted == [Region(0, 0, 20, 1)], "the halves are painted as well"


async def test_only_what_differs_is_painted_again() -> None:
    words = Words("words", "a")
    async with laid(words) as table:
        words.put(Region(2, 3, 5, 2))
        assert table.seen[3] == "  aaaaa" + " " * 13
        table.painted.clear()
        words.show("a")
        words.redraw()
        assert table.painted == []
        words.show("b")
        assert table.painted == [Region(2, 3, 5, 1), Region(2, 4, 5, 1)]


async def test_what_is_not_on_the_screen_is_drawn_when_it_comes() -> None:
    words = Words("words", "a")
    async with laid(words) as table:
        words.show("b")
        assert (table.painted, words.text()) == ([], [])
        words.put(Region(0, 0, 3, 1))
        assert (table.seen[0][:3], words.text()) == ("bbb", ["bbb"])


async def test_parts_of_a_row_are_what_the_row_has_there() -> None:
    left, right = Words("left", "ab"), Words("right", "天地")
    lid = Words("lid", "l", above=1)
    async with laid(left, right, lid) as table:
        left.put(Region(1, 1, 6, 3))
        right.put(Region(9, 0, 8, 3))
        lid.put(Region(5, 2, 3, 1))
        for y in range(SIZE[1]):
            row = table.row(y)
            for start in range(SIZE[0]):
                for end in range(start + 1, SIZE[0] + 1):
                    table.on_resize()  # no row is kept
                    parts = table.parts(y, start, end)
                    assert parts == list(row.crop(start, end)) or (
                        Strip(parts).text == row.crop(start, end).text
                    ), (y, start, end)


regions = st.builds(
    Region, st.integers(0, 15), st.integers(0, 4), st.integers(1, 10), st.integers(1, 3)
)


@given(
    st.integers(0, 10),
    st.integers(1, 12),
    st.integers(0, 5),
    st.lists(regions, max_size=4),
)
def test_exactly_what_no_lid_covers_is_uncovered(
    x: int, width: int, y: int, lids: list[Region]
) -> None:
    found = uncovered(Region(x, y, width, 1), lids)
    cells = [at for one in found for at in one.column_range]
    assert len(cells) == len(set(cells))
    assert set(cells) == {
        at for at in range(x, x + width) if not any(lid.contains(at, y) for lid in lids)
    }
