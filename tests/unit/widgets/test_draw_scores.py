"""The departments' table, reasons, matrix and overdue bars: columns, words, marks."""

from __future__ import annotations

import pytest

from domain.rates import Interval, Score, Share, bounces
from domain.state import ALL
from domain.text import width
from domain.views.departments import Late
from domain.views.matrix import Heat, Matrix, Square
from domain.views.scores import Rated, Ratings, Reason, Reasons
from tests.unit.widgets.lenses import lens
from widgets.draw.forest import forest, full_scale
from widgets.draw.matrix import MatrixView, matrix
from widgets.draw.overdue import OverdueView, overdue
from widgets.draw.reasons import ReasonsView, reasons
from widgets.draw.scores import ScoresView, scores, stops, window
from widgets.draw.spans import Ground, Tone, block, cells

SIZES = (78, 118, 136, 198, 327, 397)


def rated(key: str, asked: int, sends: int, **more: object) -> Rated:
    found = bounces(asked, asked // 2, asked // 3, sends)
    fields: dict[str, object] = {
        "bounces": (found, found, found),
        "sent": sends,
        "pending": 2,
        "on_time": Share(93, 100),
        "closing": Share(88, 100),
        "rework": Share(1, 100),
        "score": Score(91.9, "A"),
        "open": 1234,
        "overdue": 17,
    }
    return Rated(key, **(fields | more))  # type: ignore[arg-type]


EMPTY = rated(
    "de", 0, 0, on_time=Share(0, 0), closing=Share(0, 0), rework=Share(0, 0),
    score=Score(None, "n/a"), pending=0, open=1, overdue=0,
)  # fmt: skip
TABLE = Ratings(
    rows=(rated("cg", 60, 300), rated("hw", 9, 300), EMPTY), whole=rated(ALL, 69, 600)
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", SIZES)
def test_columns_stand_below_their_headings(columns: int, lang: str) -> None:
    drawn = scores(ScoresView(TABLE, cursor="hw"), lens(lang), columns, 9)
    heading, *rows = drawn[1:]
    assert len(rows) == 4
    wide = cells(heading.spans)
    assert wide <= columns
    assert {cells(row.spans) for row in rows} == {wide}
    assert "…" not in heading.text
    assert width(drawn[0].text) == columns


def test_what_there_is_no_room_for_goes_in_order() -> None:
    def shown(columns: int) -> tuple[str, ...]:
        return stops(TABLE, lens("zh"), columns)

    for columns in SIZES:
        assert {"name", "sent", "rate", "pending", "ontime", "score", "grade"} <= set(
            shown(columns)
        )
    assert "rework" not in shown(78)
    assert "rework" in shown(198)
    assert shown(397)[-1] == "overdue"


def test_a_row_says_rate_interval_score_and_grade() -> None:
    drawn = scores(ScoresView(TABLE), lens("en"), 198, 9)
    whole, first, _, empty = (row.text for row in drawn[2:])
    assert "11.5%" in whole
    assert "▲20.0%" in first  # 15.9 to 24.9 lies above 11.5
    assert "15.9-24.9" in first
    assert "▲" not in whole
    assert first.rstrip().endswith("A  1,234      17")
    assert "—" in empty
    assert "n/a" in empty
    assert "0.0%" not in empty
    assert "100" not in empty


def test_the_cursor_is_a_mark_and_a_ground() -> None:
    view = ScoresView(TABLE, cursor="hw", stop="pending", focused=True)
    row = scores(view, lens("zh"), 118, 9)[4]
    assert row.text.startswith("▸ ")
    assert row.ground is Ground.CURSOR
    chosen = [span.text.strip() for span in row.spans if span.tone is Tone.INFO]
    assert chosen == ["▸", "2"]


def test_grades_below_b_have_a_tone_and_always_a_letter() -> None:
    bad = Ratings(rows=(rated("cg", 1, 50, score=Score(55.0, "D")),), whole=TABLE.whole)
    row = scores(ScoresView(bad), lens("zh"), 118, 9)[3]
    assert [span.tone for span in row.spans if span.text.strip() == "D"] == [Tone.BAD]


def test_nothing_sent_yet_is_a_word() -> None:
    assert len(scores(ScoresView(), lens("zh"), 80, 9)) == 2
    assert len(matrix(MatrixView(), lens("zh"), 80, 9)) == 2
    assert len(reasons(ReasonsView(), lens("zh"), 80, 9)) == 2


@pytest.mark.parametrize("at", range(30))
def test_the_window_holds_the_cursor(at: int) -> None:
    for height in (4, 9, 40):
        start = window(0, at, 30, height)
        room = height - 3
        assert start <= at < start + room
        assert window(start, at, 30, height) == start
    assert window(25, -1, 30, 9) == 24  # on the whole place: stays, within the rows


def test_a_forest_row_shows_low_rate_high_and_the_usual() -> None:
    found = bounces(10, 0, 0, 100)  # 5.5 to 17.4 %
    row = "".join(span.text for span in forest(found, 0.02, 0.20, 20, Tone.CALM))
    assert row == "  │  ━━━━━●━━━━━━━  "
    cut = "".join(span.text for span in forest(found, None, 0.09, 10, Tone.CALM))
    assert cut == "      ━━━›"
    blank = forest(bounces(0, 0, 0, 0), None, 0.1, 5, Tone.CALM)
    assert "".join(span.text for span in blank) == "     "


def test_the_scale_is_round_and_holds_what_matters() -> None:
    assert full_scale([]) == 0.05
    narrow = [Interval(0.02, 0.08), Interval(0.03, 0.09)]
    assert full_scale(narrow) == pytest.approx(0.10)
    assert full_scale([*narrow, Interval(0.0, 0.9)]) < 0.2
    assert full_scale([*narrow, Interval(0.5, 0.9)]) > 0.5


WHY = Reasons(
    key="cg",
    rows=tuple(Reason(f"B{n:02d}", n) for n in range(1, 11)),
    approved=30, rejected=20, pending=5, centre=4,
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [44, 58, 78, 118])
def test_reasons_have_counts_shares_and_blame(columns: int, lang: str) -> None:
    drawn = reasons(ReasonsView(WHY, "B03", focused=True), lens(lang), columns, 16)
    body = drawn[2:12]
    assert [row.text[2:5] for row in body] == [f"B{n:02d}" for n in range(10, 0, -1)]
    assert "18%" in body[0].text
    assert {cells(row.spans) for row in body} == {cells(drawn[1].spans)}
    assert cells(drawn[1].spans) <= columns
    blamed = "中心" if lang == "zh" else "centre"
    assert [row.text[2:5] for row in body if blamed in row.text] == ["B01"]
    rest = " ".join(row.text for row in drawn[12:])
    for number in ("4", "20", "26", "5"):
        assert f" {number}" in rest
    assert body[7].ground is Ground.CURSOR


def test_few_rows_keep_the_frequent_reasons_and_the_charges() -> None:
    drawn = reasons(ReasonsView(WHY), lens("zh"), 78, 6)
    assert len(drawn) == 6
    assert "B10" in drawn[2].text
    assert "驳回" in drawn[-1].text


GRID = Matrix(
    departments=("cg", "hw"),
    streets=("T01", "T02"),
    squares={
        ("cg", "T01"): Square(Share(12, 130), Heat.APART),
        ("hw", "T02"): Square(Share(0, 7), Heat.NONE),
    },
    by_department={"cg": Square(Share(12, 130), Heat.USUAL)},
    by_street={"T01": Square(Share(12, 130), Heat.USUAL)},
    whole=Square(Share(12, 137), Heat.USUAL),
)


def test_squares_say_bounced_of_sent() -> None:
    view = MatrixView(GRID, ("cg", "T01"), focused=True)
    drawn = matrix(view, lens("zh"), 60, 9)
    assert [row.text.split() for row in drawn[1:]] == [
        ["全区", "东街", "西街"],
        ["全区", "12/137", "8.8%", "12/130", "9.2%", "·"],
        ["▸", "城管", "12/130", "9.2%", "▲12/130", "9.2%", "·"],
        ["环卫", "·", "·", "0/7", "0.0%"],
    ]
    assert len({cells(row.spans) for row in drawn[1:]}) == 1


def test_narrow_squares_say_their_rate_and_streets_their_initials() -> None:
    drawn = matrix(MatrixView(GRID), lens("zh"), 28, 9)
    assert "12/137" in drawn[2].text
    assert "▲9%" in drawn[3].text
    english = matrix(MatrixView(GRID), lens("en"), 30, 9)
    assert english[1].text.split() == ["All", "East", "West"]


def test_streets_without_room_scroll_with_the_cursor() -> None:
    view = MatrixView(GRID, ("cg", "T02"))
    drawn = matrix(view, lens("zh"), 22, 9)
    assert drawn[1].text.split() == ["全区", "西街"]


def test_bars_of_overdue_cases_are_on_one_scale() -> None:
    view = OverdueView((Late("T01", 10, 40), Late("T02", 5, 20), Late("T03", 0, 3)))
    drawn = overdue(view, lens("zh"), 60, 9)
    bars = [row.text.count("━") for row in drawn[2:]]
    assert bars[0] == 2 * bars[1] > 0
    assert bars[2] == 0
    assert "15" in drawn[0].text
    assert len({cells(row.spans) for row in drawn[1:]}) == 1


@pytest.mark.parametrize("columns", [40, 78])
def test_a_stale_table_says_so(columns: int) -> None:
    view = ScoresView(TABLE, stamp="STALE since 12:03:44")
    drawn = block(scores(view, lens("zh"), columns, 4), columns, 4)
    assert "STALE" in drawn[0].text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whole_names_where_there_is_room(lang: str) -> None:
    full = {"zh": "城市管理局", "en": "City Management"}[lang]
    for columns, whole in ((100, False), (160, True), (280, True)):
        drawn = matrix(MatrixView(GRID), lens(lang), columns, 9)
        assert (full in drawn[3].text) is whole
    wide = matrix(MatrixView(GRID), lens(lang), 280, 9)
    narrow = matrix(MatrixView(GRID), lens(lang), 160, 9)
    assert wide[3].text.index("12/130") > narrow[3].text.index("12/130")
