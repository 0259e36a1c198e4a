"""`notify.toml` in the data folder: where targets are, and how hard to try.

Its addresses are secrets (a robot's key is in its URL): the file is for its owner
alone, and nothing of an address is ever logged, stored, answered or shown.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Annotated, Final

import msgspec

from centre.errors import DataFolderError
from centre.profiles import folder
from domain.circles import Circles, Directory
from domain.errors import PlaceError
from domain.rules import Rules

FILE: Final = "notify.toml"
CIRCLES: Final = "circles.json"
#: The target that stands for every one without an address of its own.
REST: Final = "*"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.")


class NotifyWrong(DataFolderError):
    """`notify.toml` cannot be used; the message names no address."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a target is tried. Times in seconds; `rate`: letters a minute, a target.

    After try n the wait is random below `first` · 2^(n-1), at most `longest`; after
    `attempts` tries, or `days` after it was written, a letter is dead.
    """

    timeout: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5.0
    attempts: Annotated[int, msgspec.Meta(ge=1, le=100)] = 12
    first: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 60.0
    longest: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 3600.0
    rate: Annotated[float, msgspec.Meta(gt=0, le=60_000)] = 15.0
    days: Annotated[float, msgspec.Meta(gt=0, le=30)] = 1.0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    targets: dict[str, str]
    limits: Limits = Limits()


class Notify:
    """The addresses, which it does not show, and the limits."""

    def __init__(self, targets: dict[str, str], limits: Limits) -> None:
        self._targets = targets
        self.limits: Final = limits

    def __repr__(self) -> str:
        return f"Notify({len(self._targets)} targets)"

    def address(self, target: str) -> str | None:
        """The secret address of a target: for the worker's pipe and nothing else."""
        return self._targets.get(target, self._targets.get(REST))


def read(data: Path) -> Notify | None:
    """What the data folder says; None without the file: nobody is notified.

    Raises `NotifyWrong`.
    """
    path = data / FILE
    try:
        with path.open("rb") as file:
            told = os.fstat(file.fileno())
            raw = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotifyWrong(f"{path}: {error.strerror}") from error
    mode = stat.S_IMODE(told.st_mode)
    if mode & 0o077 or told.st_uid != os.getuid():
        raise NotifyWrong(
            f"{path} may be read by others (mode {mode:04o}): chmod 600 {path}"
        )
    return _parsed(raw, path)


def _parsed(raw: bytes, path: Path) -> Notify:
    """No error of a parser is passed on: it may quote what it did not understand."""
    try:
        file = msgspec.convert(tomllib.loads(raw.decode()), _File)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line \d+", str(error))
        where = f" ({line[0]})" if line else ""
        raise NotifyWrong(f"{path}: this is no TOML{where}") from None
    except UnicodeDecodeError:
        raise NotifyWrong(f"{path}: this is no UTF-8") from None
    except msgspec.ValidationError:
        raise NotifyWrong(
            f"{path}: it takes [targets] with an address each, and [limits] with "
            f"{', '.join(Limits.__struct_fields__)} within their bounds"
        ) from None
    for name, address in file.targets.items():
        if not _SCHEME.match(address):
            raise NotifyWrong(f"{path}: target {name!r} has no address like scheme://…")
    return Notify(file.targets, file.limits)


def directory(place: str, rules: Rules) -> Directory:
    """Who is to be told, of a place that has circles; raises `PlaceError`."""
    file = folder(place) / CIRCLES
    if not file.is_file():
        raise PlaceError(f"{place} has no {CIRCLES}: {FILE} is of no use there")
    try:
        circles = msgspec.json.decode(file.read_bytes(), type=Circles)
    except msgspec.MsgspecError as error:
        raise PlaceError(f"{place}/{CIRCLES}: {error}") from error
    return Directory(circles, rules)
