"""Photos held against their case, and what there is to doubt."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.decide import Ask, decide
from domain.events import Reported, Verified
from domain.photos import FAR_M, OLD_MS, Photo, Shot, doubts, held
from tests.town import HOUR, MONDAY, SYSTEM, Book, report

SPOT = (121.400, 31.200)
HERE = Photo(photo="p", lon=121.400, lat=31.200, taken_at=MONDAY - HOUR)


def codes(*shots: Shot) -> list[str]:
    return [doubt.code for doubt in doubts(shots)]


def test_a_photo_from_the_place_and_the_hour_is_not_doubted() -> None:
    (shot,) = held([HERE], SPOT, MONDAY)
    assert (shot.away, shot.age) == (0, HOUR)
    assert codes(shot) == []


@pytest.mark.parametrize(
    ("shot", "expected"),
    [
        (Shot(photo="p", lon=1.0, lat=1.0, away=FAR_M, age=OLD_MS), []),
        (Shot(photo="p", lon=1.0, lat=1.0, away=FAR_M + 1), ["photo-far"]),
        (Shot(photo="p", lon=1.0, lat=1.0, age=OLD_MS + 1), ["photo-old"]),
        (Shot(photo="p"), ["photo-no-position"]),
        (Shot(photo="p", age=OLD_MS + 1), ["photo-no-position", "photo-old"]),
        (Shot(photo="p", lon=1.0, lat=1.0, age=-5), []),
    ],
)
def test_what_does_not_fit_is_named(shot: Shot, expected: list[str]) -> None:
    assert codes(shot) == expected


def test_what_is_not_known_is_not_computed() -> None:
    assert held([HERE], None, MONDAY)[0].away is None
    (bare,) = held([Photo(photo="p")], SPOT, MONDAY)
    assert (bare.away, bare.age) == (None, None)


def decided(book: Book, command: c.AnyCommand, case: str = "") -> object:
    """The first fact of a command whose photo was taken here."""
    ask = Ask(command, SYSTEM, book.now, case, "c9", photos=(HERE,))
    facts = decide(book.state, ask, book.rules)
    assert isinstance(facts, tuple), facts
    return facts[0].event


def test_a_report_is_held_against_its_point_before_its_grid() -> None:
    book = Book()
    by_point = decided(book, report(lon=121.401, lat=31.2, photos=("p",)))
    by_grid = decided(book, report(photos=("p",)))
    assert isinstance(by_point, Reported)
    assert isinstance(by_grid, Reported)
    assert by_point.shots[0].away == 95
    assert by_grid.shots[0].away == 0


def test_later_photos_are_held_against_the_case() -> None:
    book = Book()
    case = book.open(grid="", lon=121.4012, lat=31.2)
    book.do(case, c.SendVerify())
    event = decided(book, c.Verify(genuine=True, photos=("p",)), case)
    assert isinstance(event, Verified)
    (shot,) = event.shots
    assert (shot.photo, shot.away, shot.age) == ("p", 114, HOUR)


def test_a_command_that_brings_nothing_of_its_photos_records_nothing() -> None:
    book = Book()
    book.open(photos=("demo/1.jpg",))
    event = book.records[0].event
    assert isinstance(event, Reported)
    assert (event.photos, event.shots) == (("demo/1.jpg",), ())
