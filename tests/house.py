"""A whole centre of the town, in this process: real ledger, desk, hub and doors."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from centre.clock import Clock, SimulatedClock
from centre.duties import Duties
from centre.gateway import Gateway, Parts
from centre.ids import Ids
from centre.ledger.sqlite import SqliteLedger
from centre.listening import listen, url_of
from centre.photos.store import Store
from centre.serve import Server, config_of
from centre.tokens import Tokens
from domain.events import Actor
from tests import town
from tests.near_desk import NearDesk

HERE = "http://127.0.0.1"
_keys = count(1)


@asynccontextmanager
async def house(
    folder: Path,
    *,
    tokens: Tokens | None = None,
    clock: Clock | None = None,
    auto_file: bool = False,
) -> AsyncIterator[Gateway]:
    """A centre on a simulated clock that stands at Monday, nine o'clock."""
    clock = clock or SimulatedClock(town.MONDAY, time.monotonic)
    ledger = SqliteLedger(folder / "ledger.db", "town", "e1", town.MONDAY)
    with closing(ledger):
        rules = town.rules()
        parts = Parts(
            rules=rules,
            ledger=ledger,
            desk=NearDesk(ledger, rules, clock, Ids(random.Random(1).randbytes)),
            photos=Store(folder, rules.zone),
            clock=clock,
            tokens=tokens or Tokens.none(),
            duties=Duties(rules, auto_file=auto_file, exact=clock.simulated),
            monotonic=time.monotonic,
            version="1.2.3",
        )
        async with Gateway(parts) as gateway:
            yield gateway


class Caller:
    """Somebody at the door; `do` and `report` make keys and versions by themselves."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    def key(self) -> str:
        """A new one, whoever asks."""
        return f"key-{next(_keys)}"

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        by: Actor = town.SYSTEM,
        version: tuple[str, int] | None = None,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """One command; header names with `_` for `-`."""
        sent = acting(by) | {"Idempotency-Key": self.key() if key is None else key}
        if version is not None:
            sent["If-Match"] = f'"c{version[0]}-v{version[1]}"'
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(path, json=body or {}, headers=sent)

    async def report(self, **more: Any) -> dict[str, Any]:
        """A new case; the receipt."""
        body = {
            "source": "officer",
            "title": "暴露垃圾",
            "subclass": "0101",
            "grid": "T01001001",
        }
        answer = await self.post("/cases", body | more)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def do(
        self, receipt: dict[str, Any], command: str, body: Any = None, **more: Any
    ) -> dict[str, Any]:
        """A command on the case of a receipt, that must be done; the next receipt."""
        answer = await self.post(
            f"/cases/{receipt['case']}/{command}",
            body,
            version=(receipt["case"], receipt["version"]),
            **more,
        )
        assert answer.status_code == 200, answer.text
        after: dict[str, Any] = answer.json()
        return after

    async def dispatched(self, department: str = "hw") -> dict[str, Any]:
        """A case that a department has."""
        receipt = await self.report()
        for command in ("accept", "file"):
            receipt = await self.do(receipt, command)
        return await self.do(receipt, "dispatch", {"department": department})


def acting(by: Actor) -> dict[str, str]:
    """The headers of somebody."""
    headers = {"Gridwall-Role": by.role, "Gridwall-Actor": by.id}
    return headers | ({"Gridwall-Unit": by.unit} if by.unit else {})


@asynccontextmanager
async def listening(gateway: Gateway) -> AsyncIterator[str]:
    """The centre behind a real socket of this process; its URL."""
    listener = listen("127.0.0.1", 0, local=True, plain=False)
    server = Server(config_of(gateway))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield url_of(listener)
    finally:
        await gateway.feed.close()
        server.should_exit = True
        await serving


async def until(seen: Callable[[], object], seconds: float = 10) -> None:
    """Let others run until it is so."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not seen():
        assert loop.time() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0)


@asynccontextmanager
async def caller(gateway: Gateway, **headers: str) -> AsyncIterator[Caller]:
    """At the door of a centre in this process, without a socket."""
    transport = httpx.ASGITransport(app=gateway.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url=HERE, headers=headers
    ) as client:
        yield Caller(client)
