"""Putting a wall together: where its data lies, whose token, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from client.door import Door
from client.errors import FolderUnsafe, NoCentre
from client.settings import Settings
from domain.codes import Role
from tests.unit.tui.feeding import Hand
from tui.doors import door_of
from tui.joining import (
    NotATerminal,
    TerminalSmall,
    check_keys,
    run,
    terminal_name,
)
from tui.joining import _check_size as check_size
from tui.keymap import KeymapError
from tui.start import Start


def start(tmp_path: Path, **more: object) -> Start:
    fields: dict[str, object] = {
        "settings": Settings(),
        "data": tmp_path / "data",
        "state": tmp_path / "state",
        "command": lambda *arguments: list(arguments),
        "demo": None,
        "readonly": True,
        "headless": False,
        "locale": "",
        "now": lambda: 0,
        "monotonic": Hand(),
        "worked": Hand(),
        "entropy": lambda size: bytes(range(size)),
    }
    return Start(**(fields | more))  # type: ignore[arg-type]


def test_a_terminal_has_a_name_that_a_header_can_carry() -> None:
    name = terminal_name()
    assert 1 <= len(name) <= 64
    assert all("!" <= character <= "~" for character in name)


def test_a_demo_is_acted_in_by_whom_one_asks_for(tmp_path: Path) -> None:
    assert start(tmp_path, demo=()).role is Role.DISPATCHER
    leader = Settings(role=Role.LEADER)
    assert start(tmp_path, demo=(), settings=leader).role is Role.LEADER
    assert start(tmp_path).role is Role.WATCH


def test_a_token_of_a_centre_elsewhere_says_itself_who_it_is(tmp_path: Path) -> None:
    """The name on this machine is another person's there: the centre would refuse."""
    known = {"centre": "https://c.example", "token_file": "t"}
    assert start(tmp_path, settings=Settings(**known)).account == ""
    named = start(tmp_path, settings=Settings(**known, actor="wang"))
    assert named.account == "wang"
    assert start(tmp_path, settings=Settings(centre="http://[::1]:1")).account


def token(tmp_path: Path, content: bytes, mode: int) -> str:
    file = tmp_path / "token"
    file.write_bytes(content)
    file.chmod(mode)
    return str(file)


def test_every_place_and_every_demo_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = [
        start(tmp_path, settings=Settings(place=place), demo=demo).folder
        for place in ("changning", "boston")
        for demo in (None, ())
    ]
    assert [folder.name for folder in folders] == [
        "changning", "demo-changning", "boston", "demo-boston",
    ]  # fmt: skip
    named = start(tmp_path, settings=Settings(data="/somewhere"), demo=())
    assert named.folder == Path("/somewhere")


def test_tokens_and_jitter_come_from_the_entropy_that_is_given(tmp_path: Path) -> None:
    one = start(tmp_path)
    assert one.token() == bytes(range(32)).hex()
    assert one.rng().random() == start(tmp_path).rng().random()


def test_a_centre_by_its_name_needs_no_folder(tmp_path: Path) -> None:
    settings = Settings(
        centre="http://127.0.0.1:1", token_file=token(tmp_path, b" t0k3n\n", 0o600)
    )
    assert door_of(settings, tmp_path) == Door("http://127.0.0.1:1", "t0k3n")
    assert door_of(Settings(centre="http://127.0.0.1:1"), tmp_path) == Door(
        "http://127.0.0.1:1", ""
    )


@pytest.mark.parametrize(("content", "mode", "told"), [
    (b"t", 0o644, "chmod 600"), (b"t", 0o620, "chmod 600"), (b"\xff", 0o600, "token"),
])  # fmt: skip
def test_a_token_that_others_can_read_is_refused(
    tmp_path: Path, content: bytes, mode: int, told: str
) -> None:
    settings = Settings(
        centre="http://127.0.0.1:1", token_file=token(tmp_path, content, mode)
    )
    with pytest.raises(FolderUnsafe, match=told):
        door_of(settings, tmp_path)


def test_without_a_centre_on_the_folder_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoCentre):
        door_of(Settings(), tmp_path)


def test_a_wall_needs_a_terminal_and_starts_nothing_without(tmp_path: Path) -> None:
    with pytest.raises(NotATerminal, match="tail --plain"):
        run(start(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("size", "fits"), [
    ((40, 10), True), ((39, 10), False), ((40, 9), False), ((0, 0), True),
])  # fmt: skip
def test_a_terminal_that_is_too_small_is_told_how_big_it_must_be(
    size: tuple[int, int],
    fits: bool,  # noqa: FBT001
) -> None:
    refused: Callable[[], object] = lambda: check_size(*size)  # noqa: E731
    if fits:
        assert refused() is None
        return
    with pytest.raises(TerminalSmall, match="at least 40x10"):
        refused()


def test_keys_that_cannot_be_are_refused_with_their_place(tmp_path: Path) -> None:
    one = start(
        tmp_path,
        settings=Settings(keys={"dispatch": ("ctrl+b",)}),
        origins={"keys.dispatch": "/etc/gridwall/config.toml:7"},
    )
    with pytest.raises(KeymapError, match=r"config\.toml:7"):
        check_keys(one)


def test_flags_and_variables_are_about_this_very_start(tmp_path: Path) -> None:
    origins = {"lang": "--lang", "theme": "GRIDWALL_THEME", "place": "/etc/x.toml:3"}
    assert start(tmp_path, origins=origins).pinned == {"lang", "theme"}
