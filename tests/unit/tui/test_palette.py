"""The palette: everything by a few letters, and what Enter and Tab make of it."""

from __future__ import annotations

from tests.unit.tui.worlds import Recorder, world
from tui.commands import run
from tui.palette import Chosen, Kind, Palette, found, items

WORLD = world()


def first(typed: str) -> tuple[str, str]:
    """Kind and line of what is found first."""
    item = found(typed, WORLD)[0]
    return str(item.kind), item.line


def test_everything_is_found_by_a_few_letters() -> None:
    assert first("tsl") == ("street", "street tsl")
    assert first("天山") == ("street", "street tsl")
    assert first("环卫") == ("department", "dept hw")
    assert first("theme") == ("command", "theme")
    assert first("地图") == ("view", "map")
    assert first("map") == ("view", "map")
    assert first("夜班") == ("filter", "filter 夜班")
    assert first("0418") == ("case", "case CN-20260926-0418")
    assert first("exprt") == ("command", "export")


def test_recent_lines_come_first_while_nothing_is_typed() -> None:
    shown = found("", WORLD, ["wall", "street hq", "theme dark"])
    assert [item.line for item in shown[:3]] == ["theme dark", "street hq", "wall"]
    assert shown[0].kind is Kind.RECENT
    assert shown[3].kind is Kind.VIEW
    assert shown[-1].kind is Kind.CASE


def test_a_command_with_a_space_offers_its_arguments() -> None:
    assert [item.line for item in found("street x", WORLD)] == [
        "street xjz",
        "street xhl",
    ]
    assert [item.line for item in found("：theme d", WORLD)] == ["theme dark"]
    assert [item.line for item in found("dispatch cg 备注", WORLD)] == [
        "dispatch cg 备注"
    ]


def test_every_item_is_a_line_that_the_wall_understands() -> None:
    for item in items(WORLD):
        if item.whole:
            wall = Recorder()
            run(wall, item.line, WORLD)
            assert wall.asked, item


def opened(*keys: str) -> tuple[Palette, Chosen | None]:
    """A palette after some keys, and what the last one chose."""
    palette, chosen = Palette(), None
    palette.open(WORLD, ())
    for key in keys:
        chosen = palette.press(key, key if len(key) == 1 else "")
    return palette, chosen


def test_enter_runs_what_is_whole_and_goes_on_with_what_is_not() -> None:
    assert opened(*"tsl", "enter")[1] == Chosen("street tsl", whole=True)
    palette, chosen = opened(*"theme", "enter")
    assert chosen == Chosen("theme ", whole=False)
    assert not palette.is_open


def test_tab_goes_on_in_the_line() -> None:
    assert opened(*"map", "tab")[1] == Chosen("map ", whole=False)


def test_the_cursor_stays_within_what_is_found() -> None:
    palette, _ = opened("up", *["down"] * 3)
    assert palette.view().chosen == 3
    palette, _ = opened(*["pagedown"] * 20)
    assert palette.view().chosen == len(palette.view().rows) - 1
    palette.press("x", "x")
    assert palette.view().chosen == 0


def test_nothing_found_chooses_nothing_and_stays() -> None:
    palette, chosen = opened(*"qqqq", "enter")
    assert chosen is None
    assert palette.is_open
    assert palette.view().rows == ()


def test_escape_and_backspace_close_it() -> None:
    assert not opened("x", "escape")[0].is_open
    assert opened("x", "backspace")[0].is_open
    assert not opened("x", "backspace", "backspace")[0].is_open
    closed = Palette()
    assert closed.press("enter", "\r") is None
