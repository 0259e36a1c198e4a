"""Commands: `POST /cases` and `POST /cases/{case}/{command}`, one way for all of them.

The table is `domain/commands.py`. A request becomes an `Order`; `desk.py` decides it.
"""

from __future__ import annotations

import re
from asyncio import to_thread
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple, cast

import msgspec

from centre import tokens
from centre.access import Action, Subject, authorize
from centre.clock import LAST, SimulatedClock
from centre.desk import Answer, Done, Order
from centre.doors.lookup import find
from centre.doors.photos import said
from centre.doors.requests import (
    Call,
    Reply,
    body_of,
    check_kind,
    check_texts,
    decoded,
)
from centre.house import House
from centre.pace import Pace
from centre.problems import Problem, later, of_answer, of_refusal, unknown_case
from centre.scope import ALL
from domain.codes import Role, State
from domain.commands import COMMANDS, AnyCommand, Merge, Report, slug
from domain.events import Actor, Record
from domain.photos import Doubt, Photo
from domain.state import Case

REPORT: Final = slug(Report)
KEY: Final = r"[!-~]{1,128}"
IF_MATCH: Final = r'"c([!#-~]{1,64})-v([1-9][0-9]{0,8})"'
AT: Final = r"[0-9]{1,13}"
_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    word: msgspec.json.Decoder(command) for word, command in COMMANDS.items()
}
_key_fits: Final = re.compile(KEY).fullmatch
_version_of: Final = re.compile(IF_MATCH).fullmatch
_time_fits: Final = re.compile(AT).fullmatch
_encode: Final = msgspec.json.Encoder().encode


class Receipt(msgspec.Struct, frozen=True):
    """What a command has done: the case as it stands, and the new records.

    `warnings` tell what does not fit its photos; they refuse nothing.
    """

    case: str
    number: str
    version: int
    seq: int
    state: State
    records: tuple[Record, ...]
    warnings: tuple[Doubt, ...] = ()


def etag(case: str, version: int) -> str:
    """Names one version of one case."""
    return f'"c{case}-v{version}"'


class Wanted(NamedTuple):
    """A command that is all there but for its photos; `name` as its path named it."""

    command: AnyCommand
    actor: Actor
    name: str
    case: str
    version: int | None
    key: str
    headers: dict[str, str]


class Commands:
    """The door for everything that changes a case.

    `settle` is the whole way. `wanted`, `order` and `reply` are its pieces for who has
    the body already and need not wait for anything (`hatch.py`).
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self._pace = Pace(house.monotonic)

    async def settle(self, call: Call) -> Reply:
        """Both ways, a new case (201) and a command to a known one; or `Problem`."""
        headers, name = call.headers, call.case
        subject = self._admitted(headers, name, call.word)
        case = await self._target(subject, name) if name else ""
        version = _expected(headers, case) if name else None
        key = _key(headers)
        command = _command(call.word, await body_of(headers, call.receive))
        self._check_other(subject, command)
        wanted = Wanted(command, subject.actor, name, case, version, key, headers)
        photos = await said(self.house, named(command))
        return self.reply(await self.house.order(self.order(wanted, photos)), name)

    def wanted(
        self, headers: dict[str, str], name: str, word: str, body: bytes
    ) -> Wanted:
        """What `settle` finds in a request before it looks at photos; or `Problem`.

        The case, if any, must be on the board.
        """
        subject = self._admitted(headers, name, word)
        case, version = "", None
        if name:
            case = _shown(subject, self.house.board.case(name), name)
            version = _expected(headers, case)
        key = _key(headers)
        check_kind(headers)
        command = _command(word, body)
        self._check_other(subject, command)
        return Wanted(command, subject.actor, name, case, version, key, headers)

    def order(self, wanted: Wanted, photos: tuple[Photo, ...]) -> Order:
        """For the desk; or `Problem` when it has a time that may not be."""
        at = self._at(wanted.headers)
        command, actor, case = wanted.command, wanted.actor, wanted.case
        return Order(
            command=command,
            actor=actor,
            key=wanted.key,
            body_digest=_digest(actor, command, case, at),
            case=case,
            expected_version=wanted.version,
            at=at,
            photos=photos,
        )

    def reply(self, answer: Answer, name: str) -> Reply:
        """What the desk has said; or `Problem`."""
        if not isinstance(answer, Done):
            raise of_answer(answer, name, read_only=bool(self.house.desk.failure))
        return _receipt(answer, 200 if name else 201)

    def _admitted(self, headers: dict[str, str], name: str, word: str) -> Subject:
        if word not in COMMANDS or (name and word == REPORT):
            raise Problem(404, "command-unknown", "no command has this name")
        subject = self.house.subject(tokens.asked(headers))
        authorize(subject, Action.COMMAND)
        if subject.actor.role is Role.DISPATCHER and not subject.trusted:
            wait = self._pace.take(subject.account)
            if wait:
                raise later("too-fast", "20 commands a minute", wait, status=429)
        return subject

    async def _target(self, subject: Subject, name: str) -> str:
        """The id behind an id or a number; 404 for a case outside the reach."""
        case = self.house.board.case(name)
        if case is None:
            case, _ = await to_thread(find, self.house.ledger, name)
        return _shown(subject, case, name)

    def _check_other(self, subject: Subject, command: AnyCommand) -> None:
        """A case that is only named is none either, when it is not shown."""
        if not isinstance(command, Merge) or subject.reach == ALL:
            return
        other = self.house.board.case(command.target)
        if other is None or not subject.reach.shows(other):
            words = f"{command.target!r} is no other open case"
            raise of_refusal("target-not-open", words)

    def _at(self, headers: dict[str, str]) -> int | None:
        """The exact time of the command; a simulated clock then shows at least that."""
        text = headers.get("gridwall-at")
        if text is None:
            return None
        clock = self.house.clock
        if not isinstance(clock, SimulatedClock):
            raise Problem(
                400, "clock-is-real", "Gridwall-At is for simulated clocks only"
            )
        if not _time_fits(text) or int(text) > LAST:
            raise Problem(400, "time-wrong", f"Gridwall-At is in ms, at most {LAST}")
        clock.reach(int(text))
        return int(text)


def named(command: AnyCommand) -> Sequence[str]:
    """The photos that a command names."""
    names: Sequence[str] = getattr(command, "photos", ())
    return names


def _shown(subject: Subject, case: Case | None, name: str) -> str:
    if case is None or not subject.reach.shows(case):
        raise unknown_case(name)
    return case.id


def _receipt(done: Done, status: int) -> Reply:
    """The records go out as the bytes that are stored."""
    records = cast("tuple[Record, ...]", tuple(map(msgspec.Raw, done.stored)))
    body = _encode(
        Receipt(
            case=done.case,
            number=done.number,
            version=done.version,
            seq=done.seq,
            state=done.state,
            records=records,
            warnings=done.warnings,
        )
    )
    headers = [
        (b"etag", etag(done.case, done.version).encode()),
        (b"location", b"/cases/" + done.case.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"content-type", b"application/json"),
    ]
    if done.replayed:
        headers.append((b"idempotency-replayed", b"true"))
    return Reply(status, headers, body)


def _command(word: str, body: bytes) -> AnyCommand:
    command: AnyCommand = decoded(_DECODERS[word], body)
    check_texts(command)
    return command


def _key(headers: dict[str, str]) -> str:
    key = headers.get("idempotency-key", "")
    if not key:
        raise Problem(
            400, "idempotency-key-missing", "send an Idempotency-Key of your making"
        )
    if not _key_fits(key):
        raise Problem(
            400,
            "idempotency-key-wrong",
            "an Idempotency-Key has 1 to 128 visible ASCII characters",
        )
    return key


def _expected(headers: dict[str, str], case: str) -> int:
    text = headers.get("if-match")
    if text is None:
        raise Problem(
            428, "if-match-missing", 'send If-Match: "c<case>-v<version>" as you saw it'
        )
    match = _version_of(text)
    if match is None:
        raise Problem(400, "if-match-wrong", 'If-Match is "c<case>-v<version>"')
    if match[1] != case:
        raise Problem(412, "if-match-other", "If-Match names another case")
    return int(match[2])


def _digest(actor: Actor, command: AnyCommand, case: str, at: int | None) -> bytes:
    """Of all that must be the same when a key comes again."""
    who = (actor.id, actor.role, actor.unit)
    return sha256(_encode((who, case, at, command))).digest()
