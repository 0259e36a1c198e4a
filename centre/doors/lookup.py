"""Finding one case in the ledger, open or closed, with its records."""

from __future__ import annotations

from centre.ledger.protocol import Reading, Stored
from centre.ledger.recovery import refold
from domain.state import Case


def find(ledger: Reading, name: str) -> tuple[Case | None, list[Stored]]:
    """The case of that id or number as its records leave it; (None, []) for none.

    Case and records are of one reading, so they agree.
    """
    history = ledger.history(name)
    if not history:
        known = ledger.case_of(name)
        history = ledger.history(known) if known else []
    return refold(history), history
