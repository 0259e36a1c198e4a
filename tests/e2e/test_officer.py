"""The officer's phone: report and check with photos, over a line that breaks."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.codes import Role
from tests.camera import exif, picture
from tests.e2e.centre import TOKEN, tokens_of
from tests.e2e.centre import centre as started
from tests.e2e.proxy import Proxy
from tests.e2e.real_centre import ROOT, RealCentre

pytestmark = pytest.mark.e2e
#: The middle of unit grid 310105001001001, and a place in another city.
LON, LAT = 121.41322, 31.21622
GRID = "310105001001001"
AWAY = (120.15, 30.28)
Json = dict[str, Any]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RealCentre]:
    with RealCentre(tmp_path / "data") as one:
        yield one


@pytest.fixture
def line(centre: RealCentre) -> Iterator[Proxy]:
    with Proxy(centre.port) as one:
        yield one


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """What the officer saw: large enough for a line to break in the middle."""
    path = tmp_path / "before.jpg"
    path.write_bytes(picture(exif=exif(at=(LON, LAT))) + bytes(600_000))
    return path


@pytest.fixture
def after(tmp_path: Path) -> Path:
    path = tmp_path / "after.png"
    path.write_bytes(picture("PNG", colour="green"))
    return path


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "gridwall.py"), "officer", *map(str, arguments)]


def phone(*arguments: object, code: int = 0) -> Json:
    """What one errand answers."""
    done = subprocess.run(
        command(*arguments), check=False, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == code, done.stdout + done.stderr
    answer: Json = json.loads(done.stdout) if done.stdout else {"said": done.stderr}
    return answer


def report(url: str, *more: object, code: int = 0) -> Json:
    return phone(
        "report", "--centre", url, "--lat", LAT, "--lon", LON,
        "--subclass", "C0107", "--title", "井盖缺失", *more, code=code,
    )  # fmt: skip


def do(url: str, case: str, *commands: tuple[str, Json, str]) -> None:
    """What others do meanwhile: (command, body, role)."""
    with httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
        for word, body, role in commands:
            seen = client.get(f"/cases/{case}", headers={"Gridwall-Role": "system"})
            unit = seen.json()["case"].get("department", "")
            answer = client.post(
                f"/cases/{case}/{word}",
                json=body,
                headers={
                    "Gridwall-Role": role,
                    "If-Match": seen.headers["etag"],
                    "Idempotency-Key": f"{case}-{word}",
                    **({"Gridwall-Unit": unit} if role == "department" else {}),
                },
            )
            assert answer.status_code == 200, answer.text


def seen(url: str, path: str, role: str = "dispatcher") -> httpx.Response:
    answer = httpx.get(url + path, headers={"Gridwall-Role": role}, trust_env=False)
    assert answer.status_code == 200, answer.text
    return answer


def test_a_phone_reports_and_checks_and_both_photos_are_seen(
    centre: RealCentre, line: Proxy, before: Path, after: Path
) -> None:
    """The line carries 200 kB a second and breaks twice in the middle of the photo."""
    line.rate = 200_000
    running = subprocess.Popen(
        command("report", "--centre", line.url, "--lat", LAT, "--lon", LON,
                "--subclass", "C0107", "--title", "井盖缺失", "--photo", before),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for sent in (100_000, 200_000):
        wait_for(lambda: line.carried >= sent, running)  # noqa: B023
        line.cut()
    out, err = running.communicate(timeout=100)
    assert running.returncode == 0, out + err
    reported = json.loads(out)
    assert line.opened >= 3
    line.rate = None
    assert (reported["status"], reported["state"]) == ("done", "REPORTED")
    assert reported["warnings"] == []
    case = reported["case"]
    begun = seen(centre.url, f"/cases/{case}").json()["case"]
    assert (begun["grid"], begun["street"]) == (GRID, GRID[:9])
    assert begun["duty"]

    do(
        centre.url, case,
        ("accept", {}, "acceptance"), ("file", {}, "leader"),
        ("dispatch", {"department": "sz"}, "dispatcher"), ("take", {}, "department"),
        ("feed-back", {"photos": [reported["photos"][0]["sha256"]]}, "department"),
        ("send-check", {}, "acceptance"),
    )  # fmt: skip
    checked = phone(
        "check", reported["number"], "pass", "--centre", line.url, "--photo", after
    )
    assert checked["state"] == "CHECKED"
    assert [w["code"] for w in checked["warnings"]] == ["photo-no-position"]

    album = seen(centre.url, f"/cases/{case}").json()["photos"]
    for stage, path in (("report", before), ("check", after)):
        (one,) = album[stage]
        assert seen(centre.url, one["url"]).content == path.read_bytes()
        assert seen(centre.url, one["thumb"]).content.startswith(b"\xff\xd8\xff")
    assert album["report"][0]["away"] == 0


def wait_for(so: Any, running: subprocess.Popen[str], seconds: float = 60) -> None:
    """Until it is so, as long as the program runs."""
    for _ in range(int(seconds * 100)):
        if so():
            return
        try:
            running.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(running.communicate())
    raise AssertionError(f"not within {seconds} s")


def test_what_is_not_confirmed_is_resumed_by_its_key(
    centre: RealCentre, line: Proxy
) -> None:
    """The command arrives, its answers are lost; the same key is the same case."""
    line.deaf = True
    lost = report(line.url, code=16)
    assert lost["status"] == "unconfirmed"
    assert len(lost["key"]) == 32
    line.deaf = False
    found = report(line.url, "--key", lost["key"])
    assert (found["status"], found["key"]) == ("done", lost["key"])
    assert found["replayed"] is True
    assert len(seen(centre.url, "/cases").json()["cases"]) == 1


def test_a_refusal_is_told_with_its_code(centre: RealCentre, tmp_path: Path) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a photo")
    refused = report(centre.url, "--photo", text, code=15)
    assert (refused["status"], refused["code"]) == ("refused", "photo-none")
    assert refused["http"] == 422
    outside = phone(
        "report", "--centre", centre.url, "--lon", AWAY[0], "--lat", AWAY[1],
        "--subclass", "C0107", "--title", "x", code=15,
    )  # fmt: skip
    assert outside["code"] == "place-outside"
    nobody = phone("check", "CN-1", "pass", "--centre", centre.url, code=15)
    assert nobody["code"] == "case-unknown"
    assert seen(centre.url, "/cases").json()["head"] == 0


def test_a_component_is_reported_by_its_code(centre: RealCentre) -> None:
    """It is where the register says, whatever else is said of the place."""
    folder = ROOT / "centre" / "profiles" / "changning"
    with gzip.open(folder / "components.csv.gz", "rt") as register:
        rows = list(csv.DictReader(register))
    hydrant = next(row for row in rows if row["code"][6:10] == "0107")

    def about(component: str, *more: object, code: int = 0) -> Json:
        return phone(
            "report", "--centre", centre.url, "--component", component, *more,
            "--subclass", "C0107", "--title", "消防栓占盲道", code=code,
        )  # fmt: skip

    done = about(hydrant["code"])
    case = seen(centre.url, f"/cases/{done['case']}").json()["case"]
    assert (case["component"], case["grid"]) == (hydrant["code"], hydrant["grid"])
    elsewhere = next(row["grid"] for row in rows if row["grid"] != hydrant["grid"])
    refused = about(hydrant["code"], "--grid", elsewhere, code=15)
    assert refused["code"] == "component-elsewhere"
    assert about("3101050107999999", code=15)["code"] == "component-unknown"


def test_wrong_words_and_files_send_nothing(centre: RealCentre, tmp_path: Path) -> None:
    missing = report(centre.url, "--photo", tmp_path / "none.jpg", code=2)
    assert "none.jpg" in missing["said"]
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(8 * 1024 * 1024 + 1))
    assert "8 MiB" in report(centre.url, "--photo", large, code=2)["said"]
    assert "component" in report(centre.url, "--component", "12", code=2)["said"]
    failed = phone("check", "CN-1", "fail", "--centre", centre.url, code=2)
    assert "reason" in failed["said"]


def test_a_token_file_opens_the_door_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    data, token = tmp_path / "data", tmp_path / "token"
    tokens_of(data, Role.OFFICER)
    with started(data, dev=False) as one:
        for text, code in ((TOKEN, 0), ("wrong-" + TOKEN, 7)):
            token.write_text(text)
            token.chmod(0o600)
            answer = report(one.url, "--token-file", token, code=code)
            assert TOKEN not in json.dumps(answer)
        assert one.stop() == 0
