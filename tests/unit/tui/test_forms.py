"""Forms of dispatch and ruling: no slip of the hand writes, letters choose."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.state import Case
from tests.town import Book
from tests.unit.domain.cases import DISP, filed
from tests.unit.tui.forming import (
    LATE,
    OPENED,
    bounced,
    fault,
    ground,
    plain,
    press,
    returned,
    waiting,
)
from tui.forms import (
    EACH,
    RULINGS,
    Cancelled,
    Confirmed,
    Form,
    Press,
    bars_of,
    dispatch_form,
    redispatch_form,
    ruling_form,
)


def dispatching(*cases: Case) -> Form:
    return dispatch_form(ground(*cases))


def ruling(**bars: str) -> Form:
    return ruling_form(ground(returned()), bars)


def done(form: Form, *keys: str) -> tuple[c.AnyCommand, ...]:
    """What the keys and Enter do to the first case."""
    answer = press(form, *keys, "enter")
    assert isinstance(answer, Confirmed), form.view()
    return answer.jobs[0].steps


@pytest.mark.parametrize("make", [dispatching, ruling])
def test_an_early_enter_is_taken_for_a_slip(make: type[Form]) -> None:
    form = make()  # type: ignore[call-arg]
    assert press(form, "enter", at=OPENED) is None
    assert press(form, "enter", at=LATE - 0.002) is None
    assert fault(form) == "form.early"
    assert isinstance(press(form, "enter", at=LATE), Confirmed)


NAMED = ["backspace", "up", "down", "left", "tab", "shift+tab", "home", "ctrl+s"]


@given(
    st.lists(st.one_of(st.sampled_from(NAMED), st.characters()), max_size=30),
    st.sampled_from([dispatching, ruling]),
)
def test_nothing_but_enter_writes(keys: list[str], make: type[Form]) -> None:
    form = make()  # type: ignore[call-arg]
    for key in keys:
        assert press(form, key) is None


@given(st.text(max_size=60))
def test_a_paste_never_confirms_and_brings_nothing_that_does_not_print(
    text: str,
) -> None:
    form = dispatching()
    press(form, "tab", "tab")
    form.paste(text + "\r\n")
    (_, _, note) = form.view().fields
    assert note.typed.isprintable()
    assert len(note.typed) <= 1000


@pytest.mark.parametrize("make", [dispatching, ruling])
def test_escape_gives_up(make: type[Form]) -> None:
    assert press(make(), "c", "escape") == Cancelled()  # type: ignore[call-arg]


def test_enter_sends_the_case_to_the_suggestion_as_it_was_seen() -> None:
    case = waiting()
    answer = press(dispatching(case), "enter")
    assert isinstance(answer, Confirmed)
    assert (answer.command, answer.case) == (c.Dispatch(department="hw"), case)


@pytest.mark.parametrize(("keys", "code"), [
    ("2", "cg"), ("3", "de"), ("９", "hw"), ("cg", "cg"), ("东办", "de"),
    ("sanit", "hw"), ("城市", "cg"), ("DJ", None), ("xyz", None),
])  # fmt: skip
def test_digits_and_letters_choose(keys: str, code: str | None) -> None:
    form = dispatching()
    answer = press(form, *keys, "enter")
    if code is None:
        assert (answer, fault(form)) == (None, "form.unknown")
    else:
        assert isinstance(answer, Confirmed)
        assert answer.command == c.Dispatch(department=code)


def test_a_bounced_case_is_redispatched_and_who_bounced_it_is_marked() -> None:
    form = dispatching(bounced())
    offers = [choice.offer for choice in form.view().fields[0].choices]
    marked = [o.department for o in offers if o is not None and o.bounced]
    assert marked == ["hw"]
    assert done(form) == (c.Redispatch(department="cg"),)


@pytest.mark.parametrize("keys", [
    ["tab", "h", "w"],  # what is typed counts without being taken
    ["+", "h", "w"],
    ["+", "h", "w", "space"],
    ["tab", "down", "down", "space"],
])  # fmt: skip
def test_lead_and_helpers_in_one_form(keys: list[str]) -> None:
    form = dispatching()
    assert done(form, "2", *keys) == (c.Dispatch(department="cg", co=("hw",)),)


def test_helpers_are_given_up_as_they_were_taken_and_never_lead() -> None:
    form = dispatching()
    press(form, "+", "d", "e", "+", "c", "g", "+")
    assert [x.department for x in form.view().fields[1].choices if x.taken] == [
        "cg",
        "de",
    ]
    press(form, "d", "e", "space")
    assert done(form) == (c.Dispatch(department="hw", co=("cg",)),)
    form = dispatching()
    assert press(form, "+", "h", "w", "enter") is None
    assert fault(form) == "form.co_leads"


def test_a_command_line_fills_the_form_and_sends_nothing() -> None:
    form = dispatching()
    form.fill(department="cg", note="备注")
    assert press(form, "enter", at=OPENED) is None
    assert done(form) == (c.Dispatch(department="cg", note="备注"),)


@pytest.mark.parametrize(("make", "steps"), [
    (bounced, (c.Redispatch(department="cg"),)),
    (returned, (c.ApproveBounce(), c.Redispatch(department="cg"))),
])  # fmt: skip
def test_redispatch_does_what_has_to_go_before(
    make: type[Case], steps: tuple[c.AnyCommand, ...]
) -> None:
    form = redispatch_form(ground(make()))  # type: ignore[call-arg]
    assert done(form, "c", "g") == steps


def test_what_nobody_took_is_recalled_first() -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    form = redispatch_form(ground(book.case(case)))
    assert done(form, "2") == (c.Recall(), c.Dispatch(department="cg"))


def many(count: int, *, urgent: bool = False) -> tuple[Case, ...]:
    book = Book()
    subclass = "0402" if urgent else "0101"
    return tuple(book.case(filed(book, subclass=subclass)) for _ in range(count))


def test_each_of_many_goes_to_its_own_first_suggestion() -> None:
    cases = many(3)
    own = {cases[0].id: "hw", cases[1].id: "cg", cases[2].id: "de"}
    form = dispatch_form(ground(*cases, first=lambda case: own[case.id]))
    assert form.view().fields[0].choices[0].word == "form.each"
    answer = press(form, "enter")
    assert isinstance(answer, Confirmed)
    assert [job.steps for job in answer.jobs] == [
        (c.Dispatch(department=code),) for code in own.values()
    ]
    assert EACH not in {job.steps[0].department for job in answer.jobs}  # type: ignore[union-attr]


@pytest.mark.parametrize(("count", "urgent", "asked"), [
    (1, False, False), (1, True, False), (4, False, False), (5, False, True),
    (2, True, True), (12, False, True),
])  # fmt: skip
def test_many_cases_or_an_urgent_one_among_them_are_counted(
    count: int, *, urgent: bool, asked: bool
) -> None:
    form = dispatch_form(ground(*many(count, urgent=urgent), first=lambda _: "cg"))
    answer = press(form, "enter")
    assert (answer is None) is asked
    if asked:
        assert (fault(form), form.view().args) == ("needed.count", (str(count),))
        assert press(form, *str(count + 1), "enter") is None
        press(form, *(["backspace"] * 2))
        answer = press(form, *str(count), "enter")
    assert isinstance(answer, Confirmed)
    assert len(answer.jobs) == count


def test_rulings_stand_in_their_order() -> None:
    words = [choice.word for choice in ruling().view().fields[0].choices]
    assert words == [f"ruling.to_{name}" for name in RULINGS]


@pytest.mark.parametrize(("keys", "steps"), [
    ("", (c.ApproveBounce(),)),
    ("1好", (c.ApproveBounce(note="好"),)),
    ("2应由你处置", (c.RejectBounce(note="应由你处置"),)),
    # hw wants to give it back: the first one offered is another.
    ("3", (c.ApproveBounce(), c.Redispatch(department="cg"))),
    ("4你来", (c.ForceAssign(department="cg", note="你来"),)),
    ("5你来", (c.ForceAssign(note="你来"),)),
    ("6归市", (c.ApproveBounce(note="归市"),
               c.AskVoid(reason="V04", note="归市"))),
])  # fmt: skip
def test_every_ruling_is_its_commands(
    keys: str, steps: tuple[c.AnyCommand, ...]
) -> None:
    assert done(ruling(), *keys) == steps


def test_a_department_is_only_asked_for_where_one_is_needed() -> None:
    form = ruling()
    assert len(form.view().fields) == 2
    press(form, "3")
    assert len(form.view().fields) == 4
    assert done(form, "tab", "c", "g", "+", "d", "e") == (
        c.ApproveBounce(),
        c.Redispatch(department="cg", co=("de",)),
    )


@pytest.mark.parametrize("digit", ["2", "4", "5"])
def test_some_rulings_need_a_note(digit: str) -> None:
    form = ruling()
    assert press(form, digit, "enter") is None
    assert fault(form) in ("form.note_needed", "needed.note")
    assert press(form, "space", "enter") is None
    assert len(done(form, *"你来")) == 1


def test_what_is_barred_is_seen_and_says_why() -> None:
    bars = bars_of({c.ApproveBounce: "our-error"}, role_may_send=True)
    assert set(bars) == {"approve", "again", "city"}
    form = ruling(**bars)
    assert form.view().fields[0].chosen == 1  # the first that is allowed
    assert press(form, "1", "enter") is None
    assert fault(form) == "bar.our_error"
    only = bars_of({}, role_may_send=False)
    assert only == {
        "again": "bar.role_not_allowed",
        "city": "bar.role_not_allowed",
    }


def test_a_digit_within_a_note_is_text() -> None:
    form = ruling()
    press(form, *"第2次")
    ruled, note = form.view().fields
    assert (note.typed, ruled.chosen) == ("第2次", 0)


@given(st.text(max_size=1200))
def test_a_note_holds_only_what_can_be_read_and_ends_somewhere(text: str) -> None:
    form = ruling()
    press(form, "tab")
    for character in text:
        form.press(Press("key", character, LATE))
    typed = form.view().fields[-1].typed
    assert typed.isprintable()
    assert len(typed) <= 1000


def test_the_form_shows_which_case_it_is_about() -> None:
    case = waiting(title="[/b] 噪音")
    view = dispatching(case).view()
    assert (view.number, view.street, view.title) == (
        case.number,
        "T01",
        "[/b] 噪音",
    )


def test_a_form_that_is_opened_again_is_about_the_new_version() -> None:
    case = waiting()
    form = dispatching(case)
    press(form, "2")
    newer = msgspec.structs.replace(case, version=case.version + 1)
    form.again(newer, LATE)
    assert press(form, "enter", at=LATE + 0.1) is None
    answer = press(form, "enter", at=LATE + 1)
    assert isinstance(answer, Confirmed)
    assert answer.jobs[0].case is newer
    assert answer.command == c.Dispatch(department="cg")


def test_the_number_of_an_ended_case_is_typed_again_after_a_conflict() -> None:
    form = plain(c.Close, waiting())
    ending = form.case.number[-4:]
    press(form, *ending)
    form.again(form.case, LATE)
    assert press(form, "enter", at=LATE + 1) is None
    assert fault(form) == "needed.ending"
