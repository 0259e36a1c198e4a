"""What a wall that is a department's desk is given: its unit, a way for its photos."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from threading import Event
from typing import TYPE_CHECKING

from msgspec.structs import replace

from client.door import Door
from client.errors import ClientError
from domain.codes import Role
from domain.scoping import NONE

if TYPE_CHECKING:
    from client.api import Api
    from client.outcome import Me
    from tui.options import Port
    from tui.start import Start


def seated(start: Start, door: Door) -> Start:
    """The start of a desk with the code of its department; asks the centre.

    Raises `DepartmentUnknown`, or what reaching the centre raises.
    """
    from client import plain
    from client.units import department_of

    found = department_of(plain.place(door), start.department)
    return start._replace(settings=replace(start.settings, unit=found.code))


def with_photos(start: Start, api: Port, door: Callable[[], Door]) -> Port:
    """A desk sends photos by their files; a wall has none to send."""
    if not start.department:
        return api
    from client.photos import Means
    from client.uploading import Uploading

    acting = {
        "Gridwall-Role": str(start.role),
        "Gridwall-Unit": start.settings.unit,
        **({"Gridwall-Actor": start.account} if start.account else {}),
    }
    means = Means(start.monotonic, _pause, start.rng(), start.entropy)
    return Uploading(api, door, acting, means)


def who(api: Api) -> Me | None:
    """Whom the centre takes the wall for; None where it does not say.

    Raises what reaching the centre raises.
    """
    from client.errors import ReadFailed

    try:
        return api.me().result()
    except (ReadFailed, CancelledError):
        return None


def scope_of(start: Start, door: Door) -> str:
    """What of the place this wall may follow.

    A token of a centre elsewhere may be bound to a street or department; who cannot be
    asked now is taken at the settings' word.
    """
    from client import plain

    settings, role = start.settings, start.role
    if start.department:
        return f"department:{settings.unit}"
    if role is Role.OPS:
        return NONE
    if not (settings.centre and settings.token_file):
        return "all"
    try:
        return plain.scope(door)
    except ClientError:
        bound = settings.unit and role in (Role.STREET, Role.DEPARTMENT)
        return f"{role}:{settings.unit}" if bound else "all"


def _pause(seconds: float) -> None:
    """Before a photo is tried again: in its own thread, nothing ends it sooner."""
    Event().wait(seconds)
