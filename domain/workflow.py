"""The transition table: state x command -> who may, what it needs, where it leads.

The numbers are those of the 39 transitions of urban grid management; `decide` adds the
guards that need the case, `course` carries the effect out. Rows with `to` None leave
the state as it is (overlays) or return to the state before.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from domain import commands as c
from domain.codes import (
    BOUNCE_REASONS,
    CHECK_REASONS,
    EXTENSION_REASONS,
    OPEN,
    SUSPENSION_REASONS,
    VOID_REASONS,
    Role,
    State,
    Words,
)

_S = State
_R = Role


class Transition(msgspec.Struct, frozen=True):
    """One row.

    `roles` never lists `system`: the centre itself (rules, wake dates, the replay of a
    record) may take every row, and only it the rows whose `roles` are empty.
    """

    number: int
    command: type[c.Command]
    sources: frozenset[State]  # empty: there is no case yet
    to: State | None
    roles: frozenset[Role]
    zh: str
    en: str
    reasons: Mapping[str, Words] | None = None
    note: bool = False
    photo: bool = False

    @property
    def slug(self) -> str:
        """The path word of the command."""
        return c.slug(self.command)


def _row(  # noqa: PLR0913 (a table row is as wide as the table)
    number: int,
    command: type[c.Command],
    sources: set[State] | frozenset[State],
    to: State | None,
    roles: set[Role],
    words: tuple[str, str],
    *,
    reasons: Mapping[str, Words] | None = None,
    note: bool = False,
    photo: bool = False,
) -> Transition:
    return Transition(
        number,
        command,
        frozenset(sources),
        to,
        frozenset(roles),
        *words,
        reasons=MappingProxyType(dict(reasons)) if reasons else None,
        note=note,
        photo=photo,
    )


_HELD = {_S.DISPATCHED, _S.HANDLING}
_BOTH = {_R.LEADER, _R.COMMANDER}
_RULING = {_R.DISPATCHER, _R.LEADER}
_HANGING = {_R.DISPATCHER, _R.COMMANDER}

TRANSITIONS: Final[tuple[Transition, ...]] = (
    _row(1, c.Report, set(), _S.REPORTED, {_R.OFFICER, _R.COORDINATOR, _R.ACCEPTANCE},
         ("上报", "report")),
    _row(2, c.SendVerify, {_S.REPORTED}, _S.VERIFYING, {_R.ACCEPTANCE},
         ("送核实", "send to verify")),
    _row(3, c.Verify, {_S.VERIFYING}, _S.REPORTED, {_R.OFFICER},
         ("核实", "verify"), photo=True),
    _row(4, c.Accept, {_S.REPORTED}, _S.ACCEPTED, {_R.ACCEPTANCE},
         ("受理", "accept")),
    _row(5, c.Refuse, {_S.REPORTED}, _S.VOID_REQ, {_R.ACCEPTANCE},
         ("不予受理", "refuse"), reasons=VOID_REASONS),
    _row(6, c.Merge, {_S.REPORTED}, _S.VOIDED, {_R.ACCEPTANCE},
         ("合并", "merge")),
    _row(7, c.File, {_S.ACCEPTED}, _S.FILED, {_R.LEADER},
         ("立案", "file")),
    _row(8, c.RefuseToFile, {_S.ACCEPTED}, _S.VOIDED, {_R.LEADER},
         ("不予立案", "refuse to file"), reasons=VOID_REASONS),
    _row(9, c.SendBack, {_S.ACCEPTED}, _S.REPORTED, {_R.LEADER},
         ("退回受理", "send back"), note=True),
    _row(10, c.Dispatch, {_S.FILED}, _S.DISPATCHED, {_R.DISPATCHER},
         ("派遣", "dispatch")),
    _row(11, c.SendBack, {_S.FILED}, _S.ACCEPTED, {_R.DISPATCHER},
         ("退回立案", "send back"), note=True),
    _row(12, c.Take, {_S.DISPATCHED}, _S.HANDLING, {_R.DEPARTMENT},
         ("接单", "take")),
    _row(13, c.Bounce, _HELD, _S.RETURN_REQ, {_R.DEPARTMENT},
         ("退单", "bounce"), reasons=BOUNCE_REASONS, note=True),
    _row(14, c.ApproveBounce, {_S.RETURN_REQ}, _S.FILED, _RULING,
         ("同意退单", "approve the bounce")),
    _row(15, c.RejectBounce, {_S.RETURN_REQ}, _S.HANDLING, _RULING,
         ("驳回退单", "reject the bounce"), note=True),
    _row(16, c.ForceAssign, {_S.RETURN_REQ, _S.FILED}, _S.DISPATCHED, _BOTH,
         ("签派", "forced assignment"), note=True),
    _row(17, c.Redispatch, {_S.FILED}, _S.DISPATCHED, {_R.DISPATCHER},
         ("改派", "re-dispatch")),
    _row(18, c.Recall, {_S.DISPATCHED}, _S.FILED, {_R.DISPATCHER},
         ("收回", "recall")),
    _row(19, c.Assign, _HELD, _S.HANDLING, {_R.DEPARTMENT, _R.STREET},
         ("二级派遣", "second-level dispatch")),
    _row(20, c.AskExtension, {_S.HANDLING}, None, {_R.DEPARTMENT},
         ("申请延期", "ask for an extension"), reasons=EXTENSION_REASONS),
    _row(21, c.ApproveExtension, {_S.HANDLING}, None, _BOTH,
         ("同意延期", "approve the extension")),
    _row(21, c.RejectExtension, {_S.HANDLING}, None, _BOTH,
         ("驳回延期", "reject the extension")),
    _row(22, c.AskSuspension, {_S.HANDLING}, _S.HANG_REQ, {_R.DEPARTMENT},
         ("申请挂账", "ask for suspension"), reasons=SUSPENSION_REASONS),
    _row(23, c.ApproveSuspension, {_S.HANG_REQ}, _S.HUNG, _HANGING,
         ("同意挂账", "approve the suspension")),
    _row(24, c.RejectSuspension, {_S.HANG_REQ}, _S.HANDLING, _HANGING,
         ("驳回挂账", "reject the suspension"), note=True),
    _row(25, c.Resume, {_S.HUNG}, _S.HANDLING, {_R.DISPATCHER},
         ("恢复", "resume")),
    _row(26, c.FeedBack, {_S.HANDLING}, _S.FED_BACK, {_R.DEPARTMENT},
         ("反馈", "feed back"), photo=True),
    _row(27, c.SendCheck, {_S.FED_BACK}, _S.CHECKING, {_R.ACCEPTANCE},
         ("送核查", "send to check")),
    _row(27, c.AutoCheck, {_S.FED_BACK}, _S.CHECKED, set(),
         ("自动核查", "automatic check")),
    _row(28, c.PassCheck, {_S.CHECKING}, _S.CHECKED, {_R.OFFICER},
         ("核查通过", "pass the check"), photo=True),
    _row(29, c.FailCheck, {_S.CHECKING}, _S.DISPATCHED, {_R.OFFICER},
         ("核查不通过", "fail the check"), reasons=CHECK_REASONS),
    _row(30, c.Close, {_S.CHECKED}, _S.CLOSED, {_R.LEADER},
         ("结案", "close")),
    _row(31, c.ReturnToCheck, {_S.CHECKED}, _S.FED_BACK, {_R.LEADER},
         ("退回核查", "return to check"), note=True),
    _row(32, c.SpecialClose, OPEN, _S.CLOSED, {_R.COMMANDER},
         ("特殊结案", "special close"), note=True),
    _row(33, c.AskVoid, {_S.FILED, _S.DISPATCHED, _S.HANDLING}, _S.VOID_REQ,
         {_R.DISPATCHER}, ("申请作废", "ask for void"), reasons=VOID_REASONS),
    _row(34, c.ApproveVoid, {_S.VOID_REQ}, _S.VOIDED, {_R.LEADER},
         ("同意作废", "approve the void")),
    _row(34, c.RejectVoid, {_S.VOID_REQ}, None, {_R.LEADER},
         ("驳回作废", "reject the void"), note=True),
    _row(35, c.Urge, OPEN, None,
         {_R.LEADER, _R.SUPERVISOR, _R.STREET, _R.COMMANDER}, ("督办", "urge")),
    _row(36, c.AnswerUrge, OPEN, None, {_R.DEPARTMENT},
         ("督办回复", "answer the urging"), note=True),
    _row(37, c.Appeal, {_S.CLOSED}, None, {_R.DEPARTMENT},
         ("申诉", "appeal"), note=True),
    _row(37, c.RuleAppeal, {_S.CLOSED}, None, {_R.DISPATCHER},
         ("申诉裁定", "rule on the appeal")),
    _row(38, c.Revisit, {_S.CLOSED}, None, {_R.ACCEPTANCE},
         ("回访不满意", "revisit: dissatisfied"), note=True),
    _row(39, c.Recur, {_S.CLOSED}, None, set(),
         ("复发", "recurs")),
    _row(0, c.ConfirmSelfHandled, {_S.REPORTED}, _S.CLOSED, {_R.ACCEPTANCE},
         ("自处置审核", "confirm self-handled")),
    _row(0, c.RecomputeDeadline, OPEN, None, set(),
         ("重算时限", "recompute the deadline")),
)  # fmt: skip

_BY_STATE: Final = {
    (state, row.command): row for row in TRANSITIONS for state in row.sources
}
_BY_COMMAND: Final[dict[type[c.Command], tuple[Transition, ...]]] = {
    command: tuple(row for row in TRANSITIONS if row.command is command)
    for command in {row.command for row in TRANSITIONS}
}


def rows_of(command: type[c.Command]) -> tuple[Transition, ...]:
    """Every row of a command."""
    return _BY_COMMAND[command]


def row_for(state: State, command: type[c.Command]) -> Transition | None:
    """The row that a case in this state would take, None when there is none."""
    return _BY_STATE.get((state, command))


def open_to(state: State) -> tuple[Transition, ...]:
    """Every row that starts in this state, in the order of the table."""
    return tuple(row for row in TRANSITIONS if state in row.sources)


def may(row: Transition, role: Role) -> bool:
    """Whether the role stands in the row."""
    return role in row.roles or role is Role.SYSTEM
