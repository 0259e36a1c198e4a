"""The codes of the trade: states, roles, sources, reasons, and their words.

Everything that is stored carries a code from here; the words are for people.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class State(StrEnum):
    """The fifteen states of a case."""

    REPORTED = "REPORTED"
    VERIFYING = "VERIFYING"
    ACCEPTED = "ACCEPTED"
    FILED = "FILED"
    DISPATCHED = "DISPATCHED"
    HANDLING = "HANDLING"
    RETURN_REQ = "RETURN_REQ"
    HANG_REQ = "HANG_REQ"
    HUNG = "HUNG"
    FED_BACK = "FED_BACK"
    CHECKING = "CHECKING"
    CHECKED = "CHECKED"
    VOID_REQ = "VOID_REQ"
    CLOSED = "CLOSED"
    VOIDED = "VOIDED"


TERMINAL: Final = frozenset({State.CLOSED, State.VOIDED})
OPEN: Final = frozenset(State) - TERMINAL
#: States in which a department has the case or is asked to give it back.
IN_DISPOSAL: Final = frozenset(
    {
        State.DISPATCHED,
        State.HANDLING,
        State.RETURN_REQ,
        State.HANG_REQ,
        State.HUNG,
    }
)


class Role(StrEnum):
    """Who acts; `SYSTEM` is the centre itself (rules, wake dates, drills)."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    ACCEPTANCE = "acceptance"
    DISPATCHER = "dispatcher"
    LEADER = "leader"
    COMMANDER = "commander"
    DEPARTMENT = "department"
    STREET = "street"
    SUPERVISOR = "supervisor"
    WATCH = "watch"
    OPS = "ops"
    ADMIN = "admin"
    SYSTEM = "system"


class Source(StrEnum):
    """Where a report came from; kept for ever."""

    OFFICER = "officer"
    COORDINATOR = "coordinator"
    HOTLINE = "hotline"
    SENSOR = "sensor"
    PUBLIC = "public"


#: Sources that must be verified on the spot before acceptance (transition 2).
UNVERIFIED: Final = frozenset({Source.HOTLINE, Source.SENSOR, Source.PUBLIC})


class Kind(StrEnum):
    """A component (部件) is a thing with an owner, an event (事件) happens."""

    COMPONENT = "component"
    EVENT = "event"


class VoidKind(StrEnum):
    """Why a case ended without being handled."""

    NOT_ACCEPTED = "not-accepted"
    NOT_FILED = "not-filed"
    VOID = "void"
    MERGED = "merged"


class Words(msgspec.Struct, frozen=True):
    """One idea in Chinese and in English."""

    zh: str
    en: str


STATE_WORDS: Final[dict[State, Words]] = {
    State.REPORTED: Words("待受理", "to accept"),
    State.VERIFYING: Words("核实中", "verifying"),
    State.ACCEPTED: Words("待立案", "to file"),
    State.FILED: Words("待派遣", "to dispatch"),
    State.DISPATCHED: Words("待接单", "to pick up"),
    State.HANDLING: Words("处置中", "handling"),
    State.RETURN_REQ: Words("退单待审", "bounce asked"),
    State.HANG_REQ: Words("挂账待审", "hang asked"),
    State.HUNG: Words("挂账", "suspended"),
    State.FED_BACK: Words("待核查", "to check"),
    State.CHECKING: Words("核查中", "checking"),
    State.CHECKED: Words("待结案", "to close"),
    State.VOID_REQ: Words("作废待审", "void asked"),
    State.CLOSED: Words("结案", "closed"),
    State.VOIDED: Words("作废", "voided"),
}

ROLE_WORDS: Final[dict[Role, Words]] = {
    Role.OFFICER: Words("网格员", "grid officer"),
    Role.COORDINATOR: Words("综合协管员", "coordinator"),
    Role.ACCEPTANCE: Words("受理员", "acceptance"),
    Role.DISPATCHER: Words("派遣员", "dispatcher"),
    Role.LEADER: Words("值班长", "shift leader"),
    Role.COMMANDER: Words("指挥长", "commander"),
    Role.DEPARTMENT: Words("处置部门", "department"),
    Role.STREET: Words("街镇", "street"),
    Role.SUPERVISOR: Words("督查", "supervisor"),
    Role.WATCH: Words("值守", "watch"),
    Role.OPS: Words("运维", "ops"),
    Role.ADMIN: Words("管理员", "admin"),
    Role.SYSTEM: Words("系统", "system"),
}

BOUNCE_REASONS: Final[dict[str, Words]] = {
    "B01": Words("派遣错误", "dispatcher's error"),
    "B02": Words("属地不符", "outside our area"),
    "B03": Words("非本单位职责", "not our duty"),
    "B04": Words("权属不清", "ownership unclear"),
    "B05": Words("职能交叉", "overlapping functions"),
    "B06": Words("产权单位自管", "owner-managed facility"),
    "B07": Words("应退市", "beyond the district"),
    "B08": Words("重复案件", "duplicate"),
    "B09": Words("信息不全/位置错误", "insufficient or wrong location"),
    "B10": Words("现场未发现", "nothing found on site"),
}
EXTENSION_REASONS: Final[dict[str, Words]] = {
    "E01": Words("工程施工", "engineering"),
    "E02": Words("天气季节", "weather or season"),
    "E03": Words("材料", "materials"),
    "E04": Words("等待第三方", "waiting for a third party"),
    "E05": Words("法律程序", "legal procedure"),
}
SUSPENSION_REASONS: Final[dict[str, Words]] = {
    "H01": Words("工程", "engineering"),
    "H02": Words("季节", "season"),
    "H03": Words("条件不具备", "conditions not met"),
    "H04": Words("诉讼/规划", "litigation or planning"),
}
VOID_REASONS: Final[dict[str, Words]] = {
    "V01": Words("不符合立案标准", "below the filing standard"),
    "V02": Words("重复", "duplicate"),
    "V03": Words("不属实", "untrue"),
    "V04": Words("非管理范围", "not ours to manage"),
    "V05": Words("测试/演练", "test or drill"),
}
CHECK_REASONS: Final[dict[str, Words]] = {
    "K01": Words("未处置", "not handled"),
    "K02": Words("处置不彻底", "not thorough"),
    "K03": Words("位置错误", "wrong place"),
    "K04": Words("照片不可用", "photo unusable"),
}
REASONS: Final[dict[str, Words]] = {
    **BOUNCE_REASONS,
    **EXTENSION_REASONS,
    **SUSPENSION_REASONS,
    **VOID_REASONS,
    **CHECK_REASONS,
}
