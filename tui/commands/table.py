"""Every `:` command: its arguments and what it asks of the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.arming import USUAL_S
from tui.commands import params as p
from tui.commands.wall import Wall
from tui.visits import Visit
from widgets.draw.lens import Say

#: Carousel without an argument.
ROLL_USUAL_S: Final = 10


class Command(NamedTuple):
    """`command.<name>` of the catalogue says what it does.

    `run` gets the arguments as they were read, those left out missing; it answers what
    to tell the person: a key of the catalogue or a sentence, empty for nothing. `view`
    is the screen that it leads to. `aliases` may be Chinese: no input method is needed
    for a command, but one may be on.
    """

    name: str
    run: Callable[[Wall, tuple[str, ...]], str]
    params: tuple[p.Param, ...] = ()
    aliases: tuple[str, ...] = ()
    view: bool = False
    writes: bool = False

    def usage(self, say: Say) -> str:
        """`:export csv|jsonl [file]`: what a person types."""
        words = []
        for param in self.params:
            shown = param.shown or say(f"arg.{param.word}")
            if param.optional:
                words.append(f"[{shown}]")
            else:
                words.append(shown if param.shown else f"<{shown}>")
        return " ".join((f":{self.name}", *words))

    @property
    def needs(self) -> int:
        """How many arguments it cannot do without."""
        return sum(not param.optional for param in self.params)


def _first(words: tuple[str, ...], usual: str = "") -> str:
    return words[0] if words else usual


def _to(visit: Visit) -> Callable[[Wall, tuple[str, ...]], str]:
    def go(wall: Wall, _words: tuple[str, ...]) -> str:
        wall.go(visit)
        return ""

    return go


def _street(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("street", street=words[0]))
    return ""


def _dept(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("departments", department=_first(words)))
    return ""


def _desk(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("desk", department=_first(words)))
    return ""


def _map(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("map"))
    return wall.measure(words[0]) if words else ""


def _queue(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("queue", filter=_first(words)))
    return ""


def _case(wall: Wall, words: tuple[str, ...]) -> str:
    wall.go(Visit("case", case=words[0]))
    return ""


def _filter(wall: Wall, words: tuple[str, ...]) -> str:
    text = _first(words)
    verb, _, name = text.partition(" ")
    name = name.strip()
    if verb == "save" and name:
        return wall.keep_filter(name)
    if verb == "drop" and name:
        return wall.drop_filter(name)
    return wall.narrow(text)


def _sort(wall: Wall, words: tuple[str, ...]) -> str:
    return wall.order(words[0], descending=len(words) > 1)


def _redispatch(wall: Wall, words: tuple[str, ...]) -> str:
    department, note = _first(words), " ".join(words[1:])
    return wall.write("redispatch", department=department, note=note)


def _report(wall: Wall, words: tuple[str, ...]) -> str:
    known = dict(zip(("subclass", "where"), words, strict=False))
    return wall.write("report", **known, title=" ".join(words[2:]))


def _lang(wall: Wall, words: tuple[str, ...]) -> str:
    wall.speak(words[0])
    return ""


def _theme(wall: Wall, words: tuple[str, ...]) -> str:
    wall.paint(words[0])
    return ""


def _glyphs(wall: Wall, words: tuple[str, ...]) -> str:
    wall.use_glyphs(words[0])
    return ""


def _link(wall: Wall, words: tuple[str, ...]) -> str:
    wall.use_link(words[0])
    return ""


def _disarm(wall: Wall, _words: tuple[str, ...]) -> str:
    wall.disarm()
    return "say.disarmed"


def _help(wall: Wall, words: tuple[str, ...]) -> str:
    wall.explain(_first(words))
    return ""


def _quit(wall: Wall, _words: tuple[str, ...]) -> str:
    wall.quit()
    return ""


COMMANDS: Final[tuple[Command, ...]] = (
    Command("wall", _to(Visit()), (), ("w", "home", "总屏"), view=True),
    Command("street", _street, (p.STREET,), ("s", "街镇", "jz")),
    Command("dept", _dept, (p.DEPARTMENT.maybe,), ("d", "departments", "部门", "bm"),
            view=True),
    Command("desk", _desk, (p.DEPARTMENT.maybe,), ("inbox", "待办", "db"), view=True),
    Command("chronic", _to(Visit("chronic")), (), ("顽疾", "wj"), view=True),
    Command("map", _map, (p.MEASURE.maybe,), ("m", "地图", "dt"), view=True),
    Command("queue", _queue, (p.FILTER.maybe,), ("队列", "dl"), view=True),
    Command("case", _case, (p.CASE,), ("案件", "aj")),
    Command("photo", lambda wall, w: wall.show_photo(int(_first(w, "0"))),
            (p.PHOTO.maybe,), ("照片", "zp")),
    Command("ops", _to(Visit("ops")), (), ("运维", "yw"), view=True),
    Command("filter", _filter, (p.FILTERS.maybe,), ("f", "筛选", "sx")),
    Command("sort", _sort, (p.COLUMN, p.DESCENDING.maybe),
            ("排序", "px")),
    Command("columns", lambda wall, w: wall.choose_columns(_first(w).split()),
            (p.COLUMNS.maybe,), ("cols", "列")),
    Command("carousel", lambda wall, w: wall.roll(int(_first(w, str(ROLL_USUAL_S)))),
            (p.ROLL.maybe,), ("轮播", "lb")),
    Command("pause", lambda wall, _: wall.hold(), (), ("暂停", "zt")),
    Command("follow", lambda wall, _: wall.follow(), (), ("跟随", "gs")),
    Command("live", lambda wall, _: wall.live(), (), ("实时", "ss")),
    Command("arm", lambda wall, w: wall.arm(int(_first(w, str(USUAL_S)))),
            (p.DURATION.maybe,), ("写权", "xq"), writes=True),
    Command("disarm", _disarm, (), ("只读", "zd"), writes=True),
    Command("report", _report, (p.SUBCLASS.maybe, p.WHERE.maybe, p.TITLE.maybe),
            ("上报", "sb"), writes=True),
    Command("dispatch", lambda wall, w: wall.send_to(w[0], " ".join(w[1:])),
            (p.DEPARTMENT, p.NOTE.maybe), ("派遣", "pq"), writes=True),
    Command("redispatch", _redispatch, (p.DEPARTMENT.maybe, p.NOTE.maybe),
            ("改派", "gp"), writes=True),
    Command("rule", lambda wall, w: wall.write("rule", note=_first(w)),
            (p.NOTE.maybe,), ("裁定", "cd"), writes=True),
    Command("urge", lambda wall, w: wall.write("urge", note=_first(w)),
            (p.NOTE.maybe,), ("督办", "dub"), writes=True),
    Command("file", lambda wall, _: wall.write("file"), (), ("立案", "la"),
            writes=True),
    Command("close", lambda wall, w: wall.write("close", note=_first(w)),
            (p.NOTE.maybe,), ("结案", "ja"), writes=True),
    Command("force", lambda wall, w: wall.write("force-assign", note=_first(w)),
            (p.NOTE.maybe,), ("签派", "qp"), writes=True),
    Command("withdraw", lambda wall, _: wall.write("withdraw"), (),
            ("undo", "撤回", "ch"), writes=True),
    Command("do", lambda wall, w: wall.write(_first(w, "menu")),
            (p.DEED.maybe,), ("办理", "bl"), writes=True),
    Command("export", lambda wall, w: wall.write_out(w[0], " ".join(w[1:])),
            (p.EXPORT, p.PATH.maybe), ("导出", "dc")),
    Command("lang", _lang, (p.LANG,), ("language", "语言", "yy")),
    Command("theme", _theme, (p.THEME,), ("配色", "ps")),
    Command("glyphs", _glyphs, (p.GLYPH,), ("字形", "zx")),
    Command("link", _link, (p.LINK,), ("链路", "ll")),
    Command("keys", lambda wall, w: wall.use_keys(w[0]), (p.PRESET,),
            ("keymap", "键位", "jw")),
    Command("doctor", lambda wall, _: wall.diagnose(), (), ("诊断", "zdd")),
    Command("back", lambda wall, _: wall.travel(-1), (), ("后退", "ht")),
    Command("forward", lambda wall, _: wall.travel(1), (), ("forth", "前进", "qj")),
    Command("help", _help, (p.WORD.maybe,), ("h", "帮助", "bz")),
    Command("q", _quit, (), ("quit", "exit", "退出", "tc")),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Command]] = MappingProxyType(
    {command.name: command for command in COMMANDS}
)
ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {alias: command.name for command in COMMANDS for alias in command.aliases}
)
