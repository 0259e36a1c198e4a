"""Bad input at the command line: a clear message, its own exit code, nothing lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, str(ROOT / "gridwall.py")]


def run(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
    )


@contextmanager
def centre(folder: Path, *more: str) -> Iterator[str]:
    """A running centre of its own; its address."""
    process = subprocess.Popen(
        [*PROGRAM, "centre", "--place", "changning", "--data", str(folder),
         "--listen", "127.0.0.1:0", "--dev", *more],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said
        yield said.split()[-1]
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--colour"],
        ["dance"],
        ["demo", "--speed"],
        ["centre"],
        ["centre", "--place", "changning", "--data", "d", "--listen", "here"],
        [
            "centre",
            "--place",
            "changning",
            "--data",
            "d",
            "--listen",
            "0.0.0.0:0",
            "--dev",
        ],
    ],
)
def test_wrong_usage_ends_with_2_and_says_what(
    arguments: list[str], tmp_path: Path
) -> None:
    done = run(
        *[a if a != "d" else str(tmp_path / "d") for a in arguments], home=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file_ends_with_3(tmp_path: Path) -> None:
    wrong = tmp_path / "file"
    wrong.write_text("x")
    done = run(
        "centre", "--place", "changning", "--data", wrong, "--dev", home=tmp_path
    )
    assert done.returncode == 3
    assert str(wrong) in done.stderr
    assert wrong.read_text() == "x"


def test_a_data_folder_in_use_ends_with_4(tmp_path: Path) -> None:
    with centre(tmp_path / "d"):
        arguments = ["centre", "--place", "changning", "--data", tmp_path / "d"]
        done = run(*arguments, "--listen", "127.0.0.1:0", "--dev", home=tmp_path)
    assert done.returncode == 4
    assert "another centre" in done.stderr


def test_a_port_in_use_ends_with_5(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        arguments = ["centre", "--place", "changning", "--data", tmp_path / "d"]
        done = run(*arguments, "--listen", address, "--dev", home=tmp_path)
    assert done.returncode == 5
    assert address in done.stderr


def test_a_corrupt_ledger_ends_with_6_and_is_left_as_it_is(tmp_path: Path) -> None:
    import httpx

    with centre(tmp_path / "d") as url, httpx.Client(trust_env=False) as http:
        for n in range(3):
            answer = http.post(
                f"{url}/cases",
                headers={"Idempotency-Key": f"k{n}", "Gridwall-Role": "officer"},
                json={"source": "officer", "title": "垃圾", "street": "310105006"},
            )
            assert answer.status_code == 201
    ledger = tmp_path / "d" / "ledger.db"
    assert run("verify", tmp_path / "d", home=tmp_path).returncode == 0
    raw = bytearray(ledger.read_bytes())
    at = raw.index("垃圾".encode(), raw.index(b'{"seq":2,'))
    raw[at + 2] ^= 1
    ledger.write_bytes(raw)
    before = ledger.read_bytes()
    done = run("verify", tmp_path / "d", home=tmp_path)
    assert (done.returncode, "2" in done.stdout) == (1, True)
    arguments = ["centre", "--place", "changning", "--data", tmp_path / "d"]
    done = run(*arguments, "--listen", "127.0.0.1:0", "--dev", home=tmp_path)
    assert done.returncode == 6
    assert "2" in done.stderr
    assert ledger.read_bytes() == before


def test_a_wall_without_a_terminal_ends_with_9(tmp_path: Path) -> None:
    done = run(home=tmp_path)
    assert done.returncode == 9
    assert "tail --plain" in done.stderr


def test_tail_without_a_centre_ends_with_11(tmp_path: Path) -> None:
    done = run("tail", "--plain", home=tmp_path)
    assert done.returncode == 11
    assert "no centre runs" in done.stderr


def test_an_unknown_place_ends_with_12_and_names_those_there_are(
    tmp_path: Path,
) -> None:
    arguments = ["centre", "--place", "atlantis", "--data", tmp_path / "d", "--dev"]
    done = run(*arguments, home=tmp_path)
    assert done.returncode == 12
    assert "changning" in done.stderr


def test_a_wrong_setting_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".config" / "gridwall" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("lang = 'fr'\n")
    done = run("tail", "--plain", home=tmp_path)
    assert done.returncode == 2
    assert str(file) in done.stderr


def test_the_version_and_the_exit_codes_are_told(tmp_path: Path) -> None:
    assert run("--version", home=tmp_path).stdout.startswith("gridwall 0.")
    said = " ".join(run("--help", home=tmp_path).stdout.split())
    assert "6 ledger corrupt" in said


def test_tail_prints_what_happens_a_line_a_record(tmp_path: Path) -> None:
    import httpx

    with centre(tmp_path / "d") as url, httpx.Client(trust_env=False) as http:
        tail = subprocess.Popen(
            [*PROGRAM, "tail", "--plain", "--centre", url, "--after", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        out, told = tail.stdout, tail.stderr
        assert out is not None
        assert told is not None
        try:
            assert "live" in told.readline()
            answer = http.post(
                f"{url}/cases",
                headers={"Idempotency-Key": "k", "Gridwall-Role": "officer"},
                json={
                    "source": "officer",
                    "title": "占道\u202e",
                    "street": "310105006",
                },
            )
            number = json.loads(answer.content)["number"]
            fields = out.readline().rstrip("\n").split("\t")
            assert number in fields
            assert fields[-1] == "占道"
        finally:
            tail.terminate()
            assert tail.wait(10) == 0
            out.close()
            told.close()
