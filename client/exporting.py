"""Running `gridwall export`: what was asked for, the centre's pages, the file."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import BinaryIO, Literal
from zoneinfo import ZoneInfo

import msgspec

from client import export
from client.api import Api
from client.door import Door
from client.looking import api_of, wait
from client.picking import picker
from domain.place import Place
from domain.state import Case
from domain.views.names import Names


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The command line's words. Times and filter are read when the place is known.

    `me` is what `@me` stands for; `words` gives the sentences of a filter's faults.
    """

    format: Literal["csv", "jsonl"]
    which: export.Which
    filter: str
    since: str
    until: str
    output: Path | None
    force: bool
    bom: bool
    lang: str
    me: str
    words: Callable[[str], str]


def run(
    door: Door,
    asked: Asked,
    monotonic: Callable[[], float],
    rng: Random,
    out: BinaryIO,
) -> int:
    """Write the cases to the file, or else to `out`; how many they were.

    Raises what the centre, the filter, a time or the file is wrong with. SIGTERM is an
    interrupt from now on, so that no half file stays.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    api = api_of(door, monotonic, rng)
    api.start()
    try:
        place = wait(api.profile())
        zone, names = ZoneInfo(place.zone), Names(place, asked.lang)
        options = _options(asked, place, zone, api)
        cases = export.found(lambda query: wait(api.cases(query)), options)
        with (
            export.output(asked.output, force=asked.force)
            if asked.output
            else nullcontext(out) as file
        ):
            return export.write(file, cases, names, zone, options)
    finally:
        api.stop()


def _options(asked: Asked, place: Place, zone: ZoneInfo, api: Api) -> export.Options:
    return export.Options(
        format=asked.format,
        which=asked.which,
        since=export.instant(asked.since, zone),
        until=export.instant(asked.until, zone, end=True),
        bom=asked.bom,
        keeps=_keeps(asked, place, api),
    )


def _keeps(asked: Asked, place: Place, api: Api) -> Callable[[Case], bool]:
    """Whether a case fulfils the filter at the centre's present time."""
    if not asked.filter:
        return lambda _case: True
    fits = picker(asked.filter, place, asked.words, asked.me)
    now = wait(api.health()).at
    return lambda case: fits(case, now)
