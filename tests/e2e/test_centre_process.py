"""The centre as a process: how it starts, is found, refuses to start, and ends."""

from __future__ import annotations

import json
import signal
import socket
import stat
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.e2e.centre import TOKEN, Centre, centre, door, report, tokens_of


def test_it_serves_says_where_and_ends_on_a_signal(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with centre(tmp_path / "data") as one:
            found = one.found()
            assert found["protocol"] == 1
            assert (found["place"], found["token"]) == ("changning", "")
            health = httpx.get(f"{found['url']}/healthz", trust_env=False).json()
            assert health["epoch"] == found["epoch"]
            assert (health["status"], health["ledger"]) == ("ok", "writing")
            one.process.send_signal(number)
            assert one.ended() == 0
            assert one.said() == ""
            assert not (tmp_path / "data" / "centre.json").exists()


def test_what_it_keeps_only_its_owner_can_read(tmp_path: Path) -> None:
    with centre(tmp_path / "data") as one:
        one.found()
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in (one.data, *one.data.iterdir())
        }
    assert modes.pop("data") == 0o700
    assert {"centre.json", "centre.lock", "ledger.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_second_centre_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with centre(tmp_path) as one:
        found = one.found()
        with centre(tmp_path) as second:
            assert second.ended() == 4
            said = second.said()
            assert str(found["pid"]) in said
            assert found["url"] in said
        with door(found["url"]) as client:
            report(client)
    with centre(tmp_path) as third:  # the lock went with the process
        third.found()


def test_a_port_that_is_taken_is_an_end_with_a_reason(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with centre(tmp_path, "--listen", f"127.0.0.1:{port}") as one:
            assert one.ended() == 5
            assert f"127.0.0.1:{port}" in one.said()


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "192.0.2.1"])
def test_a_centre_without_tokens_serves_this_machine_only(
    tmp_path: Path, host: str
) -> None:
    with centre(tmp_path, "--listen", f"{host}:0") as one:
        assert one.ended() == 2
        assert "this machine only" in one.said()


def test_another_address_without_tls_must_be_asked_for(tmp_path: Path) -> None:
    tokens_of(tmp_path)
    with centre(tmp_path, "--listen", "0.0.0.0:0", dev=False) as one:
        assert one.ended() == 2
        assert "--plain" in one.said()


def test_a_folder_that_cannot_be_one_is_an_end_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with centre(tmp_path / "file") as one:
        assert one.ended() == 3
        assert str(tmp_path / "file") in one.said()


def test_a_ledger_of_another_place_is_an_end_with_a_reason(tmp_path: Path) -> None:
    with centre(tmp_path) as one:
        one.found()
        one.stop()
    with centre(tmp_path, "--place", "boston") as other:
        assert other.ended() == 3
        assert "boston" in other.said()


def test_an_unknown_place_is_an_end_with_a_reason(tmp_path: Path) -> None:
    with centre(tmp_path, "--place", "atlantis") as one:
        assert one.ended() == 12
        assert "changning" in one.said()


def test_a_damaged_ledger_is_an_end_that_names_the_record(tmp_path: Path) -> None:
    with centre(tmp_path) as one:
        with door(one.url) as client:
            for _ in range(5):
                report(client)
        assert one.stop() == 0
    ledger = tmp_path / "ledger.db"
    raw = ledger.read_bytes()
    at = raw.index(b'{"seq":3,')
    other = bytes([raw[at + 20] ^ 1])  # of the time, another digit
    ledger.write_bytes(raw[: at + 20] + other + raw[at + 21 :])
    with centre(tmp_path) as one:
        assert one.ended() == 6
        assert "record 3" in one.said()


def test_without_dev_a_centre_needs_tokens_that_only_it_can_read(
    tmp_path: Path,
) -> None:
    with centre(tmp_path, dev=False) as one:
        assert one.ended() == 7
        assert "tokens.json" in one.said()
    tokens_of(tmp_path, mode=0o644)
    with centre(tmp_path, dev=False) as one:
        assert one.ended() == 7
        assert "chmod 600" in one.said()
    tokens_of(tmp_path)
    with centre(tmp_path, dev=False) as one:
        url = one.url
        with door(url, "dispatcher") as client:
            assert client.get("/cases").status_code == 401
        with door(url, "dispatcher", Authorization=f"Bearer {TOKEN}") as client:
            assert client.get("/cases").status_code == 200


class Embedded:
    """A centre as a wall starts it."""

    def __init__(self, data: Path) -> None:
        self.centre = Centre(data, "--embedded", dev=False)
        stdin, stdout = self.centre.process.stdin, self.centre.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{TOKEN}\n".encode())
        stdin.flush()
        self.stdin = stdin
        self.url: str = json.loads(stdout.readline())["url"]


def test_an_embedded_centre_takes_its_token_and_tells_its_address(
    tmp_path: Path,
) -> None:
    one = Embedded(tmp_path)
    assert one.centre.found() | {"url": one.url, "token": TOKEN} == one.centre.found()
    assert TOKEN not in Path(f"/proc/{one.centre.process.pid}/cmdline").read_text()
    assert TOKEN not in Path(f"/proc/{one.centre.process.pid}/environ").read_text()
    with door(one.url) as stranger:
        assert stranger.get("/cases").status_code == 401
    with door(one.url, Authorization=f"Bearer {TOKEN}") as wall:
        report(wall)
    assert one.centre.stop() == 0


def test_an_embedded_centre_ends_when_its_wall_is_gone(tmp_path: Path) -> None:
    one = Embedded(tmp_path)
    one.stdin.close()
    assert one.centre.ended() == 0
    assert one.centre.said() == ""
    one.centre.close()


def test_an_embedded_centre_stays_while_another_wall_is_connected(
    tmp_path: Path,
) -> None:
    one = Embedded(tmp_path)
    with connect(
        f"{one.url.replace('http', 'ws')}/feed?protocol=1",
        additional_headers={"Authorization": f"Bearer {TOKEN}"},
        proxy=None,
    ) as wall:
        one.stdin.close()
        for _ in range(4):  # heartbeats: longer than it would stay alone
            wall.recv(timeout=5)
            wall.recv(timeout=5)
        assert one.centre.process.poll() is None
    assert one.centre.ended() == 0
    one.centre.close()


@pytest.mark.parametrize("line", [b"", b"\n", b"short\n", b"x" * 300 + b"\n"])
def test_an_embedded_centre_without_a_token_does_not_start(
    tmp_path: Path, line: bytes
) -> None:
    one = Centre(tmp_path, "--embedded", dev=False)
    assert one.process.stdin is not None
    one.process.stdin.write(line)
    one.process.stdin.close()
    assert one.ended() == 7
    assert "token" in one.said()
    one.close()
