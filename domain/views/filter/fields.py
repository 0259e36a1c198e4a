"""The fields of the grammar: Chinese, English and two-letter names."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.views.filter.rows import fold


class Sort(Enum):
    """What kind of values a field has."""

    CHOICE = auto()  # codes with names
    TEXT = auto()
    NUMBER = auto()
    SPAN = auto()  # a duration
    SWITCH = auto()  # yes or no


class Field(NamedTuple):
    """`id` is the English name; `of`: the case's attribute, `kind`: of its codes."""

    id: str
    zh: str
    short: str
    sort: Sort
    of: str = ""
    kind: str = ""
    also: tuple[str, ...] = ()

    def word(self, lang: str) -> str:
        """Its name for people."""
        return self.zh if lang == "zh" else self.id

    @property
    def attribute(self) -> str:
        """Of the case."""
        return self.of or self.id

    @property
    def codes(self) -> str:
        """The kind of the codes."""
        return self.kind or self.id


_C, _T, _N, _S, _B = Sort.CHOICE, Sort.TEXT, Sort.NUMBER, Sort.SPAN, Sort.SWITCH
FIELDS: Final[tuple[Field, ...]] = (
    Field("street", "街道", "st", _C),
    Field("department", "部门", "dp", _C, also=("dept",)),
    Field("state", "状态", "sa", _C),
    Field("light", "灯", "li", _C),
    Field("left", "剩余", "lf", _S),
    Field("age", "时长", "ag", _S),
    Field("bounces", "退单", "bo", _N, also=("bounce",)),
    Field("reason", "原因", "re", _C, of="bounce_reason"),
    Field("bouncer", "退单部门", "bb", _C, of="bounced_by", kind="department"),
    Field("subclass", "类别", "cl", _C, also=("class",)),
    Field("category", "大类", "ca", _C),
    Field("kind", "种类", "ki", _C),
    Field("title", "标题", "ti", _T),
    Field("number", "编号", "no", _T),
    Field("address", "地址", "ad", _T),
    Field("grid", "网格", "gr", _T),
    Field("duty", "责任网格", "du", _T),
    Field("component", "部件", "cp", _T),
    Field("handler", "经办", "ha", _T),
    Field("external", "外部编号", "xn", _T),
    Field("id", "标识", "id", _T),
    Field("source", "来源", "so", _C),
    Field("co", "协办", "co", _C, kind="department"),
    Field("first", "首派", "fi", _C, of="first_department", kind="department"),
    Field("rejected", "驳回", "rj", _N),
    Field("reworks", "返工", "rw", _N, also=("rework",)),
    Field("urges", "督办", "ug", _N, also=("urged",)),
    Field("extensions", "延期", "ex", _N),
    Field("recurrences", "复发", "rc", _N),
    Field("urgent", "紧急", "ur", _B),
    Field("ontime", "按时", "ot", _B, of="on_time", also=("on-time",)),
    Field("missed", "误期", "ms", _B),
    Field("chronic", "顽疾", "ch", _B),
    Field("forced", "签派", "fo", _B),
    Field("drill", "演练", "dr", _B),
    Field("elder", "涉老", "el", _B),
    Field("exempt", "免责", "em", _B),
    Field("todo", "待办", "td", _B),
    Field("work", "本岗", "wk", _C, kind="role"),
)
BY_NAME: Final[Mapping[str, Field]] = MappingProxyType(
    {
        fold(name): field
        for field in FIELDS
        for name in (field.id, field.zh, field.short, *field.also)
    }
)
