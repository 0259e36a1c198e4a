"""`gridwall doctor`, the part below the terminal: interpreter, folders, disk, centre.

A check says what it saw as a code and facts; the words are the catalogue's
(`doctor.<id>.<code>`), so this module can stay without any.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from client.errors import ClientError
from client.feed import SKEW_MS
from client.outcome import Health
from domain import wire
from domain.calendar import Calendar
from domain.calendar_file import YearStatus
from domain.errors import GridwallError

#: Versions from which SQLite resets its write-ahead log without losing a commit.
SQLITE_MENDED: Final = (3, 51, 3)
_MB: Final = 1024 * 1024
#: Free bytes below which a ledger is in danger, and below which it soon will be.
LEAST_FREE: Final = 100 * _MB
SOON_FULL: Final = 1024 * _MB
_OTHERS: Final = 0o077
Fact = str | int | float | bool | None


class Level(StrEnum):
    """How a check came out, the worst last."""

    SKIPPED = "skipped"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: `code` says which of its sentences, `facts` fill it."""

    id: str
    level: Level
    code: str
    facts: dict[str, Fact] = {}


def ok(id_: str, code: str = "ok", /, **facts: Fact) -> Check:
    """In order."""
    return Check(id_, Level.OK, code, facts)


def warn(id_: str, code: str, /, **facts: Fact) -> Check:
    """It works, but not as well as it could."""
    return Check(id_, Level.WARN, code, facts)


def bad(id_: str, code: str, /, **facts: Fact) -> Check:
    """It does not work."""
    return Check(id_, Level.BAD, code, facts)


def skipped(id_: str, code: str = "skipped", /, **facts: Fact) -> Check:
    """It could not be looked at."""
    return Check(id_, Level.SKIPPED, code, facts)


def worst(checks: list[Check]) -> Level:
    """The worst of them."""
    order = list(Level)
    return max((check.level for check in checks), key=order.index, default=Level.OK)


# The machine


def python(version: tuple[int, ...], encoding: str) -> Check:
    """The interpreter, and what it reads file names with."""
    told = ".".join(map(str, version[:3]))
    if encoding.lower().replace("-", "") != "utf8":
        return warn("python", "names", version=told, encoding=encoding)
    return ok("python", version=told)


def sqlite(version: tuple[int, ...]) -> Check:
    """The library that the ledger is written with."""
    told = ".".join(map(str, version))
    if version < SQLITE_MENDED:
        mended = ".".join(map(str, SQLITE_MENDED))
        return warn("sqlite", "old", version=told, mended=mended)
    return ok("sqlite", version=told)


def folder(
    id_: str, path: Path, *, written: bool = False, secret: bool = False
) -> Check:
    """A folder: ours to read, to write if it is `written`, nobody else's if `secret`.

    One that is not there must be makable if it is `written`.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _to_be_made(id_, path, written=written)
    except OSError as error:
        return bad(id_, "closed", path=str(path), why=error.strerror or "")
    if not stat.S_ISDIR(mode):
        return bad(id_, "no_folder", path=str(path))
    if not os.access(path, os.R_OK | os.X_OK | (os.W_OK if written else 0)):
        return bad(id_, "closed", path=str(path), why="EACCES")
    if secret and mode & _OTHERS:
        return warn(id_, "open", path=str(path), mode=f"{mode & 0o777:04o}")
    return ok(id_, path=str(path), mode=f"{mode & 0o777:04o}")


def _to_be_made(id_: str, path: Path, *, written: bool) -> Check:
    above = _above(path)
    if written and not os.access(above, os.W_OK | os.X_OK):
        return bad(id_, "not_makable", path=str(path), above=str(above))
    return ok(id_, "missing", path=str(path))


def _above(path: Path) -> Path:
    """The nearest folder above that is there."""
    return next(each for each in (path, *path.parents) if each.exists())


def disk(path: Path) -> Check:
    """Room for the ledger."""
    held = os.statvfs(_above(path))
    return room(path, held.f_bavail * held.f_frsize)


def room(path: Path, free: int) -> Check:
    """Whether so many bytes are enough."""
    facts: dict[str, Fact] = {"path": str(path), "free_mb": free // _MB}
    if free < LEAST_FREE:
        return bad("disk", "full", **facts)
    if free < SOON_FULL:
        return warn("disk", "low", **facts)
    return ok("disk", **facts)


def settings(read: Callable[[], object]) -> Check:
    """Config files, environment and flags."""
    try:
        read()
    except GridwallError as error:
        return bad("settings", "wrong", why=str(error))
    return ok("settings")


# The centre


def centre(
    named: str,
    version: str,
    ask: Callable[[], Health],
    now: Callable[[], int],
) -> Iterator[Check]:
    """The centre that is `named` by its address, else the one that runs here.

    `version` is ours, `ask` its health, `now` our clock in ms.
    """
    before = now()
    try:
        health = ask()
    except ClientError as error:
        if named:
            yield bad("centre", "none", url=named, why=str(error))
        else:
            yield skipped("centre", "none_here", why=str(error))
        return
    after = now()
    yield _health(health, version)
    yield _skew(health, before, after)


def _health(health: Health, version: str) -> Check:
    facts: dict[str, Fact] = {
        "version": health.version,
        "ours": version,
        "protocol": health.protocol,
        "place": health.place,
        "head": health.head,
        "walls": health.walls,
    }
    if health.protocol != wire.PROTOCOL:
        return bad("centre", "protocol", **facts, our_protocol=wire.PROTOCOL)
    if health.ledger == "read-only":
        return bad("centre", "read_only", **facts)
    if health.version != version:
        return warn("centre", "version", **facts)
    return ok("centre", **facts)


def _skew(health: Health, before: int, after: int) -> Check:
    if health.simulated:
        return ok("clock", "simulated", speed=health.speed)
    skew = health.at - (before + after) // 2
    room = (after - before) // 2
    if abs(skew) - room > SKEW_MS:
        return warn("clock", "skewed", skew_ms=skew, within_ms=room)
    return ok("clock", skew_ms=skew, within_ms=room)


def calendar(found: Calendar | None, year: int) -> Iterator[Check]:
    """Whether this year's and the next one's holidays are known."""
    if found is None:
        yield skipped("calendar", "no_place")
        return
    for each in (year, year + 1):
        status = found.year_status(each)
        facts: dict[str, Fact] = {"year": each, "calendar": found.version}
        if status is YearStatus.PUBLISHED:
            yield ok("calendar", **facts)
        else:
            yield warn("calendar", str(status), **facts)
