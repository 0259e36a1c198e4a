"""Cases made by hand for the list: only what a test is about is said."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from domain.calendar import Unit
from domain.codes import Kind, Source, State
from domain.sla import Disposal
from domain.state import Case, CityState
from domain.views.filter import Vocabulary
from tests.town import HOUR, MINUTE, MONDAY, place

WORDS = Vocabulary(place())


def case(case_id: str = "k1", **said: Any) -> Case:
    """A case in HANDLING, due in an hour."""
    due = said.pop("due", MONDAY + HOUR)
    state = said.pop("state", State.HANDLING)
    given: dict[str, Any] = {
        "number": f"TT-20260921-{case_id:0>4}",
        "version": 3,
        "seq": 3,
        "opened_at": MONDAY - HOUR,
        "changed_at": MONDAY,
        "source": Source.OFFICER,
        "kind": Kind.EVENT,
        "subclass": "0101",
        "title": "暴露垃圾",
        "street": "T01",
        "grid": "T01001001",
        "duty": "D1",
        "department": "hw",
    } | said
    made = Case(id=case_id, state=state, **given)
    if due is not None:
        if state in (State.HANDLING, State.DISPATCHED):
            made.clock = Disposal(
                due - 4 * HOUR, 4 * HOUR, Unit.URGENT_HOUR, due, due - HOUR // 2,
                approximate=False,
            )  # fmt: skip
        else:
            made.stage_since, made.stage_due = due - 15 * MINUTE, due
    return made


def city(*cases: Case) -> CityState:
    """A state with these cases and no past."""
    state = CityState("e")
    state.cases = {one.id: one for one in cases}
    return state


def cases(most: int = 12) -> st.SearchStrategy[list[Case]]:
    """Any few cases, ids apart."""
    titles = ("井盖缺失", "Manhole 盖", "ＡＢＣ 垃圾", "", "a\nb")
    one = st.builds(
        case,
        state=st.sampled_from([State.FILED, State.HANDLING, State.HUNG, State.CHECKED]),
        due=st.one_of(st.none(), st.integers(MONDAY - HOUR, MONDAY + HOUR)),
        title=st.sampled_from(titles),
        street=st.sampled_from(["T01", "T02", "?"]),
        department=st.sampled_from(["", "hw", "cg", "de"]),
        subclass=st.sampled_from(["0101", "0402", "0199", "?"]),
        bounces=st.integers(0, 3),
        bounced_by=st.sampled_from([(), ("hw",), ("hw", "cg")]),
        bounce_reason=st.sampled_from(["", "B01", "B03"]),
        urgent=st.booleans(),
        on_time=st.sampled_from([None, True, False]),
        opened_at=st.integers(MONDAY - 3 * HOUR, MONDAY),
    )
    return st.lists(one, max_size=most).map(_numbered)


def _numbered(drawn: list[Case]) -> list[Case]:
    for number, one in enumerate(drawn):
        one.id = f"k{number}"
        one.number = f"TT-20260921-{number:04d}"
    return drawn


#: Terms of every kind; lines are made of them.
TERMS = (
    "盖", "井盖", "m", "man", "dj", "d", "0003", "e", "ea", "east", "城", "环卫",
    "垃圾", "st=T01", "st:街", "st=T01,T02", "dp=hw", "dp:-", "dp!=cg", "!st=T01",
    "sa=FILED", "sa=FILED,HUNG", "sa!=FILED", "li=red", "li=red,yellow",
    "!li=red", "left<30m",
    "left<1h", "left>0", "age>2h", "age>1h", "bo>0", "bo>=2", "bo=1,2", "!bo=2",
    "ti:盖", "ti:井盖", "ti:井,垃", "ti=井盖缺失", "no:0001", "~井失", "~井盖失",
    "!~井失", "/井.缺/", "/^tt/", "!/x/", "re=B03", "re:-", "bb=hw", "ur=y", "ur=n",
    "ot=n", "td=y", "td=n", "cl=0199", "cl:井", "gr:T01", "du=d1", "ki=事件",
    "so:网格员", "*",
)  # fmt: skip


def lines(most: int = 4) -> st.SearchStrategy[str]:
    """Filter lines that have no fault."""
    return st.lists(st.sampled_from(TERMS), max_size=most).map(" ".join)
