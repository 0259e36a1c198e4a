"""Killed and started again: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from domain import wire
from domain.reduce import advance
from domain.snapshot import Builder
from domain.state import CityState
from tests.e2e.centre import Centre, door, street
from tests.e2e.waiting import until

WRITERS = 4
EACH = 50
NEVER = threading.Event()


class Writer(threading.Thread):
    """Reports cases one after the other; repeats what was not answered."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.url = url
        self.receipts: list[dict[str, Any]] = []
        self.repeats = 0

    def run(self) -> None:
        with door(self.url) as client:
            body = {"source": "officer", "title": self.name, "street": street(client)}
            for number in range(EACH):
                self.receipts.append(self.answered(client, body, number))

    def answered(
        self, client: httpx.Client, body: dict[str, str], number: int
    ) -> dict[str, Any]:
        while True:
            try:
                answer = client.post(
                    "/cases",
                    json=body | {"external": f"{self.name}-{number}"},
                    headers={"Idempotency-Key": f"{self.name}-{number}"},
                )
            except httpx.TransportError:
                self.repeats += 1
                NEVER.wait(0.02)
            else:
                assert answer.status_code == 201, answer.text
                receipt: dict[str, Any] = answer.json()
                return receipt


class Follower(threading.Thread):
    """A wall that comes back after every cut and folds what it gets.

    `advance` fails on a gap and on a duplicate, and `fault` is then set.
    """

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.state = CityState()
        self.fresh: list[bool] = []
        self.fault = ""
        self.done = False

    def run(self) -> None:
        while not self.done:
            try:
                with feed(self.url, self.state.seq, self.state.epoch) as socket:
                    self.follow(socket)
            except (OSError, WebSocketException):
                NEVER.wait(0.02)
            except (ValueError, AssertionError) as error:
                self.fault = repr(error)
                return

    def follow(self, socket: ClientConnection) -> None:
        hello = wire.decode_down(socket.recv(timeout=20))
        assert isinstance(hello, wire.Hello)
        self.fresh.append(hello.fresh)
        builder = Builder()
        while not self.done:
            match wire.decode_down(socket.recv(timeout=20)):
                case wire.Records(records=records):
                    advance(self.state, records)
                    socket.send(wire.encode(wire.Ack(seq=self.state.seq)))
                case wire.Snapshot() | wire.Piece() | wire.Cases() as part:
                    self.state = builder.take(part) or self.state
                case wire.Heartbeat(digest=int(digest), head=head):
                    assert head != self.state.seq or digest == self.state.digest
                case _:
                    pass


def feed(
    url: str, after: int = 0, epoch: str = ""
) -> AbstractContextManager[ClientConnection]:
    return connect(
        f"{url.replace('http', 'ws')}/feed?protocol=1&after={after}&epoch={epoch}",
        proxy=None,
        compression=None,
    )


def snapshot(url: str) -> CityState:
    """What a wall is told that knows nothing."""
    with feed(url) as socket:
        builder = Builder()
        while True:
            match wire.decode_down(socket.recv(timeout=20)):
                case wire.Snapshot() | wire.Piece() | wire.Cases() as part:
                    state = builder.take(part)
                    if state is not None:
                        return state
                case _:
                    pass


@pytest.mark.parametrize("kills", [3])
def test_a_centre_that_is_killed_loses_nothing_and_repeats_nothing(
    tmp_path: Path, kills: int
) -> None:
    one = Centre(tmp_path)
    url = one.url
    port = url.rpartition(":")[2]
    follower = Follower(url)
    writers = [Writer(url, f"w{n}") for n in range(WRITERS)]
    for thread in (follower, *writers):
        thread.start()
    for kill in range(1, kills + 1):
        enough = WRITERS * EACH * kill // (kills + 1)
        until(lambda: sum(len(w.receipts) for w in writers) >= enough, 60)  # noqa: B023
        one.kill()
        one = Centre(tmp_path, "--listen", f"127.0.0.1:{port}")
        one.found()
    for writer in writers:
        writer.join(60)
        assert len(writer.receipts) == EACH

    receipts = [receipt for writer in writers for receipt in writer.receipts]
    assert sum(writer.repeats for writer in writers) > 0
    assert sorted(r["seq"] for r in receipts) == list(range(1, WRITERS * EACH + 1))
    assert len({r["case"] for r in receipts}) == WRITERS * EACH
    until(
        lambda: follower.fault or follower.state.seq == WRITERS * EACH,
        say=lambda: follower.state.seq,
    )
    assert follower.fault == ""
    assert follower.fresh[0]
    assert not any(follower.fresh[1:])
    truth = snapshot(url)
    assert follower.state.digest == truth.digest
    assert follower.state.cases == truth.cases
    with door(url) as client:
        for receipt in receipts[::10]:
            body = client.get(f"/cases/{receipt['number']}").json()
            assert body["records"] == receipt["records"]
    follower.done = True
    assert one.stop() == 0


def test_the_same_key_after_a_kill_gets_the_same_answer(tmp_path: Path) -> None:
    one = Centre(tmp_path)
    headers = {"Idempotency-Key": "once"}
    with door(one.url) as client:
        body = {"source": "officer", "title": "坑", "street": street(client)}
        first = client.post("/cases", json=body, headers=headers)
    one.kill()
    one = Centre(tmp_path)
    with door(one.url) as client:
        again = client.post("/cases", json=body, headers=headers)
        assert client.get("/healthz").json()["head"] == 1
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert one.stop() == 0
