"""Whose desk somebody means."""

from __future__ import annotations

import pytest

from client.units import DepartmentUnknown, department_of
from tests.town import place


@pytest.mark.parametrize(
    "said", ["城管", "城市管理局", "cg", "CG", " City ", "city management"]
)
def test_a_department_has_many_names(said: str) -> None:
    assert department_of(place(), said).code == "cg"


@pytest.mark.parametrize("said", ["", "城", "cgg", "\x1b[31m"])
def test_what_is_no_name_is_answered_with_those_there_are(said: str) -> None:
    with pytest.raises(DepartmentUnknown, match="cg 城管, hw 环卫, de 东办") as caught:
        department_of(place(), said)
    assert caught.value.exit_code == 2
    assert "\x1b" not in str(caught.value)
