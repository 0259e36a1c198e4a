"""`python -m bench`: every measurement, or the named ones; results and a table."""

from __future__ import annotations

import argparse
import importlib
import shlex
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from bench.context import PROGRAM, Bench
from bench.findings import RESULTS, keep, number, observe, write_table
from bench.stock import HUNDRED, MILLION, TEN, stocked

#: In this order: what needs the quietest machine comes first.
NAMES: Final = (
    "start",
    "keys",
    "paint",
    "load",
    "memory",
    "stall",
    "dispatch",
    "slow",
    "commands",
    "fanout",
    "restart",
    "growth",
    "filter",
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME"
    )
    parser.add_argument("--quick", action="store_true", help="short and rough")
    parser.add_argument("--program", type=shlex.split, default=PROGRAM,
                        help="the gridwall to be measured")  # fmt: skip
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="DIR")
    return parser.parse_args()


def _prepare() -> None:
    """Write the large ledgers beforehand, side by side, unless they are there."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(stocked, (MILLION, HUNDRED, TEN)))


def _measured(name: str, bench: Bench, results: Path) -> bool:
    print(f"{name} …", flush=True)
    measure = importlib.import_module(f"bench.measures.{name}").measure
    try:
        kept = observe(name, measure, bench)
    except (OSError, RuntimeError, ValueError, KeyError):
        # One that fails must not cost the others.
        traceback.print_exc()
        return False
    keep(kept, results)
    for figure in kept.figures:
        sign = {None: " ", True: "✓", False: "✗"}[figure.holds]
        value = f"{number(figure.value)} {figure.unit}"
        print(f"  {sign} {figure.mark:4} {figure.what:58} {value:>16}  {figure.beside}")
    print(f"    {kept.seconds:.0f} s, others used {kept.others_pct:.0f} % of a core")
    return True


def main() -> int:
    args = arguments()
    began = time.monotonic()
    if not args.quick:
        _prepare()
    with tempfile.TemporaryDirectory(prefix="gridwall-bench-") as scratch:
        bench = Bench(Path(scratch), args.quick, tuple(args.program))
        done = [_measured(name, bench, args.results) for name in args.only]
    print(f"{write_table(args.results)}: {time.monotonic() - began:.0f} s in all")
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
