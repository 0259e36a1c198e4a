"""Who does it: people of the place's roster, chosen by role and unit."""

from __future__ import annotations

from random import Random

from domain.codes import Role
from domain.events import Actor
from domain.place import Person, Place


class Staff:
    """The roster by role and unit; a post without people is held by its role's name."""

    def __init__(self, place: Place) -> None:
        self._posts: dict[tuple[Role, str], list[Person]] = {}
        for person in place.people:
            self._posts.setdefault((person.role, person.unit), []).append(person)

    def someone(self, random: Random, role: Role, unit: str = "") -> Actor:
        """An account with that role in that unit (empty: in the whole place)."""
        people = self._posts.get((role, unit))
        if not people:
            return Actor(f"{role}-{unit}" if unit else str(role), role, unit)
        return Actor(random.choice(people).id, role, unit)
