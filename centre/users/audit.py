"""`audit.jsonl` in the data folder: who gave, renewed and took back which token, when.

Only ever added to, a line a deed, on disk before the deed is told. It names accounts
and the ids of tokens, never a token or its hash.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

import msgspec

from centre.errors import TokensWrong
from domain.codes import Role

FILE: Final = "audit.jsonl"
What = Literal["add", "revoke", "renew", "break-glass"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One deed: `by` whom, on which account and token; times in ms."""

    at: int
    by: str
    what: What
    account: str
    token: str = ""
    roles: tuple[Role, ...] = ()
    unit: str = ""
    until: int | None = None
    reason: str = ""


class Audit:
    """The file; made when there is something to say."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def note(self, *entries: Entry) -> None:
        """Durable when this returns; `TokensWrong` when it could not be."""
        lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            file = os.open(self._path, flags, 0o600)
            try:
                if os.write(file, lines) != len(lines):
                    raise TokensWrong(f"{self._path}: not all of it could be written")
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise TokensWrong(f"{self._path}: {error.strerror}") from error

    def entries(self) -> list[Entry]:
        """Everything, oldest first."""
        if not self._path.exists():
            return []
        lines = self._path.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=Entry) for line in lines]
