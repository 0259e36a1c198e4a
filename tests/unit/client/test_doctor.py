"""The machine and the centre looked at: each fault has its code."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from client import doctor
from client.doctor import Check, Level
from client.errors import NoCentre
from client.outcome import Health
from client.settings import SettingsError
from domain.calendar import Calendar
from tests.town import MONDAY, calendar

HEALTH = Health(
    status="ok", place="town", epoch="e", head=9, at=MONDAY, version="1", protocol=1,
    ledger="writing",
)  # fmt: skip


def said(check: Check) -> tuple[str, str]:
    return check.level, check.code


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 40, 1), "warn"), ((3, 51, 2), "warn"), ((3, 51, 3), "ok"), ((4, 0, 0), "ok")],
)
def test_an_old_sqlite_is_told(version: tuple[int, ...], level: str) -> None:
    assert doctor.sqlite(version).level == level


def test_python_tells_how_it_reads_names() -> None:
    assert said(doctor.python((3, 12, 1), "utf-8")) == ("ok", "ok")
    assert said(doctor.python((3, 12, 1), "ascii")) == ("warn", "names")


def test_a_folder_that_others_can_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert said(doctor.folder("data", tmp_path, secret=True)) == ("ok", "ok")
    tmp_path.chmod(0o750)
    found = doctor.folder("data", tmp_path, secret=True)
    assert said(found) == ("warn", "open")
    assert found.facts["mode"] == "0750"
    assert said(doctor.folder("state", tmp_path, written=True)) == ("ok", "ok")


def test_a_folder_that_is_none_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert said(doctor.folder("data", file)) == ("bad", "no_folder")
    assert said(doctor.folder("data", file / "in")) == ("bad", "closed")
    missing = doctor.folder("data", tmp_path / "a" / "b", written=True)
    assert said(missing) == ("ok", "missing")


def test_the_disk_has_room_or_not(tmp_path: Path) -> None:
    found = doctor.disk(tmp_path / "not" / "there")
    assert isinstance(found.facts["free_mb"], int)
    assert found.facts["free_mb"] > 0


@pytest.mark.parametrize(
    ("free_mb", "wanted"),
    [(99, ("bad", "full")), (100, ("warn", "low")), (1024, ("ok", "ok"))],
)
def test_how_much_room_there_is(free_mb: int, wanted: tuple[str, str]) -> None:
    assert said(doctor.room(Path("/x"), free_mb * 1024 * 1024)) == wanted


def test_settings_that_cannot_be_read_are_told() -> None:
    assert said(doctor.settings(lambda: None)) == ("ok", "ok")

    def fail() -> None:
        raise SettingsError([])

    assert said(doctor.settings(fail)) == ("bad", "wrong")


def ask(named: str = "http://x", **more: object) -> list[Check]:
    health = msgspec.structs.replace(HEALTH, **more)
    return list(doctor.centre(named, "1", lambda: health, lambda: MONDAY))


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, [("ok", "ok"), ("ok", "ok")]),
        ({"protocol": 2}, [("bad", "protocol"), ("ok", "ok")]),
        ({"ledger": "read-only"}, [("bad", "read_only"), ("ok", "ok")]),
        ({"version": "2"}, [("warn", "version"), ("ok", "ok")]),
        ({"at": MONDAY + 2001}, [("ok", "ok"), ("warn", "skewed")]),
        ({"at": MONDAY - 2001}, [("ok", "ok"), ("warn", "skewed")]),
        ({"at": 0, "simulated": True}, [("ok", "ok"), ("ok", "simulated")]),
    ],
)
def test_a_centre_that_answers(
    more: dict[str, object], wanted: list[tuple[str, str]]
) -> None:
    assert [said(check) for check in ask(**more)] == wanted


def test_a_slow_answer_is_no_skew() -> None:
    times = iter([MONDAY, MONDAY + 6000])
    found = doctor.centre("x", "1", lambda: HEALTH, lambda: next(times))
    assert [said(check) for check in found] == [("ok", "ok"), ("ok", "ok")]


def test_a_centre_that_does_not_answer_is_a_fault_only_if_it_was_named() -> None:
    def fail() -> Health:
        raise NoCentre("nobody")

    (named,) = doctor.centre("http://x", "1", fail, lambda: 0)
    (here,) = doctor.centre("", "1", fail, lambda: 0)
    assert (said(named), said(here)) == (("bad", "none"), ("skipped", "none_here"))
    assert named.facts["why"] == "nobody"


def test_a_year_without_holidays_is_told() -> None:
    found = list(doctor.calendar(calendar(), 2026))
    assert [(c.facts["year"], said(c)) for c in found] == [
        (2026, ("ok", "ok")),
        (2027, ("warn", "missing")),
    ]
    assert said(next(doctor.calendar(None, 2026))) == ("skipped", "no_place")
    made = b"""{"version": "t", "source": "", "windows": [["08:00", "12:00"]],
        "years": {"2026": {"status": "provisional", "holidays": [], "makeup": []}}}"""
    provisional = Calendar.from_json(made, ZoneInfo("UTC"))
    assert said(next(doctor.calendar(provisional, 2026))) == ("warn", "provisional")


def test_the_worst_counts() -> None:
    checks = [doctor.ok("a"), doctor.skipped("b"), doctor.warn("c", "x")]
    assert doctor.worst(checks) is Level.WARN
    assert doctor.worst([*checks, doctor.bad("d", "x")]) is Level.BAD
    assert doctor.worst([doctor.skipped("b"), doctor.ok("a")]) is Level.OK
