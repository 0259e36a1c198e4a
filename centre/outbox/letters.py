"""A notice as a letter: title and text, in the place's language, inert everywhere.

What people typed is cleaned and loses every sign that some messenger reads as markup,
a mention or a link; the only mentions are the roster's own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from domain import text
from domain.circles import Notice, Occasion
from domain.codes import REASONS, Words
from domain.events import AnyEvent
from domain.rules import Rules
from domain.state import Case

#: Full-width twins of what Markdown, HTML and the messengers' own tags are made of.
_INERT: Final = str.maketrans(
    {char: chr(ord(char) + 0xFEE0) for char in "@<>[](){}*_`#|~\\&!$=+^\"'"}
)
_TITLE, _LINE, _NOTE = 60, 80, 160

_WORDS: Final[dict[Occasion, Words]] = {
    Occasion.URGENT: Words("紧急", "Urgent"),
    Occasion.OVERDUE: Words("超时", "Overdue"),
    Occasion.BOUNCED_AGAIN: Words("再次退单", "Bounced again"),
    Occasion.URGED: Words("督办", "Urged"),
    Occasion.CHECK_FAILED: Words("核查未通过", "Check failed"),
    Occasion.UNANSWERED: Words("逾期未回应", "No answer"),
    Occasion.DUE_SOON: Words("一小时内到期", "Due within the hour"),
    Occasion.BOUNCED: Words("退单待审", "Bounced"),
    Occasion.DISPATCHED: Words("派遣", "Dispatched"),
}
_CASE: Final = Words("案件", "Case")
_PLACE: Final = Words("地点", "Place")
_DEPARTMENT: Final = Words("处置部门", "Department")
_DEADLINE: Final = Words("处置期限", "Deadline")
_REASON: Final = Words("原因", "Reason")
_NOTE_WORD: Final = Words("备注", "Note")
_MASKED: Final = Words("（为老案件，地址见系统）", "(elder care: see the case)")
_DRILL: Final = Words("演练", "Drill")
_ID: Final = Words("通知号", "Notice")


class Letter(msgspec.Struct, frozen=True):
    """What is sent: `id` is the same however often it is."""

    id: str
    title: str
    text: str


def inert(typed: str, cells: int) -> str:
    """One cleaned line of at most so many cells that no messenger reads as more."""
    plain = text.clean(typed).replace("://", "：／／").translate(_INERT)
    return text.cut(plain, cells)


class Writer:
    """Writes a place's letters."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._zh = rules.place.locale.startswith("zh")

    def write(
        self,
        notice: Notice,
        case: Case,
        name: str,
        event: AnyEvent | None,
        *,
        drill: bool,
    ) -> Letter:
        """The letter of that name; `event`: the record behind it, if there is one."""
        title = f"【{self._say(_WORDS[notice.occasion])}】{case.number} "
        if drill:
            title = f"【{self._say(_DRILL)}】{title}"
        lines = [
            " ".join(
                f"@{contact.mention} {contact.name}" for contact in notice.contacts
            ),
            f"{self._say(_CASE)}: {case.number} {self._subject(case)}",
            f"{self._say(_PLACE)}: {self._place(case)}",
            *self._clock(case),
            *self._why(event),
            f"{self._say(_ID)}: {name}",
        ]
        return Letter(
            name, title + inert(self._subject(case), _TITLE), "\n".join(lines)
        )

    def _say(self, words: Words) -> str:
        return words.zh if self._zh else words.en

    def _subject(self, case: Case) -> str:
        """The title; of an elder's case the class: who it is stays in the centre."""
        kind = self._rules.subclass(case.subclass)
        if case.elder and kind is not None:
            return inert(kind.zh if self._zh else kind.en, _LINE)
        return inert(case.title, _LINE)

    def _place(self, case: Case) -> str:
        street = self._rules.street(case.street)
        name = case.street if street is None else self._say(Words(street.zh, street.en))
        if case.elder:
            return f"{name} {self._say(_MASKED)}"
        return f"{name} {inert(case.address, _LINE)}".rstrip()

    def _clock(self, case: Case) -> list[str]:
        lines = []
        known = self._rules.department(case.department)
        if known is not None:
            name = self._say(Words(known.zh, known.en))
            lines.append(f"{self._say(_DEPARTMENT)}: {name}")
        if case.clock is not None and case.department:
            at = datetime.fromtimestamp(case.clock.deadline / 1000, self._rules.zone)
            about = "≈" if case.clock.approximate else ""
            lines.append(f"{self._say(_DEADLINE)}: {about}{at:%Y-%m-%d %H:%M}")
        return lines

    def _why(self, event: AnyEvent | None) -> list[str]:
        lines = []
        reason = REASONS.get(getattr(event, "reason", ""))
        if reason is not None:
            code = getattr(event, "reason", "")
            lines.append(f"{self._say(_REASON)}: {code} {self._say(reason)}")
        note = getattr(event, "note", "")
        if note:
            lines.append(f"{self._say(_NOTE_WORD)}: {inert(note, _NOTE)}")
        return lines
