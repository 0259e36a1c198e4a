"""Why a demo cannot start or go on; each with the exit code it ends with."""

from __future__ import annotations

from domain.errors import GridwallError


class DriveError(GridwallError):
    """The demo was asked for something that cannot be; the message tells what to do."""

    exit_code = 2


class NoCentre(GridwallError):
    """The centre did not answer for too long, or answered what no centre says."""

    exit_code = 11


class TokenRefused(GridwallError):
    """The centre does not know the token, or it may not act as the demo must."""

    exit_code = 7
