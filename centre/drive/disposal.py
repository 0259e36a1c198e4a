"""The middle chapter of an invented case: dispatch, bounces, handling, feedback.

Bounces are 6 to 10 % of the dispatches: wrong department 3, overlap 3, nobody's 2.5;
a fifth of the approved ones bounce again and are assigned by force.
"""

from __future__ import annotations

from typing import Final

from centre.drive.tale import MINUTE_MS, Tale
from domain import commands as c
from domain.calendar import DAY_MS, HOUR_MS
from domain.codes import Role

#: Shares of the cases that reach the point.
LEFT_WAITING: Final = 0.12
VOIDED: Final = 0.008
RECALLED: Final = 0.006
WRONG, OVERLAP, NOBODYS = 3.0, 3.0, 2.5
BOUNCED: Final = (WRONG + OVERLAP + NOBODYS) / 100
BOUNCED_AGAIN: Final = 0.2
TAKEN_FIRST: Final = 0.4
BOUNCE_REJECTED: Final = 0.18
ASSIGNED: Final = 0.3
EXTENSION: Final = 0.04
SUSPENSION: Final = 0.06
RULED_AGAINST: Final = 0.15
URGED: Final = 0.7
ANSWERED: Final = 0.8
SPECIAL: Final = 0.001
#: Counted time from which an extension or a suspension is worth asking for.
LONG_MS, VERY_LONG_MS = 8 * HOUR_MS, 40 * HOUR_MS
_REASONS: Final = {
    "wrong": ("B01", "B01", "B03", "B03", "B02"),
    "overlap": ("B05",),
    "nobodys": ("B04", "B04", "B06", "B09", "B10", "B07"),
}
#: Nothing there, or not ours: it ends here.
_ENDS: Final = {"B10": "V03", "B07": "V04"}


def disposal(tale: Tale) -> bool:
    """Whether the department fed back."""
    wait_for_dispatch(tale)
    if tale.chance(VOIDED):
        _void(tale, "V04")
        return False
    lead, co = _route(tale)
    kind = _bounce_kind(tale, lead)
    first = _wrong(tale, lead) if kind == "wrong" else lead
    _send(tale, first, co if first == lead else ())
    if kind and not _bounced(tale, kind, lead, co):
        return False
    if not kind and tale.chance(RECALLED):
        tale.wait(1, 6)
        tale.do(c.Recall(), Role.DISPATCHER)
        tale.wait(1, 6)
        _send(tale, lead, co)
    return handled(tale)


def wait_for_dispatch(tale: Tale) -> None:
    """Most are dispatched within minutes; some are left to whoever sits at a wall."""
    low, high = (20, 90) if tale.chance(LEFT_WAITING) else (0.5, 12)
    tale.wait(low, high)


def _route(tale: Tale) -> tuple[str, tuple[str, ...]]:
    route = tale.rules.route(tale.scene.street.code, tale.scene.subclass.code)
    if route is None:
        return tale.random.choice(tale.cast.departments).code, ()
    return route.lead, route.co


def _bounce_kind(tale: Tale, lead: str) -> str:
    if not tale.chance(BOUNCED * tale.cast.habit(lead)):
        return ""
    kinds, weights = tuple(_REASONS), (WRONG, OVERLAP, NOBODYS)
    return tale.random.choices(kinds, weights)[0]


def _wrong(tale: Tale, lead: str) -> str:
    others = [d.code for d in tale.cast.departments if d.code != lead]
    return tale.random.choice(others)


def _send(
    tale: Tale, department: str, co: tuple[str, ...] = (), *, again: bool = False
) -> None:
    kind = c.Redispatch if again else c.Dispatch
    tale.do(kind(department=department, co=co), Role.DISPATCHER)
    _has_it(tale, department)


def _has_it(tale: Tale, department: str) -> None:
    tale.department, tale.sent_at, tale.taken = department, tale.at, False
    tale.deadline = tale.after(tale.at, 1.0) if tale.limit else None


def _take(tale: Tale) -> None:
    tale.take_time("pick_up")
    tale.by_department(c.Take())
    tale.taken = True


def _void(tale: Tale, reason: str) -> None:
    tale.do(c.AskVoid(reason=reason), Role.DISPATCHER)
    tale.take_time("void_review")
    tale.do(c.ApproveVoid(), Role.LEADER)


def _bounced(tale: Tale, kind: str, lead: str, co: tuple[str, ...]) -> bool:
    """Whether somebody has it afterwards."""
    reason = tale.random.choice(_REASONS[kind])
    _bounce(tale, reason)
    tale.take_time("return_review")
    if kind != "wrong" and tale.chance(BOUNCE_REJECTED):
        note = tale.say("属本单位职责，请处置", "it is your duty: see to it")
        tale.do(c.RejectBounce(note=note), Role.DISPATCHER)
        tale.taken = True
        return True
    tale.do(c.ApproveBounce(), Role.LEADER if reason == "B01" else Role.DISPATCHER)
    tale.take_time("dispatch")
    if reason in _ENDS:
        _void(tale, _ENDS[reason])
        return False
    other = co[0] if kind == "overlap" and co else lead
    _send(tale, other, again=True)
    if tale.chance(BOUNCED_AGAIN):
        _assigned_by_force(tale, lead)
    return True


def _bounce(tale: Tale, reason: str) -> None:
    if tale.chance(TAKEN_FIRST):
        _take(tale)
    tale.wait(3, 45)
    note = tale.say("现场核对后申请退单", "looked at on the spot: not for us")
    tale.by_department(c.Bounce(reason=reason, note=note))


def _assigned_by_force(tale: Tale, lead: str) -> None:
    _bounce(tale, tale.random.choice(("B03", "B05")))
    tale.take_time("return_review")
    backstop = tale.scene.street.backstop
    named = "" if backstop and tale.chance(0.5) else lead
    note = tale.say("两次退单，值班长签派", "bounced twice: assigned by the leader")
    tale.do(c.ForceAssign(department=named, note=note), Role.LEADER)
    _has_it(tale, named or backstop)


def handled(tale: Tale, share: float = 1.0) -> bool:
    """12 to 26; `share` shortens the work, for one that is done a second time."""
    if not tale.taken:
        _take(tale)
    if tale.chance(ASSIGNED):
        tale.wait(1, 10)
        handler = tale.cast.staff.someone(tale.random, Role.DEPARTMENT, tale.department)
        tale.by_department(c.Assign(handler=handler.id))
    used = tale.cast.rhythm.used(tale.random.random()) * share
    used *= (1 + tale.cast.habit(tale.scene.street.code)) / 2
    earliest = tale.at + int(MINUTE_MS * tale.random.uniform(3, 20))
    finish = max(earliest, tale.after(tale.sent_at, used))
    if tale.chance(SPECIAL):
        note = tale.say("市级专项统一处置", "taken over by the city")
        tale.do(c.SpecialClose(note=note), Role.COMMANDER)
        return False
    tale.at = _on_the_way(tale, finish)
    photos = tale.photo("before"), tale.photo("after")
    tale.by_department(c.FeedBack(photos=photos))
    return True


def _on_the_way(tale: Tale, finish: int) -> int:
    """What may happen before it is finished; when it then is."""
    if tale.limit is not None and tale.deadline is not None:
        span = tale.rules.calendar.spans(tale.limit)
        if tale.at >= tale.deadline:
            pass  # too late to ask for anything
        elif span >= LONG_MS and tale.chance(EXTENSION):
            _extension(tale, finish, tale.deadline)
        elif span >= VERY_LONG_MS and tale.chance(SUSPENSION):
            finish = _suspension(tale, finish, tale.deadline)
        if finish > tale.deadline and tale.chance(URGED):
            _urge(tale, finish, tale.deadline)
    return max(finish, tale.at + MINUTE_MS)


def _extension(tale: Tale, finish: int, deadline: int) -> None:
    """Asked for half-way."""
    tale.at += (min(finish, deadline) - tale.at) // 2
    reason = tale.random.choice(("E01", "E02", "E03", "E04", "E05"))
    tale.by_department(c.AskExtension(reason=reason))
    tale.wait(5, 60)
    if tale.chance(RULED_AGAINST):
        tale.do(c.RejectExtension(), Role.LEADER)
        return
    tale.do(c.ApproveExtension(), Role.LEADER)
    tale.deadline = tale.after(deadline, 1.0)


def _suspension(tale: Tale, finish: int, deadline: int) -> int:
    """For some hours or some days; then the work goes on where it was."""
    tale.at += (min(finish, deadline) - tale.at) // 10
    asked = tale.at
    span = tale.random.choice((6 * HOUR_MS, 14 * HOUR_MS, 3 * DAY_MS, 12 * DAY_MS))
    reason = tale.random.choice(("H01", "H02", "H03", "H04"))
    wake = tale.at + span
    tale.by_department(c.AskSuspension(reason=reason, wake=wake))
    tale.take_time("hang_review")
    if tale.chance(RULED_AGAINST):
        note = tale.say("条件具备，请继续处置", "nothing keeps you: go on")
        tale.do(c.RejectSuspension(note=note), Role.DISPATCHER)
        return finish
    tale.do(c.ApproveSuspension(), Role.DISPATCHER)
    tale.at = wake
    tale.do(c.Resume())
    tale.deadline = deadline + (wake - asked)
    return finish + (wake - asked)


def _urge(tale: Tale, finish: int, deadline: int) -> None:
    """After the deadline, by whoever watches; not every one is answered."""
    at = max(tale.at, deadline) + int(MINUTE_MS * tale.random.uniform(5, 40))
    if at >= finish:
        return
    tale.at = at
    role = tale.random.choice((Role.SUPERVISOR, Role.LEADER, Role.STREET))
    unit = tale.scene.street.code if role is Role.STREET else ""
    tale.do(c.Urge(note=tale.say("已超时，请抓紧", "overdue: make haste")), role, unit)
    answer = at + int(MINUTE_MS * tale.random.uniform(10, 90))
    if answer < finish and tale.chance(ANSWERED):
        tale.at = answer
        note = tale.say("正在现场处置", "we are on the spot")
        tale.by_department(c.AnswerUrge(note=note))
