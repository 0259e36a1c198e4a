"""Taking something off the wall: by the clipboard, by selection, as a picture.

The clipboard is reached by OSC 52; a terminal that has none of it ignores the sequence.
"""

from __future__ import annotations

from pathlib import Path

from domain.text import clean
from tui import terminal
from tui.screens.moving import MovingScreen


class CopyingScreen(MovingScreen):
    """Copies ids and rows; `pictures` is the folder of screenshots, None for none."""

    pictures: Path | None = None
    mouse = True
    _dumped = False

    def do_copy_id(self) -> None:
        """The number of the case under the cursor."""
        sight = self.sight
        case = sight.case if sight else None
        if case is None:
            self.tell("say.no_case")
        else:
            self._copy(case.number)

    def do_copy_row(self) -> None:
        """The case under the cursor as a line, tabs between."""
        sight = self.sight
        case = sight.case if sight else None
        if sight is None or case is None:
            self.tell("say.no_case")
            return
        names, clock = sight.lens.names, sight.lens.clock
        department = names.department(case.department) if case.department else ""
        opened = f"{clock.date(case.opened_at)} {clock.second(case.opened_at)}"
        cells = (
            case.number, names.street_full(case.street), names.subclass(case.subclass),
            case.title, names.state(case.state), department, opened,
        )  # fmt: skip
        self._copy("\t".join(clean(cell) for cell in cells))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.tell("say.copied")

    def do_dump(self) -> None:
        """One pane alone, held still, the mouse left to the terminal; and back."""
        self._dumped = not self._dumped
        self._zoom(zoomed=self._dumped)
        terminal.mouse(self.app, on=self.mouse and not self._dumped)
        if self._paused is not self._dumped:
            self.do_pause()
        self.tell("say.dump" if self._dumped else "")

    def do_mouse(self) -> None:
        """The mouse for the wall, or for the terminal's own selection."""
        self.mouse = not self.mouse
        terminal.mouse(self.app, on=self.mouse)
        self.tell("say.mouse_on" if self.mouse else "say.mouse_off")

    def do_screenshot(self) -> None:
        """A picture of the wall (SVG) into the state folder."""
        if self.pictures is None:
            self.tell("say.no_pictures")
            return
        name = f"wall-{self.now}.svg"
        try:
            self.pictures.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.app.save_screenshot(name, str(self.pictures))
        except OSError as error:
            self.tell(f"{name}: {error.strerror}")
        else:
            self.tell(str(self.pictures / name))
