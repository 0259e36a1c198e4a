"""The case, the street and the stream on the real wall, by keys."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from client.errors import ReadFailed
from client.reading import Dossier
from domain import commands as c
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tui.panes.stream import StreamPane


def reads(here: Room) -> list[str]:
    """Let the wall read cases from the book; what it asked for."""
    asked: list[str] = []

    def read(name: str) -> Future[Dossier]:
        asked.append(name)
        answer: Future[Dossier] = Future()
        book = here.book
        known = {**book.closed, **book.state.cases}.values()
        case = next((one for one in known if name in (one.id, one.number)), None)
        if case is None:
            answer.set_exception(ReadFailed(f"no case {name}", 404, "unknown-case"))
        else:
            records = tuple(r for r in book.records if r.case == case.id)
            answer.set_result(Dossier(case, records))
        return answer

    here.app.wall.board.file.read = read
    return asked


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])


@SIZES
async def test_enter_shows_the_case_under_the_cursor(size: tuple[int, int]) -> None:
    async with room(size, feeding=morning()) as here:
        asked = reads(here)
        await here.press("j", "enter")
        assert here.view == "case"
        await here.frame()
        case = here.case
        assert case is not None
        assert asked == [case.id]
        assert case.number in here.text
        assert here.word("stage.dispatch") in here.text
        if size[0] > 80:
            assert here.word("history.note").format(n=3) in here.text
        await here.press("tab")
        assert here.focused == "history"
        assert here.word("history.note").format(n=3) in here.text


async def test_a_closed_case_is_opened_by_its_number() -> None:
    async with room(feeding=morning()) as here:
        reads(here)
        closed = next(iter(here.book.closed.values()))
        await here.command(f"case {closed.number}")
        assert here.view == "case"
        await here.frame()
        await here.frame()
        assert closed.number in here.text
        assert here.word("course.on_time") in here.text
        assert here.word("history.note").format(n=8) in here.text


async def test_a_number_that_nobody_gave_is_told_where_the_case_would_be() -> None:
    async with room(feeding=morning()) as here:
        reads(here)
        await here.command("case TT-20200101-0001")
        await here.frame()
        await here.frame()
        assert here.word("course.failed") in here.text
        assert "no case TT-20200101-0001" in here.text


async def test_the_case_goes_on_while_it_is_looked_at() -> None:
    async with room(feeding=morning()) as here:
        reads(here)
        await here.press("j", "enter")
        await here.frame()
        case = here.case
        assert case is not None
        here.book.do(case.id, c.Dispatch(department="cg", note="速办"))
        await here.second()
        await here.second()
        assert "速办" in here.text
        assert here.word("history.note").format(n=4) in here.text


@SIZES
async def test_the_street_shows_its_cell_and_rolls_until_a_key(
    size: tuple[int, int],
) -> None:
    async with room(size, feeding=morning()) as here:
        await here.command("carousel 5s")
        assert here.view == "street"
        await here.frame()
        assert "东街" in here.text
        assert here.word("street.rolls").format(n=5) in here.text
        for _ in range(5):
            await here.second()
        assert "西街" in here.rows[2 if size[0] < 200 else 4]
        await here.press("j")
        for _ in range(6):
            await here.second()
        assert "西街" in here.rows[2 if size[0] < 200 else 4]
        assert here.word("street.rolls").format(n=5) not in here.text


async def test_the_stream_stands_still_while_it_is_read() -> None:
    async with room(feeding=morning()) as here:
        stream = here.app.wall.board.panes["stream"]
        assert isinstance(stream, StreamPane)
        while here.focused != "stream":
            await here.press("tab")
        await here.press("f")
        # The time left goes on; what stands where does not.
        before = [row[:-8] for row in stream.stream.text()[1:]]
        for number in range(3):
            here.book.open(title=f"新案 {number}")
            await here.second()
        assert [row[:-8] for row in stream.stream.text()[1:]] == before
        assert here.word("stream.news").format(n=3) in here.text
        await here.press("f")
        assert "新案 2" in here.text
        await here.press("j", "enter")
        assert here.view == "case"
