"""What the command line knows of a wall that is to be opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from client.settings import Settings
from domain.codes import Role

#: The role of whoever opens a demo: a drill may be dispatched by anybody.
DEMO_ROLE: Final = Role.DISPATCHER


class Start(NamedTuple):
    """What the command line knows.

    `data` and `state` are gridwall's own folders; `command(part, …)` is how a part is
    started as a process; `demo` are the options of a demo, None for none. `now` tells
    ms since the epoch, `monotonic` seconds, `worked` this process's CPU seconds;
    `entropy(n)` gives n random bytes.
    `origins` tell where a setting came from: `keys.dispatch` -> `/etc/…/config.toml:7`;
    `themes` is the folder of a person's own; `department` whose desk it is, as a person
    said it: empty for a wall of all.
    """

    settings: Settings
    data: Path
    state: Path
    command: Callable[..., list[str]]
    demo: Sequence[str] | None
    readonly: bool
    headless: bool
    locale: str
    now: Callable[[], int]
    monotonic: Callable[[], float]
    worked: Callable[[], float]
    entropy: Callable[[int], bytes]
    origins: Mapping[str, str] = {}
    themes: Path | None = None
    department: str = ""

    @property
    def pinned(self) -> frozenset[str]:
        """The settings that are about this very start: flags and variables."""
        told = ("--", "GRIDWALL_")
        return frozenset(n for n, at in self.origins.items() if at.startswith(told))

    @property
    def folder(self) -> Path:
        """The data folder of the embedded centre."""
        if self.settings.data:
            return Path(self.settings.data)
        name = self.settings.place
        return self.data / (name if self.demo is None else f"demo-{name}")

    @property
    def role(self) -> Role:
        """Whom the wall acts as; in a demo anybody may be asked for."""
        told = self.settings.role
        return DEMO_ROLE if self.demo is not None and told is Role.WATCH else told

    @property
    def account(self) -> str:
        """Who stands before the wall; empty: whoever the token was given to."""
        told = self.settings
        if told.actor or (told.centre and told.token_file):
            return told.actor
        return os.environ.get("USER", "") or "wall"

    def rng(self) -> Random:
        """A source of jitter."""
        return Random(self.entropy(8))  # noqa: S311 (spreads reconnects, no secret)

    def token(self) -> str:
        """A one-time secret or a key."""
        return self.entropy(32).hex()
