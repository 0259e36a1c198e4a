"""Photos by their files: sent first, named by their ids, or nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from client.door import Door
from client.outcome import Done, Outcome, Problem
from client.photos import Means
from client.uploading import Uploading, is_file
from domain import commands as c
from domain.codes import State
from domain.commands import AnyCommand

WAIT_S = 20
DONE = Done(case="c1", number="TT-1", version=4, seq=9, state=State.FED_BACK)


class Port:
    """Takes every command."""

    def __init__(self) -> None:
        self.asked: list[tuple[AnyCommand, str]] = []

    def send(
        self,
        command: AnyCommand,
        _case: str,
        _version: int | None,
        key: str,
        _resolved: Callable[[str, Outcome], None] | None = None,
    ) -> Future[Outcome]:
        self.asked.append((command, key))
        answer: Future[Outcome] = Future()
        answer.set_result(DONE)
        return answer


class Keeper(BaseHTTPRequestHandler):
    """Keeps what comes, unless it is bad."""

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        # Before the answer: who waits for that looks at this.
        self.server.seen.append(self.headers["Gridwall-Unit"])  # type: ignore[attr-defined]
        bad = content == b"bad"
        body = (
            b'{"type":"about:blank","title":"no","status":422,"code":"photo-broken",'
            b'"detail":"no picture"}'
            if bad
            else b'{"sha256":"%b","media_type":"image/png","bytes":1,"width":1,'
            b'"height":1}' % sha256(content).hexdigest().encode()
        )
        self.send_response(422 if bad else 201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def keeper() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Keeper)
    server.seen = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def uploading(port: Port, url: str) -> Uploading:
    means = Means(lambda: 0.0, lambda _s: Event().set(), Random(1), bytes)
    acting = {"Gridwall-Role": "department", "Gridwall-Unit": "cg"}
    return Uploading(port, lambda: Door(url), acting, means)


def test_a_file_is_told_from_an_id() -> None:
    assert all(map(is_file, ["/a/b", "~/x", "./y", "after.JPG", "a.webp"]))
    assert not any(map(is_file, ["0" * 64, "p1", ""]))


def test_files_become_ids_in_their_order(keeper: HTTPServer, tmp_path: Path) -> None:
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    port = Port()
    command = c.FeedBack(photos=(str(two), "known", str(one)), note="done")
    url = f"http://127.0.0.1:{keeper.server_port}"
    answer = uploading(port, url).send(command, "c1", 3, "k1").result(WAIT_S)
    assert answer == DONE
    ids = (sha256(b"2").hexdigest(), "known", sha256(b"1").hexdigest())
    assert port.asked == [(c.FeedBack(photos=ids, note="done"), "k1")]
    assert keeper.seen == ["cg", "cg"]  # type: ignore[attr-defined]


def test_a_command_without_files_goes_straight_on() -> None:
    port = Port()
    command = c.Take()
    sent = uploading(port, "http://127.0.0.1:1").send(command, "c1", 3, "k1")
    assert sent.result(WAIT_S) == DONE


@pytest.mark.parametrize(
    ("content", "code"), [(b"bad", "photo-broken"), (None, "photo-not-sent")]
)
def test_without_its_photo_the_command_is_not_sent(
    keeper: HTTPServer, tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "x.png"
    if content is not None:
        path.write_bytes(content)
    port = Port()
    command = c.FeedBack(photos=(str(path),))
    url = f"http://127.0.0.1:{keeper.server_port}"
    answer = uploading(port, url).send(command, "c1", 3, "k1").result(WAIT_S)
    assert isinstance(answer, Problem)
    assert answer.code == code
    assert str(path) in answer.detail
    assert port.asked == []
