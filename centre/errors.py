"""What keeps a centre from starting or going on, each with its exit code."""

from __future__ import annotations

from domain.errors import GridwallError


class CentreError(GridwallError):
    """The centre cannot do its work; the message tells what, where and what to do."""


class DataFolderError(CentreError):
    """The data folder or the ledger in it cannot be read or written."""

    exit_code = 3


class DataFolderInUse(CentreError):
    """Another centre holds the data folder."""

    exit_code = 4


class CannotListen(CentreError):
    """The address is taken or not ours."""

    exit_code = 5


class LedgerCorrupt(CentreError):
    """The ledger does not hold what was written; `seq` is the first bad record.

    `seq` is 0 when the damage is not in a record (the file itself, its schema).
    """

    exit_code = 6

    def __init__(self, message: str, seq: int = 0) -> None:
        super().__init__(message)
        self.seq = seq


class LedgerFailed(CentreError):
    """A read or write failed underway (disk full, I/O error): nothing of it counts."""

    exit_code = 3


class WrongOption(CentreError):
    """The centre was asked to start in a way that it may not."""

    exit_code = 2


class TokensWrong(CentreError):
    """The tokens of a centre cannot be used."""

    exit_code = 7
