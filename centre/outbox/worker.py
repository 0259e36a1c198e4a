"""The process that sends: a job a line on stdin, an outcome a line on stdout.

Each job gets a fork of its own that the kernel ends when its time is over, so nothing
that a receiver does, or does not, can hold up another or the centre. Nothing of the
centre is imported here, and the notification library nowhere else. An address is in
the job only: never in an argument, the environment, a log or an outcome.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests

#: The first line of its output: from now on a job takes no longer than its time.
READY = b"ready\n"
#: Memory that one job may take: a receiver may answer without end.
_MEMORY = 1 << 30
_LONGEST_BODY = 64 * 1024
#: Robots refuse with status 200 and a number: WeCom's and DingTalk's in `errcode`,
#: Feishu's in a member that elsewhere means anything.
_ERRCODE, _CODE = "errcode", "code"
_FEISHU = (".feishu.cn", ".larksuite.com")
#: The library gives up a little before the kernel ends it, and can say why.
_SOONER = 0.8


class Seen:
    """What the receiver answered last: status, its own code, and when to come again."""

    def __init__(self) -> None:
        self.status = 0
        self.code = 0
        self.after = 0.0

    def note(self, answer: requests.Response) -> None:
        """Keep what the library does not tell."""
        self.status = answer.status_code
        self.after = _seconds(answer.headers.get("Retry-After", ""))
        host = urlsplit(answer.url or "").hostname or ""
        member = _CODE if host.endswith(_FEISHU) else _ERRCODE
        self.code = _refusal(answer.content[:_LONGEST_BODY], member)

    def why(self) -> str:
        """In one word, without anything of the address."""
        if self.code:
            return f"code-{self.code}"
        return f"http-{self.status}" if self.status else "unreachable"


def _seconds(said: str) -> float:
    return float(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0.0  # noqa: PLR2004


def _refusal(body: bytes, member: str) -> int:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return 0
    code = told.get(member) if isinstance(told, dict) else 0
    return code if isinstance(code, int) else 0


def watch(seen: Seen) -> None:
    """Have every HTTP answer noted, whichever plugin asks for it.

    apprise tells only whether it worked: not the `Retry-After`, nor the error code that
    WeCom, DingTalk and Feishu send with status 200. The process ends with the letter.
    """
    import requests

    plain = requests.Session.send

    def send(
        session: requests.Session, request: requests.PreparedRequest, **more: Any
    ) -> requests.Response:
        answer = plain(session, request, **more)
        seen.note(answer)
        return answer

    # Its keyword arguments are taken as they come, so the types differ by name.
    requests.Session.send = send  # type: ignore[method-assign, assignment]


def deliver(job: dict[str, Any]) -> dict[str, Any]:
    """Send one; the outcome. In a process of its own: it changes `requests`."""
    import apprise

    seen = Seen()
    watch(seen)
    asset = apprise.AppriseAsset(
        app_id="gridwall", app_desc="", async_mode=False, http_redirects=False
    )
    outcome = {"id": job["id"], "ok": False, "after": 0.0}
    target = apprise.Apprise.instantiate(job["url"], asset=asset)
    if target is None:
        return outcome | {"why": "address-wrong"}
    sooner = job["timeout"] * _SOONER
    target.socket_connect_timeout = target.socket_read_timeout = sooner
    sent = target.notify(
        body=job["text"],
        title=job["title"],
        body_format=apprise.NotifyFormat.TEXT,
    )
    if sent and not seen.code:
        return outcome | {"ok": True, "why": ""}
    return outcome | {"why": seen.why(), "after": seen.after}


def _one(job: dict[str, Any]) -> None:
    """In the fork: it ends here, whatever happens."""
    try:
        signal.setitimer(signal.ITIMER_REAL, job["timeout"])
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        line = json.dumps(deliver(job)) + "\n"
        os.write(sys.stdout.fileno(), line.encode())
    finally:
        os._exit(0)


def main() -> None:
    """Until stdin ends, which is the end of the centre."""
    import apprise

    logging.disable(logging.CRITICAL)
    apprise.Apprise.instantiate("json://localhost")  # loads every plugin, for seconds
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.write(sys.stdout.fileno(), READY)
    for line in sys.stdin.buffer:
        job = json.loads(line)
        if os.fork() == 0:
            _one(job)


if __name__ == "__main__":
    main()
