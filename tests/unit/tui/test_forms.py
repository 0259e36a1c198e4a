"""Forms: no slip of the hand writes, letters choose, Enter does what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.commands import ApproveBounce, Dispatch, Redispatch, RejectBounce
from domain.state import Case
from domain.views.lessons import Lessons
from domain.views.suggest import Routing, suggest
from tests.town import Book, place
from tests.unit.domain.cases import DISP, HW, filed, handling
from tui.forms import (
    SETTLE_S,
    Cancelled,
    Confirmed,
    DispatchForm,
    Form,
    Press,
    RulingForm,
)

OPENED = 50.0
LATE = OPENED + SETTLE_S + 0.001


def waiting(**more: object) -> Case:
    book = Book()
    return book.case(filed(book, **more))


def returned() -> Case:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    return book.case(case)


def bounced() -> Case:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    book.do(case, c.ApproveBounce(), DISP)
    return book.case(case)


def dispatching(case: Case | None = None) -> DispatchForm:
    case = case or waiting()
    offers = suggest(case, Routing(place()), Lessons(), {})
    return DispatchForm(case, offers, place(), OPENED)


def ruling() -> RulingForm:
    return RulingForm(returned(), OPENED)


def press(form: Form, *keys: str, at: float = LATE) -> object:
    """Keys by name; one character types itself. What the last one answers."""
    answer: object = None
    for key in keys:
        character = " " if key == "space" else key if len(key) == 1 else ""
        answer = form.press(Press(key, character, at))
    return answer


@pytest.mark.parametrize("make", [dispatching, ruling])
def test_an_early_enter_is_taken_for_a_slip(make: type[Form]) -> None:
    form = make()
    assert press(form, "enter", at=OPENED) is None
    assert press(form, "enter", at=LATE - 0.002) is None
    assert form.view().message == "form.early"
    assert isinstance(press(form, "enter", at=LATE), Confirmed)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "backspace",
                    "up",
                    "down",
                    "left",
                    "tab",
                    "shift+tab",
                    "home",
                    "ctrl+s",
                ]
            ),
            st.characters(),
        ),
        max_size=30,
    ),
    st.sampled_from([dispatching, ruling]),
)
def test_nothing_but_enter_writes(keys: list[str], make: type[Form]) -> None:
    form = make()
    for key in keys:
        assert press(form, key) is None


@pytest.mark.parametrize("make", [dispatching, ruling])
def test_escape_gives_up(make: type[Form]) -> None:
    assert press(make(), "cg"[0], "escape") == Cancelled()


def test_enter_sends_the_case_to_the_suggestion_as_it_was_seen() -> None:
    case = waiting()
    assert press(dispatching(case), "enter") == Confirmed(
        Dispatch(department="hw"), case
    )


@pytest.mark.parametrize(("keys", "department"), [
    (["1"], "hw"), (["2"], "cg"), (["3"], "de"), (["３"], "de"),
    (["9"], "hw"), (["0"], "hw"),  # no such choice
    (["down"], "cg"), (["right", "tab"], "de"), (["up"], "de"), (["down"] * 3, "hw"),
    (["shift+tab"], "de"),
])  # fmt: skip
def test_digits_and_arrows_choose(keys: list[str], department: str) -> None:
    form = dispatching()
    answer = press(form, *keys, "enter")
    assert isinstance(answer, Confirmed)
    assert answer.command == Dispatch(department=department)


@pytest.mark.parametrize("typed", ["cg", "CG", "城管", "市管", "city", "management"])
def test_letters_choose_a_department_by_code_initials_or_name(typed: str) -> None:
    form = dispatching()
    answer = press(form, *typed, "enter")
    assert isinstance(answer, Confirmed)
    assert answer.command == Dispatch(department="cg")


def test_what_is_written_is_what_is_marked() -> None:
    form = dispatching()
    press(form, *"de")
    view = form.view()
    offer = view.choices[view.chosen].offer
    assert offer is not None
    answer = press(form, "enter")
    assert isinstance(answer, Confirmed)
    assert answer.command == Dispatch(department=offer.department)


def test_a_department_that_is_not_offered_joins_the_choices() -> None:
    case = waiting()
    offers = suggest(case, Routing(place()), Lessons(), {})[:1]
    form = DispatchForm(case, offers, place(), OPENED)
    press(form, "d", "e")
    view = form.view()
    assert (len(view.choices), view.chosen, view.typed) == (2, 1, "de")
    press(form, "backspace", "backspace")
    view = form.view()
    assert (len(view.choices), view.chosen, view.typed) == (1, 0, "")


def test_an_unknown_name_writes_nothing() -> None:
    form = dispatching()
    assert press(form, *"xyz", "enter") is None
    assert form.view().message == "form.unknown"
    assert press(form, "backspace") is None
    assert form.view().message == ""
    assert press(form, "backspace", "backspace", "enter") is not None


def test_without_any_department_there_is_nothing_to_confirm() -> None:
    form = DispatchForm(waiting(), (), place(), OPENED)
    assert press(form, "down", "1", "enter") is None
    assert form.view().message == "form.unknown"


def test_after_a_bounce_it_is_a_redispatch_and_the_bouncer_comes_last() -> None:
    form = dispatching(bounced())
    assert form.view().verb == "form.redispatch"
    last = form.view().choices[-1].offer
    assert last is not None
    assert (last.department, last.bounced) == ("hw", True)
    answer = press(form, "enter")
    assert isinstance(answer, Confirmed)
    assert answer.command == Redispatch(department="cg")


def test_a_bounce_is_approved_at_once_but_rejected_only_with_a_note() -> None:
    assert press(ruling(), "enter").command == ApproveBounce(note="")  # type: ignore[attr-defined]
    form = ruling()
    assert press(form, "2", "enter") is None
    assert form.view().message == "form.note_needed"
    assert press(form, "space", "enter") is None
    answer = press(form, *"应由你处置", "enter")
    assert isinstance(answer, Confirmed)
    assert answer.command == RejectBounce(note="应由你处置")


def test_a_digit_within_a_note_is_text() -> None:
    form = ruling()
    press(form, *"第2次")
    assert (form.view().typed, form.view().chosen) == ("第2次", 0)


@given(st.text(max_size=300))
def test_a_note_holds_only_what_can_be_read_and_ends_somewhere(text: str) -> None:
    form = ruling()
    for character in text:
        form.press(Press("key", character, LATE))
    typed = form.view().typed
    assert typed.isprintable()
    assert len(typed) <= 200


def test_the_form_shows_which_case_it_is_about() -> None:
    case = waiting(title="[/b] 噪音")
    view = dispatching(case).view()
    assert (view.number, view.street, view.title) == (
        case.number,
        "T01",
        "[/b] 噪音",
    )
