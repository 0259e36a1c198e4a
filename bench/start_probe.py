"""What a wall's start costs without its screen: feed, state, index; CPU and memory.

`python -m bench.start_probe URL` connects to a running centre, takes its snapshot and
turns until the figures are there; prints JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from random import Random
from typing import Any

from client import plain
from client.door import Door
from client.link import Link
from client.store import Store
from domain.state import ALL
from tui.model import Model

_PATIENCE_S = 60.0


def _pss() -> float:
    """MiB of this process."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def probe(door: Door) -> dict[str, Any]:
    """CPU ms and seconds until the first figures, PSS before and after in MiB."""
    place = plain.place(door)
    store = Store(time.monotonic)
    link = Link(door.url, door.token, "all", store, time.monotonic, Random(1))
    model = Model(store, place, time.monotonic)
    before = _pss()
    cpu, began = time.process_time(), time.monotonic()
    link.start()
    try:
        while not model.turn().replaced:
            if time.monotonic() - began > _PATIENCE_S:
                raise TimeoutError("no snapshot came")
            time.sleep(0.01)
        figures = model.figures()
        spent = time.process_time() - cpu, time.monotonic() - began
        return {
            "open": figures.open,
            "cases": len(model.state.cases),
            "queue": len(model.index),
            "seen": sum(model.state.census.get(ALL, {}).values()),
            "cpu_ms": spent[0] * 1e3,
            "wall_ms": spent[1] * 1e3,
            "pss_before": before,
            "pss": _pss(),
        }
    finally:
        link.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--token", default="")
    args = parser.parse_args()
    print(json.dumps(probe(Door(args.url, args.token))), flush=True)


if __name__ == "__main__":
    main()
