"""The terminal looked at: each fault has its code, and every code its words."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping

import msgspec
import pytest

from client import doctor as machine
from client.doctor import Check, bad, skipped
from tui import doctor
from tui.asking import AMBIGUOUS, Answers
from tui.catalogue import words
from tui.doctor import Facts

GOOD = {"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8", "COLORTERM": "truecolor"}
ANSWERS = Answers(3.0, dict.fromkeys(AMBIGUOUS, 1), synchronized=True)
NARROW = dict.fromkeys(AMBIGUOUS, 1)


def facts(
    *,
    size: tuple[int, int] | None = (120, 40),
    answers: Answers | None = ANSWERS,
    tmux: Mapping[str, str] | None = None,
    **environment: str,
) -> Facts:
    return Facts(GOOD | environment, size, answers, tmux or {})


def found(given: Facts) -> set[tuple[str, str, str]]:
    """What is not simply in order."""
    return {
        (c.id, str(c.level), c.code)
        for c in doctor.terminal(given)
        if (str(c.level), c.code) != ("ok", "ok")
    }


TMUX = {"version": "3.3a", "escape-time": "500", "set-clipboard": "off",
        "default-terminal": "screen"}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (facts(), {("colours", "ok", "true")}),
        (facts(TERM="dumb"), {("term", "bad", "none")}),
        (facts(size=(79, 24)), {("size", "warn", "small")}),
        (facts(size=(39, 24)), {("size", "bad", "least")}),
        (facts(LANG="zh_CN.GBK"), {("locale", "bad", "no_utf8")}),
        (facts(LANG="", LC_ALL=""), {("locale", "bad", "no_utf8")}),
        (facts(LC_ALL="C", LANG="C.UTF-8"), {("locale", "bad", "no_utf8")}),
        (facts(NO_COLOR="1"), {("colours", "ok", "none")}),
        (facts(COLORTERM=""), {("colours", "ok", "256")}),
        (facts(COLORTERM="", TERM="xterm"), {("colours", "warn", "16")}),
        (
            facts(answers=Answers(3.0, NARROW | {"●": 2}, synchronized=True)),
            {("glyphs", "warn", "wide")},
        ),
        (
            facts(answers=Answers(60.0, NARROW, synchronized=True)),
            {("round_trip", "ok", "far")},
        ),
        (
            facts(answers=Answers(400.0, NARROW, synchronized=True)),
            {("round_trip", "warn", "slow")},
        ),
        (
            facts(answers=Answers(3.0, NARROW, synchronized=False)),
            {("synchronized", "warn", "no")},
        ),
        (
            facts(answers=Answers()),
            {
                ("glyphs", "warn", "unanswered"),
                ("round_trip", "warn", "unanswered"),
                ("synchronized", "warn", "no"),
            },
        ),
        (
            facts(tmux=TMUX, answers=Answers(3.0, NARROW, synchronized=False)),
            {
                ("tmux", "warn", "escape"),
                ("tmux", "warn", "colours"),
                ("clipboard", "warn", "tmux"),
                ("synchronized", "warn", "tmux"),
            },
        ),
        (facts(TMUX="/tmp/x,1,0"), {("tmux", "skipped", "silent")}),
        (
            facts(STY="1.x"),
            {("screen", "warn", "screen"), ("clipboard", "warn", "screen")},
        ),
    ],
)
def test_a_terminal(given: Facts, wanted: set[tuple[str, str, str]]) -> None:
    told = found(given)
    assert wanted <= told
    assert {t for t in told - wanted if t[1] != "ok"} == set()


def test_without_a_terminal_the_checks_that_need_one_say_so() -> None:
    told = found(facts(size=None, answers=None))
    skipped_ones = {id_ for id_, level, _ in told if level == "skipped"}
    assert skipped_ones == {
        "size", "glyphs", "round_trip", "synchronized", "clipboard",
    }  # fmt: skip


def test_ssh_is_told() -> None:
    assert "ssh" in {c.id for c in doctor.terminal(facts(SSH_TTY="/dev/pts/1"))}
    assert "ssh" not in {c.id for c in doctor.terminal(facts())}


def test_wide_signs_are_named() -> None:
    given = facts(answers=Answers(1.0, NARROW | {"●": 2, "→": 2}, synchronized=True))
    (glyphs,) = (c for c in doctor.terminal(given) if c.id == "glyphs")
    assert glyphs.facts == {"signs": "● →"}


def codes() -> set[tuple[str, str]]:
    """Every check and code that the sources name."""
    source = inspect.getsource(doctor) + inspect.getsource(machine)
    named = r'\b(?:ok|warn|bad|skipped)\(\s*"(\w+)"(?:, "(\w+)")?'
    found_codes = {(a, b or "") for a, b in re.findall(named, source)}
    return {(a, b or "ok") for a, b in found_codes}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_has_words(lang: str) -> None:
    say = words(lang)
    named = codes()
    assert len(named) > 30
    for id_, code in named:
        assert say(f"doctor.{id_}") != f"doctor.{id_}"
        known = {f"doctor.{id_}.{code}", f"doctor.any.{code}", "doctor.any.skipped"}
        assert any(say(key) != key for key in known), (id_, code)


def test_a_sentence_is_filled_and_cleaned() -> None:
    check = bad("centre", "none", url="http://x", why="\x1b[5n{url}")
    assert doctor.sentence(check, words("en")) == (
        "nobody answers at http://x: ␛[5n{url}"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_line_up_and_are_summed(lang: str) -> None:
    checks: list[Check] = [*doctor.terminal(facts()), skipped("calendar", "no_place")]
    lines = doctor.text(checks, words(lang)).splitlines()
    assert len(lines) == len(checks) + 1
    assert "doctor." not in "\n".join(lines)
    assert str(len(checks) - 1) in lines[-1]


def test_programs_get_codes_facts_and_the_worst() -> None:
    checks = [*doctor.terminal(facts(size=(10, 5)))]
    told = json.loads(msgspec.json.encode(doctor.findings(checks, words("en"))))
    assert (told["schema"], told["worst"]) == (1, "bad")
    (size,) = (c for c in told["checks"] if c["id"] == "size")
    assert size == {
        "id": "size", "level": "bad", "code": "least",
        "facts": {"columns": 10, "rows": 5},
        "text": "10 columns, 5 rows are too few: make the window larger",
    }  # fmt: skip


def test_no_tmux_is_asked_where_there_is_none() -> None:
    assert doctor.tmux({}) == {}
    assert doctor.tmux({"TMUX": "/nowhere,1,0", "PATH": "/nowhere"}) == {}
