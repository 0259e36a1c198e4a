"""Every measurement can be found, and every load tells how it is used."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bench
from bench import __main__ as command
from bench.context import Bench
from bench.terminals import live, minimal, wall

LOADS = (
    "commander", "feed_source", "growth_probe", "loop_probe", "raw_commit",
    "start_probe", "stock", "walls",
)  # fmt: skip
FOLDER = Path(bench.__file__).parent


@contextmanager
def arguments(*words: str) -> Iterator[None]:
    """What the command line says."""
    before = sys.argv
    sys.argv = ["bench", *words]
    try:
        yield
    finally:
        sys.argv = before


def test_every_measurement_is_in_the_list_and_every_name_has_one() -> None:
    found = {path.stem for path in (FOLDER / "measures").glob("[!_]*.py")}
    assert found == set(command.NAMES)
    for name in command.NAMES:
        assert callable(importlib.import_module(f"bench.measures.{name}").measure)


@pytest.mark.parametrize("name", LOADS)
def test_a_load_tells_how_it_is_used(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.import_module(f"bench.{name}")
    with arguments("--help"), pytest.raises(SystemExit, match="0"):
        module.main()
    assert "usage" in capsys.readouterr().out


def test_all_are_run_unless_some_are_named() -> None:
    with arguments():
        assert tuple(command.arguments().only) == command.NAMES
    with arguments("--only", "keys", "load", "--quick"):
        asked = command.arguments()
    assert asked.only == ["keys", "load"]
    assert asked.quick


def test_an_unknown_measurement_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with arguments("--only", "luck"), pytest.raises(SystemExit, match="2"):
        command.arguments()
    assert "luck" in capsys.readouterr().err


def test_programs_are_started_by_what_the_bench_was_given(tmp_path: Path) -> None:
    given = Bench(tmp_path, program=("here", "gridwall"))
    words = wall(given, "http://127.0.0.1:1", 10_000).words
    assert words == [
        "here", "gridwall", "--centre", "http://127.0.0.1:1", "--lang", "en",
    ]  # fmt: skip
    assert minimal().words[-1] == "bench.minimal"
    assert "10,000" in live(10_000)


def test_a_program_meets_no_settings_of_the_person_who_measures(tmp_path: Path) -> None:
    env = Bench(tmp_path).environment()
    homes = [value for name, value in env.items() if name.startswith(("HOME", "XDG"))]
    assert len(homes) == 5
    assert all(home.startswith(str(tmp_path)) for home in homes)
    assert not {name for name in env if "TOKEN" in name or "PROXY" in name.upper()}
