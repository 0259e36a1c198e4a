"""The form: the case, the fields, and why Enter did nothing, at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.codes import Words
from domain.rates import Share
from domain.text import width
from domain.views.detail import detail
from domain.views.suggest import Suggestion, Why
from tests.town import DAY, MONDAY, Book
from tests.unit.domain.cases import HW, handling
from tests.unit.tui.forming import returned
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from widgets.draw.form import Choice, FieldView, FormView, Said, form, needed
from widgets.draw.spans import Ground, Tone

OFFERS = (
    Choice(offer=Suggestion("hw", Why.ROUTE, Share(9, 11))),
    Choice(offer=Suggestion("cg", Why.CO)),
    Choice(offer=Suggestion("de", Why.BACKSTOP, bounced=True)),
)
NOTE = FieldView("form.note")
DISPATCH = Words("派遣", "dispatch")


def lead(typed: str = "cg", chosen: int = 1) -> FieldView:
    return FieldView("form.lead", OFFERS, chosen, typed, active=True, required=True)


def dispatch(**more: object) -> FormView:
    fields: dict[str, object] = {
        "words": DISPATCH,
        "number": "TT-20260921-0001",
        "street": "T01",
        "title": "共享单车占道影响通行",
        "fields": (lead(), FieldView("form.co", plain=True), NOTE),
    }
    return FormView(**(fields | more))  # type: ignore[arg-type]


def test_a_dispatch_of_110() -> None:
    assert text(form(dispatch(), lens(), 110, 3)) == (
        " 派遣  TT-20260921-0001  东街  共享单车占道影响通行"
        "                                      Enter 确认  Esc 取消\n"
        "  1 环卫所 职责表 同类 82% (9/11) 退 2  ▸2 城市管理局 协办   "
        "3 东街街道办 托底 ▲曾退单  其他部门: cg▏\n"
        " 协办: —  说明: —"
    )


def test_a_suggestion_says_what_speaks_for_it() -> None:
    offer = Suggestion(
        "hw", Why.ROUTE, Share(9, 11), local=True, load=31, minutes=185, handled=12
    )
    field = FieldView("form.lead", (Choice(offer=offer),), 0, active=True)
    view = dispatch(fields=(field,))
    drawn = form(view, lens(), 120, 3)
    assert (
        "环卫所 职责表 同类本街镇 82% (9/11) 退 2 · 在办 31 · 中位 3 时 05 分（12）"
    ) in drawn[1].text
    drawn = form(view, lens("en"), 120, 3)
    assert "alike here 82% (9/11) back 2 · has 31 · median 3 h 05 (12)" in drawn[1].text
    mean = FieldView(
        "form.lead",
        (Choice(offer=Suggestion("hw", Why.ROUTE, minutes=45)),), 0, active=True,
    )  # fmt: skip
    assert "mean 45 min" in form(dispatch(fields=(mean,)), lens("en"), 120, 3)[1].text


def test_where_there_is_less_room_only_the_chosen_one_says_why() -> None:
    drawn = form(dispatch(), lens("en"), 60, 3)
    assert drawn[1].text.rstrip() == (
        "  1 Sanit  ▸2 City co-handler   3 East ▲  other: cg▏"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 120, 400])
def test_number_choices_and_what_is_typed_are_always_seen(
    lang: str, columns: int
) -> None:
    view = dispatch(fields=(lead("城管x"), NOTE))
    shown = text(form(view, lens(lang), columns, 3))
    for word in ("TT-20260921-0001", "1 ", "▸2 ", "3 ", "城管x▏"):
        assert word in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("key", [
    "form.early", "form.note_needed", "form.photos_path", "form.wake_wrong",
    "form.co_leads", "needed.target",
])  # fmt: skip
def test_why_enter_did_nothing_is_never_cut_off(
    lang: str, columns: int, key: str
) -> None:
    view = lens(lang)
    drawn = form(dispatch(message=key), view, columns, 4)
    assert view.say(key) in text(drawn[:2])
    assert "TT-20260921-0001" in drawn[0].text
    assert any(s.tone is Tone.WARN for one in drawn[:2] for s in one.spans[2:]) or any(
        s.tone is Tone.WARN for s in drawn[1].spans
    )


def test_a_message_is_filled_in() -> None:
    drawn = form(dispatch(message="needed.count", args=("12",)), lens("en"), 100, 3)
    assert "type 12, the count" in drawn[0].text


def test_several_cases_are_counted_and_those_left_out_told() -> None:
    drawn = form(dispatch(cases=6, marked=8), lens("en"), 120, 3)
    assert "6 of 8 cases" in drawn[0].text
    drawn = form(dispatch(cases=6, marked=6), lens(), 120, 3)
    assert "6 件" in drawn[0].text


def test_a_ruling_tells_why_it_came_back_and_what_was_written() -> None:
    case = returned()
    choices = (
        Choice(word="ruling.to_approve"),
        Choice(word="ruling.to_force", barred="bar.too_early"),
    )
    ruled = FieldView("form.ruling", choices, 1, active=True)
    view = FormView(
        "form.rule", None, case.number, "T01", case.title, fields=(ruled, NOTE),
        detail=detail(case, MONDAY, ()), told="不属\x1b[31m本部门", now=MONDAY,
    )  # fmt: skip
    drawn = text(form(view, lens(), 120, needed(view, lens(), 120)))
    for word in (
        "B03 非本单位职责",
        "环卫所",
        "第 1 次退单",
        "暂停",
        "不属␛[31m本部门",
    ):
        assert word in drawn
    assert "▸2 签派 须两次退单或权属不清" in drawn
    assert "  1 同意退单" in drawn


def test_a_conflict_says_who_changed_what_when() -> None:
    said = Said("conflict", MONDAY - 4000, "wang", "Urged", now=MONDAY)
    view = FormView("form.conflict", number="TT-1", said=said, keys="form.review_keys")
    drawn = text(form(view, lens("en"), 80, 3))
    assert "wang at 08:59:56, 4s ago: urged. Nothing was written" in drawn
    assert "Enter review" in drawn


def test_codes_stand_for_digits_where_there_are_more_than_nine() -> None:
    ten = tuple(Choice(code=f"B{n:02d}") for n in range(1, 11))
    field = FieldView("form.reason", ten, 2, active=True)
    shown = text(form(dispatch(fields=(field,)), lens(), 80, 8))
    assert "▸B03 非本单位职责" in shown
    assert "10 B10" not in shown
    field = FieldView("form.reason", ten[:4], 2, active=True)
    shown = text(form(dispatch(fields=(field,)), lens(), 80, 8))
    assert "▸3 B03 非本单位职责" in shown


def test_where_rows_are_short_the_active_field_is_seen() -> None:
    many = tuple(Choice(code=f"B{n:02d}") for n in range(1, 11))
    fields = (
        FieldView("form.reason", many, 2),
        FieldView("form.wake", typed="10d", active=True, day=MONDAY),
        NOTE,
    )
    drawn = text(form(dispatch(fields=fields), lens("en"), 60, 3))
    assert "10d▏ → 2026-09-21" in drawn
    assert form(dispatch(fields=fields), lens("en"), 60, 3)[0].ground is Ground.FORM


@given(
    st.tuples(texts(), texts(), texts(), texts()),
    st.integers(20, 400),
    st.integers(1, 9),
    st.sampled_from(["zh", "en"]),
    st.integers(-1, 2),
)
def test_any_text_in_any_room(
    said: tuple[str, str, str, str], columns: int, rows: int, lang: str, chosen: int
) -> None:
    title, typed, code, told = said
    choices = (
        OFFERS[0],
        Choice(text=title, other=code),
        Choice(offer=Suggestion(code, Why.OTHER)),
    )
    view = dispatch(
        title=title, street=code, number=code, told=told,
        fields=(
            FieldView("form.lead", choices, chosen, typed, active=True),
            FieldView("form.note", typed=typed),
            FieldView("form.co", (Choice(department=code, taken=True),), plain=True),
        ),
        said=Said("conflict", MONDAY, told, code, now=MONDAY),
        detail=detail(returned(), MONDAY, ()),
    )  # fmt: skip
    drawn = form(view, lens(lang), columns, rows)
    assert [width(line.text) for line in drawn] == [columns] * rows
    assert_fits(drawn, columns, rows)
    assert_inert(drawn)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 200])
def test_a_ruling_on_more_time_tells_what_is_asked(lang: str, columns: int) -> None:
    book = Book()
    rests, longer = handling(book), handling(book)
    wake = book.now + 5 * DAY
    book.do(rests, c.AskSuspension(reason="H01", wake=wake, note="n"), HW)
    book.do(longer, c.AskExtension(reason="E03", note="n"), HW)
    for case, verb, words in (
        (rests, "approve", ("H01", lens(lang).clock.date(wake))),
        (longer, "reject", ("E03", "+4")),
    ):
        view = FormView(
            verb="form.rule", number="CN-1", title=verb, fields=(NOTE,), told="等材料",
            detail=detail(book.case(case), book.now, ()), now=book.now,
        )  # fmt: skip
        drawn = text(form(view, lens(lang), columns, needed(view, lens(lang), columns)))
        for word in (*words, "等材料", lens(lang).names.department_full("hw")):
            assert word in drawn, drawn
