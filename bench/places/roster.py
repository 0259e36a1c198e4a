"""A roster of people who do not exist: names put together by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

OFFICERS = 300
_FAMILY = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘"
    "袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦"
    "邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
_GIVEN = (
    "伟敏静丽强磊洋勇艳杰军娟涛超明霞平刚桂芬玲辉红建华玉兰志文斌宇浩凯健俊帆"
    "雪琳慧颖婷晨阳佳怡欣悦子涵雨桐思远嘉铭诗韵书航景行清和安宁若水乐山知夏亦"
    "凡云舒星野松柏竹青"
)
#: Role, prefix of the account, how many; those for the whole district.
_CENTRE = (
    ("acceptance", "sl", 8),
    ("dispatcher", "pq", 8),
    ("leader", "zb", 4),
    ("commander", "zh", 2),
    ("supervisor", "dc", 2),
    ("watch", "zs", 4),
    ("ops", "yw", 2),
    ("admin", "gl", 1),
)
STAFF = 4


def roster(
    random: Random, place: dict[str, Any], duties: Sequence[tuple[str, str]]
) -> list[list[str]]:
    """Rows of id, name, role, unit; officers as the shares of the streets are."""
    used: set[str] = set()
    return [
        [account, _name(random, used), role, unit]
        for account, role, unit in _posts(place, duties)
    ]


def _name(random: Random, used: set[str]) -> str:
    while True:
        given = "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))
        name = random.choice(_FAMILY) + given
        if name not in used:
            used.add(name)
            return name


def _posts(
    place: dict[str, Any], duties: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    serial = 0
    for street in place["streets"]:
        own = [duty for code, duty in duties if code == street["code"]]
        count = max(len(own), round(OFFICERS * street["share"]))
        for number in range(count):
            serial += 1
            yield f"wg{serial:03d}", "officer", own[number % len(own)]
    for number, street in enumerate(place["streets"], 1):
        yield f"xg{number:02d}1", "coordinator", street["code"]
        yield f"xg{number:02d}2", "coordinator", street["code"]
        yield f"jz{number:02d}", "street", street["code"]
    for role, prefix, count in _CENTRE:
        for number in range(1, count + 1):
            yield f"{prefix}{number:02d}", role, ""
    for department in place["departments"]:
        for number in range(1, STAFF + 1):
            yield f"{department['code']}{number:02d}", "department", department["code"]
