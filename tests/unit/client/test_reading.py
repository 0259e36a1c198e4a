"""Everything about one case, asked in order; what is beside it may fail alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from client.errors import NoCentre, ReadFailed
from client.outcome import History, Page
from client.reading import NEAR, Dossier, Query, dossier, path_of
from domain import commands as c
from domain.state import Case
from tests.town import Book
from tests.unit.domain.cases import ACC, filed


class Shelf:
    """Answers from a book; `refuses` are case ids that may not be read."""

    def __init__(self, book: Book, *refuses: str) -> None:
        self.book, self.refuses = book, refuses
        self.queries: list[Query] = []
        self.fault: Callable[[], Exception] | None = None

    def _all(self) -> dict[str, Case]:
        return {**self.book.closed, **self.book.state.cases}

    async def case(self, name: str) -> History:
        if name in self.refuses:
            raise ReadFailed("no such case", 404, "unknown-case")
        for case in self._all().values():
            if name in (case.id, case.number):
                records = [r for r in self.book.records if r.case == case.id]
                return History(case, tuple(records))
        raise ReadFailed(f"no case {name}", 404, "unknown-case")

    async def page(self, query: Query) -> Page:
        if self.fault is not None:
            raise self.fault()
        self.queries.append(query)
        still = self.book.state.cases
        open_ones = query["open"] == "true"
        found = [
            case
            for case in self._all().values()
            if (case.id in still) is open_ones
            and case.grid == query["grid"]
            and case.subclass == query["subclass"]
        ]
        return Page(tuple(found), None, self.book.state.seq)

    def read(self, name: str) -> Dossier:
        return asyncio.run(dossier(name, self.case, self.page))


def test_a_case_comes_with_its_records_and_its_neighbours() -> None:
    book = Book()
    case, near = filed(book), book.open()
    book.open(grid="T02001001")
    merged = book.open()
    book.do(merged, c.Merge(target=near), ACC)
    shelf = Shelf(book)
    read = shelf.read(book.state.cases[case].number)
    assert read.case.id == case
    assert [record.version for record in read.records] == [1, 2, 3]
    assert {one.id for one in read.near} == {near, merged}
    assert (read.linked, read.missing) == ((), "")
    where = {"subclass": "0101", "grid": "T01001001", "limit": NEAR}
    assert shelf.queries == [{**where, "open": "true"}, {**where, "open": "false"}]


def test_the_cases_that_it_names_are_read_too() -> None:
    book = Book()
    target, merged = book.open(), book.open()
    book.do(merged, c.Merge(target=target), ACC)
    assert [one.id for one in Shelf(book).read(merged).linked] == [target]


def test_a_named_case_out_of_reach_is_left_out() -> None:
    book = Book()
    target, merged = book.open(), book.open()
    book.do(merged, c.Merge(target=target), ACC)
    read = Shelf(book, target).read(merged)
    assert (read.linked, read.missing) == ((), "")
    assert read.case.merged_into == target


@pytest.mark.parametrize("fault", [NoCentre, lambda why: ReadFailed(why, 500, "x")])
def test_without_neighbours_the_case_is_there_all_the_same(
    fault: Callable[[str], Exception],
) -> None:
    book = Book()
    case, shelf = book.open(), Shelf(book)
    shelf.fault = lambda: fault("no answer")
    read = shelf.read(case)
    assert len(read.records) == 1
    assert (read.near, read.missing) == ((), "no answer")


def test_a_case_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ReadFailed, match="no case c9"):
        Shelf(Book()).read("c9")


def test_a_case_without_a_grid_has_no_neighbours() -> None:
    book = Book()
    case = book.open()
    placeless = msgspec.structs.replace(book.state.cases[case], grid="")
    book.state.cases[case] = placeless
    shelf = Shelf(book)
    assert shelf.read(case).near == ()
    assert shelf.queries == []


def test_the_name_of_a_case_cannot_lead_elsewhere() -> None:
    assert path_of("../x?y") == "/cases/..%2Fx%3Fy"
