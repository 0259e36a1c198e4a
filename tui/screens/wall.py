"""The home screen: its keys; a confirmed form is `Wants`.

`looking.py` says what is shown, `moving.py` what the keys do that only look,
`asking.py` what line, palette and help do, `writing.py` what forms and the menu do,
`viewing.py` what photos do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key, Paste
from textual.message import Message

from tui.screens.viewing import ViewingScreen

if TYPE_CHECKING:
    from tui.forms import Confirmed


class WallScreen(ViewingScreen):
    """One wall. `arming` says whether it may write, `monotonic` gives seconds."""

    class Wants(Message):
        """A person confirmed: do this to the cases as they were seen."""

        def __init__(self, confirmed: Confirmed) -> None:
            super().__init__()
            self.confirmed = confirmed

    def on_key(self, event: Key) -> None:
        """One key after the other, however fast they are typed.

        Whatever is open gets them; the rest goes by the keymap. Nothing is left to the
        toolkit's bindings, which run later than the next key.
        """
        event.stop()
        event.prevent_default()
        self.pulse.wake()
        self.heard()
        self.stand_still()
        character = event.character or ""
        if not self.asked(event.key, character):
            action = self.keymap.action(event.key, character, self._focused)
            if action is not None:
                self.settle()
                self.perform(action)

    def on_paste(self, event: Paste) -> None:
        """Pasted text is text: it goes into what is open, never to the keys."""
        event.stop()
        self.pulse.wake()
        self.pasted(event.text)

    def do_leave(self) -> None:
        """Say how to leave: a slip of the hand closes no wall."""
        self.tell("say.leave")

    def do_urge(self) -> None:
        """Ask for an answer."""
        self.write("urge")

    def do_file(self) -> None:
        """It is to be handled."""
        self.write("file")

    def do_close(self) -> None:
        """It is done."""
        self.write("close")

    def do_force(self) -> None:
        """Whoever has it keeps it."""
        self.write("force-assign")

    def confirmed(self, answer: Confirmed) -> None:
        """Out into the world."""
        self.post_message(self.Wants(answer))
