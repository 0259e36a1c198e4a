"""Big digits, and the figures made of them."""

from __future__ import annotations

import pytest

from domain.rates import Share
from domain.views.figures import Figures
from tests.unit.widgets.lenses import lens
from widgets.draw.digits import HEIGHT, INK, big, set_in
from widgets.draw.figures import FiguresView, large
from widgets.draw.spans import Tone, block, cells

BUSY = Figures(
    open=12_345, overdue=10_284, due_soon=99_999, filed=2_400, closed=2_388,
    bounced=176, bounce_rate=Share(93, 1000), on_time=Share(1000, 1000), inflow=60.4,
)  # fmt: skip


def test_every_sign_of_a_number_has_its_own_picture() -> None:
    signs = "0123456789.,%-[]"
    drawn = {}
    for sign in signs:
        rows = big(sign)
        assert len(rows) == HEIGHT
        assert len({len(row) for row in rows}) == 1
        drawn[sign] = "\n".join(rows)
    assert len(set(drawn.values())) == len(signs)
    with pytest.raises(KeyError):
        big("x")


def test_a_number_is_drawn_sign_by_sign() -> None:
    rows = big("1.7", ink="#")
    assert rows == [
        "  ##        ######",
        "####            ##",
        "  ##            ##",
        "  ##            ##",
        "######  ##      ##",
    ]


def test_what_does_not_fit_is_set_tighter_and_then_not_at_all() -> None:
    assert [len(row) for row in set_in("888", 22) or ()] == [22] * HEIGHT
    assert [len(row) for row in set_in("888", 21) or ()] == [20] * HEIGHT
    assert set_in("888", 19) is None
    assert [len(row) for row in set_in("8,888", 27) or ()] == [27] * HEIGHT


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("columns", [340, 398])
def test_figures_have_places_that_do_not_move(
    columns: int, lang: str, *, current: bool
) -> None:
    slot = columns // 9
    for figures in (BUSY, Figures(), None):
        drawn = large(FiguresView(figures, current), lens(lang), columns, 8)
        label, *rows = drawn[1:]
        assert len(rows) == HEIGHT
        assert {cells(row.spans) for row in drawn[1:]} == {9 * slot}
        assert "…" not in label.text
        assert len([word for word in label.text.split("  ") if word.strip()]) == 9


def test_old_figures_stand_in_brackets() -> None:
    fresh = large(FiguresView(BUSY), lens("en"), 398, 8)
    old = large(FiguresView(BUSY, current=False), lens("en"), 398, 8)
    bracket = big("[")
    for new, stale, edge in zip(fresh[2:], old[2:], bracket, strict=True):
        assert stale.text.startswith(f"  {edge} ")
        assert stale.text.count(INK) > new.text.count(INK)


def test_percent_stands_beside_its_number() -> None:
    drawn = block(large(FiguresView(BUSY), lens("en"), 398, 8), 398, 8)
    assert [row.text.count("%") for row in drawn] == [0, 0, 0, 0, 0, 0, 2, 0]
    late = [span for row in drawn for span in row.spans if INK in span.text]
    assert Tone.BAD in {span.tone for span in late}
