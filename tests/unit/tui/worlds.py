"""A world for commands and a wall that writes down what it was asked."""

from __future__ import annotations

from collections.abc import Sequence

from domain.place import Department, Place, Street
from tests.town import place
from tui import catalogue
from tui.commands import World
from tui.completion import Offer, folded
from tui.keymap import PRESETS
from tui.visits import Visit

CASES = (
    Offer("CN-20260926-0417", "共享单车占道", ("c0417",)),
    Offer("CN-20260926-0418", "暴露垃圾", ("c0418",)),
    Offer("CN-20260925-0417", "工地扬尘", ("c0925",)),
)
COLUMNS = (Offer("left", "剩余"), Offer("number", "编号"), Offer("street", "街镇"))


def cases(typed: str) -> Sequence[Offer]:
    """All of them for nothing, else those whose number has it."""
    return [one for one in CASES if folded(typed) in folded(one.text)]


def folder(path: str) -> Sequence[str]:
    """A disk of two folders."""
    return {"": ("out/", "other.csv"), "out": ("a.csv", "b.csv")}.get(path, ())


def streets() -> Place:
    """A place whose names resemble each other."""
    three = (
        Street("310105006", "天山路街道", "Tianshan Road", "天山路", "Tianshan", "tsl"),
        Street("310105009", "虹桥街道", "Hongqiao", "虹桥", "Hongqiao", "hq"),
        Street("310105901", "虹桥临空园区", "Linkong Park", "临空", "Linkong", "lkyq"),
        Street("310105102", "新泾镇", "Xinjing Town", "新泾镇", "Xinjing", "xjz"),
        Street("310105004", "新华路街道", "Xinhua Road", "新华路", "Xinhua", "xhl"),
    )
    two = (
        Department("cg", "城市管理局", "Urban Management", "城管", "UrbMgt", "cgj"),
        Department("hw", "环境卫生所", "Sanitation", "环卫", "Sanit", "hw"),
    )
    town = place()
    return type(town)(
        **{
            name: getattr(town, name)
            for name in town.__struct_fields__
            if name not in ("streets", "departments")
        },
        streets=three,
        departments=two,
    )


def world(lang: str = "zh", **more: object) -> World:
    """Everything a command may know."""
    known = World(
        say=catalogue.words(lang),
        lang=lang,
        place=streets(),
        cases=cases,
        filters={"夜班": "age>8h light=red", "mine": "@me"},
        columns=COLUMNS,
        themes=("dark", "light", "mono"),
        presets=tuple(PRESETS),
        folder=folder,
    )
    return known._replace(**more)  # type: ignore[arg-type]


class Recorder:
    """A wall: `asked` holds what it was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def _note(self, *what: object) -> str:
        self.asked.append(what)
        return ""

    def go(self, visit: Visit) -> None:
        self._note("go", visit)

    def travel(self, step: int) -> str:
        return self._note("travel", step)

    def narrow(self, text: str) -> str:
        return self._note("narrow", text)

    def keep_filter(self, name: str) -> str:
        return self._note("keep_filter", name)

    def drop_filter(self, name: str) -> str:
        return self._note("drop_filter", name)

    def order(self, column: str, *, descending: bool) -> str:
        return self._note("order", column, descending)

    def choose_columns(self, columns: Sequence[str]) -> str:
        return self._note("choose_columns", *columns)

    def show_photo(self, number: int) -> str:
        return self._note("show_photo", number)

    def measure(self, name: str) -> str:
        return self._note("measure", name)

    def roll(self, seconds: int) -> str:
        return self._note("roll", seconds)

    def hold(self) -> str:
        return self._note("hold")

    def follow(self) -> str:
        return self._note("follow")

    def live(self) -> str:
        return self._note("live")

    def arm(self, seconds: int) -> str:
        self._note("arm", seconds)
        return "say.armed"

    def disarm(self) -> None:
        self._note("disarm")

    def send_to(self, department: str, note: str) -> str:
        return self._note("send_to", department, note)

    def write(self, action: str, **typed: str) -> str:
        return self._note("write", action, typed)

    def write_out(self, kind: str, path: str) -> str:
        return self._note("write_out", kind, path)

    def speak(self, lang: str) -> None:
        self._note("speak", lang)

    def paint(self, theme: str) -> None:
        self._note("paint", theme)

    def use_glyphs(self, name: str) -> None:
        self._note("use_glyphs", name)

    def use_link(self, name: str) -> None:
        self._note("use_link", name)

    def use_keys(self, preset: str) -> str:
        return self._note("use_keys", preset)

    def diagnose(self) -> str:
        return self._note("diagnose")

    def explain(self, word: str = "") -> None:
        self._note("explain", word)

    def quit(self) -> None:
        self._note("quit")
