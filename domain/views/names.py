"""A place's codes as words in one language: what widgets write instead of codes."""

from __future__ import annotations

from typing import Final

from domain.codes import REASONS, ROLE_WORDS, STATE_WORDS, Role, Source, State, Words
from domain.place import Department, Place, Street, Subclass
from domain.sla import Light
from domain.state import ALL
from domain.views.words import EVENT_WORDS, LIGHT_WORDS, SOURCE_WORDS

ZH: Final = "zh"
EN: Final = "en"
_WHOLE: Final = Words("全区", "All")


class Names:
    """The words of one place in one language; an unknown code answers itself."""

    def __init__(self, place: Place | None, lang: str = ZH) -> None:
        self.place: Final = place
        self.lang: Final = lang
        self._zh = lang == ZH
        streets = place.streets if place else ()
        departments = place.departments if place else ()
        subclasses = place.subclasses if place else ()
        self._streets: dict[str, Street] = {s.code: s for s in streets}
        self._departments: dict[str, Department] = {d.code: d for d in departments}
        self._subclasses: dict[str, Subclass] = {s.code: s for s in subclasses}

    def say(self, words: Words) -> str:
        """One idea in this language."""
        return words.zh if self._zh else words.en

    def title(self) -> str:
        """The place itself."""
        if self.place is None:
            return ""
        return self.place.zh if self._zh else self.place.en

    def street(self, code: str) -> str:
        """A street's short name; `ALL` is the whole place."""
        if code == ALL:
            return self.say(_WHOLE)
        found = self._streets.get(code)
        if found is None:
            return code
        return found.short_zh if self._zh else found.short_en

    def street_beside(self, code: str) -> str:
        """The second name that a Chinese cell carries: the English one."""
        if not self._zh:
            return ""
        if code == ALL:
            return _WHOLE.en
        found = self._streets.get(code)
        same = found is None or found.short_en == found.short_zh
        return "" if found is None or same else found.short_en

    def street_full(self, code: str) -> str:
        """A street's whole name."""
        found = self._streets.get(code)
        if found is None:
            return code
        return found.zh if self._zh else found.en

    def department(self, code: str) -> str:
        """A department's short name."""
        found = self._departments.get(code)
        if found is None:
            return code
        return found.short_zh if self._zh else found.short_en

    def department_full(self, code: str) -> str:
        """A department's whole name."""
        found = self._departments.get(code)
        if found is None:
            return code
        return found.zh if self._zh else found.en

    def subclass(self, code: str) -> str:
        """What kind of case."""
        found = self._subclasses.get(code)
        if found is None:
            return code
        return found.zh if self._zh else found.en

    def headline(self, subclass: str, title: str) -> str:
        """What a case is about: people's words, or the class in English."""
        if self._zh or subclass not in self._subclasses:
            return title
        return self._subclasses[subclass].en

    def state(self, state: State) -> str:
        """A state of a case."""
        return self.say(STATE_WORDS[state])

    def event(self, tag: str) -> str:
        """What happened, by the tag of the event."""
        words = EVENT_WORDS.get(tag)
        return self.say(words) if words else tag

    def reason(self, code: str) -> str:
        """A reason code's words."""
        words = REASONS.get(code)
        return self.say(words) if words else code

    def role(self, role: Role) -> str:
        """A role."""
        return self.say(ROLE_WORDS[role])

    def source(self, source: Source) -> str:
        """Where a report came from."""
        return self.say(SOURCE_WORDS[source])

    def light(self, light: Light) -> str:
        """How far a clock has run."""
        return self.say(LIGHT_WORDS[light])
