"""What is kept between sessions: whole or not at all, and never in the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui import kept
from tui.kept import Keeper, Kept, PlaceKept, choice, load, save
from tui.visits import Visit

WHOLE = Kept(
    lang="en",
    theme="light",
    keymap="arrows",
    history=("street tsl", "filter st:天山 li=red"),
    places={
        "town": PlaceKept(
            visit=Visit("map", street="T01"),
            focused="map",
            zoomed=True,
            filters={"夜班": "age>8h"},
            panes={"map": {"mode": "overdue"}},
        )
    },
)


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "state" / "gridwall" / kept.NAME
    save(path, WHOLE)
    assert load(path) == (WHOLE, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == [kept.NAME]


def test_without_a_file_there_is_nothing_and_nothing_is_told(tmp_path: Path) -> None:
    assert load(tmp_path / "none" / kept.NAME) == (Kept(), None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"version": 1, "history": "x"}',
        b'{"version": 1, "places": {"town": {"visit": [1]}}}',
        b'{"version": 2}',
        b"[]",
        b"\xff\xfe",
        b"[" * 200_000,
        b'"' + b"x" * (5 << 20) + b'"',
    ],
    ids=["empty", "cut", "type", "visit", "newer", "array", "utf-8", "deep", "large"],
)
def test_a_file_that_cannot_be_used_is_set_aside(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / kept.NAME
    path.write_bytes(content)
    found = load(path)
    assert found.kept == Kept()
    assert found.aside is not None
    assert found.aside.read_bytes() == content
    assert not path.exists()
    save(path, WHOLE)
    assert load(path).kept == WHOLE


def test_a_folder_in_its_place_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / kept.NAME
    path.mkdir()
    assert load(path).kept == Kept()


def test_fields_of_another_version_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / kept.NAME
    path.write_bytes(b'{"version": 1, "theme": "light", "more": 1}')
    assert load(path) == (Kept(theme="light"), None)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / kept.NAME
    save(path, WHOLE)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(OSError, match=r".+"):
        save(blocked / kept.NAME, WHOLE)
    (tmp_path / "taken" / kept.NAME).mkdir(parents=True)
    with pytest.raises(OSError, match=r".+"):
        save(tmp_path / "taken" / kept.NAME, WHOLE)
    assert [one.name for one in (tmp_path / "taken").iterdir()] == [kept.NAME]
    assert load(path).kept == WHOLE


def test_flags_and_variables_go_before_what_is_kept_and_that_before_files() -> None:
    assert choice("theme", "light", "dark", {"theme"}) == "dark"
    assert choice("theme", "light", "dark", {"lang"}) == "light"
    assert choice("theme", "", "dark", ()) == "dark"


def keeper(tmp_path: Path) -> tuple[Keeper, Clock, Path]:
    """A keeper of an empty folder."""
    clock, path = Clock(), tmp_path / kept.NAME
    return Keeper(path, clock), clock, path


def test_a_change_is_written_after_a_rest(tmp_path: Path) -> None:
    one, clock, path = keeper(tmp_path)
    assert not one.see(Kept())
    assert not one.see(WHOLE)
    clock.now += 4
    assert not one.see(WHOLE)
    clock.now += 1
    assert one.see(WHOLE)
    assert not path.exists()
    assert one.write()
    assert load(path).kept == WHOLE
    assert not one.see(WHOLE)


def test_changes_without_a_rest_are_written_after_a_while(tmp_path: Path) -> None:
    one, clock, _ = keeper(tmp_path)
    due = []
    for number in range(40):
        clock.now += 1
        due.append(one.see(Kept(history=(str(number),))))
    assert due.index(True) == 30


def test_what_goes_back_to_what_was_written_is_not_written(tmp_path: Path) -> None:
    one, clock, path = keeper(tmp_path)
    one.see(WHOLE)
    one.see(Kept())
    clock.now += 60
    assert not one.see(Kept())
    assert one.write()
    assert not path.exists()


def test_a_disk_that_is_full_is_told_and_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    clock = Clock()
    one = Keeper(tmp_path / "file" / kept.NAME, clock)
    one.see(WHOLE)
    assert not one.write()
    assert one.failed
    clock.now += 60
    assert not one.see(WHOLE)
    assert one.see(Kept(lang="zh")) is False
    clock.now += 5
    assert one.see(Kept(lang="zh"))


def test_without_a_path_nothing_is_written() -> None:
    one = Keeper(None, Clock())
    assert not one.see(WHOLE)
    assert one.write()
    assert one.kept == WHOLE
