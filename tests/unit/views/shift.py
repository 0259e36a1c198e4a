"""Any course of a day in the town: whoever asks for whatever, in any order."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from domain import commands as c
from domain.errors import Refused
from domain.state import CityState
from domain.views.index import OpenIndex
from tests.town import DAY, HOUR, SYSTEM, Book, report

#: What may be asked about a case; most of it is refused at most times.
ASKED: tuple[c.AnyCommand, ...] = (
    c.SendVerify(),
    c.Verify(genuine=True),
    c.Accept(),
    c.File(),
    c.Dispatch(department="hw"),
    c.Dispatch(department="cg", open_ended=True),
    c.Redispatch(department="de"),
    c.Redispatch(department="hw"),
    c.Take(),
    c.Bounce(reason="B03", note="不属本部门"),
    c.ApproveBounce(),
    c.RejectBounce(note="应由你处处置"),
    c.ForceAssign(department="de", note="签派"),
    c.Recall(),
    c.AskSuspension(reason="H02", wake=0),
    c.ApproveSuspension(),
    c.Resume(),
    c.FeedBack(photos=("p",)),
    c.SendCheck(),
    c.AutoCheck(),
    c.FailCheck(reason="K01"),
    c.PassCheck(photos=("p",)),
    c.Close(),
    c.AskVoid(reason="V04"),
    c.ApproveVoid(),
    c.RejectVoid(note="不予作废"),
    c.SpecialClose(note="特殊"),
    c.Urge(),
)
GRIDS = ("T01001001", "T01001002", "T02001001")
SUBCLASSES = ("0101", "0402", "0199")
#: A case goes all the way more often than chance would let it.
COURSE = (2, 3, 4, 8, 17, 19, 22)


class Step(NamedTuple):
    """`ask` below 0: a new case; else a command, to the `case`-th one."""

    ask: int
    case: int
    ms: int
    drill: bool = False


def steps(most: int = 40) -> st.SearchStrategy[list[Step]]:
    """Something happens after seconds, minutes, hours or days."""
    asks = st.one_of(
        st.just(-1), st.sampled_from(COURSE), st.integers(0, len(ASKED) - 1)
    )
    later = st.one_of(
        st.integers(0, 1000),
        st.integers(0, HOUR),
        st.integers(0, DAY),
        st.sampled_from([0, 12 * 60_000, 15 * 60_000, 15 * 60_000 + 1, 4 * HOUR]),
    )
    drawn = st.builds(Step, asks, st.integers(0, 7), later, st.booleans())
    return st.lists(drawn, min_size=1, max_size=most)


def play(book: Book, step: Step) -> list[str]:
    """Do it, if it is allowed; the ids of the cases that were touched."""
    book.now += step.ms
    known = list(book.state.cases)
    if step.ask < 0 or not known:
        grid = GRIDS[step.case % len(GRIDS)]
        subclass = SUBCLASSES[step.case % len(SUBCLASSES)]
        ask = report(grid=grid, subclass=subclass, drill=step.drill)
        done = book.ask(ask, SYSTEM)
    else:
        command = ASKED[step.ask]
        if isinstance(command, c.AskSuspension):
            command = c.AskSuspension(reason="H02", wake=book.now + DAY)
        done = book.ask(command, SYSTEM, known[step.case % len(known)])
    return [] if isinstance(done, Refused) else [record.case for record in done]


def working() -> Book:
    """A town at work: a day that begins here soon comes to bounces and rulings.

    Two cases wait to be dispatched, three are with `hw`, two with `cg`; one of them was
    with the other before.
    """
    book = Book()
    for number in range(7):
        grid = GRIDS[number % len(GRIDS)]
        done = book.ask(report(grid=grid), SYSTEM)
        assert not isinstance(done, Refused)
        case = done[0].case
        book.do(case, c.Accept())
        book.do(case, c.File())
        if number >= 2:
            book.do(case, c.Dispatch(department="hw" if number % 2 else "cg"))
    book.do(case, c.Bounce(reason="B03", note="不属本部门"))
    book.do(case, c.ApproveBounce())
    book.do(case, c.Redispatch(department="hw"))
    return book


def index_of(state: CityState, now: int) -> OpenIndex:
    """An index made anew."""
    index = OpenIndex()
    index.rebuild(state, now)
    return index
