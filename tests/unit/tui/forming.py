"""Forms for tests: on a case, opened at a known time, keys pressed by name."""

from __future__ import annotations

from typing import Final

from domain import commands as c
from domain import workflow
from domain.state import Case
from domain.views.lessons import Lessons
from domain.views.suggest import Routing, suggest
from tests.town import MONDAY, Book, place
from tests.unit.domain.cases import DISP, HW, filed, handling
from tui.forms import SETTLE_S, Form, Ground, Press, form_of

OPENED: Final = 50.0
LATE: Final = OPENED + SETTLE_S + 0.001


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


def ground(*cases: Case, **more: object) -> Ground:
    """What a form is made on; the first case's suggestions are offered."""
    cases = cases or (waiting(),)
    fields: dict[str, object] = {
        "cases": cases,
        "place": place(),
        "now": MONDAY,
        "at": OPENED,
        "marked": len(cases),
        "offers": suggest(cases[0], Routing(place()), Lessons(), {}),
    }
    return Ground(**(fields | more))  # type: ignore[arg-type]


def plain(command: type[c.AnyCommand], *cases: Case, **more: object) -> Form:
    """The form of a command, from its first row."""
    return form_of(workflow.rows_of(command)[0], ground(*cases, **more))


def press(form: Form, *keys: str, at: float = LATE) -> object:
    """Keys by name; one character types itself. What the last one answers."""
    answer: object = None
    for key in keys:
        character = " " if key == "space" else key if len(key) == 1 else ""
        answer = form.press(Press(key, character, at))
    return answer


def fault(form: Form) -> str:
    """Why the last Enter did nothing."""
    return form.view().message
