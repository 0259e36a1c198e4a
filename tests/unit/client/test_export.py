"""Cases as rows: safe, stable, each once, and a file that is whole or not there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import export
from client.export import COLUMNS, ExportError, Options, OutputRefused
from client.outcome import Page
from domain.codes import Kind, Source, State
from domain.state import Case
from domain.views.names import Names
from tests.town import DAY, MONDAY, place

ZONE = ZoneInfo("Asia/Shanghai")
ZH = Names(place(), "zh")


def case(number: int, *, closed: bool = False, **more: object) -> Case:
    fields: dict[str, object] = {
        "id": f"c{number}", "number": f"TT-20260921-{number:04d}",
        "state": State.CLOSED if closed else State.HANDLING, "version": 3,
        "seq": number, "opened_at": MONDAY + number * 60_000, "changed_at": MONDAY,
        "source": Source.OFFICER, "kind": Kind.EVENT, "subclass": "0101",
        "title": "暴露垃圾", "street": "T01", "grid": "T01001001",
    }  # fmt: skip
    return Case(**(fields | more))  # type: ignore[arg-type]


class Shelf:
    """A centre's list of cases: newest first, two on a page."""

    def __init__(self, *cases: Case) -> None:
        self.cases = sorted(cases, key=lambda case: -case.opened_at)
        self.asked = 0

    def ask(self, query: dict[str, str | int | bool]) -> Page:
        self.asked += 1
        assert query["sort"] == "-opened"
        closed = query["open"] == "false"
        kind = [c for c in self.cases if (c.state is State.CLOSED) is closed]
        start = int(query.get("cursor", 0))
        more = str(start + 2) if start + 2 < len(kind) else None
        return Page(tuple(kind[start : start + 2]), more, 9)


def numbers(shelf: Shelf, **more: object) -> list[str]:
    options = Options(format="csv", **more)  # type: ignore[arg-type]
    return [found.id for found in export.found(shelf.ask, options)]


def lines(*cases: Case, **more: object) -> bytes:
    out = io.BytesIO()
    options = Options(**({"format": "csv"} | more))  # type: ignore[arg-type]
    assert export.write(out, cases, ZH, ZONE, options) == len(cases)
    return out.getvalue()


def test_which_cases() -> None:
    shelf = Shelf(*(case(n) for n in range(5)), case(5, closed=True))
    assert numbers(shelf) == ["c4", "c3", "c2", "c1", "c0"]
    assert numbers(shelf, which="closed") == ["c5"]
    assert numbers(shelf, which="all") == ["c4", "c3", "c2", "c1", "c0", "c5"]
    assert numbers(shelf, keeps=lambda found: found.id > "c2") == ["c4", "c3"]


def test_a_span_of_time_and_no_page_behind_it() -> None:
    shelf = Shelf(*(case(n) for n in range(9)))
    since, until = MONDAY + 5 * 60_000, MONDAY + 7 * 60_000
    assert numbers(shelf, since=since, until=until) == ["c6", "c5"]
    assert shelf.asked == 3  # of five


def test_a_case_that_is_closed_between_two_pages_comes_once() -> None:
    shelf = Shelf(case(1), case(2))
    found = export.found(shelf.ask, Options(format="csv", which="all"))
    assert next(found).id == "c2"
    shelf.cases = [case(1, closed=True), case(2, closed=True)]
    assert [each.id for each in found] == ["c1"]


@pytest.mark.parametrize(
    ("text", "end", "hours"),
    [
        ("2026-09-21", False, -9),
        ("2026-09-21", True, 15),
        ("2026-09-21T10:30", False, 1.5),
        ("2026-09-21T10:30", True, 1.5),
        ("2026-09-21T10:30+00:00", False, 9.5),
    ],
)
def test_times_are_the_places_own(text: str, *, end: bool, hours: float) -> None:
    assert export.instant(text, ZONE, end=end) == MONDAY + hours * DAY // 24


def test_no_time_is_told() -> None:
    assert export.instant("", ZONE) is None
    with pytest.raises(ExportError, match="yesterday is no time; write 2026-09-24"):
        export.instant("yesterday", ZONE)


def test_a_row_says_codes_and_names() -> None:
    row = export.cells(case(7, department="hw", on_time=True), ZH, ZONE)
    assert row["opened_at"] == "2026-09-21T09:07:00+08:00"
    assert (row["street"], row["street_name"]) == ("T01", "东街")
    assert (row["department_name"], row["subclass_name"]) == ("环卫所", "暴露垃圾")
    assert (row["open"], row["on_time"], row["deadline"]) == (True, True, None)


def test_columns_stay_where_they_are() -> None:
    assert COLUMNS[:4] == ("number", "id", "version", "state")
    assert COLUMNS[-2:] == ("external", "component")
    assert len(COLUMNS) == 46
    assert lines().decode() == ",".join(COLUMNS) + "\r\n"
    assert list(json.loads(lines(case(1), format="jsonl"))) == list(COLUMNS)


def test_where_an_elder_lives_is_not_told() -> None:
    home = case(1, elder=True, address="遵义路 1 弄 2 号", lon=121.4, lat=31.2)
    told = json.loads(lines(home, format="jsonl"))
    assert told["address"] == "***"
    assert told["longitude"] is told["latitude"] is None
    assert b"121.4" in lines(case(1, lon=121.4, lat=31.2))


@pytest.mark.parametrize("begin", "=+-@＝＋－＠")
def test_no_spreadsheet_takes_a_text_for_a_formula(begin: str) -> None:
    evil = f"{begin}cmd|'/C calc'!A1"
    assert export.guarded(evil) == f"'{evil}"
    assert export.guarded(f"\u200b\t{evil}").startswith("'")
    assert export.guarded(f"1{evil}") == f"1{evil}"
    (row,) = csv.DictReader(io.StringIO(lines(case(1, title=evil)).decode()))
    assert row["title"] == f"'{evil}"


def test_numbers_are_no_formulas() -> None:
    assert b",-70.9," in lines(case(1, lon=-70.9, lat=42.3))


@given(st.text(max_size=20))
def test_any_text_stays_in_its_cell_and_prints(text: str) -> None:
    (row,) = csv.DictReader(
        io.StringIO(lines(case(1, title=text)).decode(), newline="")
    )
    assert row["state"] == "HANDLING"
    assert row["title"].isprintable()
    assert not row["title"].startswith(("=", "+", "-", "@"))
    told = lines(case(1, title=text), format="jsonl")
    assert told.decode()[:-1].isprintable()
    assert json.loads(told)["title"] == text


def test_quotes_and_commas_are_quoted() -> None:
    told = lines(case(1, title='a "b", c')).decode()
    assert ',"a ""b"", c",' in told
    assert told.endswith("\r\n")


def test_a_mark_for_excel() -> None:
    assert lines(bom=True).startswith(b"\xef\xbb\xbfnumber,")


def test_a_file_appears_whole_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    with export.output(path, force=False) as out:
        out.write(b"x")
        assert not path.exists()
    assert path.read_bytes() == b"x"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_leaves_no_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with export.output(tmp_path / "cases.csv", force=False) as out:
            out.write(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("mine")
    with (
        pytest.raises(OutputRefused, match=r"is there already; .* or give --force"),
        export.output(path, force=False),
    ):
        pass
    assert path.read_text() == "mine"
    with export.output(path, force=True) as out:
        out.write(b"new")
    assert path.read_text() == "new"


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    with (
        pytest.raises(OutputRefused, match="is there already"),
        export.output(path, force=False),
    ):
        path.write_text("theirs")
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputRefused, match=r"name another file$"),
        export.output(tmp_path, force=True),
    ):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none" / "cases.csv"
    with (
        pytest.raises(OutputRefused, match=r"cannot write .*: No such file"),
        export.output(path, force=False),
    ):
        pass


def test_cases_need_not_be_changed_to_be_told() -> None:
    first = case(1)
    before = msgspec.structs.astuple(first)
    export.cells(first, ZH, ZONE)
    assert msgspec.structs.astuple(first) == before
