"""M17: keys from a case that waits for dispatch to its first suggestion.

A dispatcher at the queue of a live and armed wall, one case after the other; every key
is counted, and a form is read for as long as it takes before Enter counts. Beside it:
from Enter until the centre has the record, and where the cases went.
"""

from __future__ import annotations

from contextlib import closing
from random import Random
from typing import Any, Final

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.lives import Lives
from bench.posting import Clerk
from bench.processes import Centre, get
from bench.rig.meter import summary
from bench.rig.tuiterm import POLL, Session, clock
from bench.stock import PLACE
from bench.terminals import found, opened, wall
from centre.profiles import load
from domain.commands import Accept, File

_FORM: Final = r"Enter +confirm"
#: After this a form takes Enter, and a little more.
_READ_S: Final = 0.4
_PATIENCE_S: Final = 10.0


def _filed(port: int, many: int) -> dict[str, str]:
    """Cases that wait for dispatch, and who leads them by the routes."""
    lives, leads = Lives(load(PLACE), Random(5)), {}
    with closing(Clerk(port)) as clerk:
        for _ in range(many):
            life = lives.one()
            done = clerk.give(life.report).receipt
            for command in (Accept(), File()):
                done = clerk.give(command, done["case"], done["version"]).receipt
            leads[str(done["case"])] = life.department
    return leads


def _pressed(session: Session, key: str) -> int:
    session.send(key)
    return 1


def _dispatched(session: Session, centre: Centre, left: int) -> tuple[int, float]:
    """Keys that one took, and seconds from the last one to the record."""
    found(session, rf"to act on {left}\b")
    session.settle(0.2, 2.0)
    head = centre.health()["head"]
    keys, since = _pressed(session, "d"), len(session.chunks)
    found(session, _FORM, since)
    session.pump(_READ_S)
    keys, began = keys + _pressed(session, "Enter"), clock()
    while centre.health()["head"] == head:
        session.pump(POLL)
        if clock() - began > _PATIENCE_S:
            raise RuntimeError(f"nothing came of it:\n{session.screen.text()}")
    return keys, clock() - began


def _gone_to(port: int, case: str) -> Any:
    case_now = get(port, f"/cases/{case}")["case"]
    return case_now["department"] if case_now["state"] == "DISPATCHED" else None


def measure(bench: Bench) -> Finding:
    many = bench.choose(20, 3)
    with Centre(bench, bench.room("data")) as centre:
        leads = _filed(centre.port, many)
        program = wall(bench, centre.url)
        program = program._replace(words=[*program.words, "--role", "dispatcher"])
        with opened(bench, program, (120, 40)) as (session, _):
            session.send(": text:arm Space text:30m Enter")
            found(session, "ARMED")
            done = [_dispatched(session, centre, left) for left in range(many, 0, -1)]
        gone = {case: _gone_to(centre.port, case) for case in leads}
    lost = sum(department is None for department in gone.values())
    led = sum(gone[case] == lead for case, lead in leads.items())
    spans = summary([span for _, span in done])
    worst = max(keys for keys, _ in done)
    figure = at_most(
        "M17", "keys from a waiting case to its dispatch", worst, 2, "keys",
        beside=f"{many} in a row, {lost} lost, {led} to the lead of the route; "
        f"Enter → record p50 {number(spans['p50'])} ms",
    )  # fmt: skip
    return Finding([figure], {"keys": [keys for keys, _ in done], "enter": spans})
