"""Cases as offers: recent ones by anything, all by their number."""

from __future__ import annotations

from domain.state import Case
from tests.town import MINUTE, MONDAY, Book, report
from tests.unit.domain.cases import OFF
from tui.cases import case_offers


def town(count: int) -> dict[str, Case]:
    """So many open cases."""
    book = Book()
    for number in range(count):
        book.ask(report(title=f"暴露垃圾 {number}"), OFF, at=MONDAY + number * MINUTE)
    return dict(book.state.cases)


def numbers(cases: dict[str, Case], recent: list[str], typed: str) -> list[str]:
    return [offer.text[-4:] for offer in case_offers(cases, recent, typed)]


def test_with_nothing_typed_the_recent_ones_are_offered_once() -> None:
    cases = town(5)
    ids = list(cases)
    assert numbers(cases, [ids[3], ids[1], ids[3], "gone"], "") == ["0004", "0002"]


def test_a_number_finds_any_case_and_its_end_comes_first() -> None:
    cases = town(12)
    assert numbers(cases, [], "0002") == ["0002"]
    assert numbers(cases, [], "02")[:1] == ["0002"]
    assert case_offers(cases, [], "0002")[0].also[0] == list(cases)[1]
    assert len(numbers(cases, [], "0")) == 12
    assert numbers(cases, [], "0")[:1] == ["0010"]


def test_words_find_only_what_was_looked_at() -> None:
    cases = town(5)
    ids = list(cases)
    assert numbers(cases, [ids[2]], "垃圾") == ["0003"]
    assert numbers(cases, [], "垃圾") == []


def test_a_few_are_offered_of_many() -> None:
    assert len(case_offers(town(50), [], "0")) == 20
