"""`gridwall tail --plain`: the program itself, on pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.proxy import Proxy
from tests.e2e.real_centre import OTHER_STREET, ROOT, STREET, RealCentre
from tests.e2e.reporter import Reporter
from tests.e2e.small_centre import SmallCentre
from tests.e2e.waiting import until

TAIL = [sys.executable, str(ROOT / "gridwall.py"), "tail", "--plain"]


class Tail:
    """The process; `lines` has what it has printed so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._out = folder / "out"
        self._err = folder / "err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [*TAIL, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            )

    @property
    def lines(self) -> list[list[str]]:
        text = self._out.read_text(encoding="utf-8")
        return [line.split("\t") for line in text.splitlines()]

    @property
    def told(self) -> str:
        return self._err.read_text(encoding="utf-8")

    def wait(self, lines: int) -> None:
        until(
            lambda: len(self.lines) >= lines, 20, lambda: (len(self.lines), self.told)
        )

    def live(self) -> None:
        until(lambda: "live" in self.told, 20, lambda: self.told)


@contextmanager
def tail(folder: Path, *arguments: str) -> Iterator[Tail]:
    started = Tail(folder, *arguments)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.process.wait(10)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RealCentre]:
    with RealCentre(tmp_path / "data") as running:
        yield running


def test_every_record_is_a_line_through_kills_and_cuts(
    centre: RealCentre, tmp_path: Path
) -> None:
    with (
        Proxy(centre.port) as line,
        tail(tmp_path, "--centre", line.url) as listing,
        Reporter(centre.url) as desk,
    ):
        listing.live()
        desk.report(5)
        listing.wait(5)
        line.cut()
        desk.report(5)
        listing.wait(10)
        centre.kill()
        centre.start()
        desk.report(5)
        listing.wait(15)
        assert [fields[1] for fields in listing.lines] == desk.numbers
        assert [fields[-1] for fields in listing.lines] == desk.titles
        assert {fields[2] for fields in listing.lines} == {"天山路"}
        assert "reconnecting at record" in listing.told
        listing.process.send_signal(signal.SIGINT)
        assert listing.process.wait(10) == 0
        assert "Traceback" not in listing.told


def test_it_begins_behind_a_record(centre: RealCentre, tmp_path: Path) -> None:
    with Reporter(centre.url) as desk:
        desk.report(60)
        with tail(tmp_path, "--centre", centre.url, "--after", "2") as listing:
            listing.wait(58)
            desk.report(1)
            listing.wait(59)
            assert [fields[1] for fields in listing.lines] == desk.numbers[2:]


def test_a_scope_is_listed_alone(centre: RealCentre, tmp_path: Path) -> None:
    scope = ["--scope", f"street:{STREET}"]
    with (
        tail(tmp_path, "--centre", centre.url, *scope) as listing,
        Reporter(centre.url) as desk,
    ):
        listing.live()
        desk.report(1, OTHER_STREET)
        desk.report(1)
        listing.wait(1)
        assert [fields[1] for fields in listing.lines] == desk.numbers[1:]


def test_the_centre_of_a_data_folder_is_found(
    centre: RealCentre, tmp_path: Path
) -> None:
    with (
        tail(tmp_path, "--data", str(centre.folder)) as listing,
        Reporter(centre.url) as desk,
    ):
        listing.live()
        desk.report(2)
        listing.wait(2)


def quiet(complaints: Path) -> None:
    told = complaints.read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


def test_a_reader_that_leaves_ends_it_even_when_nothing_happens(
    centre: RealCentre, tmp_path: Path
) -> None:
    with (
        (tmp_path / "err").open("wb") as err,
        Reporter(centre.url) as desk,
        subprocess.Popen(
            [*TAIL, "--centre", centre.url],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        until(lambda: b"live" in (tmp_path / "err").read_bytes(), 20)
        desk.report(1)
        assert process.stdout.readline().decode().split("\t")[1] == desk.numbers[0]
        process.stdout.close()
        assert process.wait(10) == 0
    quiet(tmp_path / "err")


def test_a_reader_that_leaves_in_the_middle_ends_it_quietly(tmp_path: Path) -> None:
    with (
        SmallCentre(0) as centre,
        (tmp_path / "err").open("wb") as err,
        subprocess.Popen(
            [*TAIL, "--centre", centre.url],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        until(lambda: b"live" in (tmp_path / "err").read_bytes(), 20)
        for _ in range(6):
            centre.write(100)
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(10) == 0
    quiet(tmp_path / "err")


def test_a_reader_that_stops_reading_misses_nothing(tmp_path: Path) -> None:
    with (
        SmallCentre(0) as centre,
        (tmp_path / "err").open("wb") as err,
        subprocess.Popen(
            [*TAIL, "--centre", centre.url],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        until(lambda: b"live" in (tmp_path / "err").read_bytes(), 20)
        for _ in range(60):
            centre.write(10)
        centre.cut()
        numbers = [process.stdout.readline().split(b"\t")[3] for _ in range(600)]
        process.terminate()
        assert process.wait(10) == 0
        assert process.stdout.read() == b""
    assert len(numbers) == 600


@pytest.mark.parametrize(
    ("refusal", "farewell", "speaks", "code", "words"),
    [
        ((401, {}), None, 1, 7, "token"),
        (None, (4401, "token-wrong"), 1, 7, "token-wrong"),
        (None, None, 2, 8, "protocol 2"),
    ],
)
def test_what_only_a_person_can_put_right_ends_it(
    refusal: tuple[int, dict[str, str]] | None,
    farewell: tuple[int, str] | None,
    speaks: int,
    code: int,
    words: str,
    tmp_path: Path,
) -> None:
    with SmallCentre(9) as centre:
        centre.refusal, centre.farewell, centre.speaks = refusal, farewell, speaks
        with tail(tmp_path, "--centre", centre.url) as listing:
            assert listing.process.wait(20) == code
            assert words in listing.told
            assert "Traceback" not in listing.told


def test_where_nobody_answers_it_ends_with_11(tmp_path: Path) -> None:
    with SmallCentre(9) as gone:
        url = gone.url
    with tail(tmp_path, "--centre", url) as listing:
        assert listing.process.wait(40) == 11
        assert "no centre answers" in listing.told
    with tail(tmp_path, "--data", str(tmp_path)) as listing:
        assert listing.process.wait(20) == 11


def test_a_filter_picks_the_lines(centre: RealCentre, tmp_path: Path) -> None:
    with (
        tail(
            tmp_path, "--centre", centre.url, "--filter", f"street={OTHER_STREET}"
        ) as listing,
        Reporter(centre.url) as desk,
    ):
        listing.live()
        desk.report(3)
        desk.report(2, OTHER_STREET)
        listing.wait(2)
    assert [line[-1] for line in listing.lines] == desk.titles[3:]


def test_a_filter_that_cannot_be_read_ends_with_2(
    centre: RealCentre, tmp_path: Path
) -> None:
    with tail(tmp_path, "--centre", centre.url, "--filter", "foo:1") as listing:
        assert listing.process.wait(20) == 2
    assert "foo:1\n  ^^^" in listing.told
    assert listing.lines == []
