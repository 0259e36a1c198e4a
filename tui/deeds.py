"""My own commands and what became of them; what others did comes from the stream.

Nothing is shown as done before its record has come back by the feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from client.outcome import Done, Outcome, Problem, Unconfirmed
from domain import commands as c
from domain.state import Line
from domain.views.streams import StreamLine
from widgets.draw.actions import Deed, Fate

_KEPT: Final = 50
#: What a command does, as the tag of the event that it makes.
_EVENTS: Final[dict[type[c.Command], str]] = {
    c.Report: "Reported",
    c.SendVerify: "VerifySent",
    c.Verify: "Verified",
    c.Accept: "Accepted",
    c.Refuse: "VoidAsked",
    c.Merge: "Merged",
    c.File: "Filed",
    c.RefuseToFile: "FilingRefused",
    c.SendBack: "SentBack",
    c.Dispatch: "Dispatched",
    c.Redispatch: "Dispatched",
    c.Take: "Taken",
    c.Bounce: "Bounced",
    c.ApproveBounce: "BounceApproved",
    c.RejectBounce: "BounceRejected",
    c.ForceAssign: "ForceAssigned",
    c.Recall: "Recalled",
    c.Assign: "HandlerAssigned",
    c.AskExtension: "ExtensionAsked",
    c.ApproveExtension: "ExtensionApproved",
    c.RejectExtension: "ExtensionRejected",
    c.AskSuspension: "SuspensionAsked",
    c.ApproveSuspension: "SuspensionApproved",
    c.RejectSuspension: "SuspensionRejected",
    c.Resume: "Resumed",
    c.FeedBack: "FedBack",
    c.SendCheck: "CheckSent",
    c.PassCheck: "CheckPassed",
    c.FailCheck: "CheckFailed",
    c.Close: "Closed",
    c.ReturnToCheck: "ReturnedToCheck",
    c.SpecialClose: "SpecialClosed",
    c.AskVoid: "VoidAsked",
    c.ApproveVoid: "VoidApproved",
    c.RejectVoid: "VoidRejected",
    c.Urge: "Urged",
    c.AnswerUrge: "UrgeAnswered",
    c.Appeal: "Appealed",
    c.RuleAppeal: "AppealRuled",
    c.Revisit: "Reported",
    c.ConfirmSelfHandled: "SelfHandled",
}
#: What takes a command back: a command of its own, and a record of its own.
COUNTERS: Final[dict[type[c.Command], type[c.Command]]] = {
    c.Dispatch: c.Recall,
    c.Redispatch: c.Recall,
    c.ForceAssign: c.Recall,
    c.ApproveSuspension: c.Resume,
    c.AskVoid: c.RejectVoid,
    c.SendBack: c.File,
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


def event_of(command: c.Command) -> str:
    """The tag of the event that a command makes."""
    return _EVENTS.get(type(command), c.slug(type(command)))


def who(actor: object) -> str:
    """An actor as the centre's problems name it: the name, else the account."""
    if isinstance(actor, Mapping):
        return str(actor.get("name") or actor.get("id") or "")
    return actor if isinstance(actor, str) else ""


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
        self._sent: dict[str, Sent] = {}  # of those in `_deeds`
        #: The case that my last report made and its record, until somebody takes it.
        self.made: tuple[str, int] | None = None

    @property
    def pending(self) -> frozenset[str]:
        """Cases with a command whose record has not come back."""
        return frozenset(self._cases.values())

    def sent(self, sent: Sent) -> None:
        """It is on its way."""
        command = sent.command
        while len(self._deeds) >= _KEPT:
            oldest = next(iter(self._deeds))
            self._deeds.pop(oldest)
            self._sent.pop(oldest, None)
        self._deeds[sent.key] = Deed(
            at=sent.at,
            what=event_of(command),
            number=sent.number,
            department=getattr(command, "department", ""),
            code=getattr(command, "reason", ""),
            fate=Fate.SENT,
        )
        self._cases[sent.key] = sent.case
        self._sent[sent.key] = sent

    def settle(self, key: str, outcome: Outcome, seq: int) -> None:
        """The centre answered; `seq` is the last record that the wall has."""
        match outcome:
            case Done(seq=at):
                self._mark(key, fate=Fate.DONE, seq=at)
                self._name(key, outcome)
                self._waits[key] = at
                self.seen(seq)
            case Problem(code=code, title=title, detail=detail, extra=extra):
                self._mark(key, fate=Fate.REFUSED, reason=detail or title or code)
                self._change(key, extra)
                self._cases.pop(key, None)
            case Unconfirmed(reason=reason):
                self._mark(key, fate=Fate.UNCONFIRMED, reason=reason)

    def _name(self, key: str, done: Done) -> None:
        """A report has made a case: from now on it has a number."""
        deed, sent = self._deeds.get(key), self._sent.get(key)
        if deed is not None and sent is not None and type(sent.command) is c.Report:
            self._deeds[key] = msgspec.structs.replace(deed, number=done.number)
            self.made = done.case, done.seq

    def _change(self, key: str, extra: Mapping[str, Any]) -> None:
        """The case was changed before: by whom, how and when."""
        what, by, at = (extra.get(name) for name in ("what", "actor", "at"))
        deed = self._deeds.get(key)
        if deed is not None and isinstance(what, str) and isinstance(at, int):
            self._deeds[key] = msgspec.structs.replace(
                deed, changed=what, changed_by=who(by), changed_at=at
            )

    def latest(self) -> tuple[Sent, int] | None:
        """My last command that is done and has a counterpart, with its number."""
        for key, deed in reversed(self._deeds.items()):
            sent = self._sent.get(key)
            if deed.fate is Fate.DONE and sent and type(sent.command) in COUNTERS:
                return sent, deed.seq
        return None

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
