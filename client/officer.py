"""The officer's phone for scripts: report and check with photos over bad networks.

Photos go first, then one command with one key, tried until it is confirmed or
"sent, unconfirmed". The answer is one line of JSON.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TextIO
from urllib.parse import quote

import msgspec

from client import outcome
from client.api import Api
from client.door import Door
from client.errors import ClientError, TokenRefused
from client.outcome import Done, Outcome, Problem, Unconfirmed
from client.photos import Kept, Line, Means, problem, read
from domain.codes import Role, Source
from domain.commands import AnyCommand, FailCheck, PassCheck, Report

#: What became of it: the word in the answer, the exit code.
_CODES: Final = {
    Done: ("done", 0),
    Problem: ("refused", 15),
    Unconfirmed: ("unconfirmed", 16),
}
_SOURCES: Final = {Role.OFFICER: Source.OFFICER, Role.COORDINATOR: Source.COORDINATOR}
_UNAUTHORISED: Final = 401


class Errand(msgspec.Struct, frozen=True):
    """What is to be done: `body` are members of the command, `case` empty: a report."""

    command: type[Report | PassCheck | FailCheck]
    body: dict[str, Any]
    photos: tuple[Path, ...]
    case: str = ""


class WrongWords(ClientError):
    """A value on the command line that no centre takes."""

    exit_code = 2


def run(door: Door, actor: str, options: Namespace, means: Means, out: TextIO) -> int:
    """Do what the command line asks; the exit code.

    Raises `NoCentre` as long as nothing but photos was sent.
    """
    errand = errand_of(options)
    _made(errand.command, errand.body)  # words that are wrong cost no photo
    contents = [read(path) for path in errand.photos]
    key = options.key or means.entropy(16).hex()
    acting = {"Gridwall-Role": options.role, "Gridwall-Actor": actor}
    kept: list[Kept] = []
    with Line(door, {n: v for n, v in acting.items() if v}, means) as line:
        target = _sent(line, contents, kept) or _target(line, errand.case)
    if isinstance(target, Problem):
        return _say(target, key, kept, out)
    photos = {"photos": tuple(photo.sha256 for photo in kept)}
    command = _made(errand.command, errand.body | photos)
    api = Api(
        door.url, door.token, options.role, "", actor,
        monotonic=means.monotonic, rng=means.rng,
    )  # fmt: skip
    api.start()
    try:
        done = api.send(command, *target, key).result()
    finally:
        api.stop()
    return _say(done, key, kept, out)


def errand_of(options: Namespace) -> Errand:
    """What the command line asks for."""
    photos = tuple(options.photo)
    if options.errand == "check":
        body = {"note": options.note}
        if options.verdict == "pass":
            return Errand(PassCheck, body, photos, options.case)
        return Errand(
            FailCheck, body | {"reason": options.reason}, photos, options.case
        )
    names = ("title", "subclass", "street", "grid", "component", "lat", "lon", "text",
             "address", "urgent", "self_handled")  # fmt: skip
    body = {name: getattr(options, name) for name in names}
    source = {"source": _SOURCES[Role(options.role)]}
    return Errand(Report, body | source, photos)


def _made(command: type[AnyCommand], body: dict[str, Any]) -> AnyCommand:
    """`WrongWords` when a value is none that any centre takes."""
    try:
        made: AnyCommand = msgspec.convert(body, command)
    except msgspec.ValidationError as error:
        raise WrongWords(str(error)) from error
    return made


def _sent(line: Line, contents: Iterable[bytes], kept: list[Kept]) -> Problem | None:
    """Every photo, in order, into `kept`; the problem with the first refused one."""
    for content in contents:
        answer = line.keep(content)
        if isinstance(answer, Problem):
            return answer
        kept.append(answer)
    return None


def _target(line: Line, case: str) -> tuple[str, int | None] | Problem:
    """The id and version of a case named by id or number; a report has none."""
    if not case:
        return "", None
    answer = line.ask("GET", f"/cases/{quote(case, safe='')}")
    if not answer.is_success:
        return problem(answer)
    known = outcome.history_of(answer.content).case
    return known.id, known.version


def _say(done: Outcome, key: str, kept: Sequence[Kept], out: TextIO) -> int:
    """One line of JSON; the exit code."""
    if isinstance(done, Problem) and done.status == _UNAUTHORISED:
        raise TokenRefused(f"{done.detail}; give another token")
    said, code = _CODES[type(done)]
    line = {"status": said, "key": key, **_members(done), "photos": kept}
    out.write(msgspec.json.encode(line).decode() + "\n")
    return code


def _members(done: Outcome) -> dict[str, Any]:
    members = msgspec.structs.asdict(done)
    members.pop("key", None)
    if isinstance(done, Problem):
        members["http"] = members.pop("status")
        members |= dict(members.pop("extra"))
    return members
