"""The desk as drawn: aligned, counted, cut to its room, in both languages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.text import width
from domain.views.desk import Inbox, Section, desk_figures
from domain.views.index import OpenIndex
from tests.town import DAY, HOUR, Book
from tests.unit.domain.cases import CG, CMD, DISP, HW, LEAD, filed, handling
from tests.unit.widgets.hostile import HOSTILE
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.desk import DeskView, desk, heading_rows
from widgets.draw.spans import Ground, Tone


def shown(book: Book, **more: object) -> DeskView:
    """The whole inbox of hw."""
    inbox, index = Inbox("hw"), OpenIndex()
    inbox.rebuild(book.state)
    index.rebuild(book.state, book.now)
    fields: dict[str, object] = {
        "department": "hw",
        "counts": tuple(inbox.counts().items()),
        "figures": desk_figures(book.state, index, "hw", book.now, book.now - HOUR),
        "rows": inbox.rows(book.state, 0, 99, book.now),
        "total": len(inbox),
        "now": book.now,
    }
    return DeskView(**(fields | more))  # type: ignore[arg-type]


def busy() -> Book:
    """A case in every section, one forced and one that came back."""
    book = Book()
    to_take = filed(book, title="暴露垃圾")
    book.do(to_take, c.Dispatch(department="hw"), DISP)
    forced = handling(book, "cg", title="无主堆物")
    book.do(forced, c.Bounce(reason="B04", note="权属不清"), CG)
    book.do(forced, c.ForceAssign(department="hw", note="签派"), CMD)
    handling(book, title="在处置")
    urged = handling(book, title="被督办")
    book.do(urged, c.Urge(hours=2), LEAD)
    back = handling(book, title="要退单")
    book.do(back, c.Bounce(reason="B03", note="不属本部门"), HW)
    hung = handling(book, title="挂起来")
    book.do(hung, c.AskSuspension(reason="H02", wake=book.now + 9 * DAY), HW)
    book.do(hung, c.ApproveSuspension(), DISP)
    joint = filed(book, title="一起办")
    book.do(joint, c.Dispatch(department="cg", co=("hw",)), DISP)
    return book


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 100, 118, 160, 200, 240])
def test_every_row_has_exactly_its_room(lang: str, columns: int) -> None:
    view = shown(busy())
    lines = desk(view, lens(lang), columns, 40)
    rows = lines[heading_rows(view, lens(lang), columns) :]
    assert len(rows) == view.total == 7
    assert {width(line.text) for line in rows} == {columns}
    assert widest(lines) <= columns


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 118, 200])
def test_columns_stand_below_their_headings(lang: str, columns: int) -> None:
    view = shown(busy())
    lines = desk(view, lens(lang), columns, 40)
    at = heading_rows(view, lens(lang), columns)
    head = lines[at - 1].text
    number = width(head[: head.index(lens(lang).say("queue.number"))])
    edge = width(head[: head.rindex(lens(lang).say("desk.disposal"))])
    edge += width(lens(lang).say("desk.disposal"))
    for row in lines[at:]:
        starts = [0]
        for span in row.spans:
            starts.append(starts[-1] + width(span.text))
        assert number in starts
        assert edge in starts


def test_the_title_counts_the_sections() -> None:
    title = desk(shown(busy()), lens(), 118, 9)[0].text
    assert "环卫所待办" in title
    assert "督办 1  待接 2  处置 1  申请 1  挂账 1  协办 1" in title


def test_a_long_name_gives_way_to_the_short_one() -> None:
    view = shown(busy())
    assert desk(view, lens("en"), 118, 9)[0].text.startswith("Sanitation desk ")
    assert desk(view, lens("en"), 74, 9)[0].text.startswith("Sanit desk ")


def test_a_section_is_named_once_at_its_first_row() -> None:
    view = shown(busy())
    rows = desk(view, lens(), 118, 40)[heading_rows(view, lens(), 118) :]
    named = [row.text[3:5].strip() for row in rows]
    assert named == ["督办", "待接", "", "处置", "申请", "挂账", "协办"]


def test_what_changes_the_choice_is_marked() -> None:
    drawn = text(desk(shown(busy()), lens(), 118, 40))
    forced = next(line for line in drawn.splitlines() if "无主堆物" in line)
    assert "签派" in forced
    asked = next(line for line in drawn.splitlines() if "要退单" in line)
    assert "退单 B03" in asked
    assert "停表" in asked
    hung = next(line for line in drawn.splitlines() if "挂起来" in line)
    assert "09-30" in hung


def test_a_drill_is_marked_unless_all_of_it_is_one() -> None:
    book = Book()
    handling(book, drill=True)
    assert "演练" in text(desk(shown(book), lens(), 118, 9))
    assert "演练" not in text(desk(shown(book, drill=True), lens(), 118, 9))


def test_the_figures_say_how_many_they_are_of() -> None:
    drawn = text(desk(shown(busy()), lens(), 118, 9))
    assert "7 日退单 16.7% 1/6" in drawn
    assert "7 日按时 — 0/0" in drawn
    assert "今日 派入 6 反馈 0 退单 1" in drawn


def test_a_wall_that_is_the_desk_does_not_say_it_twice() -> None:
    drawn = text(desk(shown(busy(), alone=True), lens(), 118, 9))
    assert "未结" not in drawn
    assert "7 日退单" in drawn


def test_where_there_is_little_room_the_cases_have_it() -> None:
    view = shown(busy())
    assert heading_rows(view, lens(), 80) == 3
    assert heading_rows(view, lens("en"), 80) == 3


def test_an_overdue_figure_is_a_sign_and_a_colour() -> None:
    view = shown(busy())
    late = replace(view, figures=replace(view.figures, overdue=3))
    spans = [s for line in desk(late, lens(), 118, 4) for s in line.spans]
    assert ("▲3", Tone.BAD) in [(span.text, span.tone) for span in spans]


def test_the_cursor_lies_on_another_ground_and_a_command_on_its_way_shows() -> None:
    view = shown(busy())
    chosen = view.rows[3]
    drawn = desk(
        replace(view, cursor=chosen.case, pending=frozenset({chosen.case})),
        lens(), 118, 40,
    )  # fmt: skip
    row = drawn[heading_rows(view, lens(), 118) + 3]
    assert row.ground is Ground.CURSOR
    assert row.text.startswith("▸ …")


def test_an_empty_desk_says_so() -> None:
    drawn = text(desk(shown(Book()), lens(), 80, 9))
    assert "没有待办案件" in drawn


def test_another_departments_desk_is_look_only() -> None:
    assert "只看" in desk(shown(busy(), strange=True), lens(), 118, 9)[0].text
    assert "只看" not in desk(shown(busy()), lens(), 118, 9)[0].text


def test_a_stale_desk_says_since_when() -> None:
    title = desk(shown(busy(), stamp="STALE 自 12:03"), lens(), 80, 9)[0].text
    assert title.endswith("STALE 自 12:03")
    assert "待接" not in title


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_typed_stays_in_its_cells(hostile: str) -> None:
    view = shown(busy())
    row = replace(
        view.rows[0], title=hostile, address=hostile, handler=hostile,
        section=Section.HAND,
    )  # fmt: skip
    lines = desk(replace(view, rows=(row,)), lens(), 200, 9)
    assert width(lines[-1].text) == 200
    assert not any(ord(sign) < 32 for line in lines for sign in line.text)
