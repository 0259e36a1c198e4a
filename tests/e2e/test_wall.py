"""The wall as a person starts it: demos, first writes, kills, and its own end."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import psutil
import pytest

from tests.e2e.real_centre import RealCentre
from tests.e2e.terminal import Terminal
from tests.e2e.waiting import until
from tests.e2e.wall_in_pty import (
    STREETS,
    Door,
    figures,
    head,
    plain,
    seen,
    wall,
)

pytestmark = pytest.mark.e2e


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def confirm(terminal: Terminal) -> None:
    """Enter, when the clock has gone on: sooner it would be taken for a slip."""
    for _ in range(2):
        before = terminal.row(0)
        terminal.wait_for(lambda _, row=before: terminal.row(0) != row, 10)
    terminal.press("\r")


def test_what_make_wall_starts_shows_ten_streets_alive(tmp_path: Path) -> None:
    with wall(tmp_path, "demo", "--place", "changning", size=(200, 60)) as terminal:
        terminal.wait_for(lambda _: seen("LIVE", terminal), 60)
        terminal.wait_for(lambda _: all(seen(s, terminal) for s in STREETS), 30)
        assert seen("演练 DRILL", terminal)
        before = figures(terminal)
        terminal.wait_for(lambda _: figures(terminal) != before, 30)
        terminal.wait_for(lambda _: head(terminal) > 50, 30)
        folder = tmp_path / ".local" / "share" / "gridwall" / "demo-changning"
        centre = int(json.loads((folder / "centre.json").read_text())["pid"])
        os.kill(terminal.pid, signal.SIGKILL)
        until(lambda: not alive(centre), 15)


def test_a_demo_goes_on_at_once_when_its_centre_is_killed(tmp_path: Path) -> None:
    with wall(tmp_path, "demo", "--place", "changning") as terminal:
        terminal.wait_for(lambda _: head(terminal) > 300, 60)  # in the warm-up
        file = tmp_path / ".local" / "share" / "gridwall" / "demo-changning"
        centre = int(json.loads((file / "centre.json").read_text())["pid"])
        os.kill(centre, signal.SIGKILL)
        terminal.wait_for(lambda _: seen("RECONNECTING", terminal), 20)
        terminal.wait_for(lambda _: seen("LIVE", terminal), 20)
        back = head(terminal)
        # The driver had commands under way, which a dead centre never answers.
        terminal.wait_for(lambda _: head(terminal) > back + 300, 20)
        parts = psutil.Process(terminal.pid).children(recursive=True)
        terminal.press(":q\r")
        assert terminal.wait_for_end(10) == 0
        until(lambda: not any(part.is_running() for part in parts), 15)


def test_an_empty_ledger_tells_what_to_do(tmp_path: Path) -> None:
    with wall(tmp_path, "--lang", "en") as terminal:
        terminal.wait_for(lambda _: seen("the ledger holds no case yet", terminal), 30)
        assert seen("gridwall demo", terminal)
        with Door.found(tmp_path / ".local/share/gridwall/changning") as door:
            door.filed("暴露垃圾")
        terminal.wait_for(lambda _: seen("to dispatch", terminal), 10)
        terminal.press(":q\r")
        assert terminal.wait_for_end(10) == 0


def test_a_dispatch_by_keys_shows_on_both_of_two_walls(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = door.filed("井盖松动")
        number = str(case["number"])[3:]
        arguments = ["--centre", centre.url, "--role", "dispatcher"]
        with (
            wall(tmp_path / "a", *arguments) as one,
            wall(tmp_path / "b", *arguments) as two,
        ):
            for terminal in (one, two):
                terminal.wait_for(  # a picture may come in pieces
                    lambda _, t=terminal: seen(number[4:], t) and seen("待派遣", t), 30
                )
            one.press("d")
            one.wait_for(lambda _: seen("只读", one), 10)
            one.press(":arm 10m\r")
            one.wait_for(lambda _: seen("可写 ARMED", one), 10)
            one.press("d")
            one.wait_for(lambda _: seen("Enter 确认", one), 10)
            confirm(one)
            for terminal in (one, two):
                terminal.wait_for(
                    lambda _, t=terminal: seen("派遣" + number[4:], t), 10
                )
            records = door.history(str(case["case"]))
            sent = [r for r in records if r["event"]["type"] == "Dispatched"]
            assert len(sent) == 1
            assert sent[0]["actor"]["role"] == "dispatcher"


def test_a_refusal_is_shown_with_its_reason(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = door.filed("井盖松动")
        arguments = ["--centre", centre.url, "--role", "watch", "--lang", "en"]
        arguments[3] = "dispatcher"
        with wall(tmp_path / "a", *arguments) as terminal:
            terminal.wait_for(lambda _: seen("to dispatch", terminal), 30)
            terminal.press(":arm\r")
            terminal.wait_for(lambda _: seen("ARMED", terminal), 10)
            terminal.press("d")
            terminal.wait_for(lambda _: seen("Enter confirm", terminal), 10)
            # Somebody else is quicker: the version that the form saw is old.
            door.do(f"/cases/{case['case']}/urge", "leader", {}, str(case["tag"]))
            confirm(terminal)
            terminal.wait_for(lambda _: seen("changed meanwhile", terminal), 10)
            assert seen("urged. Nothing was written", terminal)
            terminal.press("\x1b")
            terminal.wait_for(lambda _: seen("review", terminal), 10)  # in the actions
            assert [r["event"]["type"] for r in door.history(str(case["case"]))][
                -1
            ] == "Urged"


def test_two_walls_agree_after_500_commands_and_a_kill(tmp_path: Path) -> None:
    with (
        RealCentre(tmp_path / "d") as centre,
        Door(centre.url) as door,
        wall(tmp_path / "a", "--centre", centre.url) as one,
        wall(tmp_path / "b", "--centre", centre.url, size=(80, 24)) as two,
    ):
        walls = (one, two)
        for terminal in walls:
            terminal.wait_for(lambda _, t=terminal: seen("LIVE", t), 30)
        for n in range(84):
            door.filed(f"第 {n} 件", f"31010500{1 + n % 2 * 5}")
        until(lambda: int(str(door.health()["head"])) == 252)
        centre.kill()
        for terminal in walls:
            terminal.wait_for(lambda _, t=terminal: seen("RECONNECTING", t), 15)
        centre.start()
        for n in range(83):
            door.filed(f"又 {n} 件", "310105008")
        last = int(str(door.health()["head"]))
        assert last == 501
        for terminal in walls:
            terminal.wait_for(
                lambda _, t=terminal: seen("LIVE", t) and head(t) == last, 20
            )
        opened = f"在办{len(door.cases(open='true', limit='200'))}"
        assert opened == "在办167"
        for terminal in walls:
            terminal.wait_for(lambda _, t=terminal: opened in plain(t), 10)
        for terminal in walls:
            terminal.wait_for(
                lambda _, t=terminal: plain_cell(t, "天山路") == ["42", "0", "0"], 10
            )


def plain_cell(terminal: Terminal, street: str) -> list[str]:
    """Counts of a street: those that are not late, soon late, late."""
    rows = [terminal.row(y).lstrip(" ▸") for y in range(2, 16)]
    row = next(r for r in rows if r.replace(" ", "").startswith(street))
    return [word for word in row.split() if word.strip("◆▲").isdigit()][:3]


def test_a_frozen_centre_is_marked_stale_and_recovers(tmp_path: Path) -> None:
    with (
        RealCentre(tmp_path / "d") as centre,
        Door(centre.url) as door,
        wall(tmp_path / "a", "--centre", centre.url) as terminal,
    ):
        door.filed("井盖松动")
        terminal.wait_for(lambda _: seen("在办1", terminal), 30)
        os.kill(centre.pid, signal.SIGSTOP)
        try:
            terminal.wait_for(lambda _: seen("STALE", terminal), 15)
            assert seen("[1]", terminal)
        finally:
            os.kill(centre.pid, signal.SIGCONT)
        # The head goes out first; the figures lose their brackets right after it.
        terminal.wait_for(
            lambda _: seen("LIVE", terminal) and not seen("[1]", terminal), 20
        )


def test_a_second_wall_attaches_and_outlives_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with wall(tmp_path, "--data", str(folder)) as one:
        one.wait_for(lambda _: seen("LIVE", one), 30)
        first = json.loads((folder / "centre.json").read_text())["pid"]
        with wall(tmp_path, "--data", str(folder)) as two:
            two.wait_for(lambda _: seen("LIVE", two), 30)
            assert json.loads((folder / "centre.json").read_text())["pid"] == first
            one.send_signal(signal.SIGHUP)
            assert one.wait_for_end(10) == 0
            with Door.found(folder) as door:
                door.filed("井盖松动")
            two.wait_for(lambda _: seen("在办1", two), 10)
            os.kill(int(first), signal.SIGKILL)
            two.wait_for(lambda _: not seen("LIVE", two), 10)
            two.wait_for(lambda _: seen("LIVE", two) and seen("在办1", two), 30)
            second = int(json.loads((folder / "centre.json").read_text())["pid"])
            assert second != first
            two.send_signal(signal.SIGTERM)
            assert two.wait_for_end(10) == 0
            until(lambda: not alive(second), 15)


def test_hostile_text_reaches_the_screen_inert(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        door.filed("[/red][@click=app.quit]x[/] {0} %s \u202eabc\u200b")
        with wall(tmp_path / "a", "--centre", centre.url, size=(200, 60)) as terminal:
            terminal.wait_for(lambda _: seen("[/red][@click=app.quit]", terminal), 30)
            terminal.press("jkq\x1b")
            terminal.wait_for(lambda _: seen("LIVE", terminal), 10)


def test_a_terminal_that_shrinks_gets_what_fits(tmp_path: Path) -> None:
    with (
        RealCentre(tmp_path / "d") as centre,
        wall(tmp_path / "a", "--centre", centre.url, size=(50, 12)) as terminal,
    ):
        terminal.wait_for(lambda _: seen("在办", terminal), 30)
        terminal.resize(38, 8)
        terminal.wait_for(lambda _: seen("终端太小", terminal), 10)
        terminal.resize(120, 40)
        terminal.wait_for(lambda _: seen("队列", terminal), 10)


def test_a_wall_does_not_start_where_nothing_fits(tmp_path: Path) -> None:
    with wall(tmp_path, size=(38, 8)) as terminal:
        assert terminal.wait_for_end(10) == 10
        assert seen("needs at least 40x10", terminal)


def test_a_wrong_token_is_said_on_the_wall(tmp_path: Path) -> None:
    tokens = tmp_path / "token"
    tokens.write_text("not-the-token-of-this-centre")
    tokens.chmod(0o600)
    arguments = ["--data", str(tmp_path / "d")]
    with wall(tmp_path, *arguments) as one:
        one.wait_for(lambda _: seen("LIVE", one), 30)
        url = json.loads((tmp_path / "d" / "centre.json").read_text())["url"]
        wrong = ["--centre", url, "--token-file", str(tokens)]
        with wall(tmp_path / "b", *wrong) as two:
            two.wait_for(lambda _: seen("AUTH FAILED", two), 20)
