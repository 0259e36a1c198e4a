"""Which department somebody means: by name, short name, code or initials."""

from __future__ import annotations

from client.errors import ClientError
from domain.place import Department, Place
from domain.text import clean


class DepartmentUnknown(ClientError):
    """Nothing in the place is called so; the message lists what there is."""

    exit_code = 2


def department_of(place: Place, said: str) -> Department:
    """Exactly one of its names, capitals aside; raises `DepartmentUnknown`."""
    word = said.strip().casefold()
    for one in place.departments:
        if word and word in {name.casefold() for name in called(one)}:
            return one
    known = ", ".join(f"{one.code} {one.short_zh}" for one in place.departments)
    raise DepartmentUnknown(
        f"--department {clean(said)}: {place.name} has no such department; "
        f"there are {known}"
    )


def called(one: Department) -> tuple[str, ...]:
    """Everything that a department is called."""
    return one.code, one.initials, one.zh, one.short_zh, one.en, one.short_en
