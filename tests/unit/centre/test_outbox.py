"""Pace, addresses, texts, and what a receiver's answer means."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import requests

from centre.outbox import notify
from centre.outbox.letters import Writer, inert
from centre.outbox.notify import Limits, NotifyWrong
from centre.outbox.pacing import Pacing
from centre.outbox.worker import Seen
from domain.circles import Contact, Notice, Occasion
from domain.events import Bounced
from tests import town
from tests.town import Book

SECRET = "canary-77aa"


def pacing(seed: int = 1) -> Pacing:
    return Pacing(Limits(first=60, longest=3600, rate=6), Random(seed))


def test_a_target_is_given_one_letter_at_a_time_at_its_rate() -> None:
    pace = pacing()
    pace.begin("a", 100.0)
    assert pace.busy(1e9) == ["a"]
    pace.good("a")
    assert pace.busy(109.9) == ["a"]
    assert pace.busy(110.0) == []


def test_the_wait_is_full_jitter_below_a_window_that_doubles_to_an_hour() -> None:
    for tries, window in ((1, 60), (2, 120), (6, 1920), (7, 3600), (90, 3600)):
        waits = []
        for seed in range(200):
            pace = pacing(seed)
            pace.begin("a", 0)
            waits.append(pace.bad("a", "http-500", tries, 0, 0))
        assert 0 <= min(waits) < window / 10
        assert window * 0.9 < max(waits) <= window


def test_a_target_that_fails_waits_and_another_does_not() -> None:
    pace = pacing()
    for _ in range(5):
        pace.begin("a", 0)
        pace.bad("a", "unreachable", 1, 0, 0)
    pace.begin("b", 0)
    pace.good("b")
    assert pace.busy(11) == ["a"]
    pace.retry("a")
    assert pace.busy(11) == []


def test_a_receiver_that_says_when_is_left_until_then_but_not_for_ever() -> None:
    pace = pacing()
    pace.begin("a", 0)
    assert pace.bad("a", "http-429", 1, 500, 0) == 500
    assert pace.busy(499) == ["a"]
    assert pace.busy(501) == []
    pace.begin("a", 501)
    assert pace.bad("a", "http-429", 1, 1e9, 501) == 3600


def test_a_letter_that_is_refused_for_itself_holds_up_no_other() -> None:
    for seed in range(20):
        pace = pacing(seed)
        pace.begin("a", 0)
        pace.bad("a", "http-400", 9, 0, 0)
        assert pace.busy(10) == []


def answered(status: int, body: bytes, url: str = "", after: str = "") -> Seen:
    answer = requests.Response()
    answer.status_code, answer._content, answer.url = status, body, url
    if after:
        answer.headers["Retry-After"] = after
    seen = Seen()
    seen.note(answer)
    return seen


@pytest.mark.parametrize(
    ("body", "url", "code"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', "", 0),
        (b'{"errcode":45009}', "", 45009),
        (b'{"code":19001}', "https://open.feishu.cn/x", 19001),
        (b'{"code":0}', "https://open.feishu.cn/x", 0),
        (b'{"code":1}', "https://elsewhere.example/x", 0),
        (b'{"errcode":"x"}', "", 0),
        (b"[]", "", 0),
        (b"\xff{", "", 0),
        (b"[" * 60_000, "", 0),
    ],
)
def test_a_refusal_with_status_200_is_seen(body: bytes, url: str, code: int) -> None:
    assert answered(200, body, url).code == code


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("", 0), ("-7", 0), ("1e9", 0), ("9" * 40, 0), ("٣", 0)],
)
def test_only_plain_seconds_are_waited_for(said: str, seconds: float) -> None:
    assert Seen().after == 0
    answer = requests.Response()
    answer._content = b""
    answer.headers = requests.structures.CaseInsensitiveDict({"Retry-After": said})
    seen = Seen()
    answer.status_code = 429
    seen.note(answer)
    assert seen.after == seconds
    assert seen.why() == "http-429"


@pytest.mark.parametrize(
    "typed",
    [
        "@all", "<@all>", '<at user_id="all">所有人</at>', "[x](http://e.example)",
        "**b** _i_ `c` # h", "&lt;@all&gt;", "\u202eevil\u200b\x1b[31m", "a\nb\r\n@all",
        "![x](javascript://x)", "\u1fefcode\u1fef",
        "@\u200ball", "<!channel>", "|| x ||", "$x$",
    ],
)  # fmt: skip
def test_what_people_typed_is_no_markup_mention_or_link(typed: str) -> None:
    said = inert(typed, 80)
    assert not set("@<>[](){}*_`#|~\\&!$=+^\"'\n\r\x1b\u202e\u200b") & set(said)
    assert "://" not in said


def letter(*, elder: bool, drill: bool = False) -> str:
    book = Book()
    case = book.case(book.open(title="张三家**漏水**", address="某路1号", elder=elder))
    who = Contact("w", "王强", "值班", "wq", "t")
    notice = Notice("t", Occasion.BOUNCED, (who,))
    event = Bounced(reason="B03", note="@all 不是我们", due=0)
    made = Writer(town.rules()).write(notice, case, "n1", event, drill=drill)
    return f"{made.title}\n{made.text}"


def test_a_letter_says_why_who_where_and_its_id() -> None:
    title, mentions, case, place, reason, note, end = letter(elder=False).splitlines()
    assert title.startswith("【退单待审】TT-")
    assert mentions == "@wq 王强"
    assert case.endswith("张三家＊＊漏水＊＊")
    assert place == "地点: 东街 某路1号"
    assert reason == "原因: B03 非本单位职责"
    assert note == "备注: ＠all 不是我们"
    assert end == "通知号: n1"


def test_who_an_elder_is_stays_in_the_centre() -> None:
    said = letter(elder=True)
    assert "张三" not in said
    assert "某路" not in said
    assert "暴露垃圾" in said


def test_a_drill_says_so_first() -> None:
    assert letter(elder=False, drill=True).startswith("【演练】【退单待审】")


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "notify.toml"
    path.write_text(text)
    path.chmod(mode)
    return folder


def test_addresses_are_found_by_name_and_shown_by_nothing(tmp_path: Path) -> None:
    assert notify.read(tmp_path) is None
    text = f'[targets]\n"a-1" = "wecombot://{SECRET}"\n[limits]\nrate = 20'
    found = notify.read(write(tmp_path, text))
    assert found is not None
    assert found.address("a-1") == f"wecombot://{SECRET}"
    assert found.address("b") is None
    assert found.limits == Limits(rate=20)
    assert SECRET not in repr(found)
    rest = notify.read(write(tmp_path, '[targets]\n"*" = "json://here"'))
    assert rest is not None
    assert rest.address("anything") == "json://here"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_addresses_that_others_may_read_are_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(NotifyWrong, match="chmod 600"):
        notify.read(write(tmp_path, "[targets]", mode))


@pytest.mark.parametrize(
    "text",
    [
        f'[targets]\na = "{SECRET}"',
        f'[targets]\na = "{SECRET}://"',
        f"[targets]\na = {SECRET}",
        f"[targets]\na = ['{SECRET}://x']",
        f'[targets]\na = "json://{SECRET}"\n[limits]\nrate = 0',
        f'{SECRET} = 1\n[targets]\na = "json://x"',
        f'a = "json://{SECRET}"',
    ],
)
def test_a_file_that_is_wrong_is_refused_without_telling_its_secrets(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(NotifyWrong) as refusal:
        notify.read(write(tmp_path, text))
    assert SECRET not in str(refusal.value)
    assert refusal.value.__cause__ is None
