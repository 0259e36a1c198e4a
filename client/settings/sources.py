"""Where settings come from: files, environment, flags; every fault with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from client.settings.fields import TABLES, Settings, allowed, convert
from client.settings.lines import Keys, lines_of
from domain.text import clean

PREFIX: Final = "GRIDWALL_"
_NAMES: Final = Settings.__struct_fields__
#: As many names as a message may list beside the nearest one.
_FEW: Final = 20
_AT_LINE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


class Fault(NamedTuple):
    """One thing that is wrong, `where` in its source: `config.toml:3`."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Value(NamedTuple):
    """What one source says of a setting, or of one entry of a table."""

    keys: Keys
    value: object
    origin: str


class Known(NamedTuple):
    """Names that only the wall knows; empty: not checked."""

    actions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


Found = tuple[list[Value], list[Fault]]


def of_file(path: Path, known: Known, *, needed: bool = False) -> Found:
    """The values of a file that is there; a `needed` one must be."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return [], [Fault(str(path), "there is no such file")] if needed else []
    except UnicodeDecodeError as error:
        return [], [Fault(str(path), f"byte {error.start + 1} is no UTF-8")]
    except OSError as error:
        return [], [Fault(str(path), error.strerror or "cannot be read")]
    import tomllib  # only for those who have such a file: it takes long

    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [_unreadable(path, text, str(error))]
    return _checked(held, _Lines(path, text), known)


class _Lines:
    """Says where a key stands; the lines are looked for when somebody asks."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._lines: dict[Keys, int] | None = None

    def where(self, keys: Keys) -> str:
        if self._lines is None:
            self._lines = lines_of(self._text)
        line = self._lines.get(keys) or self._lines.get(keys[:1])
        return f"{self._path}:{line}" if line else str(self._path)


def _unreadable(path: Path, text: str, message: str) -> Fault:
    at = _AT_LINE.search(message)
    if at is None:
        last = text.rstrip("\n").count("\n") + 1
        return Fault(f"{path}:{last}", message.removesuffix(" (at end of document)"))
    return Fault(f"{path}:{at[1]}:{at[2]}", message[: at.start()])


def _checked(held: Mapping[str, object], lines: _Lines, known: Known) -> Found:
    values: list[Value] = []
    faults: list[Fault] = []
    for keys, value in _entries(held):
        wrong = _wrong(keys, value, known)
        where = lines.where(keys)
        if wrong:
            faults.append(Fault(where, wrong))
        else:
            values.append(Value(keys, _converted(keys, value), where))
    return values, faults


def _entries(held: Mapping[str, object]) -> Iterator[tuple[Keys, object]]:
    """Settings, and the entries of tables that are settings."""
    for name, value in held.items():
        if name in TABLES and isinstance(value, Mapping):
            yield from (((name, key), each) for key, each in value.items())
        else:
            yield (name,), value


def _converted(keys: Keys, value: object) -> object:
    if len(keys) == 1:
        return convert(keys[0], value)
    found = convert(keys[0], {keys[1]: value})
    assert isinstance(found, dict)  # noqa: S101 (tables are dicts)
    return found[keys[1]]


def _wrong(keys: Keys, value: object, known: Known) -> str:
    """What is wrong with it; empty: nothing."""
    name = ".".join(map(clean, keys))
    if keys[0] not in _NAMES:
        return unknown("setting", keys[0], _NAMES)
    if keys[0] in TABLES and len(keys) == 1:
        return f"{name} is a table: write [{name}] and below it name = value"
    if keys[0] == "keys" and known.actions and keys[1] not in known.actions:
        return unknown("action", keys[1], known.actions)
    if keys[0] == "theme" and known.themes and value not in ("", *known.themes):
        return f"{shown('theme', value)} {unknown('theme', str(value), known.themes)}"
    try:
        _converted(keys, value)
    except msgspec.ValidationError:
        return f"{shown(name, value)} cannot be; {name} is {allowed(keys[0])}"
    return ""


def shown(name: str, value: object) -> str:
    """`lang = "fr"`, short and on one line."""
    text = clean(msgspec.json.encode(value, enc_hook=str).decode())
    return f"{name} = {text if len(text) < 60 else text[:59] + '…'}"  # noqa: PLR2004


def unknown(kind: str, name: str, names: Iterable[str]) -> str:
    """There is no such one; the nearest, and all if they are few."""
    there = sorted(names)
    near = get_close_matches(name, there, 1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    few = len(there) <= _FEW or not near
    listed = f"; there are {', '.join(there)}" if few else ""
    return f"no {kind} {clean(name)}{meant}{listed}"


def of_environment(environment: Mapping[str, str], known: Known) -> Found:
    """The values of `GRIDWALL_*`; an empty variable says nothing."""
    values: list[Value] = []
    faults: list[Fault] = []
    for name in (name for name in _NAMES if name not in TABLES):
        variable = PREFIX + name.upper()
        text = environment.get(variable)
        if not text:
            continue
        try:
            value = convert(name, text, strict=False)
        except msgspec.ValidationError:
            what = f"{name} is {allowed(name)}"
            faults.append(Fault(f"{variable}={clean(text)}", what))
            continue
        wrong = _wrong((name,), value, known) if name == "theme" else ""
        if wrong:
            faults.append(Fault(variable, wrong))
        else:
            values.append(Value((name,), value, variable))
    return values, faults


def strangers(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like ours and are no setting, with the nearest name."""
    ours = {PREFIX + name.upper() for name in _NAMES if name not in TABLES}
    found = []
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and variable not in ours:
            near = get_close_matches(variable, sorted(ours), 1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            found.append(f"{clean(variable)} is no setting and does nothing{meant}")
    return found


def of_flags(flags: Mapping[str, object], known: Known) -> Found:
    """What the command line says; None and empty say nothing."""
    values: list[Value] = []
    faults: list[Fault] = []
    for name, value in flags.items():
        if value in (None, ""):
            continue
        origin = f"--{FLAGS.get(name, name).replace('_', '-')}"
        wrong = _wrong((name,), value, known)
        if wrong:
            faults.append(Fault(origin, wrong))
        else:
            values.append(Value((name,), _converted((name,), value), origin))
    return values, faults


#: Settings whose flag has another name.
FLAGS: Final = {"keymap": "keys"}
