"""The calendars that ship with the program, for counting what a clock has used.

A case says by which calendar it is judged. Where that one is not at hand (a newer
centre), nobody counts: no number is better than a wrong one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from domain.errors import CalendarError
from domain.views.course import Counted

#: What a version looks like: it becomes the name of a file.
_VERSION: Final = re.compile(r"[a-z0-9][a-z0-9.-]*", re.ASCII)


@lru_cache(8)
def calendar(version: str, zone: str) -> Calendar | None:
    """A version of the calendar in an IANA zone; None: it is not at hand."""
    if not _VERSION.fullmatch(version):
        return None
    file = files("domain").joinpath("calendars", f"{version}.json")
    try:
        return Calendar.from_json(file.read_bytes(), ZoneInfo(zone))
    except (OSError, CalendarError):
        return None


@lru_cache(8)
def counted(version: str, zone: str) -> Counted | None:
    """How to count by a version of the calendar; None: it is not at hand."""
    found = calendar(version, zone)
    return None if found is None else found.counted
