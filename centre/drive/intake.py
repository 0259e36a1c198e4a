"""The first chapter of an invented case: from the report to the filing."""

from __future__ import annotations

from typing import Final

from centre.drive.tale import MINUTE_MS, Tale
from domain import commands as c
from domain.codes import UNVERIFIED, Role, Source

#: Shares of the cases that reach the point.
SELF_HANDLED: Final = 0.05
REFUSED: Final = 0.015
REFUSAL_REJECTED: Final = 0.1
UNTRUE: Final = 0.06
NOT_FILED: Final = 0.007
SENT_BACK: Final = 0.004
FILED_BY_HAND: Final = 0.15
_PLACE_SECONDS: Final = 1 / 60
_REPORTERS: Final = {
    Source.OFFICER: Role.OFFICER,
    Source.COORDINATOR: Role.COORDINATOR,
}


def intake(tale: Tale) -> bool:
    """Whether it was filed."""
    own = tale.scene.source is Source.OFFICER and tale.chance(SELF_HANDLED)
    report(tale, self_handled=own)
    if own:
        tale.take_time("accept")
        tale.do(c.ConfirmSelfHandled(), Role.ACCEPTANCE)
        return False
    if tale.chance(REFUSED) and _refused(tale, "V01"):
        return False
    if tale.scene.source in UNVERIFIED and not _verified(tale):
        return False
    return _accepted(tale)


def report(
    tale: Tale, *, self_handled: bool = False, source: Source | None = None
) -> None:
    """1: as a drill, whatever happens."""
    scene = tale.scene
    source = source or scene.source
    role = _REPORTERS.get(source, Role.ACCEPTANCE)
    words = tale.say("，请及时处置。", ", please see to it.")
    command = c.Report(
        source=source,
        title=scene.title,
        subclass=scene.subclass.code,
        text=f"{scene.address}{tale.say('，', ': ')}{scene.title}{words}",
        address=scene.address,
        street=scene.street.code,
        grid=scene.grid.code if scene.grid else "",
        lon=scene.lon,
        lat=scene.lat,
        drill=True,
        self_handled=self_handled,
        component=scene.component if role is Role.OFFICER else "",
        photos=(tale.photo("report"),) if role is Role.OFFICER else (),
    )
    if role is Role.OFFICER:
        tale.by_officer(command)
    else:
        unit = scene.street.code if role is Role.COORDINATOR else ""
        tale.do(command, role, unit)


def _refused(tale: Tale, reason: str) -> bool:
    tale.take_time("accept")
    tale.do(c.Refuse(reason=reason), Role.ACCEPTANCE)
    tale.take_time("void_review")
    if reason != "V03" and tale.chance(REFUSAL_REJECTED):
        note = tale.say("符合立案标准，请受理", "it meets the standard: accept it")
        tale.do(c.RejectVoid(note=note), Role.LEADER)
        return False
    tale.do(c.ApproveVoid(), Role.LEADER)
    return True


def _verified(tale: Tale) -> bool:
    tale.take_time("accept")
    tale.do(c.SendVerify(), Role.ACCEPTANCE)
    tale.take_time("verify")
    genuine = not tale.chance(UNTRUE)
    tale.by_officer(c.Verify(genuine=genuine, photos=(tale.photo("verify"),)))
    return genuine or not _refused(tale, "V03")


def _accepted(tale: Tale) -> bool:
    _accept(tale)
    if tale.chance(NOT_FILED):
        tale.take_time("file")
        tale.do(c.RefuseToFile(reason="V01"), Role.LEADER)
        return False
    if tale.chance(SENT_BACK):
        tale.take_time("file")
        note = tale.say("位置描述不清，请补充", "say more exactly where it is")
        tale.do(c.SendBack(note=note), Role.LEADER)
        _accept(tale)
    if tale.scene.subclass.auto_file and not tale.chance(FILED_BY_HAND):
        tale.wait(_PLACE_SECONDS, 20 * _PLACE_SECONDS)
        tale.do(c.File())
    else:
        tale.take_time("file")
        tale.do(c.File(), Role.LEADER)
    return True


def _accept(tale: Tale) -> None:
    """4; a place without grids there cannot settle one, so that the system accepts."""
    tale.take_time("accept")
    role = Role.ACCEPTANCE if tale.scene.grid else Role.SYSTEM
    tale.do(c.Accept(), role)


def duplicate(tale: Tale, of: str) -> None:
    """The same thing reported again: merged into `of`, or refused if that is closed."""
    report(tale, source=Source.PUBLIC)
    tale.at += MINUTE_MS
    tale.take_time("accept")
    tale.do(c.Merge(target=of), Role.ACCEPTANCE)
    tale.wait(1, 3)
    tale.do(c.Refuse(reason="V02"), Role.ACCEPTANCE)
    tale.take_time("void_review")
    tale.do(c.ApproveVoid(), Role.LEADER)
