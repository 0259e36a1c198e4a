"""The home screen: forms; a confirmed command is `Wants`.

`looking.py` says what is shown, `moving.py` what the keys do that only look,
`asking.py` what line, palette and help do. Forms are in `tui/forms.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Key, Paste
from textual.message import Message

from domain.codes import State
from domain.commands import AnyCommand
from domain.state import Case
from tui.arming import Arming
from tui.forms import Confirmed, DispatchForm, Form, Press, RulingForm
from tui.model import Model
from tui.panes.board import put
from tui.panes.pane import WHOLE
from tui.screens.arrangement import Rect
from tui.screens.filtering import FilteringScreen


class WallScreen(FilteringScreen):
    """One wall. `arming` says whether it may write, `monotonic` gives seconds."""

    class Wants(Message):
        """A person confirmed: do this to the case as it was seen."""

        def __init__(self, command: AnyCommand, case: Case) -> None:
            super().__init__()
            self.command, self.case = command, case

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._form: Form | None = None

    def on_key(self, event: Key) -> None:
        """One key after the other, however fast they are typed.

        Whatever is open gets them; the rest goes by the keymap. Nothing is left to the
        toolkit's bindings, which run later than the next key.
        """
        event.stop()
        event.prevent_default()
        self.stand_still()
        character = event.character or ""
        if self._form is not None:
            self._press_form(Press(event.key, character, self._monotonic()))
        elif not self.asked(event.key, character):
            action = self.keymap.action(event.key, character, self._focused)
            if action is not None:
                self.perform(action)

    def on_paste(self, event: Paste) -> None:
        """Pasted text is text: it goes into what is open, never to the keys."""
        event.stop()
        if self._form is None:
            self.pasted(event.text)

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        form = Rect(0, max(0, rows - 4), columns, 3)
        put(self.board.form, form if self._form is not None else None)

    def _press_form(self, press: Press) -> None:
        form = self._form
        answer = form.press(press) if form else None
        if form is not None and answer is None:
            self.board.form.show(form.view())
            return
        self._form = None
        self.lay_out()
        if isinstance(answer, Confirmed):
            refused = self._unsafe()
            if refused:
                self.tell(refused)
            else:
                self.post_message(self.Wants(answer.command, answer.case))

    def do_leave(self) -> None:
        """Say how to leave: a slip of the hand closes no wall."""
        self.tell("say.leave")

    # Writes

    def _unsafe(self) -> str:
        """Why nothing may be written now; empty when it may."""
        if not self.arming.role:
            return "say.no_role"
        if not self.arming.armed:
            return "say.arm_first"
        if self._paused:
            return "say.paused"
        if self._model is None or not self._model.fresh.current:
            return "say.stale"
        return ""

    def refused(self, action: str, case: Case | None) -> str:
        """Why an action may not be taken on a case; empty when it may."""
        if unsafe := self._unsafe():
            return unsafe
        if case is None:
            return "say.no_case"
        if case.id in self.deeds.pending:
            return "say.pending"
        wanted = State.FILED if action == "dispatch" else State.RETURN_REQ
        return "" if case.state is wanted else f"say.not_{action}"

    def _begin(self, action: str, make: Callable[[Model, Case, float], Form]) -> None:
        model, sight = self._model, self.sight
        case = sight.case if sight else None
        if refused := self.refused(action, case):
            self.tell(refused)
        elif model is not None and case is not None:
            self._form = make(model, case, self._monotonic())
            self.board.form.show(self._form.view())
            self._above(*self.size)

    def do_dispatch(self) -> None:
        """To a department."""
        self._begin(
            "dispatch",
            lambda model, case, at: DispatchForm(
                case, model.offers(case), model.place, at
            ),
        )

    def send_to(self, department: str, note: str) -> str:
        """The same with what a command line said; Enter still has to confirm it."""

        def make(model: Model, case: Case, at: float) -> DispatchForm:
            form = DispatchForm(case, model.offers(case), model.place, at)
            form.fill(department, note)
            return form

        self._begin("dispatch", make)
        return ""

    def do_rule(self) -> None:
        """On a bounce."""
        self._begin("rule", lambda _model, case, at: RulingForm(case, at))

    def recount(self) -> None:
        """My deeds changed."""
        sight = self.sight
        if sight is not None:
            self.deeds.seen(sight.model.state.seq)
            for name in ("queue", "actions"):
                pane = self.pane(name)
                if pane is not None:
                    pane.show(sight, WHOLE, self._beat)
            self._foot(sight)
