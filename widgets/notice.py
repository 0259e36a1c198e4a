"""What to do where there is nothing to see."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.notice import NoticeView, notice
from widgets.draw.spans import Line


class Notice(Canvas[NoticeView]):
    """Shows a `NoticeView`."""

    def __init__(self, name: str = "notice", above: int = 0) -> None:
        super().__init__(name, NoticeView())
        self.above = above

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/notice.py`."""
        return notice(self.shown, lens, columns, rows)
