"""The wall as a whole: commands, languages, sizes, and a feed that comes and goes."""

from __future__ import annotations

import re

import pytest
from textual.geometry import Offset

from domain import commands as c
from domain.state import ALL
from domain.text import width
from tests.pilot.morning import morning
from tests.pilot.room import room
from tests.unit.domain.cases import filed
from tests.unit.views.shift import index_of

HAN = re.compile("[\u4e00-\u9fff]+")
SIZES = [(80, 24), (120, 40), (200, 60), (400, 120)]


async def test_a_command_line_with_completion_history_and_a_way_out() -> None:
    async with room(feeding=morning()) as here:
        await here.press(":", *"que")
        assert here.app.wall.line.ghost
        await here.press("tab", "enter")
        assert here.view == "queue"
        await here.press("0", ":", "up")
        assert (here.app.wall.line.text or "").startswith("queue")
        await here.press("enter")
        assert here.view == "queue"


async def test_an_unknown_command_says_so_and_changes_nothing() -> None:
    async with room(feeding=morning()) as here:
        before = here.view
        await here.command("nonsense")
        assert (here.view, here.desk.asked) == (before, [])
        assert here.app.wall.line.text == "nonsense"  # it stays, to be mended
        assert here.rows[-2].strip() != ":nonsense"  # and says what is wrong


@pytest.mark.parametrize(
    ("line", "street"), [("street dj", "T01"), ("street 西", "T02")]
)
async def test_a_street_by_initials_or_name(line: str, street: str) -> None:
    async with room(feeding=morning()) as here:
        await here.command(line)
        assert (here.view, here.app.wall._focus.street) == ("street", street)


async def test_a_case_by_its_number() -> None:
    async with room(feeding=morning()) as here:
        case = next(iter(here.book.state.cases.values()))
        await here.command(f"case {case.number}")
        assert here.view == "case"
        assert case.number in here.text


async def test_leaving_by_command() -> None:
    async with room(feeding=morning()) as here:
        await here.press(":", "q")
        await here.pilot.press("enter")
        assert here.app.return_code == 0


@pytest.mark.parametrize("size", SIZES)
async def test_in_english_only_what_people_typed_is_chinese(
    size: tuple[int, int],
) -> None:
    async with room(size, feeding=morning()) as here:
        await here.command("lang en")
        await here.second()
        typed = {case.title for case in here.book.state.cases.values()}
        for row in here.rows:
            for said in HAN.findall(row):
                assert any(said in title for title in typed), row
        await here.command("lang zh")
        await here.second()
        assert here.word("row.street") in here.text or size[0] >= 200
        assert here.word("key.help") in here.foot or size[0] < 100


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["wall", "queue", "dept", "map", "street dj"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_view_fills_every_size_and_never_more(
    size: tuple[int, int], view: str, lang: str
) -> None:
    async with room(size, feeding=morning(), lang=lang) as here:
        await here.command(view)
        await here.second()
        rows = here.rows
        assert len(rows) == size[1]
        assert max(map(width, rows)) <= size[0]
        assert "LIVE" in rows[0]
        assert here.word("key.dispatch") in rows[-1]
        assert "\x1b" not in here.text


async def test_a_storm_of_sizes_ends_with_the_right_picture() -> None:
    async with room((120, 40), feeding=morning()) as here:
        await here.still()
        before = here.rows[1:]
        for size in [(80, 24), (400, 120), (59, 15), (39, 9), (200, 60), (120, 40)]:
            await here.pilot.resize_terminal(*size)
        await here.still()
        assert here.app.size == (120, 40)
        assert here.rows[1:] == before


async def test_what_comes_is_on_the_wall_in_the_next_frame() -> None:
    async with room(feeding=morning()) as here:
        case = filed(here.book, title="新的一件")
        assert "新的一件" not in here.text
        await here.frame()
        assert "新的一件" in here.text
        here.book.do(case, c.SpecialClose(note="特殊"))
        await here.frame()
        assert here.app.wall.sight is not None
        assert case not in here.app.wall.sight.model.state.cases


async def test_a_flood_is_taken_bit_by_bit_and_all_of_it_is_shown() -> None:
    async with room(feeding=morning()) as here:
        wall = here.app.wall
        for number in range(1200):
            here.book.open(title=f"第{number}件")
        here.feeding.give()
        wall.frame()
        assert wall.sight is not None
        model = wall.sight.model
        assert here.feeding.store.waits, "not in one go"
        while here.feeding.store.waits:
            wall.frame()  # the clock goes on meanwhile
            await here.pilot.press("j")  # and somebody looks around
            await here.pilot.pause()
        await here.second()  # a storm has no other frames
        while wall._catching:
            await here.pilot.pause()
        await here.settle()
        assert model.state.digest == here.feeding.whole().digest
        index = index_of(model.state, model.now)
        assert model.index.lights(ALL) == index.lights(ALL)
        assert "第1199件" in here.text


async def test_after_a_standstill_nobody_waits_for_the_second_to_see_all() -> None:
    async with room(feeding=morning()) as here:
        wall = here.app.wall
        wall.stalled = lambda: True
        wall.frame()
        for number in range(1200):
            here.book.open(title=f"第{number}件")
        here.feeding.clock.at += 30
        here.feeding.give()
        wall.frame()
        await here.settle()
        assert "第1199件" not in here.text
        wall.stalled = lambda: False
        wall.frame()
        while here.feeding.store.waits or wall._catching:
            await here.pilot.pause()
        await here.settle()
        assert "第1199件" in here.text, "and the clock stands still"


async def test_a_frame_that_fails_ends_the_wall_and_says_why() -> None:
    async def watched() -> None:
        async with room(feeding=morning()) as here:
            here.app.wall._after(0, lambda: 1 // 0)
            while here.app.return_code is None:
                await here.pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await watched()


async def test_an_old_picture_is_never_shown_as_new() -> None:
    async with room(feeding=morning()) as here:
        here.feeding.clock.at += 60
        for _ in range(4):
            here.app.wall.frame()
        await here.settle()
        assert "STALE" in here.rows[0]
        assert here.text.count("STALE") > 3  # the panes are stamped too
        here.feeding.lost(attempt=3, retry_at=here.feeding.clock.at + 9)
        for _ in range(4):
            here.app.wall.frame()
        await here.settle()
        assert "RECONNECTING" in here.rows[0]
        await here.second()
        assert "LIVE" in here.rows[0]
        assert "STALE" not in here.text
        assert "RECONNECTING" not in here.text


async def test_hostile_text_stays_text() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        await here.second()
        assert "[/b]" in here.text
        filed(here.book, title="\x1b]52;c;x\x07[@click=app.quit]\u202e")
        await here.second()
        assert "\x1b" not in here.text
        assert "\u202e" not in here.text
        assert here.app.is_running


async def test_the_mouse_chooses_a_pane_and_a_row() -> None:
    async with room((120, 40), feeding=morning()) as here:
        queue = here.app.wall.pane("queue")
        assert queue is not None
        corner = queue.widget.region.offset
        await here.pilot.click(offset=corner + Offset(5, 4))
        assert here.focused == "queue"
        chosen = here.case
        await here.pilot.click(offset=corner + Offset(5, 6))
        assert here.case != chosen


async def test_an_empty_ledger_tells_what_to_do() -> None:
    async with room() as here:
        await here.second()
        assert here.word("empty.title") in here.text
        here.book.open()
        await here.second()
        assert here.word("empty.title") not in here.text
