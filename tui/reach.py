"""Reaching the centre: its address, its place, its first state, its ground.

In a thread that begins before the toolkit is imported; what it finds is told to
whoever listens, in order, and kept until somebody does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from client.errors import TokenRefused
from domain.errors import GridwallError

if TYPE_CHECKING:
    from client.outcome import Me
    from domain.place import Place
    from domain.views.sheet import Sheet
    from tui.options import Connection

#: Seconds between two questions.
AGAIN_S: Final = 0.5
#: After a refused token: a centre locks an address out that asks often with one.
_REFUSED_S: Final = 10.0
#: How long the ground of the map waits for the first figures, seconds.
_FIRST_S: Final = 20.0
#: How long what comes behind the first figures waits for them, seconds.
_SHOWN_S: Final = 2.0
#: How often it is looked at whether it works, and how long it may stand still before
#: nobody waits for it any more, seconds: a centre that is near answers in less.
_LOOK_S: Final = 0.01
_STILL_S: Final = 0.05
_T = TypeVar("_T")


class Listener(Protocol):
    """Whom it is told; each is called once at most, from any thread."""

    def joined(self, connection: Connection) -> None:
        """A centre is being reached."""
        ...

    def opened(self, place: Place) -> None:
        """It said what place it is of."""
        ...

    def begun(self) -> None:
        """Its first state is there, or does not come."""
        ...

    def signed_in(self, me: Me) -> None:
        """It said whose the token is."""
        ...

    def laid(self, sheet: Sheet) -> None:
        """The ground of the map: nothing waited for it."""
        ...

    def failed(self, error: GridwallError) -> None:
        """There is no centre, and there will be none."""
        ...


class Reach:
    """`connect` waits for the centre; a `GridwallError` from it is final.

    A place that cannot be had is asked for again after `again_s` seconds.
    """

    def __init__(
        self, connect: Callable[[], Connection], again_s: float = AGAIN_S
    ) -> None:
        self._connect, self._again_s = connect, again_s
        self._over = threading.Event()
        self._known = threading.Event()  # the first state, or that there is none
        self._joined = False
        self._shown = threading.Event()  # the first state is, or nobody waits for it
        self._shown.set()
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._untold: list[Callable[[Listener], None]] = []
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start, unless it has."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._go, name="reach", daemon=True)
            self._thread.start()

    def lead(self, worked: Callable[[], float]) -> None:
        """Wait for the first state as long as it is being worked on.

        Two threads that load and count at once take the interpreter from each other,
        and the start is a tenth slower than one after the other. A centre that is far
        away, or not there yet, is not waited for. `worked`: this process's CPU seconds.
        """
        self._shown.clear()
        still, before = 0.0, worked()
        while not self._known.wait(_LOOK_S):
            now = worked()
            still += _LOOK_S if now - before < _LOOK_S / 2 else 0.0
            before = now
            if still >= (_STILL_S if self._joined else _LOOK_S):
                return

    def go_on(self) -> None:
        """The first state is on the screen: ask for what may come behind it."""
        self._shown.set()

    def listen(self, listener: Listener) -> None:
        """From now on this one is told, first of all that has happened."""
        with self._lock:
            for telling in self._untold:
                telling(listener)
            self._untold.clear()
            self._listener = listener

    def wait(self) -> None:
        """Until all has been told."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Ask nothing more."""
        self._over.set()
        self._shown.set()

    def _tell(self, telling: Callable[[Listener], None]) -> None:
        with self._lock:
            if self._listener is None:
                self._untold.append(telling)
            else:
                telling(self._listener)

    def _go(self) -> None:
        try:
            self._ask_all()
        finally:
            self._known.set()

    def _ask_all(self) -> None:
        try:
            connection = self._connect()
        except GridwallError as error:
            failure = error
            self._tell(lambda listener: listener.failed(failure))
            return
        self._joined = True
        self._tell(lambda listener: listener.joined(connection))
        place = self._asked(connection.place)
        if place is None:
            return
        self._tell(lambda listener: listener.opened(place))
        connection.ready(_FIRST_S)
        self._known.set()
        self._tell(lambda listener: listener.begun())
        self._shown.wait(_SHOWN_S)
        me = self._asked(connection.who)
        if me is not None:
            self._tell(lambda listener: listener.signed_in(me))
        sheet = self._asked(connection.sheet)
        if sheet is not None:
            self._tell(lambda listener: listener.laid(sheet))

    def _asked(self, ask: Callable[[], _T]) -> _T | None:
        """The answer, asked for until there is one; None once it is over."""
        while not self._over.is_set():
            try:
                return ask()
            except TokenRefused:
                self._over.wait(_REFUSED_S)
            except GridwallError:
                self._over.wait(self._again_s)
        return None
