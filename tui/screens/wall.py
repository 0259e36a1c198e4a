"""The home screen: forms, the command line, help; a confirmed command is `Wants`.

`looking.py` says what is shown, `moving.py` what the other keys do. Forms are in
`tui/forms.py`, the registry of commands in `tui/commands.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key, Paste
from textual.message import Message

from domain.codes import State
from domain.commands import AnyCommand
from domain.state import Case
from tui import catalogue, commands
from tui.arming import Arming
from tui.commandline import CommandLine
from tui.forms import Confirmed, DispatchForm, Form, Press, RulingForm
from tui.keymap import ACTIONS, FULL_WIDTH, bindings, signs
from tui.model import Model
from tui.screens.moving import MovingScreen
from widgets.draw.entry import EntryView
from widgets.draw.keys import KeyHelp, KeysView


class WallScreen(MovingScreen):
    """One wall. `arming` says whether it may write, `monotonic` gives seconds."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

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
        self._line = CommandLine(tuple(commands.BY_NAME))

    def on_key(self, event: Key) -> None:
        """While something is open it gets the keys; bindings get the rest."""
        character = event.character or ""
        character = FULL_WIDTH.get(character, character)
        if self._form is not None:
            event.stop()
            self._press_form(Press(event.key, event.character or "", self._monotonic()))
        elif self._line.text is not None:
            event.stop()
            self._press_line(event.key, character)
        elif self.has_class("-keys"):
            event.stop()
            self.remove_class("-keys")

    def on_paste(self, event: Paste) -> None:
        """Pasted text is text: it goes into an open line, never to the keys."""
        event.stop()
        if self._line.text is not None:
            self._line.insert(event.text)
            self._show_line()

    def _press_form(self, press: Press) -> None:
        form = self._form
        answer = form.press(press) if form else None
        if form is not None and answer is None:
            self.panes.form.show(form.view())
            return
        self._form = None
        self.remove_class("-form")
        if isinstance(answer, Confirmed):
            refused = self._unsafe()
            if refused:
                self.tell(refused)
            else:
                self.post_message(self.Wants(answer.command, answer.case))

    def _press_line(self, key: str, character: str) -> None:
        line = self._line.press(key, character)
        self._show_line()
        if line:
            said = commands.run(self, line)
            if said:
                self.tell(said)

    def _show_line(self) -> None:
        text = self._line.text
        self.set_class(text is not None, "-entry")
        if text is not None:
            known = commands.BY_NAME.get(text.partition(" ")[0])
            hint = f"command.{known.name}" if known else ""
            self.panes.entry.show(EntryView(text, self._line.ghost, hint))

    # What commands ask

    def arm(self, seconds: int) -> str:
        """Arm; the catalogue's word for what came of it."""
        if not self.arming.role:
            return "say.no_role"
        self.arming.arm(seconds)
        return "say.armed"

    def disarm(self) -> None:
        """Read-only from now on."""
        self.arming.disarm()

    def speak(self, lang: str) -> None:
        """Another language."""
        self._lang, self._say = lang, catalogue.words(lang)
        self._dress()

    def paint(self, theme: str) -> None:
        """Another theme."""
        self._theme = theme
        self._dress()

    def explain(self) -> None:
        """Show the help."""
        self.action_help()

    def quit(self) -> None:
        """Leave."""
        self.app.exit(0)

    def action_command(self) -> None:
        """Open the command line."""
        self._line.open()
        self._show_line()

    def action_help(self) -> None:
        """Every key and command."""
        keys = tuple(KeyHelp(signs(a), f"help.{a.id}", a.writes) for a in ACTIONS)
        known = tuple(KeyHelp(c.usage, f"command.{c.name}") for c in commands.COMMANDS)
        self.panes.keys.show(KeysView(keys, known))
        self.add_class("-keys")

    def action_leave(self) -> None:
        """Say how to leave: a slip of the hand closes no wall."""
        self.tell("say.leave")

    # Writes

    def _unsafe(self) -> str:
        """Why nothing may be written now; empty when it may."""
        if not self.arming.role:
            return "say.no_role"
        if not self.arming.armed:
            return "say.arm_first"
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
        model = self._model
        case = model.state.cases.get(self._focus.case) if model else None
        if refused := self.refused(action, case):
            self.tell(refused)
        elif model is not None and case is not None:
            self._form = make(model, case, self._monotonic())
            self.panes.form.show(self._form.view())
            self.add_class("-form")

    def action_dispatch(self) -> None:
        """To a department."""
        self._begin(
            "dispatch",
            lambda model, case, at: DispatchForm(
                case, model.offers(case), model.place, at
            ),
        )

    def action_rule(self) -> None:
        """On a bounce."""
        self._begin("rule", lambda _model, case, at: RulingForm(case, at))

    def recount(self) -> None:
        """My deeds changed."""
        sight = self._sight
        if sight is not None:
            self.deeds.seen(sight.model.state.seq)
            self.panes.recount(sight)
            self.panes.follow(sight)
            self._foot(sight)
