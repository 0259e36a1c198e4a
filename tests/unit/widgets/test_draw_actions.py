"""What was done: mine with its fate, others' with their name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.town import MONDAY
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from widgets.draw.actions import ActionsView, Deed, Fate, actions
from widgets.draw.spans import Tone, cells

DEEDS = (
    Deed(MONDAY, "Dispatched", "TT-20260921-0001", "hw", fate=Fate.SENT),
    Deed(
        MONDAY - 1000, "Dispatched", "TT-20260921-0002", "cg", fate=Fate.DONE, seq=1284
    ),
    Deed(
        MONDAY - 2000,
        "BounceRejected",
        "TT-20260921-0003",
        fate=Fate.REFUSED,
        reason="案件已改派",
    ),
    Deed(MONDAY - 3000, "Bounced", "TT-20260921-0004", "hw", "B03", "王五", seq=1200),
    Deed(MONDAY - 4000, "Dispatched", "TT-20260921-0005", fate=Fate.UNCONFIRMED),
)
ZH = """\
动作 ──────────────────────────────────────────── 退单待审 3
…09:00:00 派遣 0921-0001 → 环卫 已发送…
✓08:59:59 派遣 0921-0002 → 城管                       #1,284
✕08:59:58 驳回退单 0921-0003 拒绝: 案件已改派
 08:59:57 王五 退单 0921-0004 → 环卫 B03 非本单位职责 #1,200
?08:59:56 派遣 0921-0005 已发送，未确认"""
EN = """\
Actions ─────────────────────────────── bounces to rule on 3
…09:00:00 sent 0921-0001 → Sanit sent…
✓08:59:59 sent 0921-0002 → City                       #1,284
✕08:59:58 bounce no 0921-0003 refused: 案件已改派
 08:59:57 王五 bounced 0921-0004 → Sanit B03 not our… #1,200
?08:59:56 sent 0921-0005 sent, unconfirmed"""


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", ZH), ("en", EN)], ids=["zh", "en"]
)
def test_deeds_of_60(lang: str, expected: str) -> None:
    assert text(actions(ActionsView(DEEDS, 3), lens(lang), 60, 9)) == expected


def test_every_fate_has_its_glyph_and_colour() -> None:
    drawn = actions(ActionsView(DEEDS), lens(), 60, 9)
    assert [(line.spans[0].text, line.spans[0].tone) for line in drawn[1:]] == [
        ("…", Tone.INFO),
        ("✓", Tone.GOOD),
        ("✕", Tone.BAD),
        (" ", Tone.DIM),
        ("?", Tone.WARN),
    ]


def test_nothing_done_is_said_not_left_empty() -> None:
    drawn = actions(ActionsView(), lens(), 40, 9)
    assert len(drawn) == 2
    assert drawn[1].text.strip() == lens().say("actions.empty")


def test_no_more_than_there_is_room_for() -> None:
    drawn = actions(ActionsView(DEEDS), lens(), 60, 3)
    assert len(drawn) == 3
    assert "0921-0002" in drawn[2].text


@given(
    texts(),
    texts(),
    st.integers(30, 400),
    st.integers(2, 9),
    st.sampled_from(["zh", "en"]),
    st.sampled_from([None, *Fate]),
)
def test_any_text_in_any_room(
    said: str, code: str, columns: int, rows: int, lang: str, fate: Fate | None
) -> None:
    deed = Deed(MONDAY, code, code, code, code, said, seq=9, fate=fate, reason=said)
    drawn = actions(ActionsView((deed, deed), 3), lens(lang), columns, rows)
    assert_fits(drawn, columns, rows)
    assert_inert(drawn)
    if fate is not Fate.REFUSED:
        assert all(cells(line.spans) == columns for line in drawn[1:])
        assert all(line.text.endswith(" #9") for line in drawn[1:])


def test_a_refusal_is_told_as_whole_as_there_is_room() -> None:
    deed = Deed(
        MONDAY,
        "Dispatched",
        "TT-20260921-0001",
        "hw",
        fate=Fate.REFUSED,
        reason="dispatch: for dispatcher, not watch",
    )
    assert text(actions(ActionsView((deed,)), lens(), 45, 9)).splitlines()[1:] == [
        "✕09:00:00 派遣 0921-0001 → 环卫",
        "  拒绝: dispatch: for dispatcher, not watch",
    ]
    assert len(actions(ActionsView((deed,)), lens(), 90, 9)) == 2
