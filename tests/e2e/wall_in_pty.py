"""A wall in a pty with a home of its own, and what its screen says."""

from __future__ import annotations

import json
import os
import re
import sys
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import httpx

from tests.e2e.terminal import Terminal
from tests.e2e.waiting import until

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, str(ROOT / "gridwall.py")]
#: As the wall of Changning writes them.
STREETS = (
    "华阳路", "江苏路", "新华路", "周家桥", "天山路",
    "仙霞新村", "虹桥", "程家桥", "北新泾", "新泾镇",
)  # fmt: skip


def seen(words: str, terminal: Terminal) -> bool:
    """Whether the screen shows the words; a wide character fills two of its cells."""
    return words.replace(" ", "") in plain(terminal)


def plain(terminal: Terminal) -> str:
    """The screen without blanks."""
    return re.sub(r"\s", "", terminal.text)


def wall(home: Path, *arguments: str, size: tuple[int, int] = (120, 40)) -> Terminal:
    """`gridwall …` on a terminal; data and state lie below `home`."""
    env = {"HOME": str(home), "LANG": "zh_CN.UTF-8", "USER": "li"}
    return Terminal([*PROGRAM, *arguments], *size, env=env)


def head(terminal: Terminal) -> int:
    """The number of the last record that the wall shows; 0 while it shows none."""
    found = re.search(r"#([\d,]+)", terminal.row(0))
    return int(found[1].replace(",", "")) if found else 0


def figures(terminal: Terminal) -> str:
    """The line of figures, without blanks."""
    rows = (re.sub(r"\s", "", terminal.row(y)) for y in range(1, 4))
    return next((row for row in rows if "在办" in row), "")


class Door:
    """Commands from a script, as anybody may send them."""

    def __init__(self, url: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=url, headers=headers, trust_env=False, timeout=30
        )
        self._keys = 0

    @classmethod
    def found(cls, folder: Path) -> Door:
        """The centre that runs on a data folder."""
        told = json.loads((folder / "centre.json").read_text())
        return cls(told["url"], told["token"])

    def do(
        self,
        path: str,
        role: str,
        body: dict[str, object],
        tag: str = "",
        unit: str = "",
    ) -> dict[str, object]:
        """A command that must be taken; its answer."""
        self._keys += 1
        answer = self._http.post(
            path,
            json=body,
            headers={
                "Idempotency-Key": f"{os.getpid()}-{id(self)}-{self._keys}",
                "Gridwall-Role": role,
                "Gridwall-Actor": "script",
                "Gridwall-Unit": unit,
                "If-Match": tag,
            },
        )
        assert answer.is_success, answer.text
        return {**answer.json(), "tag": answer.headers["etag"]}

    def filed(self, title: str, street: str = "310105006") -> dict[str, object]:
        """A case that waits for dispatch."""
        done = self.do(
            "/cases",
            "system",
            {
                "source": "officer",
                "title": title,
                "subclass": self.subclass,
                "street": street,
            },
        )
        case = str(done["case"])
        self.do(f"/cases/{case}/accept", "system", {}, str(done["tag"]))
        until(lambda: self.read(case)["case"]["state"] == "FILED")  # by rule
        return {**done, "tag": self.read(case)["tag"]}

    @cached_property
    def subclass(self) -> str:
        """A class of case that this place files by rule."""
        known = self._http.get("/profile").json()["subclasses"]
        return str(next(k["code"] for k in known if k.get("limit")))

    def health(self) -> dict[str, object]:
        """What the centre says of itself."""
        return dict(self._http.get("/healthz").json())

    def cases(self, **query: str) -> list[dict[str, object]]:
        """Cases by a filter."""
        return list(self._http.get("/cases", params=query).json()["cases"])

    def read(self, case: str) -> dict[str, Any]:
        """A case with its records and the tag of its version."""
        answer = self._http.get(f"/cases/{case}")
        return {**answer.json(), "tag": answer.headers["etag"]}

    def history(self, case: str) -> list[dict[str, Any]]:
        """Every record of a case."""
        return list(self.read(case)["records"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
