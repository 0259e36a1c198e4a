"""The centre's two processes: who is killed, what is left, what is lost (nothing)."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from tests.e2e.centre import Centre, centre, door, report
from tests.e2e.waiting import until


def desk_of(one: Centre) -> psutil.Process:
    one.found()
    (desk,) = psutil.Process(one.process.pid).children()
    return desk


def gone(desk: psutil.Process) -> bool:
    """Whoever has it now may not have asked for its exit code."""
    try:
        return desk.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_desk_whose_centre_is_killed_ends_and_the_next_centre_goes_on(
    tmp_path: Path,
) -> None:
    with centre(tmp_path) as one:
        desk = desk_of(one)
        with door(one.url) as client:
            receipt = report(client)
        one.kill()
        with centre(tmp_path) as next_one, door(next_one.url) as client:
            assert gone(desk)
            assert client.get(f"/cases/{receipt['case']}").status_code == 200


def test_a_centre_whose_desk_is_killed_says_so_and_ends(tmp_path: Path) -> None:
    with centre(tmp_path) as one:
        desk = desk_of(one)
        with door(one.url) as client:
            receipt = report(client)
            desk.kill()
            assert one.ended() == 3
        said = one.said()
        assert "the desk's process has ended" in said
        assert "Traceback" not in said
    with centre(tmp_path) as one, door(one.url) as client:
        assert client.get(f"/cases/{receipt['case']}").json()["case"]["version"] == 1


def test_a_desk_that_is_stopped_holds_up_the_next_centre_only(tmp_path: Path) -> None:
    """What it was given may be on its way to the disk: nobody writes before it is."""
    with centre(tmp_path) as one:
        desk = desk_of(one)
        desk.suspend()
        one.process.kill()
        one.process.wait(10)
        with centre(tmp_path) as next_one:
            stderr = next_one.process.stderr
            assert stderr is not None
            assert b"desk.lock" in stderr.readline()
            assert next_one.process.poll() is None
            assert not (tmp_path / "centre.json").exists(), "of the one that is gone"
            desk.resume()
            next_one.found()


def test_at_the_end_the_ledger_is_one_file(tmp_path: Path) -> None:
    """So that who copies it has all of it."""
    with centre(tmp_path) as one:
        with door(one.url) as client:
            receipt = report(client)
            assert client.get("/cases?state=CLOSED").status_code == 200  # a reader too
        assert one.stop() == 0
    assert not list(tmp_path.glob("ledger.db-*"))
    assert receipt["case"].encode() in (tmp_path / "ledger.db").read_bytes()


def test_an_interrupt_of_all_that_run_there_loses_nothing(tmp_path: Path) -> None:
    with centre(tmp_path) as one:
        desk = desk_of(one)
        with door(one.url) as client:
            report(client)
        for process in (desk, psutil.Process(one.process.pid)):
            process.send_signal(signal.SIGINT)
        assert one.ended() == 0
        assert one.said() == ""
        until(lambda: gone(desk))


def test_the_desk_keeps_nothing_of_the_centre_open(tmp_path: Path) -> None:
    """A port, a pipe: whoever waits for their end would wait for the desk's too."""
    with centre(tmp_path) as one:
        desk = desk_of(one)
        with door(one.url) as client:
            report(client)
        kept = {Path(file.path).name for file in desk.open_files()}
        assert kept <= {"desk.lock", "ledger.db", "ledger.db-wal", "ledger.db-shm"}
        assert [one.type.name for one in desk.net_connections("all")] == ["SOCK_STREAM"]
        assert desk.net_connections("inet") == []
