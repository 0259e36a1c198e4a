"""Every request that may be made of a case: the bodies of the HTTP door.

A command's tag is its path: `POST /cases/{id}/ask-suspension` is `AskSuspension`.
`Report`, `Revisit` and `Recur` make new cases. Text limits are those of the ingest
rule: titles 200, notes and text 4,000 code points; `domain/text.py` refuses hostile
characters.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from domain.codes import Kind, Source

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Note = Annotated[str, Meta(max_length=4000)]
NeededNote = Annotated[str, Meta(min_length=1, max_length=4000)]
Code = Annotated[str, Meta(max_length=32)]
NeededCode = Annotated[str, Meta(min_length=1, max_length=32)]
CaseId = Annotated[str, Meta(min_length=1, max_length=64)]
Reason = Annotated[str, Meta(pattern="^[BEHVK][0-9]{2}$")]
Component = Annotated[str, Meta(pattern="^([0-9]{16})?$")]
Photo = Annotated[str, Meta(min_length=1, max_length=256)]
Photos = Annotated[tuple[Photo, ...], Meta(max_length=16)]
Departments = Annotated[tuple[NeededCode, ...], Meta(max_length=8)]
#: Milliseconds since the epoch, 1970 to 9999.
Instant = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class Command(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="command",
    tag=lambda name: "".join(
        f"-{c.lower()}" if c.isupper() else c for c in name
    ).lstrip("-"),
):
    """A request; refused or turned into events by `decide`."""


class Report(Command, frozen=True, kw_only=True):
    """1: somebody saw something. Place by `component`, `grid`, `lon`/`lat` or `street`.

    A registered component (16 digits) is locked to its grid.
    """

    source: Source
    title: Title
    subclass: Code = ""
    kind: Kind = Kind.EVENT
    text: Note = ""
    address: Annotated[str, Meta(max_length=400)] = ""
    street: Code = ""
    grid: Code = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    urgent: bool = False
    elder: bool = False
    drill: bool = False
    self_handled: bool = False
    external: Annotated[str, Meta(max_length=64)] = ""
    component: Component = ""
    photos: Photos = ()


class SendVerify(Command, frozen=True, kw_only=True):
    """2."""


class Verify(Command, frozen=True, kw_only=True):
    """3: what the officer found."""

    genuine: bool
    photos: Photos = ()
    note: Note = ""


class Accept(Command, frozen=True, kw_only=True):
    """4: with the class and place settled (empty: as reported)."""

    subclass: Code = ""
    grid: Code = ""
    street: Code = ""


class Refuse(Command, frozen=True, kw_only=True):
    """5."""

    reason: Reason
    note: Note = ""


class Merge(Command, frozen=True, kw_only=True):
    """6: into an open case of the same subclass, at most 50 m and 24 h away."""

    target: CaseId


class File(Command, frozen=True, kw_only=True):
    """7."""


class RefuseToFile(Command, frozen=True, kw_only=True):
    """8."""

    reason: Reason
    note: Note = ""


class SendBack(Command, frozen=True, kw_only=True):
    """9, 11."""

    note: NeededNote


class Dispatch(Command, frozen=True, kw_only=True):
    """10: one lead department and its co-handlers.

    `deadline` is for places whose records bring their own (ms, UTC; role `system`).
    """

    department: NeededCode
    co: Departments = ()
    note: Note = ""
    deadline: Instant | None = None
    open_ended: bool = False


class Redispatch(Command, frozen=True, kw_only=True):
    """17: after a bounce."""

    department: NeededCode
    co: Departments = ()
    note: Note = ""
    deadline: Instant | None = None
    open_ended: bool = False


class Take(Command, frozen=True, kw_only=True):
    """12."""


class Bounce(Command, frozen=True, kw_only=True):
    """13."""

    reason: Reason
    note: NeededNote


class ApproveBounce(Command, frozen=True, kw_only=True):
    """14."""

    note: Note = ""


class RejectBounce(Command, frozen=True, kw_only=True):
    """15."""

    note: NeededNote


class ForceAssign(Command, frozen=True, kw_only=True):
    """16: an empty department means the street backstop."""

    department: Code = ""
    co: Departments = ()
    note: NeededNote


class Recall(Command, frozen=True, kw_only=True):
    """18."""

    note: Note = ""


class Assign(Command, frozen=True, kw_only=True):
    """19: second-level dispatch."""

    handler: Annotated[str, Meta(min_length=1, max_length=64)]
    note: Note = ""


class AskExtension(Command, frozen=True, kw_only=True):
    """20."""

    reason: Reason
    note: Note = ""


class ApproveExtension(Command, frozen=True, kw_only=True):
    """21."""


class RejectExtension(Command, frozen=True, kw_only=True):
    """21."""

    note: Note = ""


class AskSuspension(Command, frozen=True, kw_only=True):
    """22: until `wake`."""

    reason: Reason
    wake: Instant
    note: Note = ""


class ApproveSuspension(Command, frozen=True, kw_only=True):
    """23."""


class RejectSuspension(Command, frozen=True, kw_only=True):
    """24."""

    note: NeededNote


class Resume(Command, frozen=True, kw_only=True):
    """25."""


class FeedBack(Command, frozen=True, kw_only=True):
    """26: photos before and after."""

    photos: Photos = ()
    note: Note = ""


class SendCheck(Command, frozen=True, kw_only=True):
    """27."""


class AutoCheck(Command, frozen=True, kw_only=True):
    """27: by the system."""


class PassCheck(Command, frozen=True, kw_only=True):
    """28."""

    photos: Photos = ()
    note: Note = ""


class FailCheck(Command, frozen=True, kw_only=True):
    """29."""

    reason: Reason
    note: Note = ""
    photos: Photos = ()


class Close(Command, frozen=True, kw_only=True):
    """30."""

    note: Note = ""


class ReturnToCheck(Command, frozen=True, kw_only=True):
    """31."""

    note: NeededNote


class SpecialClose(Command, frozen=True, kw_only=True):
    """32."""

    note: NeededNote


class AskVoid(Command, frozen=True, kw_only=True):
    """11, 33."""

    reason: Reason
    note: Note = ""


class ApproveVoid(Command, frozen=True, kw_only=True):
    """34."""

    note: Note = ""


class RejectVoid(Command, frozen=True, kw_only=True):
    """34."""

    note: NeededNote


class Urge(Command, frozen=True, kw_only=True):
    """35: an answer within so many hours."""

    hours: Annotated[int, Meta(ge=1, le=72)] = 2
    note: Note = ""


class AnswerUrge(Command, frozen=True, kw_only=True):
    """36."""

    note: NeededNote


class Appeal(Command, frozen=True, kw_only=True):
    """37."""

    note: NeededNote


class RuleAppeal(Command, frozen=True, kw_only=True):
    """37."""

    upheld: bool
    note: Note = ""


class Revisit(Command, frozen=True, kw_only=True):
    """38: the citizen is not satisfied: a new linked case."""

    note: NeededNote


class Recur(Command, frozen=True, kw_only=True):
    """39: the same thing at the same place again within 30 days: a new linked case."""

    title: Annotated[str, Meta(max_length=200)] = ""


class ConfirmSelfHandled(Command, frozen=True, kw_only=True):
    """The one review of a self-handled case."""

    note: Note = ""


class RecomputeDeadline(Command, frozen=True, kw_only=True):
    """A calendar year was imported; by the system."""


AnyCommand = (
    Report
    | SendVerify
    | Verify
    | Accept
    | Refuse
    | Merge
    | File
    | RefuseToFile
    | SendBack
    | Dispatch
    | Redispatch
    | Take
    | Bounce
    | ApproveBounce
    | RejectBounce
    | ForceAssign
    | Recall
    | Assign
    | AskExtension
    | ApproveExtension
    | RejectExtension
    | AskSuspension
    | ApproveSuspension
    | RejectSuspension
    | Resume
    | FeedBack
    | SendCheck
    | AutoCheck
    | PassCheck
    | FailCheck
    | Close
    | ReturnToCheck
    | SpecialClose
    | AskVoid
    | ApproveVoid
    | RejectVoid
    | Urge
    | AnswerUrge
    | Appeal
    | RuleAppeal
    | Revisit
    | Recur
    | ConfirmSelfHandled
    | RecomputeDeadline
)


def slug(command: type[Command]) -> str:
    """The path word of a command: `ask-suspension`."""
    return str(command.__struct_config__.tag)


#: Path word -> command; `report` is `POST /cases` itself.
COMMANDS: Final[dict[str, type[AnyCommand]]] = {slug(c): c for c in AnyCommand.__args__}
