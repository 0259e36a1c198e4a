"""What codes are called: in Chinese, in English, by code or by pinyin initials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from domain.codes import (
    BOUNCE_REASONS,
    ROLE_WORDS,
    STATE_WORDS,
    Kind,
    Source,
    State,
    Words,
)
from domain.place import Place
from domain.sla import Light
from domain.views.filter.patterns import How, looker
from domain.views.filter.rows import fold
from domain.views.words import LIGHT_WORDS, SOURCE_WORDS
from domain.views.works import WORKERS


class Name(msgspec.Struct, frozen=True):
    """What stands for a code: `keys` whole, `words` in part, `initials` as begun."""

    code: str
    keys: tuple[str, ...]
    words: tuple[str, ...] = ()
    initials: str = ""

    def fits(self, needle: str, how: How) -> bool:
        """Whether a folded needle means it."""
        if needle in self.keys and how is not How.REGEX:
            return True
        if how is How.CONTAINS and self.initials.startswith(needle):
            return True
        return any(map(looker(needle, how), self.words))


#: Nobody, nothing.
NOBODY: Final = Name("", ("-", "none", "无"))
_COLOURS: Final = {
    Light.GREEN: ("绿", "绿灯", "green"),
    Light.YELLOW: ("黄", "黄灯", "yellow", "amber"),
    Light.RED: ("红", "红灯", "red"),
    Light.NONE: ("无", "none"),
}
_KIND_WORDS: Final = {
    Kind.COMPONENT: Words("部件", "component"),
    Kind.EVENT: Words("事件", "event"),
}
YES: Final = "yes"
NO: Final = "no"
_SWITCH: Final = (
    Name(YES, ("yes", "y", "1", "true", "on", "是", "有")),
    Name(NO, ("no", "n", "0", "false", "off", "否", "无")),
)


def _named(
    code: str, *words: str, keys: Iterable[str] = (), initials: str = ""
) -> Name:
    folded = tuple(dict.fromkeys(fold(word) for word in words if word))
    whole = (fold(code), *map(fold, keys), *((fold(initials),) if initials else ()))
    return Name(code, tuple(dict.fromkeys(whole)), folded, fold(initials))


class Vocabulary:
    """The names of one place, folded; without a place only those of the trade."""

    def __init__(self, place: Place | None) -> None:
        streets = place.streets if place else ()
        departments = place.departments if place else ()
        subclasses = place.subclasses if place else ()
        categories = {c.code: c for c in place.categories} if place else {}
        self._kinds: Final[Mapping[str, tuple[Name, ...]]] = {
            "street": tuple(
                _named(s.code, s.zh, s.en, s.short_zh, s.short_en, initials=s.initials)
                for s in streets
            ),
            "department": tuple(
                _named(d.code, d.zh, d.en, d.short_zh, d.short_en, initials=d.initials)
                for d in departments
            ),
            "subclass": tuple(_named(s.code, s.zh, s.en) for s in subclasses),
            "category": tuple(_named(c.code, c.zh, c.en) for c in categories.values()),
            "state": tuple(_named(s, w.zh, w.en) for s, w in STATE_WORDS.items()),
            "light": tuple(
                _named(light, w.zh, w.en, keys=_COLOURS[light])
                for light, w in LIGHT_WORDS.items()
            ),
            "source": tuple(_named(s, w.zh, w.en) for s, w in SOURCE_WORDS.items()),
            "kind": tuple(_named(k, w.zh, w.en) for k, w in _KIND_WORDS.items()),
            "reason": tuple(
                _named(code, w.zh, w.en) for code, w in BOUNCE_REASONS.items()
            ),
            "role": tuple(
                _named(r, ROLE_WORDS[r].zh, ROLE_WORDS[r].en) for r in WORKERS
            ),
            "switch": _SWITCH,
        }
        self._of_category: dict[str, set[str]] = {code: set() for code in categories}
        for subclass in subclasses:
            self._of_category.setdefault(subclass.category, set()).add(subclass.code)

    def find(self, kind: str, needle: str, how: How) -> frozenset[str]:
        """The codes of a kind that a folded needle means; empty for none."""
        return frozenset(n.code for n in self._kinds[kind] if n.fits(needle, how))

    def subclasses(self, needle: str, how: How) -> frozenset[str]:
        """Classes by their own names or by their category's."""
        found = set(self.find("subclass", needle, how))
        for category in self.find("category", needle, how):
            found |= self._of_category.get(category, set())
        return frozenset(found)

    def of_category(self, needle: str, how: How) -> frozenset[str]:
        """The classes of the categories that a needle means."""
        return frozenset(
            code
            for category in self.find("category", needle, how)
            for code in self._of_category.get(category, set())
        )

    def names(self, kind: str) -> tuple[str, ...]:
        """A word of each code of a kind: what completion offers."""
        return tuple(n.words[0] if n.words else n.keys[0] for n in self._kinds[kind])


#: Kinds of codes that are members of an enumeration.
MEMBERS: Final[Mapping[str, type[State | Light | Source | Kind]]] = {
    "state": State,
    "light": Light,
    "source": Source,
    "kind": Kind,
}
