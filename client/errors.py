"""What keeps a client from working or from starting a centre, with its exit code."""

from __future__ import annotations

from domain.errors import GridwallError


class ClientError(GridwallError):
    """The client cannot do its work; the message tells what, where and what to do."""


class AddressWrong(ClientError):
    """The address of the centre is none."""

    exit_code = 2


class FolderUnsafe(ClientError):
    """A file with a token or a head cannot be read, or others can read it too."""

    exit_code = 3


class TokenRefused(ClientError):
    """The centre does not take the token, or not for this scope."""

    exit_code = 7


class ProtocolDiffers(ClientError):
    """The centre speaks another version of the protocol."""

    exit_code = 8


class NoCentre(ClientError):
    """Nobody answers at the address, or somebody else does."""

    exit_code = 11


class ReadFailed(ClientError):
    """The centre answered a question with a problem; `status` and `code` are its own.

    `status` 0: it could not be reached or its answer could not be read.
    """

    exit_code = 11

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class ChildFailed(ClientError):
    """A child process ended before it was ready; we end with its own exit code."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        # A signal gives a negative status.
        self.exit_code = max(status, 0) or 1
