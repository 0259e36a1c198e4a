"""My commands and their fate; nothing is done before its record came back."""

from __future__ import annotations

from client.outcome import Done, Problem, Unconfirmed
from domain import commands as c
from domain.codes import State
from domain.state import ALL
from domain.views.streams import stream
from tests.town import MONDAY, Book
from tests.unit.domain.cases import DISP, HW, filed, handling
from tui.deeds import NOTABLE, Deeds, Sent, notable
from widgets.draw.actions import Fate


def sent(key: str = "k1", case: str = "c1", at: int = MONDAY) -> Sent:
    return Sent(key, c.Dispatch(department="hw"), case, 3, "TT-20260921-0001", at)


def done(seq: int) -> Done:
    return Done(
        case="c1", number="TT-20260921-0001", version=4, seq=seq, state=State.DISPATCHED
    )


def fates(deeds: Deeds) -> list[Fate | None]:
    return [deed.fate for deed in deeds.listed((), 99)]


def test_sent_is_not_done() -> None:
    deeds = Deeds()
    deeds.sent(sent())
    (deed,) = deeds.listed((), 9)
    assert (deed.fate, deed.what, deed.department) == (Fate.SENT, "Dispatched", "hw")
    assert deeds.pending == {"c1"}


def test_the_case_is_free_again_when_its_record_is_on_the_wall() -> None:
    deeds = Deeds()
    deeds.sent(sent())
    deeds.settle("k1", done(41), seq=40)
    assert fates(deeds) == [Fate.DONE]
    assert deeds.pending == {"c1"}
    deeds.seen(40)
    assert deeds.pending == {"c1"}
    deeds.seen(41)
    assert deeds.pending == frozenset()


def test_a_record_may_come_before_its_answer() -> None:
    deeds = Deeds()
    deeds.sent(sent())
    deeds.seen(41)
    deeds.settle("k1", done(41), seq=41)
    assert deeds.pending == frozenset()


def test_a_refusal_shows_its_reason_and_frees_the_case() -> None:
    deeds = Deeds()
    for key, problem, reason in (
        ("k1", Problem(status=409, code="x", title="T", detail="D"), "D"),
        ("k2", Problem(status=409, code="x", title="T"), "T"),
        ("k3", Problem(status=409, code="x", title=""), "x"),
    ):
        deeds.sent(sent(key, case=f"c-{key}"))
        deeds.settle(key, problem, seq=9)
        (deed,) = [d for d in deeds.listed((), 9) if d.reason == reason]
        assert deed.fate is Fate.REFUSED
    assert deeds.pending == frozenset()


def test_unconfirmed_stays_pending_until_its_fate_is_known() -> None:
    deeds = Deeds()
    deeds.sent(sent())
    deeds.settle("k1", Unconfirmed(key="k1", reason="timeout"), seq=9)
    assert fates(deeds) == [Fate.UNCONFIRMED]
    assert deeds.pending == {"c1"}
    deeds.settle("k1", done(12), seq=12)
    assert fates(deeds) == [Fate.DONE]
    assert deeds.pending == frozenset()


def test_an_unknown_key_changes_nothing() -> None:
    deeds = Deeds()
    deeds.settle("nobody", done(3), seq=9)
    deeds.settle("nobody", Problem(status=409, code="x", title="T"), seq=9)
    assert deeds.listed((), 9) == ()
    assert deeds.pending == frozenset()


def test_two_commands_to_one_case_are_both_waited_for() -> None:
    deeds = Deeds()
    deeds.sent(sent("k1"))
    deeds.sent(sent("k2"))
    deeds.settle("k1", done(5), seq=5)
    assert deeds.pending == {"c1"}
    deeds.settle("k2", done(6), seq=6)
    assert deeds.pending == frozenset()


def test_what_is_kept_is_bounded_and_what_waits_is_not_forgotten() -> None:
    deeds = Deeds()
    for n in range(80):
        deeds.sent(sent(f"k{n}", case=f"c{n}", at=MONDAY + n))
    shown = deeds.listed((), 99)
    assert len(shown) == 50
    assert shown[0].at == MONDAY + 79
    assert len(deeds.pending) == 80
    for n in range(80):
        deeds.settle(f"k{n}", done(n + 1), seq=80)
    assert deeds.pending == frozenset()


def test_others_deeds_come_from_the_stream_and_mine_are_not_told_twice() -> None:
    book = Book()
    mine, other = filed(book), handling(book)
    book.now += 1000
    book.do(mine, c.Dispatch(department="hw"), DISP)
    seq = book.state.seq
    book.now += 1000
    book.do(other, c.Bounce(reason="B03", note="不属"), HW)
    deeds = Deeds()
    deeds.sent(sent(case=mine, at=book.now - 1000))
    deeds.settle("k1", done(seq), seq=book.state.seq)
    listed = deeds.listed(stream(book.state, ALL, book.now, 9, notable), 9)
    assert [(deed.what, deed.fate, deed.actor) for deed in listed] == [
        ("Bounced", None, HW.id),
        ("Dispatched", Fate.DONE, ""),
    ]
    assert deeds.listed(stream(book.state, ALL, book.now, 9, notable), 1) == listed[:1]


def test_only_decisions_of_others_are_notable() -> None:
    book = Book()
    handling(book)
    whats = {line.what for line in book.state.recent[ALL] if notable(line)}
    assert whats == {"Dispatched"}
    assert "Taken" not in NOTABLE
