"""Both languages say everything that the code asks for, and nothing else."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tui import catalogue
from tui.commands import COMMANDS
from tui.keymap import ACTIONS, Group
from tui.palette import Kind
from tui.screens.plans import PLANS

ROOT = Path(catalogue.__file__).parents[1]
LANGS = sorted(catalogue.LOCALES)
KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
#: Names of files and modules look like keys.
NO_KEYS = re.compile(r".*\.(json|toml|tcss|log|md|csv|jsonl|py|po|mo|svg|sqlite)")


@cache
def entries(lang: str) -> dict[str, str]:
    """Key -> word, without the header."""
    found = catalogue.entries(catalogue.source(lang))
    return {key: word for key, word in found.items() if key}


SPACES = {key.partition(".")[0] for key in entries("zh")}


def sources() -> Iterator[ast.AST]:
    """Every node of what is shown to people."""
    for package in ("tui", "widgets", "client", "domain"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@cache
def asked() -> tuple[frozenset[str], frozenset[str]]:
    """Keys that stand in the code, and patterns of those that are put together."""
    keys: set[str] = set()
    patterns: set[str] = set()
    inner: set[int] = set()
    nodes = list(sources())
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in node.values}
            if pattern := _pattern(node):
                patterns.add(pattern)
    for node in nodes:
        known = isinstance(node, ast.Constant) and id(node) not in inner
        if known and isinstance(node.value, str):
            text = node.value
            space = text.partition(".")[0]
            if space in SPACES and KEY.fullmatch(text) and not NO_KEYS.fullmatch(text):
                keys.add(text)
    return frozenset(keys), frozenset(patterns)


def _pattern(node: ast.JoinedStr) -> str:
    first = node.values[0] if node.values else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return ""
    space, dot, rest = first.value.partition(".")
    if not dot or space not in SPACES or not re.fullmatch(r"[a-z0-9_.]*", rest):
        return ""
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z0-9_.-]+"
        for part in node.values
        if not isinstance(part, ast.Constant) or isinstance(part.value, str)
    ]
    return "".join(map(str, parts))


def panes() -> set[str]:
    """Every pane of every view at every size."""
    return {
        pane for sizes in PLANS.values() for p in sizes.values() for pane in p.panes
    }


def made() -> set[str]:
    """Keys that are made of the tables of actions and commands."""
    return {
        *(action.help for action in ACTIONS),
        *(f"key.{action.word or action.id}" for action in ACTIONS if action.foot),
        *(f"pane.{pane}" for pane in panes()),
        *(f"group.{group}" for group in Group),
        *(f"pane.{pane}" for a in ACTIONS for pane in (*a.contexts, *a.about)),
        *(f"command.{command.name}" for command in COMMANDS),
        *(f"arg.{param.word}" for c in COMMANDS for param in c.params),
        *(f"palette.{kind}" for kind in Kind),
    }


#: Spaces whose keys all come from a table: one too many is seen.
MADE_ONLY = {"help", "key", "group", "pane", "command", "arg"}


def used(key: str) -> bool:
    """Whether the code can ask for it."""
    keys, patterns = asked()
    if key in keys or key in made():
        return True
    if key.partition(".")[0] in MADE_ONLY:
        return False
    return any(re.fullmatch(pattern, key) for pattern in patterns)


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_of_the_code_has_a_word(lang: str) -> None:
    keys, _ = asked()
    assert len(keys) > 100
    assert sorted((keys | made()) - set(entries(lang))) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_pattern_of_the_code_has_words(lang: str) -> None:
    _, patterns = asked()
    assert r"stage\.[a-z0-9_.-]+" in patterns
    empty = [
        pattern
        for pattern in patterns
        if not any(re.fullmatch(pattern, key) for key in entries(lang))
    ]
    assert empty == []


def test_no_word_is_left_over() -> None:
    assert [key for key in entries("zh") if not used(key)] == []


def test_both_languages_have_the_same_keys_and_no_empty_word() -> None:
    assert set(entries("zh")) == set(entries("en"))
    assert [k for lang in LANGS for k, word in entries(lang).items() if not word] == []


def places(text: str) -> set[str]:
    """The names of what is put into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_are_filled_with_the_same() -> None:
    differ = {
        key: (word, entries("en")[key])
        for key, word in entries("zh").items()
        if places(word) != places(entries("en").get(key, ""))
    }
    assert differ == {}


@pytest.mark.parametrize("lang", LANGS)
def test_the_compiled_catalogue_is_fresh(lang: str) -> None:
    assert catalogue.compiled(lang) == catalogue.compile_po(catalogue.source(lang)), (
        "run `python -m tui.catalogue`"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_words_answer_the_word_the_key_itself_or_nothing(lang: str) -> None:
    say = catalogue.words(lang)
    assert say("say.armed") == entries(lang)["say.armed"]
    assert say("no such key") == "no such key"
    assert say("") == ""
