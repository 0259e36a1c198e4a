"""What stands beside a photo, and what a suggestion rests on, as they are drawn."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.photos import FAR_M, OLD_MS
from domain.rates import Share
from domain.views.course import course
from domain.views.detail import detail
from domain.views.suggest import Suggestion, Why
from tests.town import HOUR, MINUTE, MONDAY, Book
from tests.unit.domain.cases import DISP, HW, filed
from tests.unit.views.test_album import picture
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.captions import caption
from widgets.draw.related import RelatedView
from widgets.draw.related import related as draw_related
from widgets.draw.ruling import RulingView, held, ruling
from widgets.draw.spans import Line, Tone, flow


def said(lang: str = "zh", **more: object) -> list[Line]:
    one = picture(at=MONDAY, placed=True, **more)
    return flow(caption(one, lens(lang), MONDAY), 120, 2)


def warned(lines: list[Line]) -> list[str]:
    return [s.text for line in lines for s in line.spans if s.tone is Tone.WARN]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("图 1", "zhang", "12 m", "3 分前拍")),
        ("en", ("Photo 1", "zhang", "12 m", "taken 3 min before")),
    ],
)
def test_a_photo_that_fits_is_told_calmly(lang: str, words: tuple[str, ...]) -> None:
    found = said(lang, away=12, age=3 * MINUTE)
    assert all(word in text(found) for word in words), text(found)
    assert warned(found) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"away": FAR_M + 1}, "▲201 m far"),
        ({"away": 14_000}, "▲14 km far"),
        ({"age": OLD_MS + HOUR}, "▲taken 25 h 00 before old"),
        ({"age": -HOUR}, "▲camera's clock 1 h 00 ahead"),
    ],
)
def test_far_and_old_have_colour_glyph_and_word(
    more: dict[str, object], told: str
) -> None:
    assert warned(said("en", **more)) == [told]


def test_what_is_not_known_is_said() -> None:
    bare = flow(caption(picture(), lens("en"), 0), 120)
    assert "no position" in text(bare)
    assert "no time" in text(bare)
    demo = flow(caption(picture(kept=False), lens("en"), 0), 120)
    assert "no picture" in text(demo)


def test_the_case_view_has_it_beside_each_photo() -> None:
    book = Book()
    case = filed(book, photos=("ab" * 32, "demo/2"))
    whole = course(book.case(case), book.records, book.now)
    for columns in (38, 76):
        drawn = draw_related(
            RelatedView(course=whole, now=book.now), lens(), columns, 40
        )
        assert "图 1 " in text(drawn)
        assert "无位置" in text(drawn)
        assert "图 2 " in text(drawn)
        assert widest(drawn) <= columns


OFFERS = (
    Suggestion(
        "cg", Why.ROUTE, Share(9, 11), "§12", local=True, load=31, minutes=185,
        handled=12,
    ),
    Suggestion("hw", Why.CLASS, Share(3, 6), bounced=True, load=4, minutes=50),
)  # fmt: skip


@pytest.mark.parametrize("columns", [38, 76, 110])
def test_a_suggestion_says_what_the_form_says(columns: int) -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.do(case, c.Bounce(reason="B03", note="n"), HW)
    book.do(case, c.ApproveBounce(note="n"), DISP)
    one = detail(book.case(case), book.now, OFFERS)
    drawn = ruling(RulingView(one, now=book.now), lens("en"), columns, 40)
    told = " ".join(text(drawn).split())
    for words in (
        "bounced by Sanit", "1 City", "routing", "82% (9/11) back 2", "has 31",
        "median 3 h 05 (12)", "2 Sanit", "bounced it", "50% (3/6) back 3", "has 4",
        "mean 50 min",
    ):  # fmt: skip
        assert words in told, told
    assert widest(drawn) <= columns
    first = held(RulingView(one, now=book.now), lens("en"), 110)
    assert any("§12" in line.text for line in first)
