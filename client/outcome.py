"""What the centre's HTTP door answers, decoded: outcomes of commands, cases, places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec

from client.errors import ReadFailed
from domain.codes import State
from domain.events import Record
from domain.photos import Doubt
from domain.place import Grid
from domain.state import Case

Struct = TypeVar("Struct")


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger has it: the case as it is now, `seq` of the last new record.

    `replayed`: an earlier attempt with the same key had succeeded already. `warnings`
    tell what does not fit its photos.
    """

    case: str
    number: str
    version: int
    seq: int
    state: State
    replayed: bool = False
    warnings: tuple[Doubt, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The centre says no: HTTP status, stable code, words; `extra` has its members."""

    status: int
    code: str
    title: str
    detail: str = ""
    extra: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Unconfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """Sent, and nobody knows yet; the key tells later what became of it."""

    key: str
    reason: str


Outcome = Done | Problem | Unconfirmed


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who the centre takes the asker for, until `expires` (ms); None: for ever.

    `scope` (`all`, `street`, `department`, `none`): what it sees; `unit` is its code.
    """

    account: str
    role: str
    may_write: bool
    unit: str = ""
    scope: str = "all"
    expires: int | None = None


class History(msgspec.Struct, frozen=True):
    """A case, open or closed, with every record of it, oldest first."""

    case: Case
    records: tuple[Record, ...]


class Page(msgspec.Struct, frozen=True):
    """A page of cases; `cursor` asks for the next one, None: this is the last.

    `head` is the number of the last record that the page knows of.
    """

    cases: tuple[Case, ...]
    cursor: str | None
    head: int


class OutboxHealth(msgspec.Struct, frozen=True):
    """How a centre's notifications do; `oldest` of those that wait, ms."""

    state: str
    waiting: int = 0
    dead: int = 0
    oldest: int | None = None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a centre is; `at` in ms by its own clock."""

    status: str
    place: str
    epoch: str
    head: int
    at: int
    version: str
    protocol: int
    speed: float = 1.0
    simulated: bool = False
    walls: int = 0
    ledger: str = ""
    outbox: OutboxHealth | None = None
    break_glass: int = 0


class _Named(msgspec.Struct):
    case: dict[str, Any]
    records: tuple[Record, ...] = ()


class _NamedPage(msgspec.Struct):
    cases: tuple[dict[str, Any], ...]
    head: int
    next: str | None = None


class Grids(msgspec.Struct, frozen=True):
    """The unit grids of a place."""

    grids: tuple[Grid, ...]


#: A case is an array in snapshots, an object with named fields at the HTTP door.
_NamedCase: Final = msgspec.defstruct(
    "_NamedCase",
    [
        (field.name, field.type)
        if field.required
        else (field.name, field.type, field.default)
        for field in msgspec.structs.fields(Case)
    ],
    kw_only=True,
)


def case_of(named: Mapping[str, Any]) -> Case:
    """A case from an object with its fields by name; absent ones as in a new case."""
    found = msgspec.convert(named, _NamedCase)
    return Case(**msgspec.structs.asdict(found))


def decode(body: bytes, kind: type[Struct]) -> Struct:
    """The answer to a question; `ReadFailed` when it is something else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ReadFailed(f"the centre's answer cannot be read: {error}") from error


def history_of(body: bytes) -> History:
    """The answer to `GET /cases/{id}`."""
    answer = decode(body, _Named)
    try:
        return History(case_of(answer.case), answer.records)
    except msgspec.MsgspecError as error:
        raise ReadFailed(f"the centre's answer cannot be read: {error}") from error


def page_of(body: bytes) -> Page:
    """The answer to `GET /cases`."""
    answer = decode(body, _NamedPage)
    try:
        cases = tuple(map(case_of, answer.cases))
    except msgspec.MsgspecError as error:
        raise ReadFailed(f"the centre's answer cannot be read: {error}") from error
    return Page(cases, answer.next, answer.head)


def done_of(body: bytes, *, replayed: bool) -> Done | None:
    """The answer to a command that was done; None when the body is something else."""
    try:
        done = msgspec.json.decode(body, type=Done)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return msgspec.structs.replace(done, replayed=replayed)


def problem_of(status: int, body: bytes, reason: str = "") -> Problem:
    """What a refusal says, problem+json or not."""
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        said = {}
    code = str(said.pop("code", "") or f"http-{status}")
    title = str(said.pop("title", "") or reason or f"HTTP {status}")
    detail = str(said.pop("detail", ""))
    for known in ("status", "type"):
        said.pop(known, None)
    return Problem(status=status, code=code, title=title, detail=detail, extra=said)
