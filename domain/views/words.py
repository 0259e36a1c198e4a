"""Words for what has no word in `domain/codes.py`: events, sources, units, lights."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.calendar import Unit
from domain.codes import Source, Words
from domain.sla import Light

#: Tag of an event -> what a line of a stream says.
EVENT_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "Reported": Words("上报", "reported"),
        "VerifySent": Words("送核实", "to verify"),
        "Verified": Words("已核实", "verified"),
        "Accepted": Words("受理", "accepted"),
        "Merged": Words("合并", "merged"),
        "Filed": Words("立案", "filed"),
        "FilingRefused": Words("不予立案", "not filed"),
        "SentBack": Words("退回", "sent back"),
        "Dispatched": Words("派遣", "sent"),
        "Taken": Words("接单", "taken"),
        "Bounced": Words("退单", "bounced"),
        "BounceApproved": Words("同意退单", "bounce ok"),
        "BounceRejected": Words("驳回退单", "bounce no"),
        "ForceAssigned": Words("签派", "forced"),
        "Recalled": Words("收回", "recalled"),
        "HandlerAssigned": Words("二级派遣", "assigned"),
        "ExtensionAsked": Words("申请延期", "ext. asked"),
        "ExtensionApproved": Words("延期", "extended"),
        "ExtensionRejected": Words("驳回延期", "ext. no"),
        "SuspensionAsked": Words("申请挂账", "hang asked"),
        "SuspensionApproved": Words("挂账", "suspended"),
        "SuspensionRejected": Words("驳回挂账", "hang no"),
        "Resumed": Words("恢复", "resumed"),
        "FedBack": Words("反馈", "fed back"),
        "CheckSent": Words("送核查", "to check"),
        "AutoChecked": Words("自动核查", "auto check"),
        "CheckPassed": Words("核查通过", "passed"),
        "CheckFailed": Words("返工", "rework"),
        "Closed": Words("结案", "closed"),
        "ReturnedToCheck": Words("退回核查", "recheck"),
        "SpecialClosed": Words("特殊结案", "special"),
        "VoidAsked": Words("申请作废", "void asked"),
        "VoidApproved": Words("作废", "voided"),
        "VoidRejected": Words("驳回作废", "void no"),
        "Urged": Words("督办", "urged"),
        "UrgeAnswered": Words("督办回复", "answered"),
        "Appealed": Words("申诉", "appealed"),
        "AppealRuled": Words("申诉裁定", "ruled"),
        "Linked": Words("关联", "linked"),
        "SelfHandled": Words("自处置", "self-done"),
        "DeadlineRecomputed": Words("重算时限", "new limit"),
    }
)

SOURCE_WORDS: Final[Mapping[Source, Words]] = MappingProxyType(
    {
        Source.OFFICER: Words("网格员上报", "grid officer"),
        Source.COORDINATOR: Words("协管员上报", "coordinator"),
        Source.HOTLINE: Words("12345 热线", "hotline"),
        Source.SENSOR: Words("感知设备", "sensor"),
        Source.PUBLIC: Words("市民上报", "public"),
    }
)

LIGHT_WORDS: Final[Mapping[Light, Words]] = MappingProxyType(
    {
        Light.GREEN: Words("未超", "in time"),
        Light.YELLOW: Words("将超", "due soon"),
        Light.RED: Words("超时", "overdue"),
        Light.NONE: Words("不计时", "no clock"),
    }
)

UNIT_WORDS: Final[Mapping[Unit, Words]] = MappingProxyType(
    {
        Unit.URGENT_HOUR: Words("紧急工作时", "h, day and night"),
        Unit.WORK_HOUR: Words("工作时", "work hours"),
        Unit.WORK_DAY: Words("工作日", "work days"),
        Unit.NATURAL_DAY: Words("自然日", "days"),
    }
)
