"""An HTTP server that answers by a script and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Says(NamedTuple):
    """One answer; status 0 drops the connection, -1 never answers."""

    status: int
    body: object = {}
    headers: Mapping[str, str] = {}


class Scripted:
    """Gives the answers of the script in order, the last one for ever."""

    def __init__(self, *script: Says, port: int = 0) -> None:
        self.script: Sequence[Says] = script
        self.asked: list[Asked] = []
        self._end = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size)
                outer.asked.append(
                    Asked(self.command, self.path, dict(self.headers), body)
                )
                turn = min(len(outer.asked), len(outer.script)) - 1
                outer._answer(self, outer.script[turn])

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, says: Says) -> None:
        if says.status < 0:
            self._end.wait(30)
        if says.status <= 0:
            handler.close_connection = True
            return
        body = (
            says.body
            if isinstance(says.body, bytes)
            else json.dumps(says.body).encode()
        )
        handler.send_response(says.status)
        for name, value in says.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
