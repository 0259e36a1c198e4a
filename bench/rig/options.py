"""The command line of tuirig."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import Any

Add = Callable[..., Any]


def parse(about: str | None, argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the arguments; `about` is the text of --help."""
    top = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = top.add_subparsers(dest="kind", required=True)
    columns = "window.cpu_pct,window.bytes_per_s,window.mib.rss"
    add = kinds.add_parser("table", help="print saved results").add_argument
    add("files", nargs="+")
    add("--columns", default=columns)
    common = [_common()]
    _startup(kinds.add_parser("startup", parents=common, help="time to first paints"))
    _keys(kinds.add_parser("keys", parents=common, help="key press to paint latency"))
    _soak(kinds.add_parser("soak", parents=common, help="CPU, output, memory in time"))
    return top.parse_args(argv)


def size(text: str) -> tuple[int, int]:
    """120x40 as columns and rows."""
    columns, _, rows = text.partition("x")
    return int(columns), int(rows)


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    _program(common.add_argument)
    _line(common.add_argument)
    _load(common.add_argument)
    return common


def _program(add: Add) -> None:
    add("--size", type=size, default=(120, 40), help="COLSxROWS")
    add("--ready", default="", help="screen regex: first meaningful paint")
    add("--timeout", type=float, default=30, help="seconds to wait for a regex")
    add("--prelude", action="append", default=[], help="keys once ready; repeatable")
    add("--quiet", type=float, default=0.15, help="seconds of silence: settled")
    add("--env", action="append", default=[], metavar="K=V")
    add("--home", default=os.environ.get("HOME", "/tmp"))
    add("--cwd", default=".")
    add("--show", action="store_true", help="print the last screen to stderr")
    add("--name", default="")
    add("--out", default="", help="write the result to this JSON file")
    add("command", nargs="+")


def _line(add: Add) -> None:
    add("--no-sync", action="store_true", help="deny synchronized output (mode 2026)")
    add("--rate", type=float, default=0, help="bandwidth, bytes/s (64 kbit/s: 8000)")
    add("--rtt", type=float, default=0, help="link round trip, ms")
    add("--buffer", type=int, default=65536, help="link send buffer, bytes")
    add("--drain", type=float, default=15, help="seconds for the first screen to pass")


def _load(add: Add) -> None:
    add("--feed", default="", help="load process; may print 'end MONOTONIC' when done")
    add("--lead", type=float, default=1.0, help="seconds of feed before measuring")
    add("--stamp", default="", help="regex whose group 1 is a monotonic time on screen")
    add("--final", default="", help="regex of the feed's last line")
    add("--raw", action="store_true", help="match raw bytes, not the emulated screen")
    add("--extra-pids", default="", help="shell command printing further pids to meter")


def _startup(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--warmup", type=int, default=1)
    kind.add_argument("--reps", type=int, default=7)


def _keys(kind: argparse.ArgumentParser) -> None:
    add = kind.add_argument
    add("--key", action="append", required=True, help="keys, in turn")
    add("--reps", type=int, default=100)
    add("--expect", default="", help="regex that must show; {n}: turn from 1")
    add("--key-timeout", type=float, default=2)
    add("--max-lost", type=int, default=8, help="give up after so many lost keys")
    add("--gap", type=float, default=30, help="ms between turns, jittered x1-2")


def _soak(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--seconds", type=float, default=20)
