"""Texts from outside that must not move, hide or hurt anything that is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from hypothesis import strategies as st

from domain.text import width
from widgets.draw.spans import Line, block

HOSTILE = (
    "\x1b[31m红\x1b[0m",
    "\x1b]52;c;cGFzdGU=\x07",
    "\x9b31m",
    "a\x00b\r\nc\td",
    "\u202egnp.exe",
    "a\u200bb\ufeff",
    "e" + "\u0301" * 40,
    "[/foo] [@click=app.quit]x[/]",
    "\ue000\ufdd0",
    "天山路共享单车占道影响通行请尽快处理" * 4,
    "👩‍👩‍👧 家庭 ｆｕｌｌ",
    "",
)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def texts() -> st.SearchStrategy[str]:
    """The known bad ones, and anything."""
    return st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


def assert_inert(lines: Iterable[Line]) -> None:
    """Nothing in it that a terminal would obey, or show as nothing."""
    for line in lines:
        for char in line.text:
            assert char == "\ufffd" or unicodedata.category(char) not in _UNSEEN, ascii(
                line.text
            )


def assert_fits(lines: Iterable[Line], columns: int, rows: int) -> None:
    """In its room it is what a pane shows: so many rows of exactly so many cells."""
    shown = block(lines, columns, rows)
    assert [width(line.text) for line in shown] == [columns] * rows
