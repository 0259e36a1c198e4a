"""A report's form: what it asks for, what it makes of it, which cases it is like."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Kind, Role, Source
from domain.decisions.intake import sources_of
from domain.state import Case
from tests.town import GRIDS, MONDAY, Book, place
from tests.unit.tui.forming import LATE, OPENED, fault, press
from tui import catalogue
from tui.forms import Cancelled, Confirmed, Desk, Form, report_form

MANHOLE = "3101050102000017"


def form(role: Role = Role.ACCEPTANCE, **more: object) -> Form:
    fields: dict[str, object] = {
        "place": place(),
        "sources": sources_of(role),
        "now": MONDAY,
        "at": OPENED,
        "grid": {g.code: g for g in GRIDS}.get,
    }
    return report_form(Desk(**(fields | more)))  # type: ignore[arg-type]


def sent(form: Form, *keys: str) -> c.AnyCommand:
    answer = press(form, *keys, "enter")
    assert isinstance(answer, Confirmed), form.view()
    (job,) = answer.jobs
    (command,) = job.steps
    assert (job.case.id, job.case.version) == ("", 0)
    return command


def hotline(**more: object) -> c.Report:
    given: dict[str, object] = {"source": Source.HOTLINE, "title": "暴露垃圾"}
    return c.Report(**(given | more))  # type: ignore[arg-type]


def test_a_class_and_a_street_are_enough() -> None:
    assert sent(form(), *"bllj", "space", *"dj") == hotline(
        subclass="0101", street="T01"
    )


@pytest.mark.parametrize("typed", ["0101", "bllj", "暴露", "exposed"])
def test_a_class_is_found_by_code_initials_and_names(typed: str) -> None:
    found = sent(form(), *typed, "tab", *"xj")
    assert found == hotline(subclass="0101", street="T02")


@pytest.mark.parametrize(
    ("typed", "place_of_it"),
    [
        ("T01", {"street": "T01"}),
        ("西街", {"street": "T02"}),
        ("t01001002", {"grid": "T01001002"}),
        (MANHOLE, {"component": MANHOLE}),
    ],
)
def test_a_place_is_a_street_a_grid_or_a_component(
    typed: str, place_of_it: dict[str, str]
) -> None:
    found = sent(form(), *"bllj", "tab", *typed)
    kind = Kind.COMPONENT if "component" in place_of_it else Kind.EVENT
    assert found == hotline(subclass="0101", kind=kind, **place_of_it)


def test_a_place_that_is_none_is_told() -> None:
    one = form()
    assert press(one, *"bllj", "tab", "enter") is None
    assert fault(one) == "needed.where"
    assert press(one, *"T09001001", "enter") is None
    assert (fault(one), one.view().args) == ("form.nowhere", ("T09001001",))


def test_a_grid_is_the_centres_to_know_while_the_ground_is_not_there() -> None:
    found = sent(form(grid=None), *"bllj", "tab", *"T09001001")
    assert found == hotline(subclass="0101", grid="T09001001")


def test_without_a_class_it_needs_a_title() -> None:
    one = form()
    assert press(one, "tab", *"dj", "enter") is None
    assert fault(one) == "needed.title"
    assert one.active is not None
    assert one.active.name == "title"
    assert sent(one, *"怪味") == hotline(title="怪味", street="T01")


def test_a_class_that_is_none_is_not_left_out() -> None:
    one = form()
    assert press(one, *"qqq", "tab", *"dj", "tab", *"怪味", "enter") is None
    assert (fault(one), one.view().args) == ("form.unknown", ("qqq",))


def test_all_of_it() -> None:
    keys = (
        *"jgqs", "space", *"T02001001", "tab", *"井盖不见", "tab", *"西街 7 号", "tab",
        "3", "tab", "1", "e", "space", *"有人摔倒",
    )  # fmt: skip
    assert sent(form(), *keys) == c.Report(
        source=Source.PUBLIC, title="井盖不见", subclass="0199", grid="T02001001",
        address="西街 7 号", urgent=True, elder=True, text="有人摔倒",
    )  # fmt: skip


def test_a_mark_is_taken_off_again() -> None:
    keys = (*"bllj", "space", *"dj", "tab", "tab", "tab", "tab", "1", "2", "u")
    assert sent(form(), *keys) == hotline(subclass="0101", street="T01", elder=True)


def test_arrows_go_through_classes_that_are_seen() -> None:
    one = form()
    press(one, "down", "down")
    assert one.view().fields[0].typed == "0402"
    assert sent(one, "tab", *"dj") == hotline(
        subclass="0402", street="T01", title="路面塌陷"
    )


@pytest.mark.parametrize(
    ("role", "sources"),
    [
        (Role.ACCEPTANCE, (Source.HOTLINE, Source.SENSOR, Source.PUBLIC)),
        (Role.COORDINATOR, (Source.COORDINATOR,)),
        (Role.OFFICER, (Source.OFFICER,)),
        (Role.DISPATCHER, ()),
    ],
)
def test_a_role_has_its_own_sources(role: Role, sources: tuple[Source, ...]) -> None:
    assert sources_of(role) == sources
    shown = next(f for f in form(role).view().fields if f.label == "form.source")
    assert len(shown.choices) == len(sources)


def test_an_enter_at_once_is_a_slip_and_escape_sends_nothing() -> None:
    one = form()
    one.fill(subclass="0101", where="T01")
    assert press(one, "enter", at=OPENED + 0.1) is None
    assert fault(one) == "form.early"
    assert press(one, "escape") == Cancelled()


def test_a_line_fills_it_and_the_keys_go_on_where_it_stopped() -> None:
    one = form()
    one.fill(subclass="0101")
    assert one.active is not None
    assert one.active.name == "where"
    one.fill(where="T01", title="桶满")
    assert sent(one) == hotline(subclass="0101", street="T01", title="桶满")


def test_it_says_what_is_like_it_and_asks_once_for_a_class_and_place() -> None:
    book, asked = Book(), []
    case = book.case(book.open(title="桶满"))

    def alike(*what: str) -> tuple[Case, ...]:
        asked.append(what)
        return (case,) if what[2] != "T01001002" else ()

    one = form(alike=alike)
    press(one, *"bllj", "tab", *"dj")
    said = one.view().said
    assert said is not None
    assert (said.kind, said.by) == ("alike", f"{case.number} 桶满")
    press(one, "tab", *"满了", at=LATE)
    assert asked == [("0101", "T01", "")]
    press(one, "shift+tab", *["backspace"] * 2, *"T01001002")
    assert asked[-1] == ("0101", "T01", "T01001002")
    assert one.view().said is None


def test_every_field_has_its_words() -> None:
    for lang in ("zh", "en"):
        say = catalogue.words(lang)
        for field in form().fields:
            keys = [f"form.{field.label}"]
            if field.required:
                keys.append(f"needed.{field.label}")
            assert [key for key in keys if say(key) == key] == []
