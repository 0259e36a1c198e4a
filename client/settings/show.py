"""Settings for people: a TOML text, with where each value came from behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from client.settings import Traced
from client.settings.fields import TABLES, Settings
from domain.text import clean, width

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_HIDDEN: Final = "(not shown)"


def text(traced: Traced, *, origins: bool) -> str:
    """A config file that says all of it. What may be a secret is not in it."""
    rows = list(_rows(traced))
    room = max(width(row) for row, _ in rows) if origins else 0
    return "".join(
        f"{row}{' ' * (room - width(row))}  # {origin}\n"
        if origins and origin
        else f"{row}\n"
        for row, origin in rows
    )


def _rows(traced: Traced) -> Iterator[tuple[str, str]]:
    for name in Settings.__struct_fields__:
        if name not in TABLES:
            value = _public(name, getattr(traced.settings, name))
            yield f"{name} = {_toml(value)}", traced.origin(name)
    for name in sorted(TABLES):
        entries: dict[str, object] = getattr(traced.settings, name)
        if not entries:
            continue
        yield "", ""
        yield f"[{name}]", ""
        for key, value in entries.items():
            bare = key if _BARE.fullmatch(key) else _toml(key)
            yield f"{bare} = {_toml(value)}", traced.origin(name, key)


def _toml(value: object) -> str:
    """TOML's strings, numbers and lists of them are JSON's; invisible ones escaped."""
    encoded = json.dumps(value, ensure_ascii=False)
    if encoded.isprintable() and clean(encoded) == encoded:
        return encoded
    return "".join(c if clean(c) == c else f"\\U{ord(c):08X}" for c in encoded)


def _public(name: str, value: object) -> object:
    """A token in the wrong place, or a password in an address, is not shown."""
    if not isinstance(value, str):
        return value
    if name == "centre" and "@" in value:
        parts = urlsplit(value)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{_HIDDEN}@{host}", query="").geturl()
    if name == "token_file" and value and "/" not in value:
        return value if Path(value).exists() or "." in value else _HIDDEN
    return str(value)
