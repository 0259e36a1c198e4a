"""The filter line as a person handles it."""

from __future__ import annotations

import pytest

from tests.town import place
from tui.filterbox import USUAL, FilterBox


@pytest.fixture
def box() -> FilterBox:
    made = FilterBox()
    made.settle(place())
    return made


def write(box: FilterBox, text: str) -> None:
    for character in text:
        assert box.press(character, character)


def test_every_letter_is_a_filter(box: FilterBox) -> None:
    box.open()
    write(box, "东")
    assert (box.typing, box.text, box.cursor) == (True, "东", 1)
    assert len(box.filter.terms) == 1
    assert box.press("enter", "\r")
    assert (box.typing, box.text, box.cursor) == (False, "东", None)


def test_a_fault_leaves_the_last_good_filter_on(box: FilterBox) -> None:
    box.open()
    write(box, "st:东街")
    good = box.filter
    write(box, "x")
    assert box.faults[0].key == "filter.no_value"
    assert box.filter == good
    box.press("backspace", "")
    assert not box.faults


def test_the_beginning_of_a_field_s_name_is_no_word_after_all(box: FilterBox) -> None:
    box.put("li=red")
    asked = box.filter.terms
    box.open()
    write(box, "st")
    assert len(box.filter.terms) == 2  # a word, so far
    write(box, ":")
    assert box.filter.terms == asked
    write(box, "东")
    assert len(box.filter.terms) == 2
    write(box, "x")
    assert len(box.filter.terms) == 2


def test_given_up_it_is_what_it_was(box: FilterBox) -> None:
    box.put("li=red")
    before = box.filter
    box.open()
    write(box, "foo:1")
    assert box.faults
    box.press("escape", "\x1b")
    assert (box.text, box.filter, box.faults) == ("li=red", before, ())
    assert not box.typing


def test_more_is_typed_behind_what_is_on(box: FilterBox) -> None:
    box.put("li=red")
    box.open()
    write(box, "东")
    box.press("enter", "\r")
    assert box.text == "li=red 东"


def test_backspace_in_an_empty_line_closes_it(box: FilterBox) -> None:
    box.open()
    box.press("backspace", "")
    assert not box.typing


def test_pasted_text_is_cleaned_and_one_line(box: FilterBox) -> None:
    box.open()
    box.insert("东\x1b[31m街\n西街")
    assert "\x1b" not in box.text
    assert "西街" not in box.text


def test_keys_that_are_not_a_line_s_are_left_alone(box: FilterBox) -> None:
    assert not box.press("a", "a")  # closed
    box.open()
    assert not box.press("f5", "")


def test_tabs_go_round_the_saved_ones_last(box: FilterBox) -> None:
    box.saved = {"mine": "dp=hw"}
    seen = []
    for _ in range(len(USUAL) + 1):
        seen.append(box.text)
        box.put(box.tab(1))
    assert seen == [*(tab.text for tab in USUAL), "dp=hw"]
    assert box.text == ""
    assert box.tab(-1) == "dp=hw"


def test_from_a_line_that_is_no_tab_one_comes_to_the_ends(box: FilterBox) -> None:
    box.put("东街")
    assert box.tab(1) == USUAL[0].text
    assert box.tab(-1) == USUAL[-1].text


def test_what_was_asked_last_is_remembered_for_the_next_match(box: FilterBox) -> None:
    box.put("东街")
    asked = box.filter
    box.put("")
    assert box.last == asked


def test_every_usual_tab_is_a_good_line(box: FilterBox) -> None:
    for tab in USUAL:
        assert box.fault_of(tab.text) is None
    assert box.fault_of("foo:1") is not None
