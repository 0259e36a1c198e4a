"""tuirig: measure terminal programs as black boxes.

    tuirig startup --ready REGEX [--reps N] -- CMD    first byte, first full paint
    tuirig keys    --ready REGEX --key Down -- CMD    key press -> paint latency
    tuirig soak    --ready REGEX --seconds 20 -- CMD  CPU, bytes/s, frames/s, memory
    tuirig table   FILE.json ...                      human table of saved results

Any run may add a feed (--feed, a process that drives load), a link model (--rate,
--rtt, --buffer: a slow line with a bounded send buffer), and for log viewers --stamp
(age of the newest datum on screen) and --final (lag of the last line).

Wall times are CLOCK_MONOTONIC, in milliseconds. Each has a `_net` twin: the wall time
less the time that the program's threads and the rig waited for a CPU, an estimate of
the same figure on an unshared machine. `others_cpu_pct` tells how much was shared.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.rig.meter import (
    Spans,
    TreeMeter,
    Window,
    calibration_ms,
    machine_busy,
    quantile,
    summary,
)
from bench.rig.options import parse
from bench.rig.table import flatten, print_table
from bench.rig.tuiterm import Link, Session, clock


def spawn(args: argparse.Namespace) -> Session:
    """Start the command of `args` in a small, fixed environment."""
    env = {k: os.environ[k] for k in ("PATH", "USER", "SHELL") if k in os.environ}
    env |= {
        "HOME": args.home,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    env |= dict(pair.split("=", 1) for pair in args.env)
    link = Link(args.rate, args.rtt / 1e3, args.buffer)
    return Session(args.command, args.size, env, args.cwd, link, sync=not args.no_sync)


def open_session(args: argparse.Namespace) -> tuple[Session, float | None]:
    """Spawn, wait for --ready, press the --prelude keys; seconds to readiness."""
    session = spawn(args)
    ready = session.find(args.ready, 0, args.timeout) if args.ready else None
    if args.ready and ready is None:
        session.screen.feed_all()
        print(session.screen.text(), file=sys.stderr)
        session.close()
        raise SystemExit(
            f"tuirig: {args.ready!r} did not appear within {args.timeout} s"
        )
    session.settle(args.quiet, 3)
    session.pump(
        args.drain, lambda: not session.chunks or clock() > session.chunks[-1].seen
    )
    for keys in args.prelude:
        session.send(keys)
        session.settle(args.quiet, 5)
    return session, ready.seen - session.start if ready else None


def measure_startup(args: argparse.Namespace) -> dict[str, Any]:
    """First byte, first non-blank screen, first meaningful paint, over several runs."""
    first, paint, meaningful = (
        Spans("first_byte"),
        Spans("non_blank"),
        Spans("meaningful"),
    )
    cpus, sizes, rss = [], [], []
    for turn in range(args.warmup + args.reps):
        with contextlib.closing(spawn(args)) as session:
            meter, start = TreeMeter(session.pid), (session.start, session.waits.read())
            blank = ready = session.find(r"\S", 0, args.timeout)
            if not re.search(args.ready, session.screen.text()):
                ready = session.find(args.ready, 0, args.timeout)
            cpu, _ = meter.poll()
            if turn >= args.warmup and ready:
                first.add(start, session.chunks[0])
                paint.add(start, blank)
                meaningful.add(start, ready)
                cpus.append(cpu)
                rss.append(meter.rss / 2**20)
                sizes.append(
                    sum(len(c.data) for c in session.chunks if c.seen <= ready.seen)
                )
    spans = first.report() | paint.report() | meaningful.report()
    return spans | {
        "cpu": summary(cpus),
        "rss_mib": quantile(rss, 0.5),
        "bytes_to_ready": quantile(sizes, 0.5),
    }


def measure_keys(args: argparse.Namespace, session: Session) -> dict[str, Any]:
    """Key press -> first output, last output of the burst, `--expect` on screen."""
    first, settled, expected = (
        Spans("first_output"),
        Spans("settled"),
        Spans("expected"),
    )
    sizes, lost = [], 0
    for turn in range(args.reps):
        if lost > args.max_lost:
            break
        since = len(session.chunks)
        pressed = session.send(args.key[turn % len(args.key)])
        if args.expect:
            shown = session.find(
                args.expect.replace("{n}", str(turn + 1)),
                since,
                args.key_timeout,
                raw=args.raw,
            )
            lost += shown is None
            expected.add(pressed, shown)
        else:
            session.pump(args.key_timeout, lambda n=since: len(session.chunks) > n)
            session.settle(args.quiet, args.key_timeout)
            lost += len(session.chunks) == since
        if burst := session.chunks[since:]:
            first.add(pressed, burst[0])
            settled.add(pressed, burst[-1])
            sizes.append(float(sum(len(c.data) for c in burst)))
        session.pump(args.gap / 1e3 * (1 + random.random()))
    spans = first.report() | (expected if args.expect else settled).report()
    return spans | {"lost": lost, "bytes_per_key": summary(sizes, 1)}


def measure_soak(args: argparse.Namespace, session: Session, meter: TreeMeter) -> None:
    """Let it run, polling memory once a second."""
    end = clock() + args.seconds
    while session.alive and clock() < end:
        session.pump(min(1.0, end - clock()))
        meter.poll()


def drain_feed(
    args: argparse.Namespace,
    session: Session,
    since: int,
    feed: subprocess.Popen[bytes],
) -> float | None:
    """Drain until the feed has ended and its last line went by; when the feed ended.

    Nothing is replayed meanwhile, so that the rig never becomes the bottleneck.
    """
    session.pump(args.timeout, lambda: feed.poll() is not None)
    if args.final:
        session.find(args.final, since, args.timeout, raw=True)
    session.settle(0.3, 1)
    ended = (
        feed.stdout
        and feed.poll() is not None
        and re.search(rb"end ([\d.]+)", feed.stdout.read())
    )
    return float(ended[1]) if ended else None


def freshness(
    args: argparse.Namespace, session: Session, since: int, ended: float | None
) -> dict[str, Any]:
    """Replay: age of the newest `--stamp` at the end of bursts, lag of `--final`."""
    stamp, final = (re.compile(p) if p else None for p in (args.stamp, args.final))
    ages, last, newest, shown, text = [], 0.0, 0.0, None, ""
    for index in range(since, len(session.chunks)):
        chunk, after = session.chunks[index], session.chunks[index + 1 : index + 2]
        while not args.raw and session.screen.fed <= index:
            session.screen.feed_one()
        burst_over = not after or after[0].at - chunk.at > 0.004
        if args.raw:
            text = text[-64:] + chunk.data.decode("utf-8", "replace")
        elif burst_over or chunk.seen - last > 0.2:
            text = session.screen.text()
        else:
            continue
        if stamp:
            newest = max(newest, *(float(value) for value in stamp.findall(text)), 0.0)
        if (
            newest
            and chunk.seen - last > 0.2
            and (burst_over or args.raw)
            and (not ended or chunk.seen < ended)
        ):
            last = chunk.seen
            ages.append(last - newest)
        if final and ended and not shown and final.search(text):
            shown = chunk.seen
    lag = round((shown - ended) * 1e3, 1) if shown and ended else None
    return ({"data_age": summary(ages)} if stamp else {}) | (
        {"final_lag_ms": lag} if final else {}
    )


def measure_session(args: argparse.Namespace) -> dict[str, Any]:
    """One session of `keys` or `soak`, with its feed, window and lag figures."""
    session, ready = open_session(args)
    extra = subprocess.run(
        args.extra_pids or "true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    meter, feed = TreeMeter(session.pid, map(int, extra.stdout.split())), None
    result: dict[str, Any] = {"ready_ms": round(ready * 1e3, 1) if ready else None}
    try:
        since = len(session.chunks)
        if args.feed:
            feed = subprocess.Popen(
                shlex.split(args.feed),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            session.pump(args.lead)
        window = Window(session, meter)
        if args.kind == "keys":
            result |= measure_keys(args, session)
        else:
            measure_soak(args, session, meter)
        result["window"] = window.close()
        ended = drain_feed(args, session, since, feed) if feed else None
        if args.stamp or args.final:
            result |= freshness(args, session, since, ended)
    finally:
        if feed and feed.poll() is None:
            feed.terminate()
        if args.show:
            session.screen.feed_all()
            print(session.screen.text(), file=sys.stderr)
        session.close()
    return result


def main() -> None:
    """Entry point."""
    args = parse(__doc__)
    if args.kind == "table":
        print_table(args.files, args.columns.split(","))
        return
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that sessions are closed
    load, began, busy, own = (
        os.getloadavg(),
        clock(),
        machine_busy(),
        sum(os.times()[:4]),
    )
    metrics = measure_startup(args) if args.kind == "startup" else measure_session(args)
    others = (machine_busy() - busy - sum(os.times()[:4]) + own) / (clock() - began)
    metrics["others_cpu_pct"] = round(100 * max(0.0, others), 1)
    hidden = ("command", "kind", "size", "name", "out", "show")
    record = {
        "name": args.name or Path(args.command[0]).name,
        "kind": args.kind,
        "size": args.size,
        "command": args.command,
        "options": {k: v for k, v in vars(args).items() if v and k not in hidden},
        "host": {
            "python": platform.python_version(),
            "kernel": platform.release(),
            "cores": os.cpu_count(),
        },
        "calibration_ms": calibration_ms(),
        "load": [round(load[0], 2), round(os.getloadavg()[0], 2)],
        "when": time.strftime("%FT%TZ", time.gmtime()),
        "metrics": metrics,
    }
    if args.out:
        Path(args.out).parent.mkdir(parents=True, exist_ok=True)
        Path(args.out).write_text(json.dumps(record, indent=1))
    print(
        f"{record['name']} {args.kind} {args.size[0]}x{args.size[1]} load {load[0]:.2f}"
    )
    for key, value in flatten(metrics).items():
        print(f"  {key:28} {value}")


if __name__ == "__main__":
    main()
