"""My own commands and what became of them; what others did comes from the stream.

Nothing is shown as done before its record has come back by the feed.
"""

from __future__ import annotations

from typing import Final

import msgspec

from client.outcome import Done, Outcome, Problem, Unconfirmed
from domain import commands as c
from domain.state import Line
from domain.views.streams import StreamLine
from widgets.draw.actions import Deed, Fate

_KEPT: Final = 50
#: What a command does, as the tag of the event that it makes.
_EVENTS: Final[dict[type[c.Command], str]] = {
    c.Dispatch: "Dispatched",
    c.Redispatch: "Dispatched",
    c.ApproveBounce: "BounceApproved",
    c.RejectBounce: "BounceRejected",
}
#: Events of others that are worth a line: decisions, not the daily course.
NOTABLE: Final = frozenset(
    {
        "Dispatched",
        "Bounced",
        "BounceApproved",
        "BounceRejected",
        "ForceAssigned",
        "Recalled",
        "ExtensionApproved",
        "SuspensionApproved",
        "CheckFailed",
        "SpecialClosed",
        "VoidApproved",
        "Urged",
    }
)


class Sent(msgspec.Struct, frozen=True):
    """A confirmed command: its idempotency key, its target, when (the centre's ms)."""

    key: str
    command: c.AnyCommand
    case: str
    version: int
    number: str
    at: int


class Deeds:
    """Newest first; bounded."""

    def __init__(self) -> None:
        self._deeds: dict[str, Deed] = {}
        self._cases: dict[str, str] = {}  # key -> case, while it is not seen
        self._waits: dict[str, int] = {}  # key -> sequence number that will show it

    @property
    def pending(self) -> frozenset[str]:
        """Cases with a command whose record has not come back."""
        return frozenset(self._cases.values())

    def sent(self, sent: Sent) -> None:
        """It is on its way."""
        command = sent.command
        while len(self._deeds) >= _KEPT:
            self._deeds.pop(next(iter(self._deeds)))
        self._deeds[sent.key] = Deed(
            at=sent.at,
            what=_EVENTS.get(type(command), c.slug(type(command))),
            number=sent.number,
            department=getattr(command, "department", ""),
            code=getattr(command, "reason", ""),
            fate=Fate.SENT,
        )
        self._cases[sent.key] = sent.case

    def settle(self, key: str, outcome: Outcome, seq: int) -> None:
        """The centre answered; `seq` is the last record that the wall has."""
        match outcome:
            case Done(seq=at):
                self._mark(key, fate=Fate.DONE, seq=at)
                self._waits[key] = at
                self.seen(seq)
            case Problem(code=code, title=title, detail=detail):
                self._mark(key, fate=Fate.REFUSED, reason=detail or title or code)
                self._cases.pop(key, None)
            case Unconfirmed(reason=reason):
                self._mark(key, fate=Fate.UNCONFIRMED, reason=reason)

    def _mark(self, key: str, *, fate: Fate, seq: int = 0, reason: str = "") -> None:
        deed = self._deeds.get(key)
        if deed is not None:
            self._deeds[key] = msgspec.structs.replace(
                deed, fate=fate, seq=seq, reason=reason
            )

    def seen(self, seq: int) -> None:
        """Records up to `seq` are on the wall."""
        for key in [key for key, at in self._waits.items() if at <= seq]:
            del self._waits[key]
            self._cases.pop(key, None)

    def listed(self, others: tuple[StreamLine, ...], limit: int) -> tuple[Deed, ...]:
        """Mine and those of others, newest first."""
        mine = {deed.seq for deed in self._deeds.values() if deed.seq}
        theirs = [_deed(line) for line in others if line.seq not in mine]
        found = sorted([*reversed(self._deeds.values()), *theirs], key=_age)
        return tuple(found[:limit])


def _age(deed: Deed) -> tuple[int, int]:
    return -deed.at, -deed.seq


def _deed(line: StreamLine) -> Deed:
    return Deed(
        at=line.at,
        what=line.what,
        number=line.number,
        department=line.department,
        code=line.code,
        actor=line.actor,
        seq=line.seq,
    )


def notable(line: Line) -> bool:
    """Whether what others did is worth a line."""
    return line.what in NOTABLE
