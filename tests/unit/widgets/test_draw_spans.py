"""Lines of known cells: whatever the text, whatever the width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.text import clean, width
from tests.unit.widgets.hostile import assert_inert, texts
from widgets.draw.spans import (
    BLANK,
    Ground,
    Line,
    Span,
    Tone,
    beside,
    block,
    cell,
    cells,
    exact,
    flow,
    gap,
    line,
    short,
    title,
    trim,
)

sizes = st.integers(0, 40)
spans = st.lists(st.builds(short, texts(), st.integers(0, 30)), max_size=6)


@given(texts(), sizes, st.booleans())
def test_a_cell_has_exactly_its_cells(text: str, size: int, right: bool) -> None:  # noqa: FBT001
    made = cell(text, size, right=right)
    assert width(made.text) == size
    assert_inert([line(made)])


@given(texts(), sizes)
def test_a_short_text_is_whole_or_cut_with_an_ellipsis(text: str, size: int) -> None:
    made = short(text, size).text
    assert width(made) <= size
    assert made == clean(text) or made.endswith("…") or size == 0


@given(spans, sizes)
def test_trimmed_spans_have_exactly_their_cells(drawn: list[Span], size: int) -> None:
    kept = trim(drawn, size)
    assert cells(kept) == size
    whole = "".join(span.text for span in drawn)
    if cells(drawn) <= size:
        assert "".join(span.text for span in kept).rstrip() == whole.rstrip()


@given(st.lists(spans, max_size=5), sizes, st.integers(0, 8))
def test_a_block_is_exactly_so_big(
    drawn: list[list[Span]], columns: int, rows: int
) -> None:
    made = block([line(*one) for one in drawn], columns, rows)
    assert [width(one.text) for one in made] == [columns] * rows


@given(texts(), texts(), st.integers(1, 60))
def test_a_title_fills_its_line(name: str, note: str, size: int) -> None:
    made = title(name, size, note)
    assert width(made.text) == size
    assert_inert([made])


def test_a_title_leaves_the_note_out_before_the_name() -> None:
    assert title("动作", 20, "待审 3").text == "动作 ──────── 待审 3"
    assert title("动作", 20).text == "动作 " + "─" * 15
    assert title("退单待审", 10, "待审 3").text == "退单待审  "
    assert title("退单待审", 6, "待审 3").text == "退单… "


def test_a_wide_character_that_does_not_fit_leaves_no_half() -> None:
    assert exact(line(Span("东街道")), 5).text == "东街…"
    assert exact(line(Span("东街道")), 4).text == "东… "
    assert exact(line(Span("东街"), Span("道")), 5).text == "东街…"


def test_empty_spans_are_left_out_and_the_ground_stays() -> None:
    made = line(Span(""), gap(0), Span("a"), ground=Ground.FORM)
    assert made == Line((Span("a"),), Ground.FORM)
    assert exact(made, 3) == Line((Span("a"), gap(2)), Ground.FORM)
    assert exact(BLANK, 0) == BLANK
    assert gap(-3).text == ""


def test_blocks_stand_side_by_side() -> None:
    left = block([line(Span("东")), line(Span("西"))], 3, 2)
    right = block([line(Span("a", Tone.BAD))], 2, 2)
    both = beside(left, right, between=2)
    assert [one.text for one in both] == ["东   a ", "西     "]
    assert beside(left, right)[0].text == "东 a "


def test_chunks_flow_like_words() -> None:
    chunks = [(Span("甲甲"),), (Span("bb"), Span("b")), (Span("c"),), (Span("d" * 20),)]
    assert [one.text for one in flow(chunks, 10, 2)] == [
        "甲甲  bbb ",
        "c         ",
        "ddddddddd…",
    ]
    assert flow([], 10) == []


@given(st.lists(spans.map(tuple), max_size=6), st.integers(1, 40))
def test_flowing_text_keeps_to_its_room(
    chunks: list[tuple[Span, ...]], columns: int
) -> None:
    for one in flow(chunks, columns):
        assert width(one.text) == columns
