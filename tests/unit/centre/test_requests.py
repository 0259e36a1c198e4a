"""What is read off a request before anybody looks at it."""

from __future__ import annotations

import msgspec
import pytest

from centre.doors.requests import check_texts, decoded_headers
from centre.problems import Problem
from domain import commands as c


def test_of_a_header_that_comes_twice_the_last_counts() -> None:
    headers = [(b"a", b"1"), (b"b", b""), (b"a", b"\xe9, 2")]
    assert decoded_headers(headers) == {"a": "é, 2", "b": ""}


def test_there_may_be_none() -> None:
    assert decoded_headers([]) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (c.Bounce(reason="B03", note="a\x07"), "note"),
        (c.FeedBack(note="well", photos=("a" * 64, "b\u200b\x00")), "photos"),
    ],
)
def test_a_text_that_may_not_come_in_is_named(body: msgspec.Struct, field: str) -> None:
    with pytest.raises(Problem) as told:
        check_texts(body)
    assert told.value.status == 422
    assert told.value.members["field"] == field


def test_texts_of_all_languages_may_come_in() -> None:
    check_texts(c.Bounce(reason="B03", note="不属于我们\tнет\n"))
