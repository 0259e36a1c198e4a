"""Photos above the wall: opened, stepped through, closed without a trace.

While they are open they have every key: none of the wall's own comes through, so
nothing is written to a case that cannot be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from domain.calendar import MINUTE_MS
from domain.views.album import Picture, album
from domain.views.course import Course
from tui import terminal
from tui.arming import Arming
from tui.pictures import kitty
from tui.pictures.ability import USUAL, Choice, Way
from tui.pictures.fitting import Drawn, Room
from tui.pictures.gallery import Side
from tui.review import Review
from tui.screens.arrangement import Rect
from tui.screens.desk import DeskScreen
from tui.visits import Visit
from widgets.draw.canvas import NOWHERE
from widgets.draw.photo import PhotoSide, PhotoView, spot

_MONO: Final = "mono"
_FAULTS: Final = frozenset(
    {"photo.none", "photo.broken", "photo.too_large", "photo.not_read"}
)


class ViewingScreen(DeskScreen):
    """`o` and `:photo` show the photos of the chosen case."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._gone = False  # cells under a picture were painted since it was sent
        #: Column and row from 0, by side.
        self._sent: dict[int, tuple[int, int, Drawn]] = {}
        self._by, self._lost = Way.NONE, 0

    def on_unmount(self) -> None:
        """Nothing of a picture stays on the terminal."""
        self._wipe()
        if "gallery" in vars(self.board):
            self.board.gallery.stop()

    # Keys and commands

    def do_photo(self) -> None:
        """The photos of the chosen case."""
        said = self.show_photo(0)
        if said:
            self.tell(said)

    def show_photo(self, number: int) -> str:
        """The first, and this one beside it; 0: the one of the check."""
        sight = self.sight
        if sight is None:
            return ""
        visit = self._trail.here
        if visit.view != "case":
            if sight.case is None:
                return "say.no_case"
            self.go(Visit("case", case=sight.case.id))
        name = self._trail.here.case or self._focus.case
        if not name:
            return "say.no_case"
        # What comes later is asked for again.
        self.board.gallery.woken = self._wake
        self.board.photo.painted = self._painted
        self.board.photo.moved = self._wake
        self.board.gallery.open(name, number)
        self._look()
        return ""

    def asked(self, key: str, character: str) -> bool:
        """Open photos get every key, and pass none on."""
        if not self.board.viewing:
            return super().asked(key, character)
        gallery = self.board.gallery
        if key == "ctrl+c":
            self.do_leave()
            return True
        gallery.press(key, character)
        self._look()
        return True

    def do_leave(self) -> None:
        """Say how to leave."""
        raise NotImplementedError

    def pasted(self, text: str) -> None:
        """Pasted text is no key: photos have no use for it."""
        if not self.board.viewing:
            super().pasted(text)

    @property
    def review(self) -> Review | None:
        """The conflict that is shown: not above a photo."""
        return None if self.board.viewing else super().review

    # What is shown

    def frame(self) -> None:
        """What was waited for may be there."""
        super().frame()
        if self.board.viewing:
            self._look()

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        board = self.board
        whole = Rect(0, 1, columns, max(1, rows - 2))
        board.lay("photo", whole if board.viewing else None)
        if board.viewing:
            # What cannot be seen is not painted: under sixels it would take them away.
            for widget in (
                board.figures.widget,
                *(p.widget for p in board.panes.values()),
            ):
                widget.put(NOWHERE)

    def _look(self) -> None:
        """Show how far the photos are, or that they are closed."""
        gallery, box = self.board.gallery, self.board.photo
        if gallery.is_open:
            self._hang()
        if gallery.is_open is not bool(box.region):
            self.lay_out()
        if not gallery.is_open:
            self._wipe()
            return
        if box.size.width:  # else it is told when it has its room
            self._show_photos()

    def _hang(self) -> None:
        """The photos of the case that is shown; another case closes them."""
        gallery, file = self.board.gallery, self.board.file
        here = self._trail.here
        if here.view != "case" or gallery.name != (here.case or self._focus.case):
            gallery.close()
            return
        found = self._course()
        gallery.hang(album(found.entries) if found else ())
        if found is not None and found.known and not gallery.pictures:
            gallery.close()
            self.tell("say.no_photos")
        elif found is None and file.name == gallery.name and file.fault:
            gallery.close()
            self.tell(file.fault)

    def _course(self) -> Course | None:
        """With its records; None while they are not there."""
        file = self.board.file
        if self.board.gallery.name not in (file.name, file.case):
            return None
        return file.course if file.course and file.course.known else None

    def _show_photos(self) -> None:
        gallery, box, choice = self.board.gallery, self.board.photo, self._choice()
        view = self._photo_view(choice)
        rooms = box.rooms(view)
        found = [Side(word="photo.loading")] * len(rooms)
        if choice is not None and choice.way is Way.NONE:
            found = [Side()] * len(rooms)
        elif choice is not None:
            cell = self.way.ability.cell or terminal.pixels() or USUAL
            remote = self.way.profile.name != "local"
            fits = [Room(one.width, one.height, cell, remote) for one in rooms]
            found = [gallery.side(at, choice.way, room) for at, room in enumerate(fits)]
        sides = tuple(map(_shown, gallery.shown, found))
        wanted = {
            at: (place.x + box.region.x, place.y + box.region.y, one.drawn)
            for at, (room, one) in enumerate(zip(rooms, found, strict=True))
            if one.drawn is not None and one.drawn.sent
            for place in (spot(room, one.drawn[:2]),)
        }
        view = replace(view, sides=sides)
        if view != box.shown:
            box.show(view)
            self.call_after_refresh(self._wake)  # pictures come behind their captions
        else:
            self._send(wanted, Way.NONE if choice is None else choice.way)

    def _choice(self) -> Choice | None:
        """How pictures are shown here; None until the terminal has answered."""
        way = self.way
        choice = way.ability.choose(
            colours=self.colours,
            glyphs=way.glyphs.name,
            mono=self._theme == _MONO,
            slow=way.profile.thrifty,
        )
        if choice.way is Way.NONE:
            return choice
        question = way.ability.question()
        if question and not terminal.ask_pictures(
            self.app, question, way.ability.answered
        ):
            way.ability.unheard()
        return choice if way.ability.settled else None

    def _photo_view(self, choice: Choice | None) -> PhotoView:
        gallery, file = self.board.gallery, self.board.file
        known = file.detail is not None and gallery.name in (file.name, file.case)
        sides = tuple(PhotoSide(picture=one) for one in gallery.shown)
        return PhotoView(
            sides=sides,
            number=file.detail.number if file.detail and known else "",
            total=len(gallery.pictures),
            word="" if sides else file.state or "photo.loading",
            why=choice.why if choice else "",
            base=self._url,
            now=self.now - self.now % MINUTE_MS,
        )

    # What the terminal draws by itself

    def _painted(self) -> None:
        """Cells go out: sixels that stood there are gone."""
        self._gone = True
        if self._by is Way.SIXEL and self._sent:
            self.call_after_refresh(self._wake)

    def _send(self, wanted: dict[int, tuple[int, int, Drawn]], by: Way) -> None:
        """Have these pictures on the terminal and no others, if it can take them now.

        What cannot be sent now is tried again with the next frame.
        """
        out = terminal.writer(self.app)
        lost = out.lost if out else 0
        over = self._by is Way.SIXEL and self._gone
        if wanted == self._sent and lost == self._lost and not over:
            return
        if self._by is Way.SIXEL and self._sent and wanted != self._sent:
            self._sent = {}
            self.board.photo.repaint()  # empty cells are the only way to take them away
            self.call_after_refresh(self._wake)
            return
        if self.stalled():
            return
        for side in self._sent.keys() - wanted.keys():
            terminal.draw(self.app, kitty.removed(side))
        again = over or lost != self._lost
        text = "".join(
            f"\x1b7\x1b[{y + 1};{x + 1}H{drawn.sent}\x1b8"
            for side, (x, y, drawn) in wanted.items()
            if again or self._sent.get(side) != (x, y, drawn)
        )
        if not text or terminal.draw(self.app, text):
            self._sent, self._by, self._gone, self._lost = wanted, by, False, lost

    def _wipe(self) -> None:
        """Take everything away; sixels go with the cells that are painted there."""
        if self._by is Way.KITTY:
            for side in self._sent:
                terminal.draw(self.app, kitty.removed(side))
        self._sent = {}

    def _wake(self) -> None:
        """Look again soon; from any thread."""
        with suppress(RuntimeError):  # the wall is gone
            self.call_later(self._look)


def _shown(picture: Picture, side: Side) -> PhotoSide:
    drawn = side.drawn
    return PhotoSide(
        picture=picture,
        size=drawn[:2] if drawn else (0, 0),
        lines=drawn.lines if drawn else (),
        word=side.word,
        told=side.told,
        fault=side.word in _FAULTS,
    )
