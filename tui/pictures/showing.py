"""Puts the photos that are open on the terminal, and takes them away again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual.geometry import Region

from domain.calendar import MINUTE_MS
from domain.views.album import Picture, album
from domain.views.course import Course
from tui import terminal
from tui.pictures import kitty
from tui.pictures.ability import USUAL, Choice, Way
from tui.pictures.fitting import Drawn, Room
from tui.pictures.gallery import Side
from widgets.draw.photo import PhotoSide, PhotoView, spot

if TYPE_CHECKING:
    from tui.screens.viewing import ViewingScreen

_MONO: Final = "mono"
_FAULTS: Final = frozenset(
    {"photo.none", "photo.broken", "photo.too_large", "photo.not_read"}
)


class Showing:
    """Of one wall."""

    def __init__(self, wall: ViewingScreen) -> None:
        self._wall = wall
        self._gone: set[int] = set()  # sides whose cells were painted since
        #: Column and row from 0, by side.
        self._sent: dict[int, tuple[int, int, Drawn]] = {}
        self._by, self._lost = Way.NONE, 0
        # What comes later is asked for again.
        wall.board.gallery.woken = self._wake
        wall.board.photo.painted = self._painted
        wall.board.photo.moved = self._wake

    def look(self) -> None:
        """Show how far the photos are, or that they are closed."""
        gallery, box = self._wall.board.gallery, self._wall.board.photo
        if gallery.is_open:
            self._hang()
        if gallery.is_open is not bool(box.region):
            self._wall.lay_out()
        if not gallery.is_open:
            self.wipe()
            return
        if box.size.width:  # else it is told when it has its room
            self._show_photos()

    def _hang(self) -> None:
        """The photos of the case that is shown; another case closes them."""
        gallery, file = self._wall.board.gallery, self._wall.board.file
        here = self._wall.here
        if here.view != "case" or gallery.name != (here.case or self._wall.chosen):
            gallery.close()
            return
        found = self._course()
        gallery.hang(album(found.entries) if found else ())
        if found is not None and found.known and not gallery.pictures:
            gallery.close()
            self._wall.tell("say.no_photos")
        elif found is None and file.name == gallery.name and file.fault:
            gallery.close()
            self._wall.tell(file.fault)

    def _course(self) -> Course | None:
        """With its records; None while they are not there."""
        file = self._wall.board.file
        if self._wall.board.gallery.name not in (file.name, file.case):
            return None
        return file.course if file.course and file.course.known else None

    def _show_photos(self) -> None:
        gallery, box, choice = (
            self._wall.board.gallery,
            self._wall.board.photo,
            self._choice(),
        )
        view = self._photo_view(choice)
        rooms = box.rooms(view)
        found = [Side(word="photo.loading")] * len(rooms)
        if choice is not None and choice.way is Way.NONE:
            found = [Side()] * len(rooms)
        elif choice is not None:
            cell = self._wall.way.ability.cell or terminal.pixels() or USUAL
            remote = self._wall.way.profile.name != "local"
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
            self._wall.call_after_refresh(
                self._wake
            )  # pictures come behind their captions
        else:
            self._send(wanted, Way.NONE if choice is None else choice.way)

    def _choice(self) -> Choice | None:
        """How pictures are shown here; None until the terminal has answered."""
        way = self._wall.way
        choice = way.ability.choose(
            colours=self._wall.colours,
            glyphs=way.glyphs.name,
            mono=self._wall.theme_name == _MONO,
            slow=way.profile.thrifty,
        )
        if choice.way is Way.NONE:
            return choice
        question = way.ability.question()
        if question and not terminal.ask_pictures(
            self._wall.app, question, way.ability.answered
        ):
            way.ability.unheard()
        return choice if way.ability.settled else None

    def _photo_view(self, choice: Choice | None) -> PhotoView:
        gallery, file = self._wall.board.gallery, self._wall.board.file
        known = file.detail is not None and gallery.name in (file.name, file.case)
        sides = tuple(PhotoSide(picture=one) for one in gallery.shown)
        return PhotoView(
            sides=sides,
            number=file.detail.number if file.detail and known else "",
            total=len(gallery.pictures),
            word="" if sides else file.state or "photo.loading",
            why=choice.why if choice else "",
            base=self._wall.url,
            now=self._wall.now - self._wall.now % MINUTE_MS,
        )

    # What the terminal draws by itself

    def _painted(self, regions: Sequence[Region]) -> None:
        """Cells of the box go out: sixels that stood in them are gone."""
        if self._by is not Way.SIXEL:
            return
        corner = self._wall.board.photo.region.offset
        painted = [one.translate(corner) for one in regions]
        gone = {
            side
            for side, (x, y, drawn) in self._sent.items()
            for place in (Region(x, y, *drawn[:2]),)
            if any(place.overlaps(one) for one in painted)
        }
        if gone:
            self._wall.call_after_refresh(self._renew, gone)

    def _renew(self, gone: set[int]) -> None:
        """They went out: these pictures are to be sent again."""
        self._gone |= gone
        self._wake()

    def _send(self, wanted: dict[int, tuple[int, int, Drawn]], by: Way) -> None:
        """Have these pictures on the terminal and no others, if it can take them now.

        What cannot be sent now is tried again with the next frame.
        """
        out = terminal.writer(self._wall.app)
        lost = out.lost if out else 0
        if wanted == self._sent and lost == self._lost and not self._gone:
            return
        if self._by is Way.SIXEL and not self._sent.items() <= wanted.items():
            self._sent = {}
            # Empty cells are the only way to take them away.
            self._wall.board.photo.repaint()
            self._wall.call_after_refresh(self._wake)
            return
        if self._wall.stalled():
            return
        for side in self._sent.keys() - wanted.keys():
            terminal.draw(self._wall.app, kitty.removed(side))
        again = set(wanted) if lost != self._lost else self._gone
        text = "".join(
            f"\x1b7\x1b[{y + 1};{x + 1}H{drawn.sent}\x1b8"
            for side, (x, y, drawn) in wanted.items()
            if side in again or self._sent.get(side) != (x, y, drawn)
        )
        if not text or terminal.draw(self._wall.app, text):
            self._sent, self._by, self._lost = wanted, by, lost
            self._gone.clear()

    def wipe(self) -> None:
        """Take everything away; sixels go with the cells that are painted there."""
        if self._by is Way.KITTY:
            for side in self._sent:
                terminal.draw(self._wall.app, kitty.removed(side))
        self._sent = {}

    def _wake(self) -> None:
        """Look again soon; from any thread."""
        with suppress(RuntimeError):  # the wall is gone
            self._wall.call_later(self.look)


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
