"""A calendar file is read strictly: what is wrong is named, nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import domain
from domain.calendar_file import CalendarFile, parse
from domain.errors import CalendarError

FILES = Path(domain.__file__).parent / "calendars"


def read(**changes: Any) -> CalendarFile:
    file = {"version": "test-1", "source": "invented", "years": {}}
    hours = {"windows": [["08:00", "12:00"], ["14:00", "18:00"]]}
    return parse(json.dumps(file | hours | changes).encode())


def year(**changes: Any) -> dict[str, Any]:
    return {"status": "published", "holidays": []} | changes


def test_every_shipped_file_is_named_after_its_version() -> None:
    files = sorted(FILES.glob("*.json"))

    assert len(files) >= 2
    for file in files:
        assert parse(file.read_bytes()).version == file.stem


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"version": 7}, r"\$\.version"),
        ({"version": "no spaces"}, r"\$\.version"),
        ({"source": None}, r"\$\.source"),
        ({"hours": []}, "unknown field `hours`"),
        ({"windows": []}, "windows: at least one"),
        ({"windows": [["8:00", "12:00"]]}, "windows: '8:00' is no time"),
        ({"windows": [["08:00", "24:30"]]}, "windows: '24:30' is no time"),
        ({"windows": [["08:00"]]}, r"\$\.windows"),
        ({"windows": [["12:00", "08:00"]]}, "windows: they must be in order"),
        ({"windows": [["08:00", "08:00"]]}, "windows: they must be in order"),
        (
            {"windows": [["08:00", "12:00"], ["11:00", "18:00"]]},
            "windows: they must be in order",
        ),
        ({"years": {"soon": year()}}, "years.soon: not a year"),
        ({"years": {"1066": year()}}, "years.1066: not a year from 1900"),
        ({"years": {"2027": {}}}, "years.2027: .*missing required field `status`"),
        (
            {"years": {"2027": year(status="guessed")}},
            r"years\.2027: .*'guessed'.*\$\.status",
        ),
        ({"years": {"2027": year(status="missing")}}, r"years\.2027\.status: leave"),
        ({"years": {"2027": year(makeups=[])}}, "years.2027: .*`makeups`"),
        (
            {"years": {"2027": year(holidays=["02-29"])}},
            r"years\.2027\.holidays: '02-29' is no day of 2027",
        ),
        ({"years": {"2027": year(holidays=["W01-1"])}}, "'W01-1' is no day"),
        ({"years": {"2027": year(holidays=["01-01.."])}}, "'' is no day"),
        (
            {"years": {"2027": year(holidays=["01-03..01-01"])}},
            r"years\.2027\.holidays: '01-03\.\.01-01' runs backwards",
        ),
        (
            {"years": {"2027": year(holidays=["01-01..01-03", "01-02"])}},
            r"years\.2027\.holidays: 2027-01-02 is named twice",
        ),
        (
            {"years": {"2027": year(makeup=["01-04"])}},
            r"years\.2027\.makeup: 2027-01-04 is no Saturday",
        ),
        (
            {"years": {"2027": year(holidays=["01-02"], makeup=["01-02"])}},
            r"years\.2027\.makeup: 2027-01-02 is among the holidays",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_field_that_is_wrong(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CalendarError, match=complaint):
        read(**changes)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"version":"\xff"}'])
def test_bytes_that_are_no_calendar_are_refused(raw: bytes) -> None:
    with pytest.raises(CalendarError, match="calendar file: "):
        parse(raw)


def test_a_refused_file_is_called_by_its_version() -> None:
    with pytest.raises(CalendarError, match=r"^calendar test-1: windows"):
        read(windows=[])
