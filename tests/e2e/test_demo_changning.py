"""The invented day through a real centre: it fills the wall, listens, and copes."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from centre import profiles
from tests.e2e.demo import Demo, Drive
from tests.e2e.waiting import until as wait_until

WARM = ("--from=2026-09-24T14:00", "--warm-up=3", "--seed=1")


def _clock(demo: Demo) -> dict[str, Any]:
    return dict(demo.get("/clock"))


def _dispatch(demo: Demo, case: dict[str, Any], department: str) -> httpx.Response:
    """As the one who sits at a wall does it."""
    name, version = case["id"], case["version"]
    return httpx.post(
        f"{demo.centre.url}/cases/{name}/dispatch",
        json={"department": department},
        headers={
            "Gridwall-Role": "dispatcher",
            "Gridwall-Actor": "pq01",
            "Idempotency-Key": f"wall-{name}-{version}",
            "If-Match": f'"c{name}-v{version}"',
        },
    )


def test_a_wall_is_full_when_the_clock_begins_to_run(tmp_path: Path) -> None:
    with Demo(tmp_path, "changning", *WARM) as demo:
        drive = demo.drive("--speed=60")
        wait_until(lambda: _clock(demo)["speed"] == 60, 60, lambda: demo.get("/clock"))
        cases = list(demo.open_cases())
        place = demo.get("/profile")
        assert demo.get("/healthz")["epoch"].startswith("drill-")
        drive.say("quit")
        assert drive.tally()["cases"] > 100
        assert _clock(demo)["speed"] == 0
    assert {case["street"] for case in cases} >= {
        street["code"] for street in place["streets"] if street["share"] > 0.05
    }
    assert all(case["drill"] for case in cases)
    states = Counter(case["state"] for case in cases)
    assert {"FILED", "DISPATCHED", "HANDLING"} <= set(states)


def test_the_clock_does_what_is_said(tmp_path: Path) -> None:
    with Demo(tmp_path, "changning", *WARM) as demo:
        drive = demo.drive("--speed=60", "--paused", "--warm-up=0", "--lifeline")
        start = 1_790_229_600_000  # 2026-09-24 14:00 in Shanghai
        wait_until(lambda: _clock(demo) == _shown(start, 0), 30, lambda: _clock(demo))
        assert demo.get("/healthz")["head"] == 0
        drive.say("resume")
        wait_until(lambda: _clock(demo)["speed"] == 60, 30, lambda: _clock(demo))
        drive.say("speed 3600")
        wait_until(lambda: _clock(demo)["speed"] == 3600, 30, lambda: _clock(demo))
        wait_until(lambda: demo.get("/healthz")["head"] > 20, 30)
        drive.say("pause")
        wait_until(lambda: _clock(demo)["speed"] == 0, 30, lambda: _clock(demo))
        drive.say("sing")
        code, out, complaints = drive.end()  # its input ends: the lifeline
    assert code == 0
    assert "'sing': say pause, resume, speed N or quit" in complaints
    assert '"cases"' in out


def _shown(at: int, speed: float) -> dict[str, Any]:
    return {"at": at, "speed": speed, "simulated": True}


def test_a_case_that_was_dispatched_at_a_wall_goes_on_from_there(
    tmp_path: Path,
) -> None:
    with Demo(tmp_path, "changning", *WARM) as demo:
        drive = demo.drive("--speed=1", "--paused")
        wait_until(lambda: list(demo.open_cases(state="FILED")), 60)
        wait_until(lambda: _settled(demo), 60)
        case = next(demo.open_cases(state="FILED"))
        assert _dispatch(demo, case, "mz").status_code == 200
        drive.say("resume")
        drive.say("speed 36000")

        def end() -> dict[str, Any]:
            return dict(demo.get(f"/cases/{case['id']}"))

        wait_until(lambda: end()["case"]["state"] not in ("FILED", "DISPATCHED"), 60)
        told = end()
        drive.say("quit")
        drive.tally()
    taken = [r for r in told["records"] if r["event"]["type"] == "Taken"]
    assert taken[0]["actor"]["unit"] == "mz"


def _settled(demo: Demo) -> bool:
    """The clock stands at the start: warming up is over."""
    return bool(_clock(demo)["at"] == 1_790_229_600_000)


def test_a_centre_that_is_killed_and_comes_back_misses_nothing(tmp_path: Path) -> None:
    until = "--until=2026-09-24T14:20"
    with Demo(tmp_path / "a", "changning", *WARM, until) as demo:
        drive = demo.drive("--speed=max")
        wait_until(lambda: demo.get("/healthz")["head"] > 300, 60)
        demo.centre.kill(signal.SIGKILL)
        demo.centre.start()
        tally = drive.tally()
        broken = _courses(demo)
    with Demo(tmp_path / "b", "changning", *WARM, until) as demo:
        assert demo.drive("--speed=max").tally()["cases"] == tally["cases"]
        whole = _courses(demo)
    same = sum(broken[name] == whole[name] for name in whole)
    assert set(broken) == set(whole)
    assert same / len(whole) > 0.95  # merges depend on who came first


def _courses(demo: Demo) -> dict[str, list[str]]:
    """What happened to every case, under the name of its first photo or its place."""
    courses: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for record in demo.records():
        event = record["event"]
        if event["type"] == "Reported":
            names[record["case"]] = f"{record['at']} {event['address']}"
        courses.setdefault(names[record["case"]], []).append(event["type"])
    return courses


def test_a_load_comes_on_top(tmp_path: Path) -> None:
    times = ("--from=2026-09-24T03:00", "--until=2026-09-24T03:10", "--warm-up=0")
    with Demo(tmp_path, "changning", *times) as demo:
        tally = demo.drive("--speed=max", "--rate=60").tally()
    assert tally["cases"] >= 600


def test_what_cannot_be_is_said_with_its_exit_code(tmp_path: Path) -> None:
    nobody = Drive("--url=http://127.0.0.1:1", "--place=changning", "--speed=60")
    code, _, complaints = nobody.end()
    assert code == 11
    assert "is the centre running?" in complaints
    nowhere = Drive("--url=http://127.0.0.1:1", "--place=atlantis")
    code, _, complaints = nowhere.end()
    assert code == 12
    assert "boston, changning" in complaints
    for wrong in ("--speed=0", "--from=tomorrow", "--until=2020-01-01"):
        code, _, complaints = Drive(
            "--url=http://127.0.0.1:1", "--place=changning", wrong
        ).end()
        assert code == 2, complaints
        assert "Traceback" not in complaints
    with Demo(tmp_path, "changning", *WARM) as demo:
        code, _, complaints = Drive(
            f"--url={demo.centre.url}", "--place=boston", "--speed=60"
        ).end()
    assert code == 2
    assert "that of changning" in complaints
    assert profiles.names() == ("boston", "changning")
