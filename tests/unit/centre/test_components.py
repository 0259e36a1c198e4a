"""The register that ships: simulated, whole, and locked to its unit grids."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.places import components
from centre import profiles
from domain import commands as c
from domain.codes import Kind, Source
from domain.commands import Report
from domain.rules import Rules
from tests.town import Book
from tests.unit.domain.cases import ACC, OFF

FOLDER = Path(profiles.__file__).parent / "changning"
STRANGER = "3101050107999999"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return profiles.load("changning")


@pytest.fixture
def book(rules: Rules) -> Book:
    made = Book()
    made.rules = rules
    return made


def hydrant(**where: Any) -> Report:
    return Report(
        source=Source.OFFICER, title="消防栓占盲道", subclass="C0107", **where
    )


def test_a_few_thousand_components_stand_all_over_the_district(rules: Rules) -> None:
    found = rules.components
    assert 4_000 <= len(found) <= 9_000
    streets = Counter(rules.grids[grid].street for grid in found.values())
    assert set(streets) == {street.code for street in rules.place.streets}
    assert min(streets.values()) > 100
    busiest = max(rules.place.streets, key=lambda street: street.share)
    assert streets.most_common(1)[0][0] == busiest.code


def test_a_code_says_district_class_and_subclass_of_the_catalogue(
    rules: Rules,
) -> None:
    kinds = {s.code for s in rules.place.subclasses if s.kind is Kind.COMPONENT}
    for code in rules.components:
        assert code[:6] == rules.place.code
        assert f"C{code[6:10]}" in kinds
    told = (FOLDER / "COMPONENTS.txt").read_text("utf-8")
    assert "SIMULATED" in told
    numbers = Counter(code[6:10] for code in rules.components)
    assert numbers == {thing.digits: thing.number for thing in components.THINGS}
    for thing in components.THINGS:
        assert f"{thing.digits} {thing.zh}" in told


def test_the_program_makes_what_ships(tmp_path: Path) -> None:
    for name in ("place.json", "grids.csv.gz"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    components.make(tmp_path)
    made, ships = (
        gzip.decompress((folder / "components.csv.gz").read_bytes())
        for folder in (tmp_path, FOLDER)
    )
    assert made == ships
    rows = list(csv.DictReader(io.StringIO(made.decode())))
    assert rows == sorted(rows, key=lambda row: row["code"])


def test_a_report_of_a_component_is_where_the_register_says(
    book: Book, rules: Rules
) -> None:
    code, grid = next(
        (code, grid) for code, grid in rules.components.items() if code[6:10] == "0107"
    )
    done = book.ask(hydrant(component=code), OFF)
    assert isinstance(done, tuple)
    case = book.case(done[0].case)
    assert (case.component, case.grid) == (code, grid)
    assert (case.street, case.duty) == (
        rules.grids[grid].street,
        rules.grids[grid].duty,
    )
    other = next(one for one in rules.grids if one != grid)
    refused = book.no("", hydrant(component=code, grid=other), OFF)
    assert refused == "component-elsewhere"
    assert book.no("", hydrant(component=STRANGER), OFF) == "component-unknown"
    moved = book.no(case.id, c.Accept(grid=other), ACC)
    assert moved == "component-elsewhere"
