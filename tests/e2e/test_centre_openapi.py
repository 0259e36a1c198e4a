"""The description that the centre gives of itself, held against the running centre."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from domain.codes import Role
from domain.commands import COMMANDS
from tests.e2e.centre import TOKEN, centre, door, report, tokens_of

#: Thursday 2026-09-24, 14:00 in Shanghai.
AT = "1790229600000"
#: The domain says no to requests that are well formed: 409, 412 and 422 are answers.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = [
    "2xx", "401", "403", "404", "409", "412", "422"]
missing_required_header.expected-statuses = [
    "400", "401", "403", "404", "415", "422", "428"]
negative_data_rejection.expected-statuses = [
    "400", "401", "403", "404", "405", "409", "412", "415", "422", "428"]
"""


def test_every_path_of_the_command_table_is_described(tmp_path: Path) -> None:
    with centre(tmp_path, "--simulated-clock", AT) as one:
        paths = httpx.get(f"{one.url}/openapi.json", trust_env=False).json()["paths"]
    start = "/cases/{case}/"
    words = {p.removeprefix(start) for p in paths if p.startswith(start)}
    assert words == COMMANDS.keys() - {"report"}
    assert paths["/cases"].keys() == {"post", "get"}


def run(cwd: Path, url: str, *arguments: str) -> None:
    """Every check of schemathesis on generated, boundary and linked requests."""
    (cwd / "schemathesis.toml").write_text(CONFIG)
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")), "run", f"{url}/openapi.json",
            "--no-color", "--seed", "1", "--max-failures", "5", *arguments,
        ],
        cwd=cwd, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr


def test_a_demos_centre_does_what_its_description_says(tmp_path: Path) -> None:
    with centre(tmp_path / "data", "--simulated-clock", AT) as one:
        with door(one.url) as client:
            report(client)
        run(tmp_path, one.url, "--header", "Gridwall-Role: system",
            "--max-examples", "3")  # fmt: skip
        assert one.stop() == 0


def test_a_centre_with_tokens_does_what_its_description_says(tmp_path: Path) -> None:
    tokens_of(tmp_path / "data", Role.SYSTEM)
    with centre(tmp_path / "data", dev=False) as one:
        run(tmp_path, one.url, "--header", f"Authorization: Bearer {TOKEN}",
            "--phases", "coverage")  # fmt: skip
        assert one.stop() == 0
