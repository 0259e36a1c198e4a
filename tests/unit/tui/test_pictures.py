"""Pictures for terminals: what was encoded is decoded again and compared."""

from __future__ import annotations

import re
from base64 import b64decode
from concurrent.futures import Future
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bench.rig.emulator import Emulator
from domain.codes import Role
from domain.views.album import Picture
from tests.camera import exif, picture
from tui.pictures import kitty
from tui.pictures.ability import PATIENCE_S, PATIENT_S, Ability, Way
from tui.pictures.decode import reduced
from tui.pictures.dots import half_blocks, whole_cells
from tui.pictures.fitting import Room, drawn
from tui.pictures.gallery import Gallery
from tui.pictures.sixel import BAND, sixels
from widgets.draw.spans import Line, Rgb

Grid = list[list[tuple[int, int, int]]]


def image(width: int, height: int, seed: int = 1) -> Image.Image:
    """Every pixel another colour, few enough for a palette."""
    made = Image.new("RGB", (width, height))
    made.putdata(
        [
            ((x * 37 + seed) % 8 * 36, y % 6 * 51, (x + y) % 4 * 85)
            for y in range(height)
            for x in range(width)
        ]
    )
    return made


def grid(picture: Image.Image) -> Grid:
    data, width = picture.convert("RGB").tobytes(), picture.width
    dots = [tuple(data[i : i + 3]) for i in range(0, len(data), 3)]
    return [dots[i : i + width] for i in range(0, len(dots), width)]  # type: ignore[misc]


_TOKEN = re.compile(
    r"#(?P<register>\d+);2;(?P<parts>[0-9;]+)|#(?P<colour>\d+)"
    r"|(?:!(?P<run>\d+))?(?P<bits>[?-~])|(?P<end>[$-])"
)


class Sixels:
    """What a terminal draws of them; nothing twice."""

    def __init__(self, text: str) -> None:
        head = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', text)
        assert head
        assert text.endswith("\x1b\\")
        width, height = int(head[1]), int(head[2])
        self.dots: Grid = [[(-1, -1, -1)] * width for _ in range(height)]
        self._registers: dict[int, tuple[int, ...]] = {}
        self._colour = self._x = self._top = 0
        for token in _TOKEN.finditer(text[head.end() : -2]):
            self._take(token)

    def _take(self, token: re.Match[str]) -> None:
        if token["register"]:
            parts = (round(int(one) * 255 / 100) for one in token["parts"].split(";"))
            self._registers[int(token["register"])] = tuple(parts)
        elif token["colour"]:
            self._colour = int(token["colour"])
        elif token["bits"]:
            for _ in range(int(token["run"] or 1)):
                self._column(ord(token["bits"]) - 63)
        else:
            self._x = 0
            self._top += BAND if token["end"] == "-" else 0

    def _column(self, bits: int) -> None:
        for row in range(BAND):
            if bits >> row & 1:
                line = self.dots[self._top + row]
                assert line[self._x] == (-1, -1, -1), "painted twice"
                line[self._x] = self._registers[self._colour]  # type: ignore[assignment]
        self._x += 1


def unsixeled(text: str) -> Grid:
    dots = Sixels(text).dots
    assert not any((-1, -1, -1) in row for row in dots)
    return dots


def apart(one: Grid, other: Grid) -> int:
    """The largest difference of a part of a dot."""
    return max(
        abs(a - b)
        for row, like in zip(one, other, strict=True)
        for dot, same in zip(row, like, strict=True)
        for a, b in zip(dot, same, strict=True)
    )


@given(width=st.integers(1, 40), bands=st.integers(1, 4), seed=st.integers(0, 9))
@settings(max_examples=25, deadline=None)
def test_sixels_are_the_picture(width: int, bands: int, seed: int) -> None:
    made = image(width, bands * BAND, seed)
    text = sixels(made)
    assert apart(unsixeled(text), grid(made)) <= 2  # hundredths are coarse
    assert re.fullmatch(r"[ -~]*", text[2:-2])


def test_sixels_count_their_runs() -> None:
    flat = sixels(Image.new("RGB", (300, 6), "red"))
    assert "!300~" in flat


def test_kitty_gets_the_png_in_pieces_it_can_take() -> None:
    png = BytesIO()
    image(200, 120).save(png, "PNG", compress_level=0)
    text = kitty.placed(png.getvalue(), 1, 20, 6)
    pieces = re.findall(r"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", text)
    assert text == "".join(f"\x1b_G{k};{d}\x1b\\" for k, d in pieces)
    assert len(pieces) > 10
    assert all(len(data) <= 4096 for _, data in pieces)
    assert [keys[-1] for keys, _ in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    first = dict(pair.split("=") for pair in pieces[0][0].split(","))
    assert (first["c"], first["r"], first["C"], first["q"]) == ("20", "6", "1", "2")
    got = Image.open(BytesIO(b64decode("".join(d for _, d in pieces), validate=True)))
    assert grid(got) == grid(image(200, 120))
    assert f"i={first['i']}," in kitty.removed(1)
    assert kitty.removed(1) != kitty.removed(0)


def painted(lines: tuple[Line, ...]) -> list[list[tuple[Rgb, Rgb]]]:
    rows = []
    for line in lines:
        row = []
        for span in line.spans:
            assert isinstance(span.tone, Rgb)
            assert isinstance(span.back, Rgb)
            row += [(span.tone, span.back)] * len(span.text)
        rows.append(row)
    return rows


def test_half_blocks_are_two_rows_a_line() -> None:
    made = image(30, 8)
    dots = grid(made)
    rows = painted(half_blocks(made))
    assert len(rows) == 4
    for y, row in enumerate(rows):
        assert [tuple(top) for top, _ in row] == dots[2 * y]
        assert [tuple(low) for _, low in row] == dots[2 * y + 1]
    assert all(set(line.text) == {"▀"} for line in half_blocks(made))


def test_an_odd_last_row_is_there_twice() -> None:
    rows = painted(half_blocks(image(3, 3)))
    assert [top == low for top, low in rows[1]] == [True] * 3


def test_whole_cells_are_a_row_a_line_of_blanks() -> None:
    made = image(30, 5)
    lines = whole_cells(made)
    assert [[tuple(back) for _, back in row] for row in painted(lines)] == grid(made)
    assert {line.text for line in lines} == {" " * 30}


@pytest.mark.parametrize("way", [Way.KITTY, Way.SIXEL, Way.HALVES, Way.CELLS])
@pytest.mark.parametrize("size", [(400, 300), (30, 900), (900, 30), (1, 1)])
@pytest.mark.parametrize("room", [(39, 17), (118, 90), (1, 1)])
def test_a_picture_keeps_within_its_room_and_its_proportions(
    way: Way, size: tuple[int, int], room: tuple[int, int]
) -> None:
    found = drawn(image(*size), way, Room(*room, (8, 16)), 0)
    assert 1 <= found.columns <= room[0]
    assert 1 <= found.rows <= room[1]
    if found.lines:
        assert len(found.lines) == found.rows
        assert {len(line.text) for line in found.lines} == {found.columns}
    if min(room) > 10 and size == (400, 300) and way is not Way.SIXEL:
        assert found.columns * 8 / (found.rows * 16) == pytest.approx(4 / 3, rel=0.08)


def test_over_a_line_fewer_bytes_are_sent() -> None:
    noisy = Image.effect_noise((900, 700), 90).convert("RGB")
    for way in (Way.KITTY, Way.SIXEL):
        near = drawn(noisy, way, Room(90, 50, (8, 16)), 0).sent
        far = drawn(noisy, way, Room(90, 50, (8, 16), remote=True), 0).sent
        assert len(far) < len(near) / 2


def test_a_photo_is_made_small_upright_and_opaque() -> None:
    found = reduced(picture(size=(3000, 1000), exif=exif(turn=6)), 300)
    assert found.size == (100, 300)
    clear = reduced(picture("PNG", mode="RGBA", colour="#00000000"))
    assert clear.mode == "RGB"
    assert clear.getpixel((0, 0)) == (255, 255, 255)


# What the terminal can


class Asked:
    def __init__(self, **environment: str) -> None:
        self.now = 0.0
        self.ability = Ability(lambda: self.now, environment)

    def way(self, **more: object) -> Way:
        given: dict[str, object] = {
            "colours": "truecolor", "glyphs": "full", "mono": False, "slow": False,
        }  # fmt: skip
        return self.ability.choose(**(given | more)).way  # type: ignore[arg-type]


def test_nothing_is_asked_before_a_photo_is_opened_and_then_once() -> None:
    asked = Asked(TERM="xterm-256color")
    assert not asked.ability.settled
    assert not asked.ability.answered("\x1b[?62;4c")
    assert not asked.ability.sixel
    question = asked.ability.question()
    assert question.endswith("\x1b[c")
    assert kitty.QUESTION in question
    assert asked.ability.question() == ""


@pytest.mark.parametrize(
    ("replies", "way"),
    [
        ((kitty.ANSWER, "\x1b[6;16;8t", "\x1b[?62;c"), Way.KITTY),
        (("\x1b_Gi=31;ENOTSUP:no\x1b\\", "\x1b[?62;22c"), Way.HALVES),
        (("\x1b[6;20;10t", "\x1b[?62;4;22c"), Way.SIXEL),
        (("\x1b[?62;4;22c",), Way.HALVES),  # how large is a cell?
        (("\x1b[6;0;0t", "\x1b[?62;4;22c"), Way.HALVES),
        (("\x1b[?4c",), Way.HALVES),  # a kind of terminal, no attribute
        (("\x1b[?64;14;24c",), Way.HALVES),
    ],
)
def test_the_answers_decide(replies: tuple[str, ...], way: Way) -> None:
    asked = Asked()
    asked.ability.question()
    assert [asked.ability.answered(one) for one in replies][-1]
    assert asked.ability.settled
    assert asked.way() is way


def test_no_answer_in_time_is_none_and_a_late_one_counts() -> None:
    asked = Asked(TERM="xterm-256color")
    asked.ability.question()
    asked.now = PATIENCE_S - 0.01
    assert not asked.ability.settled
    asked.now = PATIENCE_S
    assert asked.ability.settled
    assert asked.way() is Way.HALVES
    asked.ability.answered(kitty.ANSWER)
    assert asked.way() is Way.KITTY


@pytest.mark.parametrize(
    "environment",
    [
        {"KITTY_WINDOW_ID": "1"},
        {"TERM": "xterm-ghostty"},
        {"TERM_PROGRAM": "WezTerm"},
        {"TERM": "xterm-kitty"},
    ],
)
def test_a_terminal_that_names_itself_gets_more_time(
    environment: dict[str, str],
) -> None:
    asked = Asked(**environment)
    asked.ability.question()
    asked.now = PATIENT_S - 0.1
    assert not asked.ability.settled
    asked.now = PATIENT_S
    assert asked.ability.settled


@pytest.mark.parametrize(
    ("environment", "asks", "pictures"),
    [
        ({"TERM": "tmux-256color"}, True, False),
        ({"TERM": "xterm-kitty", "TMUX": "/x"}, True, False),
        ({"TERM": "screen"}, True, False),
        ({"TERM": "linux"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "vt220"}, False, False),
        ({"TERM": "foot"}, True, True),
    ],
)
def test_what_would_print_a_question_is_not_asked_it(
    environment: dict[str, str], *, asks: bool, pictures: bool
) -> None:
    ability = Asked(**environment).ability
    question = ability.question()
    assert bool(question) is asks
    assert ("\x1b_G" in question) is pictures
    assert ability.settled is not asks


def test_there_is_no_picture_where_none_is_wanted() -> None:
    asked = Asked()
    asked.ability.question()
    asked.ability.answered(kitty.ANSWER)
    assert asked.way(slow=True) is Way.NONE
    assert asked.way(mono=True) is Way.NONE
    assert asked.way(colours="standard") is Way.NONE
    assert asked.way(glyphs="ascii") is Way.NONE
    assert asked.way(colours="256") is Way.KITTY
    assert Asked().way(glyphs="narrow") is Way.CELLS


# The gallery


def test_the_same_photo_on_both_sides_is_drawn_once_each() -> None:
    fetched: Future[bytes] = Future()
    fetched.set_result(picture())
    jobs = 0

    def work(job: object) -> Future[object]:
        nonlocal jobs
        jobs += 1
        done: Future[object] = Future()
        done.set_result(job())  # type: ignore[operator]
        return done

    gallery = Gallery(work)
    gallery.fetch = lambda _name, _small: fetched
    gallery.open("c1", 2)
    gallery.hang(
        tuple(
            Picture(number=n, photo="ab" * 32, what="Reported", at=0, actor="",
                    role=Role.OFFICER)
            for n in (1, 2)
        )
    )  # fmt: skip
    room = Room(20, 10, (8, 16))
    for _ in range(5):
        assert [gallery.side(n, Way.HALVES, room).drawn is None for n in (0, 1)] == [
            False, False,
        ]  # fmt: skip
    assert jobs == 4
    gallery.close()
    assert gallery.shown == ()


def test_pictures_never_reach_an_emulators_cells() -> None:
    screen = Emulator(40, 5)
    screen.feed(b"ab")
    screen.feed(kitty.placed(picture("PNG", (400, 400)), 0, 4, 2).encode())
    screen.feed(sixels(image(40, 12)).encode() + b"c")
    assert screen.text.split("\n")[0].rstrip() == "abc"
