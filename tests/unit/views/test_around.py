"""Around the case: what is similar, what comes again, what counts apart."""

from __future__ import annotations

from hypothesis import given, settings

from domain import commands as c
from domain.codes import Role, Source, State
from domain.decisions.recurring import Spot
from domain.flows import Flow
from domain.state import ALL
from domain.views.around import MOST, Recurring, apart, offers, similar_open
from domain.views.related import Kin, related
from tests.town import DAY, HOUR, MONDAY, SYSTEM, Book, actor, report
from tests.unit.domain.cases import CMD, handling
from tests.unit.views.rows import case, city
from tests.unit.views.shift import Step, play, steps, working

#: About 11 m of latitude.
NEAR = 0.0001


def new(name: str, **said: object) -> object:
    given: dict[str, object] = {
        "state": State.REPORTED, "lon": 121.4, "lat": 31.2, "opened_at": MONDAY,
    }  # fmt: skip
    return case(name, **(given | said))


def test_similar_is_the_same_thing_near_and_at_the_same_time() -> None:
    mine = new("k1")
    others = [
        new("far", lat=31.2 + 5 * NEAR),
        new("near", lat=31.2 + 2 * NEAR),
        new("nearer", lat=31.2 + NEAR),
        new("old", opened_at=MONDAY - DAY - HOUR),
        new("other", subclass="0402"),
    ]
    state = city(mine, *others)  # type: ignore[arg-type]
    found = offers(mine, state.cases.values())  # type: ignore[arg-type]
    assert [one.id for one in found] == ["nearer", "near"]
    assert [one.metres for one in found] == [11, 22]


def test_without_a_point_the_unit_grid_decides() -> None:
    mine = new("k1", lon=None, lat=None)
    there, apart_from = new("k2"), new("k3", grid="T01001002")
    state = city(mine, there, apart_from)  # type: ignore[arg-type]
    found = offers(mine, state.cases.values())  # type: ignore[arg-type]
    assert [(one.id, one.metres) for one in found] == [("k2", None)]


def test_only_a_few_are_offered() -> None:
    cases = [new(f"k{n}") for n in range(MOST + 3)]
    found = similar_open(cases[0], cases)  # type: ignore[arg-type]
    assert len(found) == MOST


def closed(book: Book, name: str) -> str:
    book.do(name, c.SpecialClose(note="特殊"), CMD)
    return name


def again(book: Book, name: str) -> str:
    """The same thing at the same place, days after it was closed."""
    book.now += DAY
    done = book.ask(c.Recur(), SYSTEM, closed(book, name))
    assert isinstance(done, tuple)
    return done[0].case


def recurring(book: Book) -> Recurring:
    found = Recurring()
    found.rebuild(book.state)
    return found


def test_the_third_case_in_a_row_makes_a_place_chronic() -> None:
    book = Book()
    second = again(book, handling(book))
    assert recurring(book).places() == ()
    third = again(book, second)
    (one,) = recurring(book).places()
    assert one.spot == Spot("T01", "T01001001", "0101")
    assert (one.times, one.case, one.open) == (3, third, 1)
    assert book.case(third).chronic
    fourth = again(book, third)
    (one,) = recurring(book).places()
    assert (one.times, one.case) == (4, fourth)


def test_a_place_leaves_the_list_with_its_last_open_case() -> None:
    book = Book()
    found = recurring(book)
    third = again(book, again(book, handling(book)))
    assert found.touch(book.state, [third])
    assert len(found.places()) == 1
    closed(book, third)
    assert found.touch(book.state, [third])
    assert found.places() == ()
    assert not found.touch(book.state, [third])


def test_the_most_stubborn_place_is_first() -> None:
    often = case("k1", recurrences=5, chronic=True, grid="T01001001")
    seldom = case("k2", recurrences=2, chronic=True, grid="T01001002")
    state = city(seldom, often)
    found = Recurring()
    found.rebuild(state)
    assert [one.times for one in found.places()] == [6, 3]


@given(day=steps())
@settings(max_examples=60, deadline=None)
def test_kept_up_to_date_it_is_what_it_would_be_made_anew(day: list[Step]) -> None:
    book, found = working(), Recurring()
    for name in list(book.state.cases)[:3]:
        closed(book, name)
    for step in day:
        touched = set(play(book, step))
        for name in list(book.closed)[-1:]:
            done = book.ask(c.Recur(), SYSTEM, name)
            touched |= {one.case for one in done} if isinstance(done, tuple) else set()
        found.touch(book.state, touched)
    assert found.places() == recurring(book).places()


def test_coordinators_and_special_closes_count_apart() -> None:
    book = Book()
    helper = actor(Role.COORDINATOR)
    assert isinstance(book.ask(report(source=Source.COORDINATOR), helper), tuple)
    closed(book, handling(book))
    found = apart(book.state, book.now, book.now - HOUR)
    assert (found.coordinators, found.special) == (1, 1)
    today = book.state.flows.today(ALL, book.now - HOUR, book.now)
    assert today[Flow.REPORTED] == 2


def test_beside_a_new_case_the_similar_ones_stand_before_the_rest() -> None:
    mine = new("k1")
    same, near = new("old", opened_at=MONDAY - 3 * DAY), new("near", lat=31.2 + NEAR)
    found = related(mine, (), (), (same, near))  # type: ignore[arg-type]
    assert [(one.case, one.kin) for one in found] == [
        ("near", Kin.SIMILAR), ("old", Kin.SAME),
    ]  # fmt: skip
    filed = new("k1", state=State.FILED)
    later = related(filed, (), (), (near,))  # type: ignore[arg-type]
    assert [one.kin for one in later] == [Kin.SAME]
