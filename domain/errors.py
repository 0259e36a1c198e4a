"""The error tree, and the answer "no"."""

from __future__ import annotations

import msgspec


class GridwallError(Exception):
    """Anything gridwall itself can say went wrong; the message tells what to do."""

    exit_code: int = 1


class PlaceError(GridwallError):
    """A place's files are wrong: what and where."""

    exit_code = 12


class CalendarError(PlaceError):
    """A calendar's file is wrong, or an instant lies beyond what it can count."""


class WireError(GridwallError):
    """Bytes that are no message of this protocol."""


class TextError(GridwallError):
    """A text that may not come in: which character, where."""


class Refused(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The workflow's answer "no": a stable code and a sentence for the person."""

    code: str
    reason: str
