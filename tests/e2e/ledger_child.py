"""A centre's desk alone in a process: it works until it is killed or its disk is full.

Prints a line an answer: `ack KEY SEQ`, `fail KEY REASON`, `readonly REASON`.
`python -m tests.e2e.ledger_child FOLDER LIMIT`, LIMIT in bytes for the size of a file,
0 for none.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from centre.desk import Answer, Desk, Done, Failed, Order
from centre.ids import Ids
from centre.ledger.sqlite import SqliteLedger
from domain import commands as c
from domain.codes import Role
from domain.events import Actor
from tests.town import MONDAY, report, rules

IN_FLIGHT = 16
ACTOR = Actor(id="system", role=Role.SYSTEM)


def main(folder: Path, limit: int) -> None:
    """Report and accept, sixteen orders at a time."""
    ledger = SqliteLedger(folder / "ledger.db", "town", "e1", MONDAY)
    start = ledger.head().seq
    ids = Ids(lambda n: start.to_bytes(n, "big"))
    turn = iter(range(start * 1000, 10**12))
    desk = Desk(
        ledger,
        rules(),
        lambda: MONDAY + next(turn),
        ids,
        lambda batch: None,  # noqa: ARG005
        lambda reason: tell("readonly", reason),
        snapshot_every=150,
    )
    desk.start()
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    number, failed = start * 1000, 0
    while failed < IN_FLIGHT * 3:
        orders = [order(f"k{number + n}") for n in range(IN_FLIGHT)]
        number += IN_FLIGHT
        done = settle(desk, orders)
        failed += sum(isinstance(answer, Failed) for answer in done)
        accepts = [
            Order(
                command=c.Accept(),
                actor=ACTOR,
                key=f"{asked.key}a",
                body_digest=b"a",
                case=answer.case,
            )
            for asked, answer in zip(orders, done, strict=True)
            if isinstance(answer, Done)
        ]
        failed += sum(isinstance(answer, Failed) for answer in settle(desk, accepts))
    desk.stop()


def order(key: str) -> Order:
    return Order(command=report(text="x" * 300), actor=ACTOR, key=key, body_digest=b"r")


def settle(desk: Desk, orders: list[Order]) -> list[Answer]:
    sent = [desk.submit(order) for order in orders]
    answers = []
    for asked, one in zip(orders, sent, strict=True):
        answer = one.result()
        answers.append(answer)
        if isinstance(answer, Done):
            tell("ack", asked.key, str(answer.seq))
        elif isinstance(answer, Failed):
            tell("fail", asked.key, answer.reason)
    return answers


def tell(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
