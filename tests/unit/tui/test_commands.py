"""Lines: what they ask of the wall, what completes them, what is wrong with them."""

from __future__ import annotations

import pytest

from tests.unit.tui.worlds import Recorder, world
from tui.commands import ALIASES, BY_NAME, COMMANDS, complete, fault, hint, run
from tui.visits import Visit

WORLD = world()


def asked(line: str) -> tuple[object, ...]:
    """The one thing that a line asks of the wall; nothing may be told."""
    wall = Recorder()
    said = run(wall, line, WORLD)
    assert said in ("", WORLD.say("say.armed"), WORLD.say("say.disarmed"))
    assert len(wall.asked) == 1
    return wall.asked[0]


def told(line: str, lang: str = "en") -> str:
    """What is said about a line that asks nothing."""
    wall = Recorder()
    said = run(wall, line, world(lang))
    assert wall.asked == []
    return said


def offered(line: str, lang: str = "zh") -> list[str]:
    """The lines that completion would make of one."""
    found = complete(line, world(lang))
    return [line[: found.start] + offer.text for offer in found.offers]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("wall", ("go", Visit())),
        ("street tsl", ("go", Visit("street", street="310105006"))),
        ("street 天山", ("go", Visit("street", street="310105006"))),
        ("street 310105006", ("go", Visit("street", street="310105006"))),
        ("street Tianshan", ("go", Visit("street", street="310105006"))),
        ("s TSL", ("go", Visit("street", street="310105006"))),
        ("街镇 ｔｓｌ", ("go", Visit("street", street="310105006"))),
        ("dept", ("go", Visit("departments"))),
        ("dept cg", ("go", Visit("departments", department="cg"))),
        ("dept cgj", ("go", Visit("departments", department="cg"))),
        ("dept 环卫", ("go", Visit("departments", department="hw"))),
        ("map", ("go", Visit("map"))),
        ("queue", ("go", Visit("queue"))),
        ("queue st:tsl  li=red", ("go", Visit("queue", filter="st:tsl  li=red"))),
        ("queue 夜班", ("go", Visit("queue", filter="age>8h light=red"))),
        ("case CN-20260926-0418", ("go", Visit("case", case="c0418"))),
        ("case 0418", ("go", Visit("case", case="c0418"))),
        ("ops", ("go", Visit("ops"))),
        ("filter bo>2 !dr", ("narrow", "bo>2 !dr")),
        ("filter", ("narrow", "")),
        ("filter mine", ("narrow", "@me")),
        ("filter save 夜 班", ("keep_filter", "夜 班")),
        ("filter drop mine", ("drop_filter", "mine")),
        ("sort left desc", ("order", "left", True)),
        ("sort 剩余", ("order", "left", False)),
        ("columns number left", ("choose_columns", "number", "left")),
        ("columns number,left", ("choose_columns", "number", "left")),
        ("columns", ("choose_columns",)),
        ("carousel 5s", ("roll", 5)),
        ("carousel 60", ("roll", 60)),
        ("carousel 1m", ("roll", 60)),
        ("carousel off", ("roll", 0)),
        ("carousel", ("roll", 10)),
        ("pause", ("hold",)),
        ("follow", ("follow",)),
        ("live", ("live",)),
        ("arm", ("arm", 600)),
        ("arm 90s", ("arm", 90)),
        ("disarm", ("disarm",)),
        ("report", ("write", "report", {"title": ""})),
        (
            "sb bllj tsl",
            (
                "write",
                "report",
                {"subclass": "0101", "where": "310105006", "title": ""},
            ),
        ),
        (
            "上报 0101 310105006001001 桶 满",
            (
                "write",
                "report",
                {"subclass": "0101", "where": "310105006001001", "title": "桶 满"},
            ),
        ),
        (
            "report manhole 3101050102000017",
            (
                "write",
                "report",
                {"subclass": "0199", "where": "3101050102000017", "title": ""},
            ),
        ),
        ("dispatch cg", ("send_to", "cg", "")),
        ("dispatch cg 请尽快：今天", ("send_to", "cg", "请尽快：今天")),
        (
            "redispatch cg 请",
            ("write", "redispatch", {"department": "cg", "note": "请"}),
        ),
        ("redispatch", ("write", "redispatch", {"department": "", "note": ""})),
        ("rule 同意", ("write", "rule", {"note": "同意"})),
        ("urge 请速办", ("write", "urge", {"note": "请速办"})),
        ("督办", ("write", "urge", {"note": ""})),
        ("file", ("write", "file", {})),
        ("close 已复核", ("write", "close", {"note": "已复核"})),
        ("force 你来", ("write", "force-assign", {"note": "你来"})),
        ("undo", ("write", "withdraw", {})),
        ("do", ("write", "menu", {})),
        ("do ask-void", ("write", "ask-void", {})),
        ("export csv", ("write_out", "csv", "")),
        ("export jsonl a b.jsonl", ("write_out", "jsonl", "a b.jsonl")),
        ("lang en", ("speak", "en")),
        ("theme light", ("paint", "light")),
        ("glyphs ascii", ("use_glyphs", "ascii")),
        ("link slow", ("use_link", "slow")),
        ("keys arrows", ("use_keys", "arrows")),
        ("doctor", ("diagnose",)),
        ("back", ("travel", -1)),
        ("forward", ("travel", 1)),
        ("help", ("explain", "")),
        ("help bounce rate", ("explain", "bounce rate")),
        ("q", ("quit",)),
        ("QUIT", ("quit",)),
        ("退出", ("quit",)),
    ],
)
def test_a_line_asks_the_wall(line: str, what: tuple[object, ...]) -> None:
    assert asked(line) == what
    assert asked(f"  {line}  ") == what


def test_the_map_is_gone_to_and_measured() -> None:
    wall = Recorder()
    assert run(wall, "map overdue", WORLD) == ""
    assert wall.asked == [("go", Visit("map")), ("measure", "overdue")]


def test_what_the_wall_answers_is_told_in_words() -> None:
    assert run(Recorder(), "arm", world("en")) == "armed"
    assert run(Recorder(), "disarm", world("en")) == "read-only"


NUMBERS = (
    "CN-20260926-0417 共享单车占道",
    "CN-20260926-0418 暴露垃圾",
    "CN-20260925-0417 工地扬尘",
)
STREETS = "tsl Tianshan, hq Hongqiao, lkyq Linkong, xjz Xinjing, xhl Xinhua"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("street", "street is missing; usage :street <street>"),
        ("street zz", f"zz is no street; use {STREETS}"),
        ("street 新", "新 may be xjz Xinjing, xhl Xinhua"),
        ("dept xx", "xx is no department; use cg UrbMgt, hw Sanit"),
        ("lang fr", "fr is no language; use zh, en"),
        ("theme", "theme is missing; usage :theme <theme>"),
        ("carousel 2s", "2s is no time a street; use 3 to 60 seconds, or off"),
        ("arm soon", "soon is no duration; use 10m, 90s, 1h; at most 12h"),
        ("sort x", "x is no column; use left 剩余, number 编号, street 街镇"),
        ("sort left up", "up is no order; use desc"),
        ("export pdf", "pdf is no format; use csv, jsonl"),
        ("case 0417", f"0417 may be {NUMBERS[0]}, {NUMBERS[2]}"),
        ("case 9999", f"no case 9999; recent ones: {', '.join(NUMBERS)}"),
        ("wall now", "too much: now; usage :wall"),
        ("fitler x", "no command fitler; near it: :filter, :file"),
        ("xyzzy", "no command xyzzy; ? shows them all"),
    ],
)
def test_a_wrong_line_is_told_with_what_is_allowed(line: str, said: str) -> None:
    assert told(line) == said
    assert fault(line, world("en")) == said


def test_what_can_be_run_has_no_fault() -> None:
    for line in ("street tsl", "filter bo>2", "q", "", "map overdue"):
        assert fault(line, WORLD) == ""


def test_braces_of_a_person_are_only_text() -> None:
    assert "{allowed}" in told("lang {allowed}")
    assert told("{0}").startswith("no command {0}")


@pytest.mark.parametrize("line", ["", "   ", "\u3000"])
def test_an_empty_line_asks_nothing(line: str) -> None:
    assert told(line) == ""


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("str", ["street"]),
        ("  th", ["  theme"]),
        ("street ts", ["street tsl"]),
        ("street 天", ["street tsl"]),
        ("street x", ["street xjz", "street xhl"]),
        ("s hq", ["s hq"]),
        ("report b", ["report 0101"]),
        ("report 井", ["report 0199"]),
        ("report 0101 ts", ["report 0101 tsl"]),
        ("report 0101 tsl ", []),
        ("dispatch c", ["dispatch cg"]),
        ("dispatch cg ", []),
        ("sort left ", ["sort left desc"]),
        ("sort left d", ["sort left desc"]),
        ("export j", ["export jsonl"]),
        ("export csv o", ["export csv other.csv", "export csv out/"]),
        ("export csv out/", ["export csv out/a.csv", "export csv out/b.csv"]),
        ("filter m", ["filter mine", "filter missed:"]),
        ("filter st:tsl li=r", ["filter st:tsl li=red"]),
        ("filter drop ", ["filter drop 夜班", "filter drop mine"]),
        ("filter save x", []),
        ("queue street:x", ["queue street:xjz", "queue street:xhl"]),
        ("queue street:tsl,h", ["queue street:tsl,hq"]),
        ("queue !ur", ["queue !urgent:"]),
        ("columns num", ["columns number"]),
        ("columns number le", ["columns number left"]),
        ("wall x", []),
        ("nonsense x", []),
        ("", []),
    ],
)
def test_every_argument_is_completed(line: str, lines: list[str]) -> None:
    found = offered(line)
    assert found[: len(lines)] == lines
    assert bool(found) is bool(lines)


def test_what_completion_offers_is_accepted() -> None:
    for line in ("street ", "dept ", "theme ", "lang ", "keys ", "glyphs ", "sort ",
                 "carousel ", "arm ", "case ", "link ", "map "):  # fmt: skip
        lines = offered(line)
        assert lines
        for whole in lines:
            wall = Recorder()
            run(wall, whole, WORLD)
            assert wall.asked, whole


def test_the_hint_is_usage_and_meaning_in_the_persons_language() -> None:
    assert hint("street", world("en")) == ":street <street>  one street, enlarged"
    assert hint("s ts", world("zh")).startswith(":street <街镇>  ")
    assert hint("stree", world("en")) == ""


def test_names_and_aliases_are_all_different() -> None:
    aliases = [alias for command in COMMANDS for alias in command.aliases]
    assert len({*aliases, *BY_NAME}) == len(aliases) + len(COMMANDS)
    assert set(ALIASES.values()) <= set(BY_NAME)


def test_arguments_that_may_be_left_out_come_last() -> None:
    for command in COMMANDS:
        optional = [param.optional for param in command.params]
        assert optional == sorted(optional), command.name
        assert not any(param.rest for param in command.params[:-1]), command.name
