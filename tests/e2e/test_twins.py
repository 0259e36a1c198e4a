"""Twins of the wall for pipes, against a real centre."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.proxy import Proxy
from tests.e2e.real_centre import OTHER_STREET, ROOT, STREET, RealCentre
from tests.e2e.reporter import Reporter
from tests.e2e.terminal import Terminal
from tests.e2e.waiting import until

pytestmark = pytest.mark.e2e
PROGRAM = [sys.executable, str(ROOT / "gridwall.py")]
CASES = 230  # more than a page


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    """A centre with some cases."""
    folder = tmp_path_factory.mktemp("twins") / "data"
    with RealCentre(folder) as centre:
        with Reporter(centre.url) as reporter:
            reporter.report(CASES - 30)
            reporter.report(30, OTHER_STREET)
        yield centre


def env(home: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"} | more


def run(
    home: Path, *arguments: str | Path, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        env=env(home, **more),
    )


# status


def test_status_tells_what_the_centre_holds(town: RealCentre, tmp_path: Path) -> None:
    done = run(tmp_path, "status", "--json", "--centre", town.url)
    assert (done.returncode, done.stderr) == (0, b"")
    told = json.loads(done.stdout)
    assert told["whole"]["open"] == CASES
    assert {s["code"]: s["open"] for s in told["streets"] if s["open"]} == {
        STREET: CASES - 30,
        OTHER_STREET: 30,
    }
    assert told["freshness"]["phase"] == "LIVE"
    assert told["freshness"]["drill"] is False
    assert abs(told["freshness"]["skew_ms"]) < 2000
    assert told["seq"] == told["head"] >= CASES


def test_status_finds_the_centre_by_its_folder_and_speaks_two_languages(
    town: RealCentre, tmp_path: Path
) -> None:
    chinese = run(tmp_path, "status", "--data", town.folder).stdout.decode()
    english = run(tmp_path, "status", "--data", town.folder, "--lang", "en")
    assert f"在办 {CASES}" in chinese
    assert f"open {CASES}" in english.stdout.decode()


def test_status_without_a_centre_ends_with_11_and_names_a_demo(tmp_path: Path) -> None:
    done = run(tmp_path, "status")
    assert done.returncode == 11
    assert b"no centre runs" in done.stderr
    assert done.stdout == b""
    demo = tmp_path / ".local" / "share" / "gridwall" / "demo-changning"
    with RealCentre(demo):
        done = run(tmp_path, "status")
    assert done.returncode == 11
    assert f"a demo runs: --data {demo}".encode() in done.stderr


def test_status_of_an_address_where_nobody_is_ends_with_11(tmp_path: Path) -> None:
    done = run(tmp_path, "status", "--centre", "http://127.0.0.1:9")
    assert done.returncode == 11
    assert b"no centre answers" in done.stderr


def test_status_of_a_centre_that_is_silent_gives_up(
    town: RealCentre, tmp_path: Path
) -> None:
    with Proxy(town.port) as line:
        line.blackhole = True
        done = run(tmp_path, "status", "--centre", line.url, "--wait", "0.5")
    assert done.returncode == 11
    assert b"does not come live within 0.5 s" in done.stderr


# export


def test_export_writes_every_case_once(town: RealCentre, tmp_path: Path) -> None:
    done = run(tmp_path, "export", "csv", "--centre", town.url, "--lang", "en")
    assert done.returncode == 0
    assert f"{CASES} cases".encode() in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert len({row["number"] for row in rows}) == len(rows) == CASES
    times = [row["opened_at"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert {row["street_name"] for row in rows if row["street"] == STREET} == {
        "Tianshan Road Subdistrict"
    }


def test_export_picks_with_the_walls_own_grammar(
    town: RealCentre, tmp_path: Path
) -> None:
    where = ("--centre", town.url, "--filter", f"street={OTHER_STREET}")
    done = run(tmp_path, "export", "jsonl", "--all", *where)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["street"] for row in rows] == [OTHER_STREET] * 30
    wrong = run(tmp_path, "export", "csv", "--centre", town.url, "--filter", "foo:1")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"foo:1\n  ^^^" in wrong.stderr


def test_export_of_another_time_is_empty(town: RealCentre, tmp_path: Path) -> None:
    where = ("--centre", town.url)
    done = run(tmp_path, "export", "jsonl", *where, "--to", "2020-01-01")
    assert (done.returncode, done.stdout) == (0, b"")
    done = run(tmp_path, "export", "jsonl", *where, "--from", "2020-01-01")
    assert len(done.stdout.splitlines()) == CASES
    done = run(tmp_path, "export", "jsonl", *where, "--from", "soon")
    assert done.returncode == 2
    assert b"soon is no time" in done.stderr


def test_export_to_a_file_never_overwrites(town: RealCentre, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    arguments = ("export", "csv", "--bom", "--centre", town.url, "-o", file)
    assert run(tmp_path, *arguments).returncode == 0
    written = file.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfnumber,")
    assert written.count(b"\r\n") == CASES + 1
    file.write_bytes(b"mine")
    again = run(tmp_path, *arguments)
    assert (again.returncode, file.read_bytes()) == (14, b"mine")
    assert b"--force" in again.stderr
    assert run(tmp_path, *arguments, "--force").returncode == 0
    assert file.read_bytes() == written


def test_export_ends_quietly_when_nobody_reads(
    town: RealCentre, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "export", "jsonl", "--centre", town.url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env(tmp_path),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(30) == 0
    assert process.stderr.read() in (b"", f"gridwall export: {CASES} cases\n".encode())
    process.stderr.close()


@pytest.mark.parametrize("part", ["export csv", "status --json", "keys"])
def test_a_full_device_is_told(town: RealCentre, tmp_path: Path, part: str) -> None:
    where = [] if part == "keys" else ["--centre", town.url]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *part.split(), *where],
            stdout=full, stderr=subprocess.PIPE, check=False, env=env(tmp_path),
        )  # fmt: skip
    assert done.returncode == 14
    assert done.stderr == (
        b"gridwall: cannot write the output: No space left on device\n"
    )


def test_an_export_that_is_ended_leaves_no_file(
    town: RealCentre, tmp_path: Path
) -> None:
    def halves() -> list[str]:
        return [path.name for path in tmp_path.iterdir() if "x.csv" in path.name]

    with Proxy(town.port) as line:
        line.rate = 200_000  # a page takes a second
        process = subprocess.Popen(
            [*PROGRAM, "export", "csv", "--centre", line.url, "-o", tmp_path / "x.csv"],
            stderr=subprocess.PIPE, env=env(tmp_path),
        )  # fmt: skip
        until(halves)
        line.blackhole = True
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130
        assert process.stderr is not None
        process.stderr.close()
    assert halves() == []


# doctor


def test_doctor_without_a_terminal_says_what_it_skipped(
    town: RealCentre, tmp_path: Path
) -> None:
    done = run(tmp_path, "doctor", "--json", "--centre", town.url, TERM="xterm")
    told = json.loads(done.stdout)
    checks = {check["id"]: check for check in told["checks"]}
    assert done.returncode == 0
    assert {i for i, c in checks.items() if c["level"] == "skipped"} == {
        "size", "glyphs", "round_trip", "synchronized", "clipboard",
    }  # fmt: skip
    assert checks["centre"]["level"] == "ok"
    assert checks["clock"]["facts"]["skew_ms"] < 2000
    assert checks["sqlite"]["facts"]["version"].startswith("3.")


def test_doctor_ends_with_13_when_something_is_bad(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--centre", "http://127.0.0.1:9", "--lang", "en")
    assert done.returncode == 13
    assert b"nobody answers at http://127.0.0.1:9" in done.stdout
    file = tmp_path / ".config" / "gridwall" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("lang = 'fr'\n")
    done = run(tmp_path, "doctor", "--json", TERM="xterm")
    assert done.returncode == 13
    (wrong,) = (c for c in json.loads(done.stdout)["checks"] if c["level"] == "bad")
    assert wrong["id"] == "settings"
    assert f"{file}:1" in wrong["text"]
    file.write_text("[keys]\ndispatch = 'j'\n")
    clash = run(tmp_path, "doctor", "--lang", "en", TERM="xterm")
    assert clash.returncode == 13
    assert b"dispatch" in clash.stdout


def test_doctor_asks_the_terminal_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    command = [*PROGRAM, "doctor", "--lang", "en"]
    with Terminal(command, 120, 40, env={"HOME": str(tmp_path)}) as terminal:
        assert terminal.wait_for_end(30) == 0
        assert "120 columns, 40 rows" in terminal.text
        assert "mode 2026" in terminal.text
        assert " ms" in terminal.text
        assert "skipped" in terminal.row(-1) or "0 bad" in terminal.text
    shell = f"stty -a >before; {' '.join(command)}; stty -a >after"
    with Terminal(["sh", "-c", shell], cwd=tmp_path) as terminal:
        assert terminal.wait_for_end(30) == 0
    assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text()


# config, keys, completion


def test_config_shows_where_every_setting_came_from(tmp_path: Path) -> None:
    file = tmp_path / ".config" / "gridwall" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('theme = "light"\n\n[keys]\ndispatch = "f5"\n')
    done = run(
        tmp_path, "config", "show", "--origin", "--lang", "en",
        GRIDWALL_ROLE="dispatcher", GRIDWALL_THEEM="x",
    )  # fmt: skip
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert f'theme = "light" # {file}:1' in lines
    assert f'dispatch = "f5" # {file}:4' in lines
    assert 'role = "dispatcher" # GRIDWALL_ROLE' in lines
    assert 'lang = "en" # --lang' in lines
    assert "carousel = 5 # default" in lines
    assert b"GRIDWALL_THEEM is no setting" in done.stderr
    shown = tmp_path / "shown.toml"
    shown.write_bytes(done.stdout)
    assert run(tmp_path, "config", "check", shown).returncode == 0


def test_config_check_names_file_line_and_the_nearest(tmp_path: Path) -> None:
    wrong, clash = tmp_path / "wrong.toml", tmp_path / "clash.toml"
    wrong.write_text("\nthem = 'light'\n[keys]\ndispach = 'f5'\n")
    done = run(tmp_path, "config", "check", wrong)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{wrong}:2: no setting them (did you mean theme?)" in done.stderr.decode()
    assert f"{wrong}:4: no action dispach (did you mean" in done.stderr.decode()
    clash.write_text("[keys]\ndispatch = 'j'\n")
    done = run(tmp_path, "config", "check", clash)
    assert done.returncode == 2
    assert str(clash) in done.stderr.decode()
    assert b"dispatch" in done.stderr
    assert run(tmp_path, "config", "check", tmp_path / "none.toml").returncode == 2


def test_a_theme_of_ones_own_is_known(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "gridwall"
    (folder / "themes").mkdir(parents=True)
    (folder / "themes" / "mine.toml").write_text('base = "dark"\n')
    file = folder / "config.toml"
    file.write_text('theme = "mine"\n')
    assert run(tmp_path, "config", "check").returncode == 0
    file.write_text('theme = "mien"\n')
    done = run(tmp_path, "config", "check")
    assert done.returncode == 2
    assert f"{file}:1" in done.stderr.decode()
    assert b"did you mean mine?" in done.stderr


def test_keys_are_told_as_they_are_bound(tmp_path: Path) -> None:
    file = tmp_path / ".config" / "gridwall" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\ndispatch = "f5"\n')
    done = run(tmp_path, "keys", "--lang", "en")
    (dispatch,) = (x for x in done.stdout.decode().splitlines() if " dispatch " in x)
    assert dispatch.split()[0].lower() == "f5"
    assert b"| `dispatch` |" in run(tmp_path, "keys", "--markdown").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed(shell: str, tmp_path: Path) -> None:
    done = run(tmp_path, "completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"jsonl" in done.stdout


@pytest.mark.parametrize(
    "part",
    ["", "demo", "centre", "drive", "verify", "tail", "status", "export", "doctor",
     "config show", "config check", "keys", "completion", "user add",
     "user break-glass"],
)  # fmt: skip
def test_every_part_explains_itself(part: str, tmp_path: Path) -> None:
    done = run(tmp_path, *part.split(), "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"usage: gridwall" in done.stdout
