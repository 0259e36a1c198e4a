"""The outbox: every command once, in order, with a key of its own; nothing is lost."""

from __future__ import annotations

from itertools import count

from client.outcome import Done, Problem, Unconfirmed
from domain import commands as c
from domain.codes import State
from domain.state import Case
from tests.town import Book
from tests.unit.domain.cases import filed
from tui.bulk import WINDOW, Outbox, Progress
from tui.deeds import Deeds
from tui.forms import Job

SEND = c.Dispatch(department="hw")


class Wall:
    """A wall that may write or not."""

    def __init__(self) -> None:
        self.deeds = Deeds()
        self.now, self.seq = 0, 0
        self.why = ""

    def unsafe(self) -> str:
        return self.why


class Line:
    """What was sent, in order."""

    def __init__(self) -> None:
        self.wall = Wall()
        numbers = count(1)
        self.sent: list[tuple[c.AnyCommand, str, int, str]] = []
        self.outbox = Outbox(self.wall, lambda: f"k{next(numbers)}", self._send)

    def _send(self, command: c.AnyCommand, case: str, version: int, key: str) -> None:
        self.sent.append((command, case, version, key))

    def done(self, key: str, version: int = 9) -> None:
        self.outbox.settle(key, done(version))


def done(version: int = 9) -> Done:
    return Done(case="c", number="n", version=version, seq=1, state=State.DISPATCHED)


def refused() -> Problem:
    return Problem(status=409, code="wrong-state", title="no")


def cases(count: int) -> list[Case]:
    book = Book()
    return [book.case(filed(book)) for _ in range(count)]


def test_keys_are_never_used_twice_and_few_are_under_way() -> None:
    line = Line()
    line.outbox.want([Job(case, (SEND,)) for case in cases(9)])
    assert len(line.sent) == WINDOW
    for number in range(1, 10):
        line.done(f"k{number}")
    assert len({key for *_, key in line.sent}) == 9
    assert line.outbox.progress == Progress(of=9, done=9, failed=0, left=0)


def test_the_second_step_goes_out_on_the_version_that_came_of_the_first() -> None:
    line = Line()
    (case,) = cases(1)
    line.outbox.want([Job(case, (c.Recall(), SEND))])
    assert line.sent == [(c.Recall(), case.id, case.version, "k1")]
    line.done("k1", version=case.version + 1)
    assert line.sent[1:] == [(SEND, case.id, case.version + 1, "k2")]
    assert not line.outbox.progress.over
    line.done("k2")
    assert line.outbox.progress == Progress(of=1, done=1)


def test_after_a_refusal_nothing_more_is_done_to_that_case() -> None:
    line = Line()
    first, second = cases(2)
    line.outbox.want([Job(first, (c.Recall(), SEND)), Job(second, (SEND,))])
    failure = line.outbox.settle("k1", refused())
    assert failure is not None
    assert failure.case is first
    line.done("k2")
    assert [command for command, *_ in line.sent] == [c.Recall(), SEND]
    assert line.outbox.progress == Progress(of=2, done=1, failed=1)


def test_what_is_not_confirmed_holds_nobody_up_and_counts_when_it_is_known() -> None:
    line = Line()
    line.outbox.want([Job(case, (SEND,)) for case in cases(WINDOW + 1)])
    line.outbox.settle("k1", Unconfirmed(key="k1", reason="?"))
    assert len(line.sent) == WINDOW + 1
    for number in range(2, WINDOW + 2):
        line.done(f"k{number}")
    assert not line.outbox.progress.over
    line.done("k1")
    assert line.outbox.progress.over


def test_nothing_goes_out_while_the_wall_may_not_write() -> None:
    line = Line()
    line.wall.why = "say.stale"
    line.outbox.want([Job(case, (SEND,)) for case in cases(2)])
    line.outbox.pump()
    assert line.sent == []
    line.wall.why = ""
    line.outbox.pump()
    assert len(line.sent) == 2


def test_what_is_given_up_is_told() -> None:
    line = Line()
    line.outbox.want([Job(case, (SEND,)) for case in cases(6)])
    assert line.outbox.drop() == 2
    assert [f.problem for f in line.outbox.failures] == [None, None]
    for number in range(1, 5):
        line.done(f"k{number}")
    assert line.outbox.progress == Progress(of=6, done=4, failed=2)


def test_a_new_confirmation_counts_anew_once_all_is_over() -> None:
    line = Line()
    line.outbox.want([Job(case, (SEND,)) for case in cases(2)])
    line.done("k1")
    line.outbox.want([Job(cases(1)[0], (SEND,))])
    assert line.outbox.progress.of == 3
    line.done("k2")
    line.done("k3")
    line.outbox.want([Job(cases(1)[0], (SEND,))])
    assert line.outbox.progress == Progress(of=1)


def test_an_answer_to_nothing_changes_nothing() -> None:
    line = Line()
    assert line.outbox.settle("nobody", refused()) is None
    assert line.outbox.progress == Progress()
