"""The last chapter of an invented case: check, rework, close, appeal."""

from __future__ import annotations

from typing import Final

from centre.drive.disposal import handled
from centre.drive.tale import Tale
from domain import commands as c
from domain.codes import Role

#: Shares of the cases that reach the point.
REWORKED: Final = 0.02
RETURNED: Final = 0.004
APPEALED: Final = 0.08
UPHELD: Final = 0.4


def ending(tale: Tale) -> None:
    """From the feedback to the closing and what comes after it."""
    late = tale.deadline is not None and tale.at > tale.deadline
    _send_check(tale)
    if tale.chance(REWORKED):
        if not _reworked(tale):
            return
        _send_check(tale)
    _pass(tale)
    if tale.chance(RETURNED):
        tale.take_time("close")
        note = tale.say(
            "核查照片不清，请复核", "the pictures are not clear: look again"
        )
        tale.do(c.ReturnToCheck(note=note), Role.LEADER)
        _send_check(tale)
        _pass(tale)
    tale.take_time("close")
    tale.do(c.Close(), Role.LEADER)
    if late and tale.chance(APPEALED):
        _appeal(tale)


def _send_check(tale: Tale) -> None:
    tale.wait(1, 12)
    tale.do(c.SendCheck(), Role.ACCEPTANCE)


def _pass(tale: Tale) -> None:
    tale.take_time("check")
    tale.by_officer(c.PassCheck(photos=(tale.photo("check"),)))


def _reworked(tale: Tale) -> bool:
    tale.take_time("check")
    reason = tale.random.choice(("K01", "K02", "K02", "K04"))
    tale.by_officer(c.FailCheck(reason=reason, photos=(tale.photo("check"),)))
    tale.sent_at, tale.taken = tale.at, False
    tale.deadline = tale.after(tale.at, 1.0) if tale.limit else None
    return handled(tale, share=0.5)


def _appeal(tale: Tale) -> None:
    tale.wait(60, 360)
    note = tale.say("等待第三方，非本单位原因", "we had to wait for somebody else")
    tale.by_department(c.Appeal(note=note))
    tale.wait(60, 240)
    tale.do(c.RuleAppeal(upheld=tale.chance(UPHELD)), Role.DISPATCHER)
