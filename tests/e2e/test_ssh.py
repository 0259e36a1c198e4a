"""The wall through a real sshd on loopback: keys, Chinese, and a line that is cut."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.real_centre import RealCentre
from tests.e2e.terminal import Terminal
from tests.e2e.waiting import until
from tests.e2e.wall_in_pty import PROGRAM, Door, seen

pytestmark = pytest.mark.e2e


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def program(name: str) -> str:
    """A program of OpenSSH; the message says where it comes from."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert found, f"this test needs {name}: apt-get install openssh-server"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def sshd(home: Path) -> Iterator[list[str]]:
    """A server for one key, as whoever runs the tests; the client's command line."""
    for name in ("host", "user"):
        keygen = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f"]
        subprocess.run([*keygen, str(home / name)], check=True, timeout=30)
    (home / "allowed").write_bytes((home / "user.pub").read_bytes())
    port = free_port()
    settings = {
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "HostKey": home / "host",
        "AuthorizedKeysFile": home / "allowed",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
    }
    config = home / "sshd_config"
    config.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    if os.getuid() == 0:
        # Where sshd gives up its privileges; an init script makes it on a real host.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    words = [program("sshd"), "-D", "-e", "-f", str(config)]
    with (home / "sshd.log").open("wb") as log:
        server = subprocess.Popen(words, stderr=log)
    try:
        until(lambda: listens(port), 10, (home / "sshd.log").read_text)
        yield [
            program("ssh"), "-tt", "-F", "none", "-p", str(port),
            "-i", str(home / "user"), "-o", "IdentitiesOnly=yes",
            "-o", "StrictHostKeyChecking=no",
            "-o", f"UserKnownHostsFile={home / 'known'}",
            f"{getpass.getuser()}@127.0.0.1",
        ]  # fmt: skip
    finally:
        server.terminate()
        server.wait(10)


def test_the_wall_over_ssh_and_a_line_that_is_cut(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    with (
        RealCentre(tmp_path / "d") as centre,
        Door(centre.url) as door,
        sshd(tmp_path) as ssh,
    ):
        door.filed("井盖松动")
        settings = f"HOME={tmp_path} LANG=zh_CN.UTF-8 LC_ALL=C.UTF-8"
        inner = " ".join([*PROGRAM, "--centre", centre.url])
        remote = f"echo $$ >{pid}; exec env {settings} {inner}"
        with Terminal([*ssh, remote], 120, 40) as terminal:
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            terminal.press("/")
            terminal.press("天山路")
            terminal.wait_for(lambda _: seen("天山路▏", terminal), 10)
            terminal.resize(80, 24)
            terminal.wait_for(lambda _: terminal.text.count("\n") == 23, 10)
            terminal.press_key("Esc")
            wall = int(pid.read_text())
            assert alive(wall)
            terminal.send_signal(signal.SIGKILL)  # the client, not the wall
            until(lambda: not alive(wall), 10)
