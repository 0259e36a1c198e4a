"""Files < environment < flags, and errors that name their source."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.settings import Known, SettingsError, check, load, trace
from client.settings.fields import ABOUT, TABLES, Settings
from client.settings.lines import lines_of
from client.settings.show import text
from client.settings.sources import strangers
from domain.codes import Role

KNOWN = Known(frozenset({"dispatch", "mark"}), frozenset({"dark", "light"}))


def file_of(folder: Path, content: str, name: str = "config.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def faults(folder: Path, content: str) -> list[str]:
    path = file_of(folder, content)
    said = map(str, check(path, KNOWN))
    return [fault.replace(str(path), "FILE") for fault in said]


def test_later_sources_win(tmp_path: Path) -> None:
    system = file_of(tmp_path, 'place = "boston"\nlang = "en"\nrole = "leader"\n', "s")
    own = file_of(tmp_path, 'lang = "zh"\n', "o")
    environment = {"GRIDWALL_ROLE": "dispatcher", "OTHER": "x"}
    flags = {"actor": "li", "unit": None, "func": print}
    found = load([system, own], environment, flags)
    assert (found.place, found.lang, found.role, found.actor, found.unit) == (
        "boston",
        "zh",
        Role.DISPATCHER,
        "li",
        "",
    )


def test_tables_of_two_files_add_up(tmp_path: Path) -> None:
    system = file_of(tmp_path, '[keys]\nmark = "m"\ndispatch = ["D", "f5"]\n', "s")
    own = file_of(tmp_path, 'filters.late = "left<0"\nkeys = { mark = [] }\n', "o")
    found = trace([system, own], {}, {})
    assert found.settings.keys == {"mark": (), "dispatch": ("D", "f5")}
    assert found.settings.filters == {"late": "left<0"}
    assert found.origin("keys", "mark") == f"{own}:2"
    assert found.origin("keys", "dispatch") == f"{system}:3"
    assert found.origin("filters", "late") == f"{own}:1"


def test_every_value_says_where_it_came_from(tmp_path: Path) -> None:
    file = file_of(tmp_path, '\n# my own\ntheme = "light"\nunit = "cg"\n')
    environment = {"GRIDWALL_UNIT": "hw", "GRIDWALL_CAROUSEL": "9"}
    found = trace([file], environment, {"lang": "en", "keymap": "arrows"})
    assert found.settings.carousel == 9
    names = ("theme", "unit", "carousel", "lang", "keymap", "place")
    assert [found.origin(name) for name in names] == [
        f"{file}:3",
        "GRIDWALL_UNIT",
        "GRIDWALL_CAROUSEL",
        "--lang",
        "--keys",
        "default",
    ]


def test_files_that_do_not_exist_say_nothing(tmp_path: Path) -> None:
    assert load([tmp_path / "none.toml"], {}, {}).place == "changning"
    (fault,) = check(tmp_path / "none.toml")
    assert "no such file" in fault.what


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("plaze = 'x'", "FILE:1: no setting plaze (did you mean place?); there are "),
        ("\n\nlang = 'fr'", 'FILE:3: lang = "fr" cannot be; lang is one of "", en, zh'),
        ("place = 3", "FILE:1: place = 3 cannot be; place is text in quotes"),
        ("place == 3", "FILE:1:8: "),
        ("place = 'x'\nlang = [", "FILE:2: "),
        ("a = 1\na = 2", "FILE:2:"),
        ("carousel = 2", "a whole number from 3 to 60"),
        ("carousel = '5'", "a whole number from 3 to 60"),
        ("role = 'boss'", "dispatcher"),
        ("theme = 'ligth'", "did you mean light?"),
        ("keys = 'vim'", "FILE:1: keys is a table: write [keys]"),
        (
            "[keys]\nmark = 'm'\ndispach = 'D'",
            "FILE:3: no action dispach (did you mean",
        ),
        ("[keys]\nmark = 7", "FILE:2: keys.mark = 7 cannot be; keys.mark is a key or"),
        ("[filters]\nlate = 7", "FILE:2: filters.late = 7"),
        ("[[keys]]\nmark = 'm'", "FILE:1: keys is a table"),
        ("[centr]\nurl = 'x'", "FILE:1: no setting centr (did you mean centre?)"),
        ("lang = '''\nfr'''", "FILE:1: lang"),
        ("'\\e[31m' = 1", "FILE:1: no setting"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_what_may_be_there(
    tmp_path: Path, content: str, said: str
) -> None:
    (fault,) = faults(tmp_path, content)
    assert said in fault


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = file_of(tmp_path, "plaze = 'x'\nlang = 'fr'\n")
    with pytest.raises(SettingsError) as error:
        load([file], {"GRIDWALL_ROLE": "boss"}, {"glyphs": "emoji"})
    told = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in told] == [
        f"{file}:1",
        f"{file}:2",
        "GRIDWALL_ROLE=boss",
        "--glyphs",
    ]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"lang = '\xff'")
    (fault,) = check(file)
    assert str(fault) == f"{file}: byte 9 is no UTF-8"
    (fault,) = check(tmp_path)
    assert fault.where == str(tmp_path)


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(SettingsError, match=r"GRIDWALL_ROLE=boss: role is one of"):
        load([], {"GRIDWALL_ROLE": "boss"}, {})


def test_variables_that_do_nothing_are_told_without_their_value() -> None:
    environment = {"GRIDWALL_THEEM": "light", "GRIDWALL_TOKEN": "s3cret", "HOME": "/"}
    told = "\n".join(strangers(environment))
    assert "GRIDWALL_THEEM is no setting and does nothing (did you mean" in told
    assert "GRIDWALL_THEME?" in told
    assert "GRIDWALL_TOKEN" in told
    assert "s3cret" not in told
    assert strangers({"GRIDWALL_THEME": "light"}) == []


def test_lines_are_right_whatever_a_statement_looks_like() -> None:
    content = (
        'a = """\n[keys]\nb = 1\n"""\r\n'
        "c = [\n  1, # ]\n  2,\n]\n"
        "\n[x.'y.z']\n\"d e\" = 1\nf.g = 2\n[[list]]\nh = 1\n"
    )
    found = lines_of(content)
    assert found["a",] == 1
    assert ("b",) not in found
    assert found["c",] == 5
    assert found["x", "y.z"] == 10
    assert found["x", "y.z", "d e"] == 11
    assert found["x", "y.z", "f", "g"] == 12


def test_what_is_shown_is_a_file_that_says_the_same(tmp_path: Path) -> None:
    mine = (
        'theme = "light"\n[keys]\n"m\\u202ex" = ["a", "\\""]\n[filters]\n"迟" = "<0"\n'
    )
    first = trace([file_of(tmp_path, mine)], {}, {})
    shown = text(first, origins=True)
    assert "\u202e" not in shown
    assert f"  # {tmp_path}/config.toml:1" in shown
    assert "  # default" in shown
    again = trace([file_of(tmp_path, shown, "again.toml")], {}, {})
    assert again.settings == first.settings
    assert "#" not in text(first, origins=False)


def test_secrets_in_the_wrong_place_are_not_shown() -> None:
    flags = {"centre": "https://me:s3cret@host:1/x", "token_file": "t0ken"}
    shown = text(trace([], {}, flags), origins=True)
    assert "s3cret" not in shown
    assert "t0ken" not in shown
    assert "host:1" in shown
    assert "/run/token" in text(
        trace([], {}, {"token_file": "/run/token"}), origins=False
    )


def test_every_setting_is_explained() -> None:
    assert set(ABOUT) == set(Settings.__struct_fields__)
    assert set(Settings.__struct_fields__) > TABLES


NAMES = st.text("abcé'\"\\.= #\n", min_size=1, max_size=6)


@given(st.dictionaries(NAMES, st.text(max_size=8), max_size=5))
def test_any_name_and_text_is_shown_as_toml(filters: dict[str, str]) -> None:
    found = trace([], {}, {})
    held = type(found)(Settings(filters=filters), found.origins)
    assert tomllib.loads(text(held, origins=False)).get("filters", {}) == filters
