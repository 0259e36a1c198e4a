"""Cases that have come some way, for the tests of decisions."""

from __future__ import annotations

from domain import commands as c
from domain.codes import Role
from tests.town import Book, actor

ACC = actor(Role.ACCEPTANCE)
LEAD = actor(Role.LEADER)
DISP = actor(Role.DISPATCHER)
CMD = actor(Role.COMMANDER)
CG = actor(Role.DEPARTMENT, "cg")
HW = actor(Role.DEPARTMENT, "hw")
OFF = actor(Role.OFFICER)
OTHER_OFF = actor(Role.OFFICER, name="officer-2")


def filed(book: Book, **more: object) -> str:
    case = book.open(**more)
    book.do(case, c.Accept(), ACC)
    book.do(case, c.File(), LEAD)
    return case


def handling(book: Book, department: str = "hw", **more: object) -> str:
    case = filed(book, **more)
    book.do(case, c.Dispatch(department=department), DISP)
    book.do(case, c.Take(), actor(Role.DEPARTMENT, department))
    return case


def fed_back(book: Book) -> str:
    case = handling(book)
    book.do(case, c.FeedBack(photos=("a", "b")), HW)
    return case
