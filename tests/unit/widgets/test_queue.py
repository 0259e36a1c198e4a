"""The queue as a table: columns, headings, tabs, marks, the filter line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.codes import State
from domain.sla import Light
from domain.views.filter import Fault, parse
from domain.views.index import Rank
from domain.views.orders import Sort
from domain.views.queue import Queue, QueueRow
from tests.town import HOUR, MINUTE, MONDAY
from tests.unit.views.rows import WORDS
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from widgets.draw.columns import COLUMNS, placed
from widgets.draw.filterline import FilterView, filter_lines
from widgets.draw.queue import QueueView, TabView, heading_rows, queue
from widgets.draw.spans import Tone

ROW = QueueRow(
    case="k1",
    number="TT-20260921-0017",
    version=3,
    opened_at=MONDAY - HOUR,
    street="T01",
    subclass="0101",
    title="暴露垃圾",
    state=State.HANDLING,
    department="hw",
    bounces=1,
    bounce_reason="B03",
    urgent=False,
    rank=Rank.OVERDUE,
    left=-32 * MINUTE,
    light=Light.RED,
    address="东街36号",
)
OTHER = replace(ROW, case="k2", number="TT-20260921-0018", bounces=0, light=Light.GREEN)


def view(**said: object) -> QueueView:
    shown = QueueView(queue=Queue((ROW, OTHER), 0, 2, 1), cursor="k1", now=MONDAY)
    return replace(shown, **said)


def drawn(shown: QueueView, columns: int = 100, lang: str = "zh") -> str:
    return text(queue(shown, lens(lang), columns, 20))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 104, 137, 196, 330])
def test_it_is_as_wide_as_its_room(columns: int, lang: str) -> None:
    tabs = (TabView("tab.todo", count=2, here=True), TabView(name="mine", count=None))
    lines = queue(view(tabs=tabs), lens(lang), columns, 20)
    assert_fits(lines, columns, 20)
    assert {len(lines[3].text.rstrip()) > 0, "-00:32" in lines[2].text} == {True}


def test_width_brings_columns() -> None:
    def names(columns: int) -> list[str]:
        return [one.name for one in placed((), lens(), columns)]

    slim = names(60)
    assert slim == [
        "number", "street", "about", "state", "bounces", "left", "light"
    ]  # fmt: skip
    seen: set[str] = set()
    for columns in range(60, 340, 10):
        assert seen <= set(names(columns))
        seen = set(names(columns))
    assert {"opened", "offer", "address", "grid", "reason"} <= seen


@given(
    st.lists(st.sampled_from(sorted(COLUMNS)), max_size=12, unique=True),
    st.integers(20, 340),
    st.sampled_from(["zh", "en"]),
)
def test_any_columns_fit(chosen: list[str], columns: int, lang: str) -> None:
    shown = placed(chosen, lens(lang), columns)
    wide = 3 + sum(one.size + one.gap for one in shown)
    assert wide <= columns or len(shown) == 1
    if "about" in [one.name for one in shown]:
        assert wide == columns


def test_in_a_street_its_column_is_spared() -> None:
    assert "街镇" in drawn(view())
    assert "街镇" not in drawn(view(street="T01"))
    assert "街镇" in drawn(view(street="T01", columns=("street", "number")))


def test_chosen_columns_stand_in_their_order() -> None:
    heading = drawn(view(columns=("left", "department", "number"))).splitlines()[1]
    assert heading.split() == ["剩余", "部门", "编号"]


def test_the_heading_says_how_it_is_sorted() -> None:
    assert "剩余↑" in drawn(view(sort=Sort("left")))
    assert "街镇↓" in drawn(view(sort=Sort("street", descending=True)))
    assert "↑" not in drawn(view())


def test_cursor_mark_and_flag_stand_before_the_number() -> None:
    rows = (replace(ROW, urgent=True), OTHER)
    shown = view(
        queue=Queue(rows, 0, 2, 1),
        marks=frozenset({"k1", "k2"}),
        marked=7,
        pending=frozenset({"k2"}),
    )
    lines = drawn(shown).splitlines()
    assert lines[2].startswith("▸*!0921-0017")
    assert lines[3].startswith(" *…0921-0018")
    assert "已标 7" in lines[0]


def test_tabs_show_counts_and_which_one_is_on() -> None:
    tabs = (
        TabView("tab.todo", count=46),
        TabView("tab.all", count=1204, here=True),
        TabView(name="我的", count=None),
    )
    heading = drawn(view(tabs=tabs)).splitlines()[0]
    assert "待办 46" in heading
    assert "[全部 1,204]" in heading
    assert "我的" in heading


def test_the_tab_that_is_on_is_seen_where_not_all_fit() -> None:
    tabs = tuple(TabView(name=f"条件{n:02d}", count=n, here=n == 9) for n in range(12))
    heading = drawn(view(tabs=tabs), 80).splitlines()[0]
    assert "[条件09 9]" in heading
    assert "条件00" not in heading


def test_a_filter_has_a_line_of_its_own() -> None:
    on = FilterView("st:东街", found=2, total=31)
    shown = view(filter=on)
    lines = drawn(shown).splitlines()
    assert lines[1].split() == ["/", "st:东街", "2", "/", "31"]
    assert "编号" in lines[2]
    assert heading_rows(shown) == 3
    assert heading_rows(view()) == 2


def test_nothing_found_says_so_with_the_filter() -> None:
    empty = view(queue=Queue(), filter=FilterView("井", found=0, total=31))
    assert "没有符合条件的案件" in drawn(empty)
    assert "无待办案件" in drawn(view(queue=Queue()))
    counting = view(queue=Queue(), filter=FilterView("井", found=None, total=31))
    assert "没有符合条件的案件" not in drawn(counting)


def test_what_is_wrong_is_underlined_where_the_heading_was() -> None:
    line = "井盖 st:北街 东"
    faults = parse(line, WORDS).faults
    shown = view(filter=FilterView(line, len(line), faults, found=3, total=31))
    lines = drawn(shown).splitlines()
    assert lines[1].startswith(" / 井盖 st:北街 东▏")
    assert lines[2].index("^^^^") == len(" / 井盖 st:") + 2  # two wide characters
    assert "街道 没有“北街”" in lines[2]
    assert "编号" not in lines[2]
    tones = {s.text: s.tone for s in queue(shown, lens(), 100, 9)[1].spans}
    assert (tones["北街"], tones["井盖 st:"]) == (Tone.BAD, Tone.STRONG)


def test_the_field_of_a_fault_is_in_the_language_of_the_wall() -> None:
    line = "st:北街"
    wrong = FilterView(line, None, parse(line, WORDS).faults)
    assert "street has no 北街" in text(filter_lines(wrong, lens("en"), 80))


def test_a_fault_far_right_has_its_reason_before_it() -> None:
    line = "x" * 60 + " foofoofoo:1"
    wrong = FilterView(line, len(line), parse(line, WORDS).faults)
    lines = filter_lines(wrong, lens(), 80)
    assert_fits(lines, 80, 2)
    assert "没有“foofoofoo”这个字段 ^^^^^^^^^ " in lines[1].text


def test_the_cursor_of_a_long_line_is_in_sight() -> None:
    line = "井盖" * 70
    for cursor in (0, 70, 140):
        shown = filter_lines(FilterView(line, cursor), lens(), 80)[0].text
        assert "▏" in shown


@given(texts(), texts(), st.integers(20, 140), st.sampled_from(["zh", "en"]))
def test_hostile_text_is_inert(one: str, other: str, columns: int, lang: str) -> None:
    row = replace(
        ROW, title=one, address=other, number=other or "n", handler=one, grid=one
    )
    shown = view(
        queue=Queue((row,), 0, 1, 0),
        tabs=(TabView(name=one, count=1, here=True),),
        filter=FilterView(
            other,
            len(other),
            (Fault(0, len(other) + 1, "filter.bad_field", (one,)),),
        ),
        columns=("handler", "about", "address", "grid", "number"),
    )
    lines = queue(shown, lens(lang), columns, 6)
    assert_inert(lines)
    assert_fits(lines, columns, 6)
