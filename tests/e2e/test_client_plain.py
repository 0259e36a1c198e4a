"""What is asked before the wall is up: real sockets, every way an answer can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from client import plain
from client.door import Door
from client.errors import NoCentre, ReadFailed, TokenRefused
from tests.e2e.real_centre import RealCentre
from tests.e2e.scripted import Says, Scripted

pytestmark = pytest.mark.e2e


def test_place_and_grids_are_those_of_the_centre(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre:
        place = plain.place(Door(centre.url))
        grids = plain.grids(Door(centre.url))
    assert place.code == "310105"
    assert {grid.street for grid in grids} <= {street.code for street in place.streets}
    assert len(grids) > 1000


def test_the_token_goes_into_the_header() -> None:
    with Scripted(Says(500)) as centre, pytest.raises(ReadFailed):
        plain.place(Door(centre.url, "secret"))
    (asked,) = centre.asked
    assert asked.headers["Authorization"] == "Bearer secret"
    assert "secret" not in asked.path


def test_a_refused_token_is_told_as_such() -> None:
    with Scripted(Says(401, {"title": "no"})) as centre, pytest.raises(TokenRefused):
        plain.place(Door(centre.url, "wrong"))


@pytest.mark.parametrize("says", [Says(503), Says(200, {"not": "a place"})])
def test_what_is_no_place_is_a_failed_reading(says: Says) -> None:
    with Scripted(says) as centre, pytest.raises(ReadFailed):
        plain.place(Door(centre.url))


def test_a_dropped_connection_is_no_centre() -> None:
    with Scripted(Says(0)) as centre, pytest.raises(NoCentre, match="no answer"):
        plain.place(Door(centre.url))
