"""The form: the case, the choices, and why Enter did nothing, at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Share
from domain.text import width
from domain.views.suggest import Suggestion, Why
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from widgets.draw.form import Choice, FormView, form
from widgets.draw.spans import Ground, Tone

OFFERS = (
    Choice(offer=Suggestion("hw", Why.ROUTE, Share(9, 11))),
    Choice(offer=Suggestion("cg", Why.CO)),
    Choice(offer=Suggestion("de", Why.BACKSTOP, bounced=True)),
)


def dispatch(**more: object) -> FormView:
    fields: dict[str, object] = {
        "verb": "form.dispatch",
        "number": "TT-20260921-0001",
        "street": "T01",
        "title": "共享单车占道影响通行",
        "choices": OFFERS,
        "chosen": 1,
        "asks": "form.other",
        "typed": "cg",
    }
    return FormView(**(fields | more))  # type: ignore[arg-type]


RULING = FormView(
    "form.rule",
    "TT-20260921-0001",
    "T01",
    "共享单车占道影响通行",
    (Choice("form.approve"), Choice("form.reject")),
    1,
    "form.note",
)


def test_a_dispatch_of_100() -> None:
    assert text(form(dispatch(), lens(), 100, 3)) == (
        " 派遣  TT-20260921-0001  东街  共享单车占道影响通行"
        "                            Enter 确认  Esc 取消\n"
        "  1 环卫所 职责表 82% (9/11)  ▸2 城市管理局 协办   "
        "3 东街街道办 托底 ▲曾退单  其他部门: cg▏\n"
    )


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
    shown = text(form(dispatch(typed="城管x"), lens(lang), columns, 3))
    for word in ("TT-20260921-0001", "1 ", "▸2 ", "3 ", "城管x▏"):
        assert word in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("key", ["form.early", "form.unknown", "form.note_needed"])
def test_why_enter_did_nothing_is_never_cut_off(
    lang: str, columns: int, key: str
) -> None:
    view = lens(lang)
    drawn = form(dispatch(message=key), view, columns, 3)
    assert view.say(key) in drawn[0].text
    assert any(span.tone is Tone.WARN for span in drawn[0].spans[3:])


def test_a_ruling_asks_for_its_note() -> None:
    drawn = form(RULING, lens(), 80, 3)
    assert drawn[1].text.rstrip() == "  1 同意退单  ▸2 驳回退单  说明: ▏"
    assert {line.ground for line in drawn} == {Ground.FORM}


@given(
    st.tuples(texts(), texts(), texts()),
    st.integers(20, 400),
    st.integers(1, 6),
    st.sampled_from(["zh", "en"]),
    st.integers(0, 2),
)
def test_any_text_in_any_room(
    said: tuple[str, str, str], columns: int, rows: int, lang: str, chosen: int
) -> None:
    title, typed, code = said
    choices = (*OFFERS[:2], Choice(offer=Suggestion(code, Why.OTHER)))
    view = dispatch(
        title=title, typed=typed, choices=choices, street=code, number=code,
        chosen=chosen,
    )  # fmt: skip
    drawn = form(view, lens(lang), columns, rows)
    assert [width(line.text) for line in drawn] == [columns] * rows
    assert_fits(drawn, columns, rows)
    assert_inert(drawn)
