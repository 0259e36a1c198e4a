"""A person's own themes, and what is said about mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.theme_files import ThemeError, load
from tui.themes import DARK, LIGHT, styles
from widgets.draw.spans import Ground, Tone


def written(folder: Path, text: str, name: str = "night.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_what_is_said_is_taken_and_the_rest_comes_from_the_base(tmp_path: Path) -> None:
    text = (
        'base = "light"\n[tones]\nwarn = "bold #aa5500"\n[grounds]\nbase = "#ffffff"\n'
    )
    theme = load(written(tmp_path, text))["night"]
    assert theme.tones[Tone.WARN] == "bold #aa5500"
    assert theme.tones[Tone.BAD] == LIGHT.tones[Tone.BAD]
    assert theme.grounds[Ground.BASE] == "#ffffff"
    assert not theme.dark
    style = styles(theme, stale=False)[Tone.WARN, Ground.BASE]
    assert style.bold
    assert style.bgcolor is not None
    assert style.bgcolor.name == "#ffffff"


def test_an_empty_file_is_the_usual_theme(tmp_path: Path) -> None:
    theme = load(written(tmp_path, ""))["night"]
    assert dict(theme.tones) == dict(DARK.tones)


def test_no_folder_is_no_theme(tmp_path: Path) -> None:
    assert load(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[tones]\n\nwarm = 'red'\n", 3, "warm: unknown; [tones] has text, strong"),
        ("[tones]\nwarn = '#12345'\n", 2, "warn: bold, dim"),
        ("[tones]\nwarn = 'red on blue'\n", 2, "warn: bold, dim"),
        ("[tones]\nwarn = 'link https://x'\n", 2, "warn: bold, dim"),
        ("[tones]\nwarn = 7\n", 2, "#rrggbb"),
        ("[grounds]\nbase = 'bold'\n", 2, "base: #rrggbb, a colour's name or default"),
        ("base = 'dusk'\n", 1, "base: one of dark, light"),
        ("\ncolour = 1\n", 2, "colour: unknown; there are base, dark"),
        ("dark = 'yes'\n", 1, "dark: true or false"),
        ("tones = 3\n", 1, "tones: a table with text"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_what_may_stand_there(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(ThemeError) as caught:
        load(written(tmp_path, text))
    assert f"night.toml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_what_is_no_toml_and_a_strange_name_are_said(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="line 2"):
        load(written(tmp_path, "\nwarn = = 3"))
    (tmp_path / "night.toml").unlink()
    with pytest.raises(ThemeError, match="a to z"):
        load(written(tmp_path, "", "My Theme.toml"))
