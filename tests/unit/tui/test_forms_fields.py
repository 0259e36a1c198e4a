"""Every command has a form of its own fields, and each field says what it wants."""

from __future__ import annotations

import msgspec
import pytest

from domain import commands as c
from domain.codes import TERMINAL
from domain.workflow import TRANSITIONS, Transition
from tests.town import DAY, HOUR, MONDAY, Book
from tests.unit.domain.cases import handling
from tests.unit.tui.forming import fault, ground, plain, press, waiting
from tui import catalogue
from tui.forms import Confirmed, Form, form_of
from tui.forms.dates import day_of

ROWS = [row for row in TRANSITIONS if row.command is not c.Report]
#: Only records bring these.
NOT_ASKED = {"deadline", "open_ended", "title"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.slug}")
def test_every_field_of_a_command_is_asked_for(row: Transition) -> None:
    form = form_of(row, ground())
    asked = {field.name for field in form.fields if field.name}
    wanted = {field.name for field in msgspec.structs.fields(row.command)}
    assert asked == wanted - NOT_ASKED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.slug}")
def test_every_field_has_its_words(row: Transition) -> None:
    for lang in ("zh", "en"):
        say = catalogue.words(lang)
        for field in form_of(row, ground()).fields:
            keys = [f"form.{field.label}"]
            if field.required:
                keys.append(f"needed.{field.label}")
            assert [key for key in keys if say(key) == key] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.slug}")
def test_what_ends_a_case_wants_the_end_of_its_number(row: Transition) -> None:
    form = form_of(row, ground())
    guards = [field for field in form.fields if field.label == "ending"]
    assert bool(guards) is (row.to in TERMINAL)


def done(form: Form, *keys: str) -> c.AnyCommand:
    answer = press(form, *keys, "enter")
    assert isinstance(answer, Confirmed), form.view()
    return answer.command


def test_closing_is_the_number_and_enter() -> None:
    case = waiting()
    form = plain(c.Close, case)
    assert press(form, "enter") is None
    assert fault(form) == "needed.ending"
    assert done(form, *case.number[-4:]) == c.Close()


@pytest.mark.parametrize(("keys", "reason"), [
    ("3", "B03"), ("10", "B10"), ("b07", "B07"), ("重复", "B08"), ("duplicate", "B08"),
])  # fmt: skip
def test_a_reason_is_its_number_its_code_or_its_words(keys: str, reason: str) -> None:
    form = plain(c.Bounce)
    assert done(form, *keys, "space", *"不属本部门") == c.Bounce(
        reason=reason, note="不属本部门"
    )


def test_no_reason_is_chosen_for_the_person() -> None:
    form = plain(c.AskVoid)
    assert press(form, "enter") is None
    assert fault(form) == "needed.reason"
    assert done(form, "2") == c.AskVoid(reason="V02")


def test_a_reason_that_there_is_not() -> None:
    form = plain(c.Bounce)
    assert press(form, *"b77", "tab", "x", "enter") is None
    assert fault(form) == "form.unknown"


def test_a_needed_note_is_needed() -> None:
    form = plain(c.Bounce)
    assert press(form, "3", "enter") is None
    assert fault(form) == "needed.note"
    assert press(form, "space", "enter") is None


EIGHT = MONDAY - HOUR  # MONDAY is nine o'clock


@pytest.mark.parametrize(("typed", "day"), [
    ("10d", EIGHT + 10 * DAY), ("3w", EIGHT + 21 * DAY), ("10天", EIGHT + 10 * DAY),
    ("2026-09-24", EIGHT + 3 * DAY), ("2026/9/24", EIGHT + 3 * DAY),
    ("2026-02-30", None), ("soon", None), ("10", None), ("１０d", None),
])  # fmt: skip
def test_days(typed: str, day: int | None) -> None:
    from zoneinfo import ZoneInfo

    assert day_of(typed, MONDAY, ZoneInfo("Asia/Shanghai")) == day


@pytest.mark.parametrize(("typed", "why"), [
    ("2026-09-20", "form.wake_past"), ("0d", "form.wake_past"),
    ("2028-01-01", "form.wake_far"), ("54w", "form.wake_far"),
    ("x", "form.wake_wrong"), ("", "needed.wake"),
])  # fmt: skip
def test_a_wake_date_that_will_not_do_says_why(typed: str, why: str) -> None:
    form = plain(c.AskSuspension)
    assert press(form, "1", "tab", *typed, "enter") is None
    assert fault(form) == why


def test_a_suspension() -> None:
    form = plain(c.AskSuspension)
    found = done(form, "4", "space", *"3w", "tab", *"等批复")
    assert found == c.AskSuspension(reason="H04", wake=EIGHT + 21 * DAY, note="等批复")


@pytest.mark.parametrize(("keys", "hours"), [
    ("", 2), ("4", 4), ("72", 72), (["up"], 3), (["down", "down"], 1),
])  # fmt: skip
def test_hours(keys: list[str], hours: int) -> None:
    assert done(plain(c.Urge), *keys) == c.Urge(hours=hours)


@pytest.mark.parametrize("typed", ["0", "73", "999"])
def test_hours_within_their_limits(typed: str) -> None:
    form = plain(c.Urge)
    assert press(form, *typed, "enter") is None
    assert fault(form) == "form.hours_wrong"


def test_a_note_can_be_typed_right_after_the_hours() -> None:
    assert done(plain(c.Urge), *"4请速办") == c.Urge(hours=4, note="请速办")


@pytest.mark.parametrize(("keys", "found"), [("1", True), ("是", True), ("n", False)])
def test_yes_or_no(keys: str, *, found: bool) -> None:
    form = plain(c.RuleAppeal)
    assert press(form, "enter") is None
    assert done(form, *keys) == c.RuleAppeal(upheld=found)


def test_photos_are_ids_and_no_files() -> None:
    form = plain(c.Verify)
    assert press(form, "1", "tab", *"/home/a.jpg", "enter") is None
    assert fault(form) == "form.photos_path"
    form = plain(c.Verify)
    assert press(form, "1", "enter") is None
    assert fault(form) == "needed.photos"
    form = plain(c.Verify)
    assert done(form, "1", "tab", *"p1 p2") == c.Verify(
        genuine=True, photos=("p1", "p2")
    )


def test_a_case_is_merged_into_a_similar_one_or_any_by_its_number() -> None:
    book = Book()
    mine, like, other = (book.case(book.open()) for _ in range(3))
    form = plain(
        c.Merge,
        mine,
        similar=(like,),
        find=lambda typed: other if other.number.endswith(typed) else None,
    )
    end = mine.number[-4:]
    assert done(form, *end) == c.Merge(target=like.id)
    form = plain(c.Merge, mine, find=lambda typed: other if typed == "0003" else None)
    assert press(form, *"0009", "tab", *end, "enter") is None
    assert fault(form) == "needed.target"
    press(form, *(["backspace"] * 4))
    assert done(form, *"0003") == c.Merge(target=other.id)


def test_a_class_that_is_missing_is_settled_when_the_case_is_accepted() -> None:
    book = Book()
    case = book.case(book.open(subclass=""))
    form = plain(c.Accept, case)
    assert press(form, "enter") is None
    assert fault(form) == "needed.subclass"
    assert done(form, *"0402", "tab", *"T01001002") == c.Accept(
        subclass="0402", grid="T01001002"
    )
    assert done(plain(c.Accept, waiting())) == c.Accept()


def test_a_handler_is_named() -> None:
    book = Book()
    form = plain(c.Assign, book.case(handling(book)))
    assert press(form, "enter") is None
    assert fault(form) == "needed.handler"
    assert done(form, *"张三") == c.Assign(handler="张三")


def test_a_forced_assignment_is_the_backstops_unless_somebody_is_named() -> None:
    form = plain(c.ForceAssign)
    assert done(form, *"你来") == c.ForceAssign(note="你来")
    form = plain(c.ForceAssign)
    assert done(form, "shift+tab", "shift+tab", "2", "tab", "tab", *"你来") == (
        c.ForceAssign(department="hw", note="你来")
    )
