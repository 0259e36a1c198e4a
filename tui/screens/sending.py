"""What goes out and who may: arming by the centre's word, the outbox, its way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from client.outcome import Me
from domain.errors import GridwallError
from domain.views.freshness import Phase
from tui.arming import Arming
from tui.bulk import Outbox
from tui.panes.pane import FRAMES, WHOLE
from tui.screens.filtering import FilteringScreen


class SendingScreen(FilteringScreen):
    """`vouch` asks the centre whether the role may still act; None: nobody to ask."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self.outbox: Outbox | None = None
        self.vouch: Callable[[], Future[object]] | None = None
        self._vouched: tuple[Future[object], int] | None = None

    def frame(self) -> None:
        """What was asked for may be there; what waited may be sent."""
        super().frame()
        self._take_vouch()
        if self._disowned and self.arming.armed:
            self.disarm()
            self.tell("say.no_authority")
        if self.outbox is not None and self._beat % FRAMES == 0:
            self.outbox.pump()

    @property
    def _disowned(self) -> bool:
        """Whether the centre has closed the feed on this token."""
        model = self._model
        return model is not None and model.fresh.phase is Phase.AUTH_FAILED

    @property
    def hint(self) -> str:
        """What the foot says while there is nothing else to say."""
        owned = not (self.arming.role and self._disowned)
        return super().hint if owned else "say.no_authority"

    def unsafe(self) -> str:
        """Why nothing may be written now; empty when it may."""
        if not self.arming.role:
            return "say.no_role"
        if self._disowned:
            return "say.no_authority"
        if not self.arming.armed:
            return "say.arm_first"
        if self._paused:
            return "say.paused"
        if self._model is None or not self._model.fresh.current:
            return "say.stale"
        return ""

    # What became of it

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

    def went(self) -> None:
        """A bulk came further: say how far."""
        found = self.outbox.progress if self.outbox else None
        if found is None or found.of <= 1:
            return
        word = "say.bulk_over" if found.over else "say.bulk_on"
        self.tell(
            self._say(word).format(
                done=found.done, of=found.of, failed=found.failed, left=found.left
            )
        )

    # Who it is

    def signed_in(self, me: Me) -> None:
        """The centre said whose the token is."""
        self.arming.account = me.account
        self.arming.unit = me.unit or self.arming.unit

    # Arming

    def arm(self, seconds: int) -> str:
        """May write for so long, if the centre still knows the person."""
        if not self.arming.role:
            return "say.no_role"
        if self.vouch is None:
            return super().arm(seconds)
        self._vouched = self.vouch(), seconds
        return "say.vouching"

    def _take_vouch(self) -> None:
        asked = self._vouched
        if asked is None or not asked[0].done():
            return
        self._vouched = None
        try:
            found = asked[0].result()
        except (GridwallError, CancelledError) as error:
            self.arming.disarm()
            told = self._say("say.not_vouched").format(why=str(error))
            self.tell(told)
            return
        if isinstance(found, Me):
            self.signed_in(found)
        self.tell(super().arm(self._at_most(asked[1], found)))

    def _at_most(self, seconds: int, found: object) -> int:
        """No longer than the token counts, so that it disarms by itself."""
        if not isinstance(found, Me) or found.expires is None:
            return seconds
        return max(0, min(seconds, (found.expires - self.now) // 1000))

    def disarm(self) -> None:
        """Read-only; what was not sent is given up."""
        super().disarm()
        if self.outbox is not None:
            self.outbox.drop()
