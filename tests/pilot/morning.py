"""A morning in the town: cases that wait, one sent back, some late, some closed."""

from __future__ import annotations

from domain import commands as c
from tests.town import HOUR, MINUTE, Book
from tests.unit.domain.cases import HW, filed, handling
from tests.unit.tui.feeding import Feeding

WAITING = 6
LATE = 3
TITLES = (
    "天山路 123 号门口共享单车占道",
    "[/b] 商场空调噪音 [@click=app.quit]扰民",
    "沿街商铺跨门经营",
    "小区门口暴露垃圾",
    "Rubbish at the gate",
    "夜间施工噪音扰民，多次投诉无人处理，请尽快到现场核实处理",
)


def morning() -> Feeding:
    """From nine to half past noon; the wall opens then."""
    book = Book(forgetful=True)  # many things in few places
    for number in range(LATE):
        handling(book, "cg", subclass="0402", title=f"路面塌陷 {number + 1}")
        book.now += 7 * MINUTE
    for number in range(8):
        case = handling(book, grid="T02001001" if number % 2 else "T01001001")
        book.now += 9 * MINUTE
        if number < 5:
            book.do(case, c.FeedBack(photos=("p",)), HW)
            book.do(case, c.AutoCheck())
            book.do(case, c.Close())
    book.now += HOUR
    back = handling(book, title="绿化带内堆物")
    book.do(back, c.Bounce(reason="B03", note="不属本部门"), HW)
    for number in range(WAITING):
        book.now += 2 * MINUTE
        grid = "T02001001" if number % 3 == 2 else "T01001002"
        filed(book, title=TITLES[number], grid=grid)
    return Feeding(book)
