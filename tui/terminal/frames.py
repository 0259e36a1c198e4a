"""Frames in pieces: what changed goes out as the terminal can take it.

Textual collects regions that changed and sends all of them at the next turn. Here the
pacer says how much of them: the head and what a key changed first, then what has waited
longest; the rest stays until the terminal has answered. A region that changes again
while it waits is sent once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from textual._compositor import Compositor, CompositorUpdate, ReflowResult
from textual.app import App
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget

from tui.pacing import QUESTION, Pacer
from tui.terminal.output import RowsUpdate
from tui.terminal.state import Frames
from tui.terminal.writer import FrameWriter
from widgets.surface import Surface

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Bytes that a region costs beside its cells, and a cell, colours and all.
_REGION_COST: Final = 24
_CELL_COST: Final = 2
#: Whether there is room again is looked for so often, seconds.
_ROOM_S: Final = 1 / 60
#: Bytes around every piece: synchronised output, cursor, question.
_FRAME_COST: Final = 24


def pace(pacer: Pacer | None) -> None:
    """From now on this pacer decides; None: everything goes at once."""
    Frames.pacer, Frames.waited = pacer, frozenset()


def writer(app: App[Any]) -> FrameWriter | None:
    """The writer of a running app; None where there is no terminal (tests)."""
    found = getattr(app._driver, "_writer_thread", None)  # noqa: SLF001
    return found if isinstance(found, FrameWriter) else None


_display_hook: Final = App.post_display_hook
_timer_update: Final = Screen._on_timer_update  # noqa: SLF001
_render_update: Final = Compositor.render_update
_begin: Final = App._begin_update  # noqa: SLF001
_end: Final = App._end_update  # noqa: SLF001
_reflow: Final = Compositor.reflow
_full_update: Final = Compositor.render_full_update
_partial_update: Final = Compositor.render_partial_update


def begin_update(app: App[Any]) -> None:
    """`App._begin_update`; small pieces need no synchronising."""
    if not Frames.thrifty():
        _begin(app)


def end_update(app: App[Any]) -> None:
    """`App._end_update`."""
    if not Frames.thrifty():
        _end(app)


def displayed(app: App[Any]) -> None:
    """`App.post_display_hook`: a question behind whatever went out."""
    _display_hook(app)
    pacer, out = Frames.pacer, writer(app)
    if app._exit:  # noqa: SLF001 (whoever reads the terminal next gets no answer)
        return
    if pacer is None or out is None or out.taken == Frames.seen:
        return
    size = out.taken - Frames.seen + len(QUESTION)
    out.write(QUESTION)
    Frames.seen = out.taken
    if Frames.guessed:
        real = min(4.0, max(0.25, size / Frames.guessed))
        Frames.scale += (real - Frames.scale) / 8
        Frames.guessed = 0
    pacer.sent(size)


def timer_update(screen: Screen[Any]) -> None:
    """`Screen._on_timer_update`: only when there is room, and of what waits as well."""
    pacer, compositor = Frames.pacer, screen._compositor  # noqa: SLF001
    if pacer is None:
        _timer_update(screen)
    elif pacer.room():
        waits = bool(compositor._dirty_regions)  # noqa: SLF001
        anew = (
            screen._layout_required  # noqa: SLF001
            or screen._scroll_required  # noqa: SLF001
            or screen._repaint_required  # noqa: SLF001
            or bool(screen._dirty_widgets)  # noqa: SLF001
        )
        _timer_update(screen)
        if waits and not anew:
            screen._compositor_refresh()  # noqa: SLF001
    else:  # not at every tick of a quick timer
        timer = screen._update_timer  # noqa: SLF001
        timer.pause()
        asyncio.get_running_loop().call_later(_ROOM_S, timer.resume)


def reflow(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
    """`Compositor.reflow`, but only what came, went or moved is painted again.

    Textual repaints every widget whose place in the order of painting changed: all of
    them when a line opens above them.
    """
    kept = set(compositor._dirty_regions)  # noqa: SLF001
    before = compositor._full_map  # noqa: SLF001
    result = _reflow(compositor, parent, size)
    if size.region in kept:
        return result
    after = compositor._full_map  # noqa: SLF001
    was = {widget: place.visible_region for widget, place in before.items()}
    now = {widget: place.visible_region for widget, place in after.items()}
    changed = {region for _, region in was.items() ^ now.items() if region}
    compositor._dirty_regions = kept | changed  # noqa: SLF001
    return result


def render_update(
    compositor: Compositor,
    full: bool = False,  # noqa: FBT001, FBT002
    screen_stack: list[Screen[Any]] | None = None,
    simplify: bool = False,  # noqa: FBT001, FBT002
) -> RenderableType | None:
    """`Compositor.render_update` of as much as there is room for."""
    pacer = Frames.pacer
    if pacer is None or (pacer.wide and not pacer.owed):
        return _render_update(compositor, full, screen_stack, simplify)
    screen = compositor.size.region
    dirty = compositor._dirty_regions  # noqa: SLF001
    if full or screen in dirty:
        regions = {Region(0, y, screen.width, 1) for y in range(screen.height)}
    else:
        regions = set(rows(region.intersection(screen) for region in dirty))
    room = int(pacer.room() / Frames.scale)
    now, later = share(regions, Frames.waited, room, hurried=pacer.hurried)
    Frames.guessed = _FRAME_COST + sum(map(cost, now))
    dirty.clear()
    dirty.update(now)
    found = _render_update(compositor, False, screen_stack, simplify)
    dirty.update(later)
    Frames.waited = frozenset(later)
    pacer.owed = sum(region.area for region in later)
    root = compositor.root
    if later and isinstance(root, Screen):
        root._update_timer.resume()  # noqa: SLF001
    return found


def full_update(
    compositor: Compositor,
    simplify: bool = False,  # noqa: FBT001, FBT002
) -> CompositorUpdate:
    """`Compositor.render_full_update`; of one widget straight from its rows."""
    cover = None if simplify else covering(compositor)
    if cover is None:
        return _full_update(compositor, simplify)
    compositor._dirty_regions.clear()  # noqa: SLF001
    columns, lines = compositor.size
    return RowsUpdate([(y, 0, columns) for y in range(lines)], cover)


def partial_update(compositor: Compositor) -> CompositorUpdate | None:
    """`Compositor.render_partial_update`; of one widget straight from its rows."""
    cover = covering(compositor)
    if cover is None:
        return _partial_update(compositor)
    screen = compositor.size.region
    dirty = compositor._dirty_regions  # noqa: SLF001
    regions = [region.intersection(screen) for region in dirty]
    dirty.clear()
    spans = list(compositor._regions_to_spans(filter(None, regions)))  # noqa: SLF001
    return RowsUpdate(spans, cover) if spans else None


def covering(compositor: Compositor) -> Surface | None:
    """The surface, when it is on top and covers the screen: all that is seen."""
    seen = compositor.visible_widgets
    top = next(iter(seen), None)
    if not isinstance(top, Surface):
        return None
    return top if set(seen[top]) == {compositor.size.region} else None


def rows(regions: Iterable[Region]) -> Iterator[Region]:
    """The same cells in regions of one row."""
    for x, y, width, height in regions:
        if width:
            yield from (Region(x, row, width, 1) for row in range(y, y + height))


def share(
    regions: set[Region], waited: frozenset[Region], room: int, *, hurried: bool
) -> tuple[set[Region], set[Region]]:
    """Which regions of one row go now and which later; always one goes.

    The first row (how fresh the picture is) comes first. After a key what is new goes
    alone, else behind what waited.
    """
    new = regions - waited
    candidates = new if hurried and new else regions

    def weight(region: Region) -> tuple[bool, bool, int, int]:
        return region.y > 0, region in new, region.y, region.x

    now: set[Region] = set()
    left = room - _FRAME_COST
    for region in sorted(candidates, key=weight):
        left -= cost(region)
        if left < 0 and now:
            break
        now.add(region)
    return now, regions - now


def cost(region: Region) -> int:
    """Bytes that a region of one row takes, about."""
    return _REGION_COST + _CELL_COST * region.width
