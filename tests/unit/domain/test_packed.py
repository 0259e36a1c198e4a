"""A state whose cases stay packed is the same as one that has read them all."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from copy import copy

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import wire
from domain.blocks import BLOCK, Block, blocks
from domain.columns import columns, received, sent
from domain.decisions.intake import similar
from domain.errors import WireError
from domain.packed import (
    Blocks,
    Packed,
    again,
    akin,
    beside,
    brief,
    newest,
    numbers,
)
from domain.reduce import advance
from domain.snapshot import Builder, cut, restore
from domain.state import ALL, Case, CityState
from domain.views.index import OpenIndex
from domain.views.map import MEASURES, MapIndex
from domain.views.street import StreetCases
from tests.town import Book
from tests.unit.domain.test_reduce import facts
from tests.unit.views.shift import SUBCLASSES, Step, play, steps
from tests.unit.views.test_map import TOWN


def came(frames: list[bytes]) -> CityState:
    """What a wall makes of a snapshot."""
    builder = Builder()
    for frame in frames:
        message = wire.decode_down(frame)
        assert isinstance(message, wire.Snapshot | wire.Piece | wire.Cases)
        state = builder.take(message)
    assert state is not None
    assert isinstance(state.cases, Packed)
    return state


def packed(cases: list[Case]) -> Packed:
    return Packed(Blocks(list(blocks(cases)), columns(cases)))


def asked(state: CityState, now: int) -> list[object]:
    """Everything that is asked of all cases at once."""
    index, grids, streets = OpenIndex(), MapIndex(TOWN), StreetCases()
    index.rebuild(state, now)
    grids.rebuild(state, now)
    streets.begin(state)
    streets.go_on(state)
    keys = (ALL, "T01", "T02", "d:hw", "d:cg", "d:de")
    return [
        [(index.lights(k), index.missed(k), index.late(k)) for k in keys],
        index.queue(),
        [index.light(case) for case in state.cases],
        [index.lessons.shares(subclass) for subclass in SUBCLASSES],
        [index.lessons.pace(s, d) for s in SUBCLASSES for d in ("hw", "cg", "de")],
        [grids.counts(measure) for measure in MEASURES],
        [grids.cases(grid) for grid in range(-1, 3)],
        [list(streets.of(street)) for street in ("T01", "T02")],
        sorted(numbers(state.cases)),
        [
            [one for one in beside(state.cases, case) if similar(case, one)]
            for case in state.cases.values()
        ],
        list(again(state.cases)),
        [brief(state.cases, case) for case in state.cases],
    ]


@given(steps(), st.data())
def test_a_snapshot_folded_on_equals_what_it_was_cut_from(
    drawn: list[Step], data: st.DataObject
) -> None:
    book = Book()
    middle = data.draw(st.integers(0, len(drawn)))
    for step in drawn[:middle]:
        play(book, step)
    state = came(cut(book.state))
    before, upto = copy(state.cases), len(book.records)
    was = dict(before)
    index = OpenIndex()
    index.rebuild(state, book.now)
    for step in drawn[middle:]:
        play(book, step)
        touched = advance(state, book.records[state.seq :])
        index.touch(state, touched)
        index.tick(state, book.now)
    assert facts(state) == facts(book.state)
    assert list(state.cases) == list(book.state.cases)
    assert list(state.cases.values()) == list(book.state.cases.values())
    assert asked(state, book.now) == asked(book.state, book.now)
    anew = OpenIndex()
    anew.rebuild(state, book.now)
    assert index.queue() == anew.queue()
    assert index.lights() == anew.lights()
    assert (dict(before), len(book.records) >= upto) == (was, True)
    for again_cut in (cut(state), cut(state, counted=False)):
        assert facts(restore(again_cut)) == facts(book.state)


def test_a_snapshot_without_columns_is_read_at_once() -> None:
    book = Book()
    book.open()
    builder = Builder()
    for frame in cut(book.state, counted=False):
        message = wire.decode_down(frame)
        assert isinstance(message, wire.Snapshot | wire.Piece | wire.Cases)
        state = builder.take(message)
    assert state is not None
    assert isinstance(state.cases, dict)
    assert facts(state) == facts(book.state)


def test_a_case_that_comes_twice_is_a_wire_error() -> None:
    book = Book()
    book.open()
    head, cases, tables = map(wire.decode_down, cut(book.state, counted=False))
    assert isinstance(head, wire.Snapshot)
    assert isinstance(cases, wire.Cases)
    assert isinstance(tables, wire.Piece)
    twice = msgspec.structs.replace(cases, blocks=cases.blocks * 2)
    builder = Builder()
    builder.take(head)
    builder.take(twice)
    with pytest.raises(WireError, match="not those of their blocks"):
        builder.take(tables)


def test_cases_are_read_from_all_over_a_long_list() -> None:
    book = Book()
    ids = [book.open(title=f"第{n}件") for n in range(BLOCK * 40 + 7)]
    cases = packed(list(book.state.cases.values()))
    assert len(cases) == len(ids)
    for name in (*ids[::-37], *ids[:3], ids[-1], ids[0]):
        assert cases[name] == book.state.cases[name]
    assert cases == book.state.cases
    assert book.state.cases == cases
    assert "nobody" not in cases
    assert cases.get("nobody") is None
    with pytest.raises(KeyError):
        cases["nobody"]


def test_only_cases_that_may_lie_where_it_does_are_beside_it() -> None:
    book = Book()
    case = book.open(grid="T01001001")
    same, point, other = (book.open(grid="T01001001") for _ in range(3))
    book.open(grid="T02001001")
    book.open(grid="T01001001", subclass="0402")
    for name, grid in ((point, ""), (other, "T02001001")):
        book.state.cases[name] = msgspec.structs.replace(
            book.state.cases[name], grid=grid, lon=121.4, lat=31.2
        )
    cases = packed(list(book.state.cases.values()))
    assert [one.id for one in beside(cases, cases[case])] == [case, same]
    assert [one.id for one in beside(cases, cases[point])] == [point, other]


def test_those_of_a_class_and_street_are_akin_packed_or_changed() -> None:
    book = Book()
    first, second, third = (book.open(grid="T01001001") for _ in range(3))
    book.open(grid="T02001001")
    book.open(grid="T01001002", subclass="0402")
    cases = packed(list(book.state.cases.values()))
    assert [one.id for one in akin(cases, "0101", "T01")] == [first, second, third]
    moved = msgspec.structs.replace(cases[second], street="T02")
    cases[second] = moved
    assert [one.id for one in akin(cases, "0101", "T01")] == [first, third]
    plain = dict(cases.items())
    for street in ("T01", "T02"):
        wanted = [one.id for one in akin(cases, "0101", street)]
        assert [one.id for one in akin(plain, "0101", street)] == wanted


def test_the_newest_are_found_without_reading_the_others() -> None:
    book = Book()
    ids = []
    for n in range(BLOCK * 2):
        book.now += 1000
        ids.append(book.open(title=f"第{n}件"))
    cases = packed(list(book.state.cases.values()))
    late = msgspec.structs.replace(cases[ids[7]], title="changed")
    cases[ids[7]] = late
    del cases[ids[9]]
    plain = dict(cases.items())
    for names, limit in ((ids, 3), (ids[:10], 4), (ids[5:9], 9), (ids, 0), ([], 2)):
        wanted = [name for name in reversed(names) if name in plain][:limit]
        assert [one.id for one in newest(cases, names, limit)] == wanted
        assert [one.id for one in newest(plain, names, limit)] == wanted


def test_a_changed_case_is_kept_and_one_that_is_gone_is_gone() -> None:
    book = Book()
    one, other = book.open(), book.open()
    cases = packed(list(book.state.cases.values()))
    changed = msgspec.structs.replace(cases[one], title="changed")
    cases[one] = changed
    assert cases[one] is changed
    assert cases.pop(other) == book.state.cases[other]
    assert list(cases.values()) == [changed]
    assert [name for name, _ in numbers(cases)] == [one]
    assert [list(part.rows) for part in cases.parts()] == [[], [one]]


def test_a_case_that_is_large_beyond_measure_gets_a_block_of_its_own() -> None:
    book = Book()
    for _ in range(3):
        book.open()
    cases = [
        msgspec.structs.replace(case, title="天" * 60_000)
        for case in book.state.cases.values()
    ]
    assert [len(block.ids) for block in blocks(cases)] == [1, 1, 1]
    assert list(packed(cases).values()) == cases


@pytest.mark.parametrize("raw", [b"", b"\x00", b"{}"])
def test_a_block_that_is_none_is_a_wire_error(raw: bytes) -> None:
    book = Book()
    name = book.open()
    cases = Packed(Blocks([Block([name], raw)], columns(book.state.cases.values())))
    with pytest.raises(WireError):
        cases[name]
    with pytest.raises(WireError):
        list(cases.values())


def test_a_block_with_fewer_cases_than_ids_is_a_wire_error() -> None:
    book = Book()
    ids = [book.open(), book.open()]
    (block,) = blocks([book.state.cases[ids[0]]])
    of = columns(book.state.cases.values())
    cases = Packed(Blocks([Block(ids, block.packed)], of))
    with pytest.raises(WireError, match="not as many"):
        cases[ids[1]]
    with pytest.raises(WireError, match="not as many"):
        list(cases.values())


def test_cases_and_columns_that_do_not_belong_together_are_a_wire_error() -> None:
    book = Book()
    book.open()
    made = list(blocks(book.state.cases.values()))
    of = columns(book.state.cases.values())
    with pytest.raises(WireError, match="columns"):
        Blocks([*made, *made], of)
    with pytest.raises(WireError, match="of 2 cases"):
        received(sent(of), 2)
    with pytest.raises(WireError, match="outside"):
        received(sent(of._replace(standing=array("I", [1]))), 1)
    broken = msgspec.structs.replace(sent(of), due=b"\xff\xff")
    with pytest.raises(WireError, match="not a column"):
        received(broken, 1)


def test_columns_survive_the_wire() -> None:
    book = Book()
    for _ in range(3):
        book.open()
    of = columns(book.state.cases.values())
    assert received(sent(of), 3) == of
    assert of.number() == [case.number for case in book.state.cases.values()]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda block: Block(block.ids, block.packed[:-6]),
        lambda block: Block(block.ids, block.packed[:-1] + b"?"),
        lambda block: Block([*block.ids, "c9"], block.packed),
        lambda block: Block(block.ids[1:], block.packed),
        lambda block: Block(block.ids, block.packed[:-1] + b"?", block.sum),
        lambda block: Block([*block.ids, "c9"], block.packed, block.sum),
        lambda block: Block(block.ids[1:], block.packed, block.sum),
        lambda block: Block(block.ids, block.packed, 0),
    ],
    ids=[
        *("cut off", "another end", "a case too few", "a case too many"),
        *("summed: another end", "summed: a case too few", "summed: a case too many"),
        "another sum",
    ],
)
def test_a_bad_block_is_refused_as_it_comes_not_when_it_is_looked_at(
    spoil: Callable[[Block], Block],
) -> None:
    book = Book()
    for _ in range(3):
        book.open()
    head, cases, *_ = map(wire.decode_down, cut(book.state))
    assert isinstance(head, wire.Snapshot)
    assert isinstance(cases, wire.Cases)
    bad = [spoil(block) for block in cases.blocks]
    builder = Builder()
    builder.take(head)
    with pytest.raises(WireError):
        builder.take(msgspec.structs.replace(cases, blocks=bad))


def test_a_block_of_before_there_were_sums_is_taken_when_it_is_whole() -> None:
    book = Book()
    for _ in range(3):
        book.open()
    head, cases, *rest = map(wire.decode_down, cut(book.state))
    assert isinstance(cases, wire.Cases)
    old = [Block(block.ids, block.packed) for block in cases.blocks]
    builder = Builder()
    took = [
        builder.take(part)
        for part in (head, msgspec.structs.replace(cases, blocks=old), *rest)
        if isinstance(part, wire.Snapshot | wire.Cases | wire.Piece)
    ]
    assert took[-1] is not None
    assert dict(took[-1].cases) == book.state.cases
