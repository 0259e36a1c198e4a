"""`:export`: what the wall shows, into a file of the person; in a thread, whole or not.

The rows are those of `gridwall export`, elders masked as there. No Textual here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import GridwallError
from domain.place import Place
from domain.state import Case
from domain.views.clocks import LocalClock
from domain.views.names import Names
from widgets.draw.lens import Say

#: What a terminal's person may name; the same formats as `gridwall export`.
Told = Callable[[str], None]


def usual_name(place: Place, at: int, kind: str) -> str:
    """`changning-20260926-140305.csv`, in the place's own time."""
    local = LocalClock(ZoneInfo(place.zone)).local(at)
    return f"{place.name}-{local:%Y%m%d-%H%M%S}.{kind}"


def write_out(
    cases: Sequence[Case], path: Path, kind: str, names: Names, say: Say
) -> str:
    """Write them; what to tell the person, who is never given half a file."""
    from client import export

    place = names.place
    zone = ZoneInfo(place.zone if place else "UTC")
    options = export.Options(format="csv" if kind == "csv" else "jsonl")
    try:
        with export.output(path.expanduser(), force=False) as out:
            count = export.write(out, cases, names, zone, options)
    except (GridwallError, OSError, RuntimeError) as error:
        return str(error)
    return say("say.exported").format(n=count, path=path)


def in_thread(work: Callable[[], str], told: Told) -> None:
    """Do it beside the wall, then tell what came of it; `told` may be called there."""
    threading.Thread(target=lambda: told(work()), name="export", daemon=True).start()
