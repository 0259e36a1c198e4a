"""A case in every state of the workflow, and who may take it from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from domain import commands as c
from domain.codes import State
from domain.state import Case
from tests.town import DAY, Book
from tests.unit.domain.cases import (
    ACC,
    DISP,
    HW,
    LEAD,
    OTHER_OFF,
    fed_back,
    filed,
    handling,
)


def _reported(book: Book) -> str:
    return book.open()


def _verifying(book: Book) -> str:
    case = book.open()
    book.do(case, c.SendVerify(), ACC)
    return case


def _accepted(book: Book) -> str:
    case = book.open()
    book.do(case, c.Accept(), ACC)
    return case


def _dispatched(book: Book) -> str:
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    return case


def _returned(book: Book) -> str:
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    return case


def _hang_asked(book: Book) -> str:
    case = handling(book)
    wake = book.now + 5 * DAY
    book.do(case, c.AskSuspension(reason="H01", wake=wake), HW)
    return case


def _hung(book: Book) -> str:
    case = _hang_asked(book)
    book.do(case, c.ApproveSuspension(), DISP)
    return case


def _checking(book: Book) -> str:
    case = fed_back(book)
    book.do(case, c.SendCheck(), ACC)
    return case


def _checked(book: Book) -> str:
    case = _checking(book)
    book.do(case, c.PassCheck(photos=("p",)), OTHER_OFF)
    return case


def _void_asked(book: Book) -> str:
    case = filed(book)
    book.do(case, c.AskVoid(reason="V02"), DISP)
    return case


def _closed(book: Book) -> str:
    case = _checked(book)
    book.do(case, c.Close(), LEAD)
    return case


SOURCES: Final[Mapping[State, Callable[[Book], str]]] = {
    State.REPORTED: _reported,
    State.VERIFYING: _verifying,
    State.ACCEPTED: _accepted,
    State.FILED: filed,
    State.DISPATCHED: _dispatched,
    State.HANDLING: handling,
    State.RETURN_REQ: _returned,
    State.HANG_REQ: _hang_asked,
    State.HUNG: _hung,
    State.FED_BACK: fed_back,
    State.CHECKING: _checking,
    State.CHECKED: _checked,
    State.VOID_REQ: _void_asked,
    State.CLOSED: _closed,
}


def standing(state: State, book: Book | None = None) -> tuple[Book, Case]:
    """A case in that state, in a book of its own unless one is given."""
    book = book or Book()
    case = SOURCES[state](book)
    return book, book.case(case)
