"""Writing: forms and the menu.

Whatever is open here gets the keys before the wall does. Nothing is sent here: a
confirmed form goes to `confirmed`, which `wall.py` makes a message of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from functools import cached_property
from typing import TYPE_CHECKING, Final

from domain import commands as c
from domain import workflow
from domain.codes import OPEN
from domain.errors import GridwallError
from domain.state import Case
from domain.views.detail import MASK
from domain.views.names import Names
from tui.arming import Arming
from tui.deeds import COUNTERS
from tui.model import Model
from tui.screens.arrangement import Rect
from tui.screens.sending import SendingScreen

if TYPE_CHECKING:
    from client.reading import Dossier
    from domain.views.choices import Option
    from tui.forms import Confirmed, Form, Ground
    from tui.menu import Menu
    from tui.weighing import Weighing
    from widgets.draw.form import FormView

#: Cases that one form may be about.
MOST: Final = 200
_MENU: Final = (100, 48)  # columns and rows at most
#: Rows of the panes that a form leaves.
_LEFT: Final = 6


class WritingScreen(SendingScreen):
    """Form and menu: one of them is open at most.

    All about them is imported when somebody first writes.
    """

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._form: Form | None = None
        self._held: Form | None = None  # given up when nothing could be written
        self._note: Future[Dossier] | None = None

    @cached_property
    def weighing(self) -> Weighing:
        """What the person may do."""
        from tui.weighing import Weighing

        return Weighing(self.arming)

    @cached_property
    def _menu(self) -> Menu:
        from tui.menu import Menu

        return Menu()

    # What is open

    @property
    def _choosing(self) -> bool:
        return "_menu" in vars(self) and self._menu.is_open

    def asked(self, key: str, character: str) -> bool:
        """Give a key to whatever is open; False when nothing is."""
        if self._form is not None:
            self._press_form(key, character)
        elif self._choosing:
            self._press_menu(key, character)
        else:
            return super().asked(key, character)
        return True

    def pasted(self, text: str) -> None:
        """Pasted text goes into a form's field, and never confirms it."""
        if self._form is not None:
            self._form.paste(text)
            self._show_form()
        elif not self._choosing:
            super().pasted(text)

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        board = self.board
        view = self._form.view() if self._form else self._told()
        place = None
        if view is not None:
            high = min(board.form.rows_for(view, columns), max(3, rows - _LEFT))
            place = Rect(0, max(0, rows - 1 - high), columns, high)
            board.form.show(view)
        board.lay("form", place)
        room: Rect | None = None
        if self._choosing:
            from widgets.draw.menu import rows_for

            shown = self._menu.view()
            wide = min(columns, _MENU[0])
            high = min(max(3, rows - 2), _MENU[1], rows_for(shown))
            room = Rect((columns - wide) // 2, 1, wide, high)
            board.menu.show(shown)
        board.lay("menu", room)

    def _told(self) -> FormView | None:
        """What is said in a form's place while there is none."""
        return None

    def _show_form(self) -> None:
        self._above(*self.size)

    def frame(self) -> None:
        """What was asked for elsewhere may be there."""
        super().frame()
        self._take_note()
        self._look_after(self._form)

    # Forms

    def _look_after(self, form: Form | None) -> None:
        """Somebody may do something to the case while its form is open."""
        if form is None or self._model is None or form.case.state not in OPEN:
            return
        if form.overtaken(self._model.state.cases.get(form.case.id)):
            self._show_form()

    def _press_form(self, key: str, character: str) -> None:
        from tui.forms import Confirmed, Press

        form = self._form
        press = Press(key, character, self._monotonic())
        if form is None or (answer := form.press(press)) is None:
            self._show_form()
            return
        if isinstance(answer, Confirmed) and (refused := self.unsafe()):
            form.hold(refused)  # what was typed is not lost
            self._show_form()
            self.tell(refused)
            return
        self._form = None
        self.lay_out()
        if isinstance(answer, Confirmed):
            self.confirmed(answer)
        elif form.held:
            self._held = form

    def confirmed(self, answer: Confirmed) -> None:
        """A person wants this."""
        raise NotImplementedError

    def refused(self, action: str, case: Case | None) -> str:
        """Why an action may not be taken on a case; empty when it may."""
        if unsafe := self.unsafe():
            return unsafe
        if case is None or self._model is None:
            return "say.no_case"
        if case.id in self.deeds.pending:
            return "say.pending"
        barred = self.weighing.barred(action, case, self._model)
        if barred is None:
            return ""
        names = Names(self._place, self._lang)
        return self.weighing.said(barred, self._say, names)

    @property
    def targets(self) -> tuple[Case, ...]:
        """What a write is about: the marked cases of a list, else the chosen one."""
        sight = self.sight
        if sight is None:
            return ()
        held, listed = sight.model.state.cases, self.pane("queue") is not None
        if listed and self.list.marks:
            return tuple(held[one] for one in self.list.marks if one in held)
        if sight.case is not None:
            return (sight.case,)
        if sight.visit.view == "case":
            shown = self.board.file.standing(sight.model)
            return () if shown is None else (shown,)
        return ()

    def _begin(self, action: str, make: Callable[[Ground], Form]) -> Form | None:
        """Open a form for those of the targets that it may be done to."""
        cases, model = self.targets, self._model
        if not cases or model is None:
            self.tell(self.unsafe() or "say.no_case")
            return None
        if len(cases) > MOST:
            self.tell(self._say("say.too_many").format(n=MOST))
            return None
        said = [self.refused(action, case) for case in cases]
        free = tuple(one for one, why in zip(cases, said, strict=True) if not why)
        if not free:
            self.tell(said[0])
            return None
        held, self._held = self._held, None
        if held is not None and held.resumes(action, free):
            held.again(free[0], self._monotonic())
            self._form = held
        else:
            self._form = make(self._ground(model, free, len(cases)))
            if held is not None and held.about(free):
                self._form.fill(note=held.note)
        from tui.forms import ASKED

        if action in ASKED and self.board.file.read is not None:
            self._note = self.board.file.read(self._form.case.id)
        self._show_form()
        return self._form

    def _ground(self, model: Model, cases: tuple[Case, ...], marked: int) -> Ground:
        from tui.forms import Ground

        first = cases[0]
        return Ground(
            cases=cases,
            place=model.place,
            now=model.now,
            at=self._monotonic(),
            marked=marked,
            offers=model.offers(first),
            first=lambda case: next((o.department for o in model.offers(case)), ""),
            similar=tuple(model.similar(first)),
            find=model.numbered,
            detail=model.detail(first.id),
        )

    def do_dispatch(self) -> None:
        """To a department."""
        from tui.forms import dispatch_form

        self._begin("dispatch", dispatch_form)

    def send_to(self, department: str, note: str) -> str:
        """The same with what a command line said; Enter still has to confirm it."""
        return self.write("dispatch", department=department, note=note)

    def do_redispatch(self) -> None:
        """To somebody else, from wherever it is."""
        from tui.forms import redispatch_form

        self._begin("redispatch", redispatch_form)

    def do_rule(self) -> None:
        """On a bounce."""
        model = self._model
        if model is None:
            return
        self._begin("rule", lambda ground: self._ruling(ground, model))

    def _ruling(self, ground: Ground, model: Model) -> Form:
        from tui.forms import bars_of, ruling_form

        barred: dict[type[c.Command], str] = {
            command: self.weighing.option(command, ground.case, model).barred
            for command in (c.ApproveBounce, c.RejectBounce, c.ForceAssign)
        }
        may = workflow.may(workflow.rows_of(c.Redispatch)[0], self.weighing.doer.role)
        return ruling_form(ground._replace(cases=(ground.case,)), bars_of(barred, may))

    def _take_note(self) -> None:
        """What the department wrote is in the records."""
        asked, form = self._note, self._form
        if asked is None or not asked.done():
            return
        from tui.forms import ASKED

        self._note = None
        try:
            found = asked.result()
        except (GridwallError, CancelledError):
            return  # the ruling does not depend on it
        notes = [
            str(getattr(record.event, "note", ""))
            for record in found.records
            if form and type(record.event) is ASKED.get(form.action)
        ]
        if form and form.action in ASKED and form.case.id == found.case.id:
            form.told = MASK if found.case.elder else (notes or [""])[-1]
            self._show_form()

    def write(self, action: str, **typed: str) -> str:
        """The form of a key or of a command's path word, some of it typed already."""
        own = {
            "menu": self.do_menu,
            "dispatch": self.do_dispatch,
            "redispatch": self.do_redispatch,
            "rule": self.do_rule,
            "withdraw": self.do_withdraw,
        }
        if action in own:
            own[action]()
        else:
            command = c.COMMANDS[action]
            self._begin(action, lambda ground: self._plain(command, ground))
        if self._form is not None and any(typed.values()):
            self._form.fill(**typed)
            self._show_form()
        return ""

    def _plain(self, command: type[c.AnyCommand], ground: Ground) -> Form:
        from tui.forms import form_of

        model = self._model
        assert model is not None  # noqa: S101 (there is a case)
        return form_of(self.weighing.option(command, ground.case, model).row, ground)

    def do_withdraw(self) -> None:
        """Take my last action back while that can be: a record more, none less."""
        from tui.forms import form_of

        model, found = self._model, self.deeds.latest()
        if unsafe := self.unsafe():
            self.tell(unsafe)
            return
        case = model.state.cases.get(found[0].case) if model and found else None
        if model is None or found is None or case is None:
            self.tell("say.nothing_to_withdraw")
            return
        sent, seq = found
        counter = COUNTERS[type(sent.command)]
        if refused := self.refused(c.slug(counter), case):
            self.tell(refused)
            return
        row = self.weighing.option(counter, case, model).row
        self._form = form_of(row, self._ground(model, (case,), 1))
        self._form.withdraws(sent.at, sent.command, seq, case.stage_due)
        self._show_form()

    # The menu

    def do_menu(self) -> None:
        """Everything that may be done with the chosen case."""
        cases, model = self.targets, self._model
        unsafe = self.unsafe()
        if unsafe or not cases or model is None:
            self.tell(unsafe or "say.no_case")
            return
        found = self._options(cases, model)
        self._menu.open(found, cases[0], self.weighing.doer.role, len(cases))
        self._above(*self.size)

    def _options(self, cases: Sequence[Case], model: Model) -> tuple[Option, ...]:
        """Of several cases an option is open if it is for one of them."""
        from domain.views.choices import choices

        doer, rules = self.weighing.doer, self.weighing.rules(cases[0], model)
        best: dict[str, Option] = {}
        for case in cases[: MOST // 4]:  # the form looks at all of them
            for one in choices(case, doer, model.now, rules):
                if one.row.slug not in best or not one.barred:
                    best[one.row.slug] = one
        return tuple(sorted(best.values(), key=lambda one: bool(one.barred)))

    def _press_menu(self, key: str, character: str) -> None:
        row = self._menu.press(key, character)
        self._above(*self.size)
        if row is None:
            return
        self.write(row.slug)
