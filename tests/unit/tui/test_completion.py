"""Finding what a few letters mean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tui.worlds import world
from tui.commands.places import streets
from tui.completion import Likeness, Offer, best, folded, likeness, meant

STREETS = streets(world())


def found(typed: str) -> list[str]:
    return [offer.text for offer in best(typed, STREETS)]


def test_codes_initials_and_names_of_both_languages_find_a_street() -> None:
    for typed in (
        "tsl",
        "TSL",
        "天山",
        "天山路街道",
        "tianshan",
        "310105006",
        "ｔｓｌ",
    ):
        assert found(typed) == ["tsl"], typed


def test_the_better_likeness_comes_first_then_the_order_of_the_place() -> None:
    assert found("x") == ["xjz", "xhl"]
    assert found("road") == ["tsl", "xhl"]
    assert found("hq") == ["hq"]
    assert found("虹桥") == ["hq", "lkyq"]
    assert found("") == [offer.text for offer in STREETS]


def test_a_whole_name_is_clear_although_another_begins_with_it() -> None:
    assert [offer.text for offer in meant("虹桥", STREETS)] == ["hq"]
    assert [offer.text for offer in meant("新", STREETS)] == ["xjz", "xhl"]
    assert meant("zz", STREETS) == ()
    assert meant("", STREETS) == ()


def test_likeness_tells_whole_beginning_word_part_and_letters() -> None:
    offer = Offer("street", "Tianshan Road")
    assert likeness("street", offer) is Likeness.SAME
    assert likeness("str", offer) is Likeness.BEGINNING
    assert likeness("road", offer) is Likeness.WORD
    assert likeness("ree", offer) is Likeness.PART
    assert likeness("tnr", offer) is None
    assert likeness("tshr", offer, fuzzy=True) is Likeness.LETTERS
    assert likeness("strt", offer, fuzzy=True) is Likeness.LETTERS
    assert likeness("zq", offer, fuzzy=True) is None


def test_two_letters_in_that_order_are_not_enough() -> None:
    assert likeness("td", Offer("tianshan-road"), fuzzy=True) is None


@given(st.text(max_size=12), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_a_find_has_its_letters(
    typed: str, text: str, about: str
) -> None:
    offer = Offer(text, about)
    like = likeness(folded(typed), offer, fuzzy=True)
    if typed and typed in text:
        assert like is not None
    if like is not None:
        letters = set(folded(typed))
        assert letters <= set(folded(text)) or letters <= set(folded(about))
