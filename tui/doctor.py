"""`gridwall doctor`, the terminal's part, and how all of it is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, TextIO

import msgspec

from client import doctor as machine
from client.doctor import Check, Level, bad, ok, skipped, warn, worst
from client.door import Door
from client.looking import api_of, wait
from client.outcome import Health
from client.settings import Settings
from domain.calendar import Calendar
from domain.text import clean, fit, width
from tui.asking import Answers, ask
from tui.options import LEAST

SCHEMA: Final = 1
#: The exit code when something is bad.
EXIT_BAD: Final = 13
#: The smallest size with everything on screen.
_FULL: Final = (80, 24)
#: Round trips from which the wall sends less (ms).
_FAR: Final = 40.0
_SLOW: Final = 300.0
_TMUX_S: Final = 2.0
#: tmux waits so long (ms) behind an Escape before it hands it on.
_ESCAPE_MS: Final = 50
#: The first tmux that answers the question for synchronized output.
_TMUX_SYNC: Final = (3, 7)


class Facts(NamedTuple):
    """What is known of the terminal. `size` and `answers` are None without one.

    `tmux` holds its options by name, and its version under `version`; empty: none.
    """

    environment: Mapping[str, str]
    size: tuple[int, int] | None
    answers: Answers | None
    tmux: Mapping[str, str]


def terminal(facts: Facts) -> Iterator[Check]:
    """Every check of the terminal."""
    yield _kind(facts)
    yield _size(facts)
    yield _locale(facts.environment)
    yield _colours(facts.environment)
    yield _glyphs(facts)
    yield _round_trip(facts)
    yield _synchronized(facts)
    yield _clipboard(facts)
    yield from _between(facts)


def _kind(facts: Facts) -> Check:
    name = facts.environment.get("TERM", "")
    if name in ("", "dumb", "unknown"):
        return bad("term", "none", term=name)
    program = facts.environment.get("TERM_PROGRAM", "")
    return ok("term", term=f"{name} ({program})" if program else name)


def _size(facts: Facts) -> Check:
    if facts.size is None:
        return skipped("size")
    columns, rows = facts.size
    if columns < LEAST[0] or rows < LEAST[1]:
        return bad("size", "least", columns=columns, rows=rows)
    if columns < _FULL[0] or rows < _FULL[1]:
        return warn("size", "small", columns=columns, rows=rows)
    return ok("size", columns=columns, rows=rows)


def _locale(environment: Mapping[str, str]) -> Check:
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    name = next((environment[n] for n in names if environment.get(n)), "")
    if re.search(r"utf-?8", name, re.IGNORECASE):
        return ok("locale", locale=name)
    return bad("locale", "no_utf8", locale=name or "C")


def _colours(environment: Mapping[str, str]) -> Check:
    if environment.get("NO_COLOR"):
        return ok("colours", "none")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return ok("colours", "true")
    if "256color" in environment.get("TERM", ""):
        return ok("colours", "256")
    return warn("colours", "16", term=environment.get("TERM", ""))


def _glyphs(facts: Facts) -> Check:
    if facts.answers is None:
        return skipped("glyphs")
    widths = facts.answers.widths
    if widths is None:
        return warn("glyphs", "unanswered")
    wide = " ".join(sign for sign, cells in widths.items() if cells != 1)
    if wide:
        return warn("glyphs", "wide", signs=wide)
    return ok("glyphs", count=len(widths))


def _round_trip(facts: Facts) -> Check:
    if facts.answers is None:
        return skipped("round_trip")
    trip = facts.answers.round_trip_ms
    if trip is None:
        return warn("round_trip", "unanswered")
    told = round(trip, 1)
    if trip >= _SLOW:
        return warn("round_trip", "slow", ms=told)
    return ok("round_trip", "far" if trip >= _FAR else "ok", ms=told)


def _synchronized(facts: Facts) -> Check:
    if facts.answers is None:
        return skipped("synchronized")
    if facts.answers.synchronized:
        return ok("synchronized")
    if facts.tmux and _version(facts.tmux.get("version", "")) < _TMUX_SYNC:
        return warn("synchronized", "tmux", version=facts.tmux.get("version", ""))
    return warn("synchronized", "no")


def _clipboard(facts: Facts) -> Check:
    if facts.size is None:
        return skipped("clipboard")
    if facts.tmux.get("set-clipboard") == "off":
        return warn("clipboard", "tmux")
    if "STY" in facts.environment:
        return warn("clipboard", "screen")
    return ok("clipboard")


def _between(facts: Facts) -> Iterator[Check]:
    """What stands between the wall and the glass."""
    environment = facts.environment
    if facts.tmux:
        yield from _tmux(facts.tmux)
    elif environment.get("TMUX"):
        yield skipped("tmux", "silent")
    if "STY" in environment:
        yield warn("screen", "screen")
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        yield ok("ssh")


def _tmux(options: Mapping[str, str]) -> Iterator[Check]:
    version, kind = options.get("version", ""), options.get("default-terminal", "")
    delay = options.get("escape-time", "")
    if delay.isdigit() and int(delay) > _ESCAPE_MS:
        yield warn("tmux", "escape", version=version, ms=int(delay))
    if kind and "256color" not in kind and "direct" not in kind:
        yield warn("tmux", "colours", version=version, term=kind)
    yield ok("tmux", version=version)


def _version(text: str) -> tuple[int, int]:
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def tmux(environment: Mapping[str, str]) -> dict[str, str]:
    """The version and global options of the tmux around us; empty: none answers."""
    if not environment.get("TMUX"):
        return {}
    found: dict[str, str] = {}
    for words in (["show-options", "-g"], ["show-options", "-s"]):
        for line in _told(["tmux", *words], environment).splitlines():
            name, _, value = line.partition(" ")
            found[name] = value.strip('"')
    version = _told(["tmux", "-V"], environment).strip().removeprefix("tmux ")
    return found | {"version": version} if version else {}


def _told(command: Sequence[str], environment: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command)
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TMUX_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


Words = Callable[[str], str]


class Site(NamedTuple):
    """What the command line knows of the machine.

    `read` reads the settings again and raises what is wrong; `door` finds the centre;
    `calendar` is the place's, None for none; `now` in ms, `monotonic` in seconds.
    """

    settings: Settings
    read: Callable[[], object]
    door: Callable[[], Door]
    data: Path
    state: Path
    config: Path
    calendar: Calendar | None
    version: str
    environment: Mapping[str, str]
    now: Callable[[], int]
    monotonic: Callable[[], float]
    rng: Random


def examine(site: Site) -> list[Check]:
    """Every check, the terminal first."""
    import sqlite3

    year = datetime.fromtimestamp(site.now() / 1000, UTC).year
    return [
        *terminal(_seen(site)),
        machine.python(sys.version_info[:3], sys.getfilesystemencoding()),
        machine.sqlite(sqlite3.sqlite_version_info),
        machine.settings(site.read),
        machine.folder("config", site.config),
        machine.folder("data", site.data, written=True, secret=True),
        machine.folder("state", site.state, written=True),
        machine.disk(site.data),
        *machine.centre(
            site.settings.centre, site.version, lambda: _health(site), site.now
        ),
        *machine.calendar(site.calendar, year),
    ]


def run(site: Site, words: Words, out: TextIO, *, json: bool) -> int:
    """Look, tell; the exit code."""
    checks = examine(site)
    if json:
        out.write(msgspec.json.encode(findings(checks, words)).decode() + "\n")
    else:
        out.write(text(checks, words))
    return EXIT_BAD if worst(checks) is Level.BAD else 0


def _seen(site: Site) -> Facts:
    """The terminal that the keys come from; its output may go elsewhere."""
    around = tmux(site.environment)
    try:
        fd = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY) if sys.stdin.isatty() else -1
    except OSError:
        fd = -1
    if fd < 0:
        return Facts(site.environment, None, None, around)
    try:
        size = os.get_terminal_size(fd)
        return Facts(
            site.environment, (size[0], size[1]), ask(fd, site.monotonic), around
        )
    finally:
        os.close(fd)


def _health(site: Site) -> Health:
    api = api_of(site.door(), site.monotonic, site.rng)
    api.start()
    try:
        return wait(api.health())
    finally:
        api.stop()


# How it is told


def sentence(check: Check, words: Words) -> str:
    """What was seen and what to do, cleaned."""
    facts = {k: clean(v) if isinstance(v, str) else v for k, v in check.facts.items()}
    key = f"doctor.{check.id}.{check.code}"
    told = words(key)
    if told == key:  # folders share their sentences, what was skipped too
        told = words(f"doctor.any.{check.code}")
    return told.format(**facts)


def text(checks: Sequence[Check], words: Words) -> str:
    """A line a check: level, what was looked at, the sentence."""
    levels = {level: words(f"doctor.level.{level}") for level in Level}
    names = [words(f"doctor.{check.id}") for check in checks]
    first, second = max(map(width, levels.values())), max(map(width, names))
    lines = [
        f"{fit(levels[check.level], first)}  {fit(name, second)}  "
        f"{sentence(check, words)}"
        for check, name in zip(checks, names, strict=True)
    ]
    found = {level: sum(c.level is level for c in checks) for level in Level}
    counts = {str(level): count for level, count in found.items()}
    return "\n".join([*lines, words("doctor.sum").format(**counts)]) + "\n"


class Finding(msgspec.Struct):
    """One check; `text` is for people."""

    id: str
    level: Level
    code: str
    facts: dict[str, str | int | float | bool | None]
    text: str


class Findings(msgspec.Struct):
    """`gridwall doctor --json`: the worst level, and every check with its facts."""

    schema: int
    worst: Level
    checks: list[Finding]


def findings(checks: list[Check], words: Words) -> Findings:
    """The same for programs."""
    told = [Finding(c.id, c.level, c.code, c.facts, sentence(c, words)) for c in checks]
    return Findings(SCHEMA, worst(checks), told)
