"""A case's photos: their numbers, what is doubted, which belong side by side."""

from __future__ import annotations

import pytest

from domain.codes import Role
from domain.photos import FAR_M, OLD_MS, Shot
from domain.views.album import Picture, album, beside
from domain.views.course import Entry

KEPT = "ab" * 32


def entry(what: str, *photos: str, shots: tuple[Shot, ...] = ()) -> Entry:
    return Entry(1, 5, 1, what, "zhang", Role.OFFICER, photos=photos, shots=shots)


def picture(**more: object) -> Picture:
    fields: dict[str, object] = {
        "number": 1,
        "photo": KEPT,
        "what": "Reported",
        "at": 0,
        "actor": "zhang",
        "role": Role.OFFICER,
    }
    return Picture(**(fields | more))  # type: ignore[arg-type]


def test_photos_are_numbered_as_they_came_with_what_is_said_of_each() -> None:
    shot = Shot(photo=KEPT, lon=121.4, lat=31.2, away=12, age=180_000)
    found = album(
        [
            entry("Reported", "demo/1", KEPT, shots=(shot,)),
            entry("Accepted"),
            entry("CheckPassed", "cd" * 32),
        ]
    )
    assert [(one.number, one.what, one.kept) for one in found] == [
        (1, "Reported", False),
        (2, "Reported", True),
        (3, "CheckPassed", True),
    ]
    assert (found[1].away, found[1].age, found[1].placed) == (12, 180_000, True)
    assert (found[2].away, found[2].age, found[2].placed) == (None, None, False)


@pytest.mark.parametrize(
    ("more", "far", "old", "ahead"),
    [
        ({"away": FAR_M, "age": OLD_MS}, False, False, False),
        ({"away": FAR_M + 1}, True, False, False),
        ({"age": OLD_MS + 1}, False, True, False),
        ({"age": -120_000}, False, False, False),
        ({"age": -120_001}, False, False, True),
        ({}, False, False, False),
    ],
)
def test_what_is_doubted(
    more: dict[str, object], *, far: bool, old: bool, ahead: bool
) -> None:
    one = picture(**more)
    assert (one.far, one.old, one.ahead) == (far, old, ahead)


@pytest.mark.parametrize(
    ("whats", "number"),
    [
        (["Reported"], 0),
        (["Reported", "Reported"], 0),
        (["Reported", "FedBack", "FedBack"], 3),
        (["Reported", "CheckFailed", "FedBack"], 2),
        (["Reported", "CheckFailed", "FedBack", "CheckPassed"], 4),
        ([], 0),
    ],
)
def test_the_last_check_belongs_beside_the_first_else_the_feedback(
    whats: list[str], number: int
) -> None:
    shown = tuple(
        picture(number=at, what=what) for at, what in enumerate(whats, start=1)
    )
    assert beside(shown) == number
