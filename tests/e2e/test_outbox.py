"""Notifications of a real centre to a real receiver, with kills and bad receivers."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.centre import Centre, centre, door, report
from tests.e2e.scripted import Says, Scripted
from tests.e2e.test_command_line import run
from tests.e2e.waiting import until

pytestmark = pytest.mark.e2e

CANARY = "canary-5f0e2d7c"
HOSTILE = '@all <at user_id="all">[x](http://evil.example) **b** `c`\u202e&lt;'
OK = Says(200, {"errcode": 0})


def addressed(
    data: Path,
    mode: int = 0o600,
    attempts: int = 50,
    timeout: int = 1,
    **ports: int,
) -> None:
    """A `notify.toml` that tries again soon; `rest` is for all other targets."""
    data.mkdir(exist_ok=True)
    lines = ["[targets]"]
    for name, port in ports.items():
        target = '"*"' if name == "rest" else name.replace("_", "-")
        lines.append(f'{target} = "json://127.0.0.1:{port}/{CANARY}/"')
    lines += ["[limits]", f"timeout = {timeout}", f"attempts = {attempts}"]
    lines += ["first = 0.1", "longest = 0.3", "rate = 6000"]
    path = data / "notify.toml"
    path.write_text("\n".join(lines))
    path.chmod(mode)


def dispatched(client: httpx.Client, department: str = "cg", **more: Any) -> str:
    """A case of a class without rule or circle is with the department; its number."""
    grid = client.get("/profile/grids").json()["grids"][0][0]
    receipt = report(client, subclass="E0603", grid=grid, **more)
    steps = (("accept", {}), ("file", {}), ("dispatch", {"department": department}))
    for command, body in steps:
        answer = client.post(
            f"/cases/{receipt['case']}/{command}",
            json=body,
            headers={
                "Idempotency-Key": f"{receipt['case']}-{command}",
                "If-Match": f'"c{receipt["case"]}-v{receipt["version"]}"',
            },
        )
        assert answer.status_code == 200, answer.text
        receipt = answer.json()
    number: str = receipt["number"]
    return number


def outbox(client: httpx.Client) -> dict[str, Any]:
    found = client.get("/outbox", headers={"Gridwall-Role": "ops"})
    assert found.status_code == 200, found.text
    told: dict[str, Any] = found.json()
    return told


def messages(receiver: Scripted) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in receiver.asked]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_the_duty_is_told_and_hostile_text_is_inert(tmp_path: Path) -> None:
    with Scripted(OK) as receiver:
        addressed(tmp_path, rest=receiver.port)
        with centre(tmp_path) as one, door(one.url) as client:
            number = dispatched(client, title=HOSTILE)
            until(lambda: outbox(client)["sent"] == 1)
            health = client.get("/healthz").json()["outbox"]
            assert health == {"state": "on", "waiting": 0, "dead": 0, "oldest": None}
            assert one.stop() == 0
            log = one.process.args
        (message,) = messages(receiver)
        assert message["title"].startswith(f"【派遣】{number}")
        assert "@dept-cg-" in message["message"]
        assert message["message"].splitlines()[-1].endswith("-dispatched-dept-cg")
        said = message["title"] + message["message"].replace("@dept-cg-", "", 1)
        assert not set('@<>[]()*`&"\u202e') & set(said)
        assert "://" not in said
        assert CANARY not in str(log)
    for file in tmp_path.iterdir():
        if file.name != "notify.toml":
            assert CANARY.encode() not in file.read_bytes(), file.name


def test_a_kill_between_commit_and_sending_loses_no_letter(tmp_path: Path) -> None:
    port = free_port()
    addressed(tmp_path, rest=port)
    with centre(tmp_path) as one, door(one.url) as client:
        number = dispatched(client)
        one.kill()
    with (
        Scripted(OK, port=port) as receiver,
        centre(tmp_path) as again,
        door(again.url) as client,
    ):
        until(lambda: outbox(client)["sent"] == 1)
        assert again.stop() == 0
        (message,) = messages(receiver)
        assert number in message["title"]


def test_a_letter_underway_in_a_kill_comes_again_under_its_id(tmp_path: Path) -> None:
    with Scripted(Says(-1), OK) as receiver:
        addressed(tmp_path, rest=receiver.port)
        with centre(tmp_path) as one, door(one.url) as client:
            dispatched(client)
            until(lambda: receiver.asked)
            one.kill()
        with centre(tmp_path) as again, door(again.url) as client:
            until(lambda: outbox(client)["sent"] == 1)
            assert again.stop() == 0
        first, second = messages(receiver)
        assert first == second


def test_all_that_waits_behind_a_receiver_that_hangs_outlives_two_kills(
    tmp_path: Path,
) -> None:
    """Only the letter that was on its way comes more than once, always the same."""
    with Scripted(Says(-1), Says(-1), OK) as receiver:
        addressed(tmp_path, timeout=25, rest=receiver.port)
        with centre(tmp_path) as one, door(one.url) as client:
            numbers = [dispatched(client) for _ in range(4)]
            until(lambda: receiver.asked)
            assert outbox(client)["waiting"] == len(numbers)
            one.kill()
        with centre(tmp_path) as again, door(again.url) as client:
            until(lambda: len(receiver.asked) == 2)
            numbers.append(dispatched(client))  # the ledger does not wait for it
            again.kill()
        with centre(tmp_path) as last, door(last.url) as client:
            until(lambda: outbox(client)["sent"] == len(numbers), 20)
            assert outbox(client)["waiting"] == 0
            assert outbox(client)["dead"] == 0
            assert last.stop() == 0
        told = messages(receiver)
        assert told[0] == told[1] == told[2]
        titles = [message["title"] for message in told[2:]]
        found = [next(n for n in numbers if n in title) for title in titles]
        assert sorted(found) == sorted(numbers)
        ids = [message["message"].splitlines()[-1] for message in told[2:]]
        assert len(set(ids)) == len(numbers)
    verified = run("verify", tmp_path, home=tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(Says(500), id="500"),
        pytest.param(Says(429, {}, {"Retry-After": "1"}), id="429"),
        pytest.param(Says(0), id="dropped"),
        pytest.param(Says(200, {"errcode": 45009}), id="a refusal with status 200"),
        pytest.param(Says(302, {}, {"Location": "/elsewhere"}), id="a redirect"),
    ],
)
def test_a_letter_that_was_not_taken_is_sent_again(tmp_path: Path, bad: Says) -> None:
    with Scripted(bad, OK) as receiver:
        addressed(tmp_path, rest=receiver.port)
        with centre(tmp_path) as one, door(one.url) as client:
            dispatched(client)
            until(lambda: outbox(client)["sent"] == 1)
            assert one.stop() == 0
        first, second = messages(receiver)
        assert first == second
        assert {asked.path for asked in receiver.asked} == {f"/{CANARY}/"}


def test_a_receiver_that_hangs_hurts_itself_alone_and_its_letter_dies(
    tmp_path: Path,
) -> None:
    with Scripted(Says(-1), Says(-1), OK) as stuck, Scripted(OK) as good:
        addressed(tmp_path, attempts=2, dept_cg=stuck.port, dept_hw=good.port)
        with centre(tmp_path) as one, door(one.url) as client:
            number = dispatched(client, "cg")
            until(lambda: stuck.asked)
            dispatched(client, "hw")
            until(lambda: good.asked)
            until(lambda: outbox(client)["dead"] == 1)
            assert outbox(client)["sent"] == 1
            (dead,) = outbox(client)["letters"]
            assert (dead["target"], dead["number"]) == ("dept-cg", number)
            assert (dead["tries"], dead["why"]) == (2, "unreachable")
            assert (
                CANARY
                not in client.get("/outbox", headers={"Gridwall-Role": "ops"}).text
            )

            retry = f"/outbox/{dead['id']}/retry"
            refused = client.post(retry, headers={"Gridwall-Role": "watch"})
            assert refused.status_code == 403
            leader = {"Gridwall-Role": "leader"}
            assert client.post(retry, headers=leader).json() == {"id": dead["id"]}
            until(lambda: outbox(client)["sent"] == 2)
            again = client.post(retry, headers=leader)
            assert (again.status_code, again.json()["code"]) == (409, "letter-not-dead")
            unknown = client.post("/outbox/77/retry", headers=leader)
            assert unknown.json()["code"] == "letter-unknown"
            assert one.stop() == 0


def test_the_worker_ends_with_a_centre_that_is_killed(tmp_path: Path) -> None:
    with Scripted(OK) as receiver:
        addressed(tmp_path, rest=receiver.port)
        with centre(tmp_path) as one, door(one.url) as client:
            dispatched(client)
            until(lambda: receiver.asked)
            (worker,) = workers(one)
            arguments = Path(f"/proc/{worker}/cmdline").read_bytes()
            environment = Path(f"/proc/{worker}/environ").read_bytes()
            assert CANARY.encode() not in arguments + environment
            one.kill()
        until(lambda: not alive(worker))


def workers(one: Centre) -> list[int]:
    """The children of a centre that send; its desk is one too."""
    task = f"/proc/{one.process.pid}/task"
    return [
        int(child)
        for thread in os.listdir(task)  # noqa: PTH208
        for child in Path(f"{task}/{thread}/children").read_text().split()
        if b"outbox/worker.py" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False


def test_a_centre_refuses_addresses_that_others_may_read(tmp_path: Path) -> None:
    addressed(tmp_path, mode=0o644, rest=9)
    with centre(tmp_path) as one:
        assert one.ended() == 3
        said = one.said()
        assert "chmod 600" in said
        assert CANARY not in said


def test_a_centre_without_addresses_notifies_nobody(tmp_path: Path) -> None:
    with centre(tmp_path) as one, door(one.url) as client:
        dispatched(client)
        answer = client.get("/outbox", headers={"Gridwall-Role": "ops"})
        assert (answer.status_code, answer.json()["code"]) == (404, "outbox-off")
        assert client.get("/healthz").json()["outbox"] is None
        assert workers(one) == []
        assert not (tmp_path / "outbox.db").exists()
        assert one.stop() == 0
