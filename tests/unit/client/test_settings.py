"""Files < environment < flags, and errors that name their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from client.settings import SettingsError, load
from domain.codes import Role


def test_later_sources_win(tmp_path: Path) -> None:
    system, own = tmp_path / "system.toml", tmp_path / "own.toml"
    system.write_text('place = "boston"\nlang = "en"\nrole = "leader"\n')
    own.write_text('lang = "zh"\n')
    environment = {"GRIDWALL_ROLE": "dispatcher", "OTHER": "x"}
    found = load([system, own], environment, {"actor": "li", "unit": None})
    assert (found.place, found.lang, found.role, found.actor, found.unit) == (
        "boston",
        "zh",
        Role.DISPATCHER,
        "li",
        "",
    )


def test_files_that_do_not_exist_say_nothing(tmp_path: Path) -> None:
    assert load([tmp_path / "none.toml"], {}, {}).place == "changning"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plaze = 'x'", "plaze"),
        ("lang = 'fr'", "lang"),
        ("place = 3", "place"),
        ("place == 3", "line 1"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as error:
        load([file], {}, {})
    assert str(file) in str(error.value)
    assert said in str(error.value)


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(SettingsError, match="GRIDWALL_ROLE=boss"):
        load([], {"GRIDWALL_ROLE": "boss"}, {})
