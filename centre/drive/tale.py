"""One invented case while it is being told: its clock, its people and its steps so far.

`intake`, `disposal` and `ending` tell the chapters, `district` puts them together. All
chance comes from the case's name, so a case is the same in every run of a seed.
"""

from __future__ import annotations

from math import log
from random import Random
from typing import Final, NamedTuple

import msgspec

from centre.drive.rhythm import Rhythm
from centre.drive.scene import Scene, Stage
from centre.drive.staff import Staff
from centre.drive.step import SYSTEM, Step
from centre.drive.usual import Usual
from domain import commands as c
from domain.calendar import Limit, Unit
from domain.codes import Role
from domain.commands import AnyCommand
from domain.place import Department
from domain.rules import Rules

MINUTE_MS: Final = 60_000
#: A stage takes three tenths of its limit in the middle, and 4 % go over it.
_STAGE_MEDIAN: Final = log(0.3)
_STAGE_SPREAD: Final = 0.7
_STAGE_LONGEST: Final = 4.0
#: What a case without a limit is handled by.
_NO_LIMIT: Final = Limit(1, Unit.NATURAL_DAY)


class Cast(NamedTuple):
    """What all cases of a run share."""

    rules: Rules
    rhythm: Rhythm
    stage: Stage
    staff: Staff
    seed: str
    usual: Usual

    @property
    def departments(self) -> tuple[Department, ...]:
        """Those of the place."""
        return self.rules.place.departments

    def habit(self, whose: str) -> float:
        """How much a street or department differs from the middle, from 0.4 to 1.6."""
        return Random(f"{self.seed}/{whose}").uniform(0.4, 1.6)  # noqa: S311


class Tale:
    """The steps of one case in the making; `at` is the time of the next one (ms)."""

    def __init__(self, cast: Cast, name: str, at: int, scene: Scene | None) -> None:
        self.cast, self.rules, self.name, self.at = cast, cast.rules, name, at
        self.random: Final = Random(name)  # noqa: S311 (a simulation)
        self.scene: Final = scene or cast.stage.scene(self.random)
        self.english: Final = cast.rules.place.locale.startswith("en")
        self.department, self.taken = "", False
        self.sent_at = at
        self.closed_at: int | None = None
        self.deadline: int | None = None
        self._steps: list[Step] = []

    @property
    def limit(self) -> Limit | None:
        """The disposal limit of its kind and street."""
        return self.rules.limit(self.scene.street.code, self.scene.subclass.code)

    def after(self, at: int, share: float) -> int:
        """When `share` of the limit, or of a day without one, is counted since `at`."""
        calendar, limit = self.rules.calendar, self.limit or _NO_LIMIT
        return calendar.add(at, int(calendar.spans(limit) * share), limit.unit).at

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.random.random() < share

    def wait(self, low: float, high: float) -> None:
        """Minutes pass."""
        self.at += int(MINUTE_MS * self.random.uniform(low, high))

    def take_time(self, stage: str) -> None:
        """A stage is worked on, mostly inside its limit."""
        used = self.random.lognormvariate(_STAGE_MEDIAN, _STAGE_SPREAD)
        limit = MINUTE_MS * self.rules.minutes(stage)
        self.at += int(limit * min(used, _STAGE_LONGEST))

    def say(self, zh: str, en: str) -> str:
        """A note in the language of the place."""
        return en if self.english else zh

    def photo(self, what: str) -> str:
        """The name of a picture that does not exist."""
        return f"demo/{self.name}/{what}-{len(self._steps)}.jpg"

    def do(self, command: AnyCommand, role: Role = Role.SYSTEM, unit: str = "") -> None:
        """It is done now by somebody with that role in that unit."""
        actor = SYSTEM
        if role is not Role.SYSTEM:
            actor = self.cast.staff.someone(self.random, role, unit)
        if isinstance(command, c.Close):
            self.closed_at = self.at
        serial = len(self._steps) + 1
        self._steps.append(Step(self.at, self.name, serial, command, actor))

    def by_department(self, command: AnyCommand) -> None:
        """It is done now by the department that has the case."""
        self.do(command, Role.DEPARTMENT, self.department)

    def by_officer(self, command: AnyCommand) -> None:
        """It is done now by a grid officer of the responsibility grid."""
        grid = self.scene.grid
        self.do(command, Role.OFFICER, grid.duty if grid else "")

    def told(self) -> list[Step]:
        """All steps, the last one marked."""
        *steps, last = self._steps
        return [*steps, msgspec.structs.replace(last, last=True)]
