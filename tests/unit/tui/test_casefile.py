"""The case file: at once from the fold, then from the centre, and again later."""

from __future__ import annotations

from concurrent.futures import Future

from client.errors import ReadFailed
from client.feed import Feed, Phase
from client.reading import Dossier
from client.store import Store
from domain import commands as c
from domain.codes import State
from domain.views.related import Kin
from tests.town import MINUTE, MONDAY, Book, place
from tests.unit.domain.cases import ACC, DISP, HW, LEAD, OTHER_OFF, filed
from tui.casefile import AGAIN, RETRY, CaseFile
from tui.model import Model, News

NOTHING = News()


class Desk:
    """A book, a wall's model of it, and a door where answers wait to be given."""

    def __init__(self) -> None:
        self.book, self.time = Book(), 0.0
        self.store = Store(lambda: self.time)
        self.model = Model(self.store, place(), lambda: self.time)
        self.file, self.beat = CaseFile(), 0
        self.file.read = self._read
        self.asked: list[str] = []
        self.answers: list[Future[Dossier]] = []
        self.name = ""

    def _read(self, name: str) -> Future[Dossier]:
        self.asked.append(name)
        self.answers.append(Future())
        return self.answers[-1]

    def turn(self, frames: int = 1) -> CaseFile:
        """The wall takes what the book has; so many frames pass."""
        book = self.book
        self.store.replace(book.state.copy())
        feed = Feed(phase=Phase.LIVE, at=book.now, received=self.time, current=0.0)
        self.store.publish(feed)
        self.model.turn()
        for _ in range(frames):
            self.beat += 1
            self.file.turn(self.model, self.name, NOTHING, self.beat)
        return self.file

    def show(self, name: str) -> CaseFile:
        self.name = name
        return self.turn()

    def answer(self, name: str = "", **more: object) -> CaseFile:
        """The centre answers the last question with what the book has now."""
        case = self.book.case(name or self.name)
        records = tuple(r for r in self.book.records if r.case == case.id)
        read = Dossier(case, records, **more)  # type: ignore[arg-type]
        self.answers[-1].set_result(read)
        return self.turn()


def test_an_open_case_is_there_at_once_and_its_records_follow() -> None:
    desk = Desk()
    case = filed(desk.book)
    file = desk.show(case)
    assert file.detail is not None
    assert file.detail.number == desk.book.case(case).number
    assert (file.state, desk.asked) == ("course.loading", [case])
    assert file.course is not None
    assert not file.course.known
    desk.answer()
    assert (file.state, file.fault) == ("", "")
    assert file.course.known
    assert len(file.course.entries) == 3


def closed(book: Book) -> str:
    case = filed(book)
    for command, by in (
        (c.Dispatch(department="hw"), DISP),
        (c.Take(), HW),
        (c.FeedBack(photos=("a", "b")), HW),
        (c.SendCheck(), ACC),
        (c.PassCheck(photos=("p",)), OTHER_OFF),
        (c.Close(), LEAD),
    ):
        book.do(case, command, by)
    return case


def test_a_closed_case_is_read_by_its_number() -> None:
    desk = Desk()
    case = closed(desk.book)
    number = desk.book.case(case).number
    file = desk.show(number)
    assert (file.detail, file.state, desk.asked) == (None, "course.loading", [number])
    desk.answer(case)
    assert file.case == case
    assert file.detail is not None
    assert file.detail.state is State.CLOSED


def test_an_open_case_is_found_by_its_number_without_asking() -> None:
    desk = Desk()
    case = desk.book.open()
    file = desk.show(desk.book.case(case).number)
    assert file.case == case
    assert desk.asked == [case]


def test_it_is_read_again_when_it_goes_on_but_not_at_every_frame() -> None:
    desk = Desk()
    case = desk.book.open()
    desk.show(case)
    file = desk.answer()
    desk.turn(3 * AGAIN)
    assert len(desk.asked) == 1
    desk.book.do(case, c.Accept(), ACC)
    desk.turn()
    assert len(desk.asked) == 2
    assert file.course is not None
    assert file.course.behind
    desk.answer()
    assert not file.course.behind
    assert file.detail is not None
    assert file.detail.state is State.ACCEPTED


def test_one_question_is_under_way_at_a_time() -> None:
    desk = Desk()
    case = desk.book.open()
    desk.show(case)
    for _ in range(3):
        desk.book.do(case, c.Urge(note="催办"), LEAD)
        desk.file.turn(desk.model, case, News(touched=frozenset({case})), 99)
        desk.turn(10 * RETRY)
    assert len(desk.asked) == 1


def test_a_failure_is_told_and_tried_again_later() -> None:
    desk = Desk()
    case = desk.book.open()
    file = desk.show(case)
    desk.answers[-1].set_exception(ReadFailed("no such case", 404, "unknown-case"))
    desk.turn()
    assert (file.state, file.fault) == ("course.failed", "no such case")
    assert file.detail is not None
    desk.turn(RETRY - 1)
    assert len(desk.asked) == 1
    desk.turn(2)
    assert len(desk.asked) == 2
    desk.answer()
    assert (file.state, file.fault) == ("", "")


def test_an_answer_for_the_case_before_is_not_shown_for_the_next() -> None:
    desk = Desk()
    one, other = desk.book.open(), desk.book.open()
    file = desk.show(one)
    late = desk.answers[-1]
    desk.show(other)
    records = tuple(r for r in desk.book.records if r.case == one)
    late.set_result(Dossier(desk.book.case(one), records))
    desk.turn()
    assert file.case == other
    assert file.state == "course.loading"
    assert file.detail is not None
    assert file.detail.number == desk.book.case(other).number


def test_a_door_that_is_shut_on_the_way_is_a_failure() -> None:
    desk = Desk()
    file = desk.show(desk.book.open())
    desk.answers[-1].cancel()
    desk.turn()
    assert file.state == "course.failed"


def test_without_a_centre_it_says_so() -> None:
    desk = Desk()
    desk.file.read = None
    file = desk.show(desk.book.open())
    assert file.state == "course.no_reader"
    assert file.detail is not None


def test_a_case_that_is_closed_meanwhile_stays_and_is_read_again() -> None:
    desk = Desk()
    case = desk.book.open()
    desk.show(case)
    file = desk.answer()
    desk.book.do(case, c.SpecialClose(note="指挥长"))
    desk.turn(AGAIN)
    desk.file.turn(desk.model, case, News(touched=frozenset({case})), desk.beat + 1)
    desk.beat += 1
    assert len(desk.asked) == 2
    desk.answer()
    assert file.detail is not None
    assert file.detail.state is State.CLOSED


def test_related_cases_read_as_they_stand_now() -> None:
    desk = Desk()
    case, near = desk.book.open(), desk.book.open()
    old = desk.book.case(near)
    desk.book.do(near, c.Accept(), ACC)
    desk.show(case)
    file = desk.answer(near=(old,), missing="")
    (relative,) = file.relatives
    assert (relative.kin, relative.state) == (Kin.SIMILAR, State.ACCEPTED)


def test_it_looks_different_only_when_something_is() -> None:
    desk = Desk()
    desk.show(desk.book.open())
    file = desk.answer()
    before = file.edition
    desk.turn(10)
    assert file.edition == before
    desk.book.now += MINUTE
    desk.turn()
    assert file.edition == before + 1
    assert desk.book.now > MONDAY


def test_coming_back_to_a_case_reads_it_again() -> None:
    desk = Desk()
    case = desk.book.open()
    desk.show(case)
    file = desk.answer()
    desk.turn(AGAIN)
    file.look_again()
    desk.turn()
    assert desk.asked == [case, case]


def test_a_record_names_another_case_by_its_number() -> None:
    desk = Desk()
    target, merged = desk.book.open(), desk.book.open()
    desk.book.do(merged, c.Merge(target=target), ACC)
    desk.show(merged)
    file = desk.answer(linked=(desk.book.case(target),))
    assert file.course is not None
    assert file.course.entries[-1].other == desk.book.case(target).number
