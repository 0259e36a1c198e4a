"""The replay of the Boston record says what the record says.

What is expected is counted here from the file with nothing but the csv module; what
came out is read from the ledger on the disk and over HTTP.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.e2e.demo import Demo
from tests.e2e.real_centre import ROOT
from tests.e2e.waiting import until as wait_until

RECORD = ROOT / "centre" / "profiles" / "boston" / "cases.csv.gz"
#: Sunday to Thursday, with bounces of all three kinds.
FIRST, END = "2015-05-10", "2015-05-15"
MIDNIGHT = "T00:00:00-04:00"
ENDED_BY_BOUNCE = {"referred_other_agency", "wrong_department_text"}
Rows = list[dict[str, str]]


class Counted:
    """The figures of the week, by agency."""

    def __init__(self) -> None:
        self.closed: Counter[str] = Counter()
        self.on_time: Counter[str] = Counter()
        self.closed_apart: Counter[str] = Counter()
        self.bounces: Counter[str] = Counter()
        self.open: Counter[str] = Counter()
        self.overdue: Counter[str] = Counter()
        self.cases = 0

    def figures(self) -> dict[str, Any]:
        return {
            name: dict(+value) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }


def _agency(raw: str) -> str:
    return "".join(letter for letter in raw.upper() if "A" <= letter <= "Z")


def _before(row: dict[str, str], text: str) -> bool:
    """Whether a time of the row lies before the end of the week."""
    end = datetime.fromisoformat(END + MIDNIGHT)
    return bool(row[text]) and datetime.fromisoformat(row[text]) < end


def _rows() -> Rows:
    with gzip.open(RECORD, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _usual(rows: Rows) -> dict[str, list[str]]:
    """Category -> its agencies, the one that has it most first."""
    by_category: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        by_category[row["category"]][_agency(row["agency"])] += 1
    return {name: [a for a, _ in n.most_common()] for name, n in by_category.items()}


def expected() -> Counted:
    rows, counted = _rows(), Counted()
    usual = _usual(rows)
    for row in rows:
        if FIRST <= row["opened_at"][:10] < END:
            counted.cases += 1
            agency = _agency(row["agency"])
            if _before(row, "closed_at"):
                _count_closed(row, agency, usual[row["category"]], counted)
            else:
                _count_open(row, agency, usual[row["category"]], counted)
    return counted


def _count_closed(
    row: dict[str, str], agency: str, usual: list[str], counted: Counted
) -> None:
    kind = row["bounce_kind"]
    if kind in ENDED_BY_BOUNCE:
        counted.closed_apart[agency] += 1
        counted.bounces[agency] += 1
        return
    if kind:
        counted.bounces[next(a for a in usual if a != agency)] += 1
    counted.closed[agency] += 1
    counted.on_time[agency] += row["on_time"] == "1"  # the city's own judgement


def _count_open(
    row: dict[str, str], agency: str, usual: list[str], counted: Counted
) -> None:
    """One that will be given back is still with whoever gives it back."""
    given_back = row["bounce_kind"] == "reallocation_queue"
    holder = next(a for a in usual if a != agency) if given_back else agency
    counted.open[holder] += 1
    counted.overdue[holder] += _before(row, "due_at")


def found(demo: Demo) -> Counted:
    counted = Counted()
    holder: dict[str, str] = {}
    for record in demo.records():
        _count(record["event"], record["case"], holder, counted)
    for case in demo.open_cases():
        counted.open[case["department"]] += 1
    for case in demo.open_cases(overdue="true"):
        counted.overdue[case["department"]] += 1
    return counted


def _count(
    event: dict[str, Any], case: str, holder: dict[str, str], counted: Counted
) -> None:
    kind, agency = event["type"], holder.get(case, "")
    match kind:
        case "Reported":
            counted.cases += 1
        case "Dispatched":
            holder[case] = event["department"]
        case "Bounced":
            counted.bounces[agency] += 1
        case "FedBack":
            counted.on_time[agency] += event["on_time"]
        case "Closed":
            counted.closed[agency] += 1
        case "SpecialClosed":
            counted.closed_apart[agency] += 1


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A replay that is killed on the way and played again on the same ledger."""
    times = (f"--from={FIRST}", f"--until={END}", "--speed=max", "--warm-up=0")
    with Demo(tmp_path_factory.mktemp("boston"), "boston", *times) as demo:
        broken_off = demo.drive()
        wait_until(lambda: demo.get("/healthz")["head"] > 2000, 60)
        broken_off.process.kill()
        demo.drive().tally()
        yield demo


def test_the_figures_of_every_agency_are_those_of_the_record(demo: Demo) -> None:
    assert found(demo).figures() == expected().figures()
    assert expected().cases == 1897
    assert sum(expected().bounces.values()) == 23


def test_every_record_has_the_time_of_its_row(demo: Demo) -> None:
    rows = {row["case_id"]: row for row in _rows()}
    names: dict[str, str] = {}
    for record in demo.records():
        event = record["event"]
        if event["type"] == "Linked":  # the centre's own: something came again there
            continue
        row = rows[names.setdefault(record["case"], event.get("external", ""))]
        opened = _ms(row["opened_at"])
        ended = max(opened, _ms(row["closed_at"]))
        # Five records bring a case to its department, the others end it.
        assert record["at"] == (opened if record["version"] <= 5 else ended)


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000) if text else -1


def test_the_clock_stands_at_the_end_and_the_numbers_follow_the_days(
    demo: Demo,
) -> None:
    assert demo.get("/healthz")["at"] == _ms(END + MIDNIGHT)
    numbers = [
        record["event"]["number"]
        for record in demo.records()
        if record["event"]["type"] == "Reported"
    ]
    assert len(set(numbers)) == len(numbers)
    days = Counter(number.split("-")[1] for number in numbers)
    assert dict(days) == {
        "20150510": 105,
        "20150511": 435,
        "20150512": 418,
        "20150513": 469,
        "20150514": 470,
    }


def test_a_real_record_is_no_drill(demo: Demo) -> None:
    assert not demo.get("/healthz")["epoch"].startswith("drill-")
    assert not any(r["event"].get("drill") for r in demo.records())
