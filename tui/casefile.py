"""What is known of the case that is shown: at once from the fold, then its records.

Open cases are there at once; the records and everything about closed cases come from
the centre, asked for in the api's own thread. Whoever shows it asks `turn` once a
frame; nothing here waits. No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Final

from msgspec import structs

from domain.calendar import MINUTE_MS
from domain.errors import GridwallError
from domain.packed import numbers
from domain.state import Case
from domain.views.course import Course, course
from domain.views.detail import Detail, detail
from domain.views.related import Relative, related
from tui.calendars import counted
from tui.model import Model, News

if TYPE_CHECKING:
    from client.reading import Dossier

    Read = Callable[[str], Future[Dossier]]

#: Frames between two readings of a case that goes on, and before a failed one is
#: tried again.
AGAIN: Final = 4
RETRY: Final = 20


class CaseFile:
    """One case, by id or number. `read` asks the centre; None while there is none.

    `state` is a key of the catalogue while something is missing, `fault` the reason of
    a failure; `edition` grows whenever something looks different.
    """

    def __init__(self) -> None:
        self.read: Read | None = None
        self.name = ""
        self.detail: Detail | None = None
        self.course: Course | None = None
        self.relatives: tuple[Relative, ...] = ()
        self.state = self.fault = ""
        self.edition = 0
        self._id = ""
        self._dossier: Dossier | None = None
        self._asked: Future[Dossier] | None = None
        self._asked_at = 0
        self._wanted = False
        self._shown: tuple[object, ...] = ()

    @property
    def case(self) -> str:
        """Its id, empty while only its number is known."""
        return self._id

    @property
    def missing(self) -> str:
        """Why the related cases could not be read; empty if they were."""
        return self._dossier.missing if self._dossier is not None else ""

    def standing(self, model: Model) -> Case | None:
        """The case itself, open or closed; None while only its number is known."""
        return self._case(model)

    def look_again(self) -> None:
        """Somebody came back to it: what was read may be old."""
        self._wanted = True

    def turn(self, model: Model, name: str, news: News, beat: int) -> None:
        """Let time pass: take what was read, ask for what is missing, look again."""
        if name != self.name:
            self._begin(model, name)
        self._take(beat)
        if self._id in news.touched:
            self._wanted = True
        case = self._case(model)
        if case is not None and self._outrun(case):
            self._wanted = True
        if self._wanted and self._may_ask(beat):
            self._ask(beat)
        self._look(model, case)

    def _begin(self, model: Model, name: str) -> None:
        self.name, self._id = name, _find(model.state.cases, name)
        self._dossier, self._asked, self.fault = None, None, ""
        self._wanted, self._asked_at = bool(name), -RETRY

    def _case(self, model: Model) -> Case | None:
        """As it stands: of the fold while it is open, else as it was read."""
        open_one = model.state.cases.get(self._id)
        if open_one is not None or self._dossier is None:
            return open_one
        return self._dossier.case

    def _outrun(self, case: Case) -> bool:
        read = self._dossier
        return read is not None and read.case.version < case.version

    def _may_ask(self, beat: int) -> bool:
        wait = RETRY if self.fault else AGAIN
        return self._asked is None and not 0 <= beat - self._asked_at < wait

    def _ask(self, beat: int) -> None:
        if self.read is None or not self.name:
            return
        self._asked_at, self._wanted = beat, False
        self._asked = self.read(self._id or self.name)

    def _take(self, beat: int) -> None:
        if self._asked is None or not self._asked.done():
            return
        asked, self._asked = self._asked, None
        try:
            self._dossier = asked.result()
        except (GridwallError, CancelledError) as error:
            self.fault, self._wanted = str(error) or type(error).__name__, True
            self._asked_at = beat
            return
        self.fault, self._id = "", self._dossier.case.id

    def _look(self, model: Model, case: Case | None) -> None:
        """Make what is shown anew if something differs, or the minute does."""
        read = self._dossier
        self.state = self._missing_word()
        minute = model.now // MINUTE_MS
        version = case.version if case is not None else 0
        looks = (self.name, version, id(read), minute, self.state, self.fault)
        if looks == self._shown:
            return
        self._shown = looks
        self.edition += 1
        records = read.records if read is not None else ()
        if case is None:
            self.detail, self.course, self.relatives = None, None, ()
            return
        offers = model.offers(case) if case.id in model.state.cases else ()
        one = detail(case, model.now, offers)
        # Where everything is a drill the head says it, not every case.
        self.detail = structs.replace(one, drill=one.drill and not model.drill)
        how = counted(case.calendar, model.place.zone)
        self.relatives = self._related(model, case)
        self.course = _numbered(course(case, records, model.now, how), self.relatives)

    def _related(self, model: Model, case: Case) -> tuple[Relative, ...]:
        read = self._dossier
        if read is None:
            return related(case, (), (), ())
        now = model.state.cases
        near = [now.get(one.id, one) for one in read.near]
        near += model.similar(case)  # also from the unit grid beside
        linked = [now.get(one.id, one) for one in read.linked]
        return related(case, read.records, linked, near)

    def _missing_word(self) -> str:
        if not self.name:
            return ""
        if self.fault:
            return "course.failed"
        if self._dossier is None:
            return "course.loading" if self.read is not None else "course.no_reader"
        return ""


def _numbered(found: Course, relatives: tuple[Relative, ...]) -> Course:
    """Records that name another case name it by its number, where that is known."""
    numbers = {one.case: one.number for one in relatives if one.number}
    entries = tuple(
        structs.replace(one, other=numbers.get(one.other, one.other))
        if one.other
        else one
        for one in found.entries
    )
    return structs.replace(found, entries=entries)


def _find(cases: Mapping[str, Case], name: str) -> str:
    """The id of an open case by id or number; empty when it is none."""
    if name in cases or not name:
        return name
    return next((one for one, number in numbers(cases) if number == name), "")
