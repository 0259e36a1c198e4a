"""A street as a cell: exact text at the width of the 200x60 wall, in both languages."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Share
from domain.text import width
from domain.views.cells import Cell
from domain.views.index import Lights
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from tests.unit.widgets.samples import CROWDED, STREET, stream_line_of
from widgets.draw.cell import HEADING_ROWS, box
from widgets.draw.spans import Tone

ZH = """\
▸东街 East ───────────────── 96.4%
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─
未超 31  将超 4  超时 1
今日 立 41 结 37 退 3
▁▁▂▂▂▃▃▃▃▄▄▄▅▅▅▆▆▆▆▇▇▇██ 24h
09:00 共享单车占… 上报       01:00
08:59 商场空调噪… 环卫   ▲退单 B03
08:58 井盖缺失    城管      ◆00:12
08:57 小广告                  结案"""
EN = """\
▸East ────────────────────── 96.4%
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─
ok 31  soon 4  over 1
today filed 41 done 37 bnc 3
▁▁▂▂▂▃▃▃▃▄▄▄▅▅▅▆▆▆▆▇▇▇██ 24h
09:00 exposed … reported     01:00
08:59 exposed … Sanit     ▲bnc B03
08:58 exposed … City        ◆00:12
08:57 exposed …             closed"""


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", ZH), ("en", EN)], ids=["zh", "en"]
)
def test_a_cell_of_34(lang: str, expected: str) -> None:
    drawn = box(STREET, lens(lang), 34, 9, chosen=True)
    assert text(drawn) == expected
    assert_fits(drawn, 34, 9)


def test_what_does_not_fit_is_left_out_from_below() -> None:
    whole = text(box(STREET, lens(), 34, 9, chosen=False)).splitlines()
    for rows in range(1, 9):
        assert (
            text(box(STREET, lens(), 34, rows, chosen=False)).splitlines()
            == (whole[:rows])
        )
    assert HEADING_ROWS == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_counts_of_a_storm_are_told_whole(lang: str) -> None:
    drawn = box(CROWDED, lens(lang), 34, 5, chosen=False)
    assert "…" not in text(drawn)
    assert "10,284" in drawn[3].text  # the word for today makes room
    assert lens(lang).say("cell.today") not in drawn[3].text or lang == "zh"


def test_thousands_where_there_is_no_room_for_digits() -> None:
    drawn = box(CROWDED, lens(), 34, 5, chosen=False)
    assert drawn[2].text.rstrip() == "未超 81k  将超 12k  超时 7000"
    roomy = box(CROWDED, lens(), 66, 5, chosen=False)
    assert roomy[2].text.rstrip() == "未超 81,500  将超 12,000  超时 7,000"


def test_colour_only_for_what_is_not_in_order() -> None:
    calm = Cell("T01", Share(99, 100), Lights(9, 0, 0), (1,) * 24)
    tones = {
        s.tone for one in box(calm, lens(), 34, 5, chosen=False) for s in one.spans
    }
    assert not tones & {Tone.WARN, Tone.BAD, Tone.INFO}
    drawn = box(STREET, lens(), 34, 5, chosen=False)
    by_text = {span.text: span.tone for span in drawn[2].spans}
    assert (by_text["4"], by_text["1"]) == (Tone.WARN, Tone.BAD)


def test_an_empty_street_has_no_share() -> None:
    drawn = box(Cell("T02"), lens(), 34, 9, chosen=False)
    assert drawn[0].text.endswith(" —")
    assert drawn[1].text == "─" * 34


@given(
    texts(),
    texts(),
    st.integers(20, 400),
    st.integers(1, 20),
    st.sampled_from(["zh", "en"]),
    st.booleans(),
)
def test_any_text_in_any_room(
    title: str,
    code: str,
    columns: int,
    rows: int,
    lang: str,
    chosen: bool,  # noqa: FBT001
) -> None:
    line = stream_line_of("Bounced", title=title, subclass="?", code=code[:32])
    other = stream_line_of(title=title, subclass="?", department=code[:32])
    one = msgspec.structs.replace(STREET, key=code[:32], lines=(line, other))
    drawn = box(one, lens(lang), columns, rows, chosen=chosen)
    assert [width(x.text) for x in drawn] == [columns] * rows
    assert_inert(drawn)
