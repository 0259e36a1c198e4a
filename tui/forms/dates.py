"""A day that lies ahead: `2026-10-08`, `10d`, `3w`. No Textual here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar import DAY_MS
from tui.forms.fields import NOTHING, Fault, Field
from widgets.draw.form import FieldView

_FURTHEST_MS: Final = 365 * DAY_MS
_AHEAD: Final = re.compile(r"(\d{1,3})([dw天周])", re.ASCII | re.IGNORECASE)
_DAYS: Final = {"d": 1, "w": 7, "天": 1, "周": 7}
#: When on that day the case wakes.
_HOUR: Final = 8


def day_of(text: str, now: int, zone: ZoneInfo) -> int | None:
    """That day at eight, local time, in ms; None when it is no day."""
    word = text.strip().replace("/", "-")
    today = datetime.fromtimestamp(now / 1000, zone)
    if ahead := _AHEAD.fullmatch(word):
        day = today + timedelta(days=int(ahead[1]) * _DAYS[ahead[2].lower()])
    else:
        try:
            day = datetime.strptime(word, "%Y-%m-%d")  # noqa: DTZ007 (zone follows)
        except ValueError:
            return None
    wake = datetime(day.year, day.month, day.day, _HOUR, tzinfo=zone)
    return int(wake.timestamp() * 1000)


class Wake(Field):
    """When a suspended case wakes; ms."""

    def __init__(self, name: str, now: int, zone: ZoneInfo) -> None:
        super().__init__(name, "wake", required=True)
        self._now, self._zone = now, zone

    @property
    def value(self) -> object:
        """The instant."""
        at = day_of(self.typed, self._now, self._zone)
        return NOTHING if at is None else at

    @property
    def fault(self) -> Fault | None:
        """A day, not past, not further than a year."""
        if not self.typed.strip():
            return Fault("needed.wake")
        at = day_of(self.typed, self._now, self._zone)
        if at is None:
            return Fault("form.wake_wrong")
        if at <= self._now:
            return Fault("form.wake_past")
        return Fault("form.wake_far") if at - self._now > _FURTHEST_MS else None

    def view(self, *, active: bool) -> FieldView:
        """With the day that is meant."""
        at = day_of(self.typed, self._now, self._zone)
        return FieldView(
            f"form.{self.label}", typed=self.typed, active=active, required=True, day=at
        )
