"""What a wall asks its centre before it is whole, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from client.errors import TokenRefused
from domain.errors import GridwallError

#: Seconds between two questions.
_AGAIN_S: Final = 0.5
#: After a refused token: a centre locks an address out that asks often with one.
_REFUSED_S: Final = 10.0
_T = TypeVar("_T")


def asked(ask: Callable[[], _T], over: threading.Event) -> _T | None:
    """The answer, asked for until there is one; None once `over` is set."""
    while not over.is_set():
        try:
            return ask()
        except TokenRefused:
            over.wait(_REFUSED_S)
        except GridwallError:
            over.wait(_AGAIN_S)
    return None
