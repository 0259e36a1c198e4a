"""Codes as words in one language."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from domain.codes import REASONS, Role, Source, State
from domain.sla import Light
from domain.state import ALL
from domain.views.names import EN, ZH, Names
from domain.views.words import EVENT_WORDS
from tests.town import place

ZH_NAMES, EN_NAMES = Names(place(), ZH), Names(place(), EN)


@pytest.mark.parametrize(("ask", "zh", "en"), [
    (lambda n: n.title(), "小镇", "Town"),
    (lambda n: n.street("T01"), "东街", "East"),
    (lambda n: n.street(ALL), "全区", "All"),
    (lambda n: n.street_full("T01"), "东街", "East St"),
    (lambda n: n.department("cg"), "城管", "City"),
    (lambda n: n.department_full("cg"), "城市管理局", "City Management"),
    (lambda n: n.subclass("0101"), "暴露垃圾", "exposed rubbish"),
    (lambda n: n.headline("0101", "门口垃圾"), "门口垃圾", "exposed rubbish"),
    (lambda n: n.headline("9999", "门口垃圾"), "门口垃圾", "门口垃圾"),
    (lambda n: n.event("Bounced"), "退单", "bounced"),
    (lambda n: n.street_beside("T01"), "East", ""),
    (lambda n: n.street_beside(ALL), "All", ""),
])  # fmt: skip
def test_every_idea_in_both_languages(
    ask: Callable[[Names], str], zh: str, en: str
) -> None:
    assert (ask(ZH_NAMES), ask(EN_NAMES)) == (zh, en)


@pytest.mark.parametrize("names", [ZH_NAMES, EN_NAMES, Names(None, ZH)])
def test_an_unknown_code_answers_itself(names: Names) -> None:
    for ask in (
        names.street,
        names.street_full,
        names.department,
        names.department_full,
        names.subclass,
        names.event,
        names.reason,
    ):
        assert ask("Z99") == "Z99"
    assert names.street_beside("Z99") == ""


def test_before_the_place_is_known_there_is_no_title() -> None:
    assert Names(None).title() == ""
    assert Names(None).headline("0101", "门口垃圾") == "门口垃圾"


def test_a_name_that_is_the_same_in_both_is_not_said_twice() -> None:

    same = msgspec.structs.replace(
        place(),
        streets=(msgspec.structs.replace(place().streets[0], short_zh="East"),),
    )
    assert Names(same, ZH).street_beside("T01") == ""


def test_no_code_of_the_trade_lacks_a_word() -> None:
    for names, plain in ((ZH_NAMES, False), (EN_NAMES, True)):
        said = [names.state(state) for state in State]
        said += [names.role(role) for role in Role]
        said += [names.source(source) for source in Source]
        said += [names.light(light) for light in Light]
        said += [names.reason(code) for code in REASONS]
        said += [names.event(tag) for tag in EVENT_WORDS]
        assert all(said)
        assert all(word.isascii() for word in said) is plain
