"""Photos on the real wall: opened by a key, stepped through, closed without a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from textual.events import Paste

from client.errors import ReadFailed
from domain.photos import MAX_PIXELS
from tests.camera import exif, picture
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.pilot.test_case_and_street import reads
from tests.unit.centre.test_photos_probe import png
from tests.unit.domain.cases import filed
from tests.unit.tui.feeding import Feeding
from tui.glyphs import GlyphChoice
from widgets.draw.spans import Rgb

RED, GREEN = picture(colour="#c00000"), picture("PNG", colour="#00c000")


def name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Centre:
    """Keeps photos; answers at once, but for those that are `held`."""

    def __init__(self, *photos: bytes) -> None:
        self.kept = {name(one): one for one in photos}
        self.asked: list[tuple[str, bool]] = []
        self.held: list[Future[bytes]] = []
        self.slow = False

    def photo(self, wanted: str, small: bool) -> Future[bytes]:  # noqa: FBT001
        self.asked.append((wanted, small))
        answer: Future[bytes] = Future()
        if self.slow:
            self.held.append(answer)
        elif wanted in self.kept:
            answer.set_result(self.kept[wanted])
        else:
            answer.set_exception(ReadFailed("no photo\x1b[2J here", 404))
        return answer


def at_once(work: Callable[[], Any]) -> Future[Any]:
    """Done, or failed, when this returns."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work)


def with_photos(*photos: str) -> Feeding:
    """A morning whose last case has these photos."""
    feeding = morning()
    filed(feeding.book, title="有照片的案件", photos=photos)
    return feeding


def hang(here: Room, *photos: bytes) -> Centre:
    """A centre with photos, and a thread that needs no waiting."""
    reads(here)
    here.app.wall.colours = "truecolor"
    centre = Centre(*photos)
    here.app.wall.board.gallery.fetch = centre.photo
    here.app.wall.board.gallery._work = at_once
    return centre


async def to_case(here: Room) -> None:
    book = here.book
    number = next(c.number for c in book.state.cases.values() if "照片" in c.title)
    await here.command(f"case {number}")
    await here.frame()
    await here.frame()


def colours(here: Room) -> set[Rgb]:
    """Every colour of a dot on the screen."""
    lines = here.app.wall.board.photo._drawn
    return {
        span.tone for line in lines for span in line.spans if type(span.tone) is Rgb
    }


def is_open(here: Room) -> bool:
    box = here.app.wall.board.photo
    return here.app.wall.board.gallery.is_open and bool(box.region)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_two_photos_stand_side_by_side(size: tuple[int, int], lang: str) -> None:
    feeding = with_photos(name(RED), name(GREEN))
    async with room(size, feeding=feeding, lang=lang) as here:
        centre = hang(here, RED, GREEN)
        await to_case(here)
        await here.command("photo 2")
        await here.frame()
        assert is_open(here)
        for number in (1, 2):
            assert here.word("photo.number").format(n=number) in here.text
        reds = [dot for dot in colours(here) if dot.red > 150 and dot.green < 50]
        greens = [dot for dot in colours(here) if dot.green > 150 and dot.red < 50]
        assert reds
        assert greens
        assert centre.asked == [(name(RED), True), (name(GREEN), True)]


async def test_the_key_opens_from_the_queue_and_escape_leaves_nothing() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        hang(here, RED)
        await to_case(here)
        before = here.rows[1:]
        await here.press("o")
        await here.frame()
        assert is_open(here)
        assert "▀" in here.text
        await here.press("escape")
        await here.frame()
        assert not is_open(here)
        assert here.rows[1:] == before  # the head's clock goes on
        assert here.view == "case"


async def test_no_key_goes_to_a_case_behind_a_photo() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        hang(here, RED)
        await to_case(here)
        await here.press("o")
        for key in ("d", "enter", "o", "F", "enter", "o", "x", "X", "z", ":", "/", "T"):
            await here.press(key)
        here.app.wall.on_paste(Paste("d\r"))
        await here.settle()
        assert here.desk.asked == []
        assert here.app.wall._form is None
        assert here.app.wall.line.text is None


async def test_nothing_behind_a_photo_is_painted() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        hang(here, RED)
        await to_case(here)
        await here.press("o")
        await here.frame()
        panes = here.app.wall.board.shown
        assert panes
        assert not any(pane.widget.region for pane in panes)
        await here.press("escape")
        assert all(pane.widget.region for pane in panes)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (RED[:-200], "photo.broken"),
        (png(60_000, 60_000), "photo.too_large"),
        (b"%PDF-1.7 \x1b[2J\x1b]0;owned\x07", "photo.none"),
        (b"RIFF....WEBPVP8X\x0a\x00\x00\x00" + b"\xff" * 10, "photo.too_large"),
        (b"\xff\xd8\xff" + b"\xff\xda" * 200, "photo.broken"),
        (Random(4).randbytes(4000), "photo.none"),
        (b"\x89PNG\r\n\x1a\n" + Random(5).randbytes(4000), "photo.broken"),
        (b"", "photo.none"),
    ],
)  # fmt: skip
async def test_a_hostile_photo_is_a_word_and_nothing_else(
    content: bytes, word: str
) -> None:
    async with room(feeding=with_photos(name(content))) as here:
        hang(here, content)
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert here.word(word) in here.text
        assert "▀" not in here.text
        await here.press("escape")
        assert not is_open(here)


async def test_what_the_centre_says_is_shown_clean() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        hang(here)
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert here.word("photo.not_read") in here.text
        assert "no photo␛[2J here" in here.text
        assert f"/photos/{name(RED)}"[:30] in here.text


async def test_metadata_is_never_shown_and_turns_the_picture() -> None:
    camera = exif(turn=6)
    camera[0x010E] = "\x1b[2Jowned"  # ImageDescription
    tall = picture(size=(300, 30), exif=camera)
    async with room(feeding=with_photos(name(tall))) as here:
        hang(here, tall)
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert "owned" not in here.text
        (side,) = here.app.wall.board.photo.shown.sides
        assert side.size[1] > side.size[0]


async def test_a_photo_on_its_way_can_be_left_and_late_bytes_do_nothing() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        centre = hang(here, RED)
        centre.slow = True
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert here.word("photo.loading") in here.text
        await here.press("q")
        (held,) = centre.held
        assert held.cancelled()
        await here.frame()
        assert not is_open(here)


@pytest.mark.parametrize("command", ["glyphs ascii", "link slow", "theme mono"])
async def test_where_no_picture_can_be_the_address_is_told(command: str) -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        centre = hang(here, RED)
        await here.command(command)
        await to_case(here)
        await here.press("o")
        for _ in range(8):
            await here.frame()
        assert "▀" not in here.text
        whole = "".join(here.text.split())
        assert f"http://127.0.0.1:1/photos/{name(RED)}" in whole
        assert centre.asked == []


async def test_narrow_glyphs_get_whole_cells() -> None:
    async with room(feeding=with_photos(name(RED))) as here:
        hang(here, RED)
        here.app.wall.way.choice = GlyphChoice("utf-8", "zh_CN", "narrow")
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert colours(here)
        assert "▀" not in here.text


async def test_another_size_draws_it_anew() -> None:
    async with room((120, 40), feeding=with_photos(name(RED))) as here:
        centre = hang(here, RED)
        await to_case(here)
        await here.press("o")
        await here.frame()
        (large,) = here.app.wall.board.photo.shown.sides
        await here.pilot.resize_terminal(80, 24)
        await here.frame()
        await here.frame()
        (small,) = here.app.wall.board.photo.shown.sides
        assert large.size > small.size
        assert len(centre.asked) == 1
        assert is_open(here)


async def test_steps_go_round_and_a_digit_chooses() -> None:
    three = [picture(colour=c) for c in ("red", "green", "blue")]
    async with room(feeding=with_photos(*map(name, three))) as here:
        hang(here, *three)
        await to_case(here)
        await here.press("o")

        def shown() -> list[int]:
            return [one.number for one in here.app.wall.board.gallery.shown]

        assert shown() == [1]
        await here.press("l")
        assert shown() == [1, 2]
        await here.press("left", "left")
        assert shown() == [1, 3]
        await here.press("2")
        assert shown() == [1, 2]
        await here.press("9")
        assert shown() == [1, 3]


async def test_a_case_without_photos_says_so() -> None:
    async with room(feeding=morning()) as here:
        hang(here)
        await here.press("o")
        await here.frame()
        await here.frame()
        assert here.said == "say.no_photos"
        assert not is_open(here)


async def test_a_demos_photo_has_no_picture() -> None:
    async with room(feeding=with_photos("demo/1.jpg")) as here:
        centre = hang(here)
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert here.word("photo.demo") in here.text
        assert centre.asked == []


async def test_a_photo_within_the_limits_of_the_centre_is_taken() -> None:
    side = int(MAX_PIXELS**0.5)
    assert side * side <= MAX_PIXELS
    large = picture(size=(side, 40))
    async with room(feeding=with_photos(name(large))) as here:
        hang(here, large)
        await to_case(here)
        await here.press("o")
        await here.frame()
        assert colours(here)
