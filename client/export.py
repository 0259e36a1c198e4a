"""`gridwall export`: cases as rows, a page of the centre at a time, csv or jsonl.

Columns stay as they are; new ones go to the end. A file appears whole or not at all.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from client.errors import ClientError
from client.outcome import Page
from domain.codes import TERMINAL
from domain.state import Case
from domain.text import clean
from domain.views.detail import MASK
from domain.views.names import Names

Cell = str | int | float | bool | None
Which = Literal["open", "closed", "all"]
PAGE: Final = 200
BOM: Final = b"\xef\xbb\xbf"
#: What a spreadsheet takes for the begin of a formula, full-width signs too.
_FORMULA: Final = re.compile("^[\t\r\n ]*[=+\\-@＝＋－＠]")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class ExportError(ClientError):
    """A time that is none."""

    exit_code = 2


class OutputRefused(ClientError):
    """The file is there already, or cannot be written."""

    exit_code = 14


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases, and how. `since` and `until` in ms, UTC: reported in [since, until).

    `keeps` picks among them.
    """

    format: Literal["csv", "jsonl"]
    which: Which = "open"
    since: int | None = None
    until: int | None = None
    bom: bool = False
    keeps: Callable[[Case], bool] = lambda _case: True


def instant(text: str, zone: ZoneInfo, *, end: bool = False) -> int | None:
    """`2026-09-24` or `2026-09-24T14:00` in `zone` as ms, UTC; empty: None.

    As an `end` a day is over at its midnight. Raises `ExportError`.
    """
    if not text:
        return None
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExportError(
            f"{clean(text)} is no time; write 2026-09-24 or 2026-09-24T14:00"
        ) from error
    if end and _DAY.fullmatch(text):
        local += timedelta(days=1)
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone)
    return round(local.timestamp() * 1000)


# Rows


def cells(case: Case, names: Names, zone: ZoneInfo) -> dict[str, Cell]:
    """The row of a case, by column; an elder's address is masked, place too."""

    def at(ms: int | None) -> str | None:
        if ms is None:
            return None
        local = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)
        return local.isoformat(timespec="seconds")

    return {
        "number": case.number,
        "id": case.id,
        "version": case.version,
        "state": case.state.value,
        "state_name": names.state(case.state),
        "open": case.state not in TERMINAL,
        "street": case.street,
        "street_name": names.street_full(case.street),
        "grid": case.grid,
        "duty": case.duty,
        "subclass": case.subclass,
        "subclass_name": names.subclass(case.subclass),
        "kind": case.kind.value,
        "source": case.source.value,
        "title": case.title,
        "address": MASK if case.elder and case.address else case.address,
        "longitude": None if case.elder else case.lon,
        "latitude": None if case.elder else case.lat,
        "urgent": case.urgent,
        "elder": case.elder,
        "chronic": case.chronic,
        "drill": case.drill,
        "department": case.department,
        "department_name": names.department_full(case.department),
        "co_departments": " ".join(case.co),
        "opened_at": at(case.opened_at),
        "changed_at": at(case.changed_at),
        "dispatched_at": at(case.dispatched_at),
        "deadline": at(case.clock.deadline if case.clock else None),
        "deadline_approximate": bool(case.clock and case.clock.approximate),
        "paused": case.paused,
        "disposed_at": at(case.disposed_at),
        "on_time": case.on_time,
        "bounces": case.bounces,
        "rejected_bounces": case.rejected_bounces,
        "bounce_reason": case.bounce_reason,
        "forced": case.forced,
        "reworks": case.reworks,
        "extensions": case.extensions,
        "suspensions": case.suspensions,
        "urges": case.urges,
        "void_kind": case.void_kind.value if case.void_kind else None,
        "merged_into": case.merged_into,
        "recurs": case.recurs,
        "external": case.external,
        "component": case.component,
    }


def guarded(text: str) -> str:
    """Cleaned text that no spreadsheet takes for a formula."""
    shown = clean(text)
    return f"'{shown}" if _FORMULA.match(text) or _FORMULA.match(shown) else shown


def csv_line(values: Iterable[Cell]) -> bytes:
    """A record of RFC 4180, UTF-8: CRLF, quotes where needed; null is empty."""
    out = io.StringIO()
    csv.writer(out).writerow(map(_csv_cell, values))
    return out.getvalue().encode()


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
        case _:
            return str(value)


def json_line(row: dict[str, Cell]) -> bytes:
    """An object on a line; what does not print is escaped, so a terminal may see it."""
    text = msgspec.json.encode(row).decode()
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escaped(c) for c in text)
    return text.encode() + b"\n"


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


# Pages


def found(
    ask: Callable[[dict[str, str | int | bool]], Page], options: Options
) -> Iterator[Case]:
    """The cases asked for, newest report first: open ones, then closed ones.

    A case that is closed meanwhile comes once. What `ask` raises goes through.
    """
    seen: set[str] = set()
    for kind in ("open", "closed"):
        if options.which not in (kind, "all"):
            continue
        for case in _paged(ask, kind, options.since):
            late = options.until is not None and case.opened_at >= options.until
            if late or case.id in seen or not options.keeps(case):
                continue
            if kind == "open" and options.which == "all":
                seen.add(case.id)
            yield case


def _paged(
    ask: Callable[[dict[str, str | int | bool]], Page], kind: str, since: int | None
) -> Iterator[Case]:
    query: dict[str, str | int | bool] = {
        "open": "true" if kind == "open" else "false",
        "sort": "-opened",
        "limit": PAGE,
    }
    while True:
        page = ask(query)
        for case in page.cases:
            if since is not None and case.opened_at < since:
                return
            yield case
        if page.cursor is None:
            return
        query["cursor"] = page.cursor


def write(
    out: BinaryIO,
    cases: Iterable[Case],
    names: Names,
    zone: ZoneInfo,
    options: Options,
    told: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write them as they come, flushed a page at a time; how many they were."""
    if options.format == "csv":
        out.write((BOM if options.bom else b"") + csv_line(COLUMNS))
    count = 0
    for case in cases:
        row = cells(case, names, zone)
        out.write(csv_line(row.values()) if options.format == "csv" else json_line(row))
        count += 1
        if count % PAGE == 0:
            out.flush()
            told(count)
    out.flush()
    return count


def _columns() -> tuple[str, ...]:
    from domain.codes import Kind, Source, State

    blank = Case(
        "", "", State.REPORTED, 0, 0, 0, 0, Source.OFFICER, Kind.EVENT, "", "", "", ""
    )
    return tuple(cells(blank, Names(None), ZoneInfo("UTC")))


COLUMNS: Final = _columns()


# The file


@contextmanager
def output(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file that is there, whole, when the block ends well, and otherwise is not.

    Raises `OutputRefused` when one is there already (unless `force`) or it cannot be
    written.
    """
    if path.exists() and not force:
        raise _there(path)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(half, _NEW, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if force and (path.is_file() or not path.exists()):
            half.replace(path)
        else:
            path.hardlink_to(half)  # fails when something else is there now
    except FileExistsError as error:
        raise _there(path) from error
    except OSError as error:
        raise OutputRefused(f"cannot write {path}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def _there(path: Path) -> OutputRefused:
    more = " or give --force" if path.is_file() else ""
    return OutputRefused(f"{path} is there already; name another file{more}")
