"""The figures of a session: spans of time, CPU, output and memory of a process tree."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psutil

from bench.rig.tuiterm import Chunk, Session, clock


def quantile(values: Sequence[float], q: float) -> float:
    """Linearly interpolated quantile of unsorted values; nan when there are none."""
    if not values:
        return math.nan
    data = sorted(values)
    at = q * (len(data) - 1)
    low = int(at)
    return data[low] + (data[min(low + 1, len(data) - 1)] - data[low]) * (at - low)


def summary(values: Sequence[float], scale: float = 1e3) -> dict[str, float]:
    """n, min, p50, p95, p99 and max of seconds, as milliseconds by default."""
    points = {"min": 0.0, "p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {"n": len(values)} | {
        k: round(quantile(values, q) * scale, 3) for k, q in points.items()
    }


class Spans:
    """Durations under a name, gross and net of waiting for a CPU."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._gross: list[float] = []
        self._net: list[float] = []

    def add(self, start: tuple[float, float], end: Chunk | None) -> None:
        """Add the span from (time, wait clock) to a chunk; none is skipped."""
        if end:
            self._gross.append(end.seen - start[0])
            self._net.append(max(0.0, self._gross[-1] - (end.wait - start[1])))

    def report(self) -> dict[str, Any]:
        """Two summaries."""
        return {
            self._name: summary(self._gross),
            f"{self._name}_net": summary(self._net),
        }


class TreeMeter:
    """CPU time, context switches (main threads) and memory of a process tree.

    A process that starts and ends between two polls is missed; one that ended keeps the
    CPU time last seen.  `extra` names daemons outside the tree (a tmux server).
    """

    def __init__(self, pid: int, extra: Iterable[int] = ()) -> None:
        self._pids = [pid, *extra]
        self._cpu: dict[tuple[int, float], float] = {}
        self._switches: dict[tuple[int, float], int] = {}
        self.peak_rss = self.peak_pss = self.rss = self.pss = self.processes = (
            self.threads
        ) = 0

    def poll(self) -> tuple[float, int]:
        """Update the memory figures; return CPU seconds and context switches so far."""
        procs: list[psutil.Process] = []
        for pid in self._pids:
            with contextlib.suppress(psutil.Error):
                procs += [
                    psutil.Process(pid),
                    *psutil.Process(pid).children(recursive=True),
                ]
        rss = pss = threads = 0
        for proc in procs:
            with contextlib.suppress(psutil.Error, OSError, IndexError), proc.oneshot():
                key = (proc.pid, proc.create_time())
                cpu, ctx = proc.cpu_times(), proc.num_ctx_switches()
                self._cpu[key] = cpu.user + cpu.system
                self._switches[key] = ctx.voluntary + ctx.involuntary
                rss += proc.memory_info().rss
                threads += proc.num_threads()
                rollup = Path(f"/proc/{proc.pid}/smaps_rollup").read_text()
                pss += int(rollup.split("Pss:")[1].split()[0]) * 1024
        if rss:
            self.rss, self.pss, self.processes, self.threads = (
                rss,
                pss,
                len(procs),
                threads,
            )
        self.peak_rss, self.peak_pss = max(self.peak_rss, rss), max(self.peak_pss, pss)
        return sum(self._cpu.values()), sum(self._switches.values())


def machine_busy() -> float:
    """CPU seconds that the whole machine has spent working."""
    times = psutil.cpu_times()
    return (
        times.user + times.system + times.nice + times.irq + times.softirq + times.steal
    )


def calibration_ms() -> float:
    """CPU time of fixed Python work, best of 5: how fast the machine is now."""
    best = math.inf
    for _ in range(5):
        start = time.thread_time()
        sum(len(str(number)) for number in range(40_000))
        best = min(best, time.thread_time() - start)
    return round(best * 1e3, 2)


def frames_of(chunks: Sequence[Chunk], gap: float = 0.004) -> int:
    """Screen updates: synchronized-output frames, or else bursts parted by `gap`."""
    synced = sum(c.data.count(b"\x1b[?2026h") for c in chunks)
    bursts = sum(b.at - a.at > gap for a, b in itertools.pairwise(chunks))
    return synced or (bursts + 1 if chunks else 0)


class Window:
    """Counts what a session does between construction and `close`."""

    def __init__(self, session: Session, meter: TreeMeter) -> None:
        self._session, self._meter, self._from = session, meter, len(session.chunks)
        self._cpu, self._ctx = meter.poll()
        self._own, self._busy, self._at = time.process_time(), machine_busy(), clock()

    def close(self) -> dict[str, Any]:
        """CPU, output and memory over the window."""
        own, busy, span = (
            time.process_time() - self._own,
            machine_busy() - self._busy,
            clock() - self._at,
        )
        cpu, ctx = (
            now - then
            for now, then in zip(
                self._meter.poll(), (self._cpu, self._ctx), strict=True
            )
        )
        chunks, meter = self._session.chunks[self._from :], self._meter
        size, frames = sum(len(c.data) for c in chunks), frames_of(chunks)
        mib = {
            k: round(getattr(meter, k) / 2**20, 1)
            for k in ("rss", "pss", "peak_rss", "peak_pss")
        }
        return {
            "seconds": round(span, 2),
            "cpu_pct": round(100 * cpu / span, 2),
            "rig_cpu_pct": round(100 * own / span, 2),
            "others_cpu_pct": round(100 * max(0.0, busy - own - cpu) / span, 1),
            "ctx_switches_per_s": round(ctx / span, 1),
            "bytes_per_s": round(size / span, 1),
            "frames_per_s": round(frames / span, 2),
            "bytes_per_frame": round(size / frames, 1) if frames else 0,
            "mib": mib,
            "processes": meter.processes,
            "threads": meter.threads,
            "max_backlog": self._session.link.max_backlog,
        }
