"""What a measurement is given: which program, how long, where its files may lie."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
#: The program that is measured: the one of this checkout, as a module, for Python keeps
#: what it has compiled of those; `make wall`'s own command is one, too.
PROGRAM: Final = (sys.executable, "-m", "gridwall")


class Bench(NamedTuple):
    """`scratch` is a folder that is gone after the run; `quick` asks for less of it."""

    scratch: Path
    quick: bool = False
    program: tuple[str, ...] = PROGRAM

    def gridwall(self, *words: str) -> list[str]:
        """A command line of the program."""
        return [*self.program, *words]

    def room(self, name: str) -> Path:
        """A new folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch))

    def choose(self, full: int, quick: int) -> int:
        """How much of something."""
        return quick if self.quick else full

    def environment(self) -> dict[str, str]:
        """A small, fixed one: a person's own files and settings stay out of it."""
        home = str(self.room("home"))
        kept = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
        return kept | {
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_STATE_HOME": f"{home}/state",
            "XDG_RUNTIME_DIR": home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
        }
