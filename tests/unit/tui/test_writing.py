"""A file of what the wall shows: whole, for its owner only, or a word why not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from domain.views.names import Names
from tests.town import MINUTE, MONDAY, Book, place, report
from tests.unit.domain.cases import OFF
from tui import catalogue
from tui.writing import usual_name, write_out

SAY = catalogue.words("en")


def three() -> Book:
    book = Book()
    for number in range(3):
        book.ask(report(title=f"暴露垃圾 {number}"), OFF, at=MONDAY + number * MINUTE)
    return book


@pytest.mark.parametrize(("kind", "lines"), [("csv", 4), ("jsonl", 3)])
def test_what_is_shown_is_written(tmp_path: Path, kind: str, lines: int) -> None:
    path = tmp_path / f"out.{kind}"
    cases = list(three().state.cases.values())
    said = write_out(cases, path, kind, Names(place(), "en"), SAY)
    assert said == f"3 cases written to {path}"
    assert len(path.read_bytes().splitlines()) == lines
    assert "暴露垃圾 2" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_stays_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    said = write_out([], path, "csv", Names(place(), "en"), SAY)
    assert str(path) in said
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none" / "out.csv"
    assert str(path) in write_out([], path, "csv", Names(place(), "en"), SAY)
    assert list(tmp_path.iterdir()) == []


def test_the_usual_name_is_place_and_time() -> None:
    assert usual_name(place(), MONDAY, "csv") == "town-20260921-090000.csv"
