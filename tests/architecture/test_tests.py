"""Tests wait for conditions, run always, and meet the real code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, files, label, place, tree

EVASIONS = {"skip", "skipif", "xfail", "importorskip"}
SWAPS = {"setattr", "setitem", "delattr"}


def is_one_turn(call: ast.Call) -> bool:
    """`asyncio.sleep(0)` lets others run; it does not wait for time."""
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="asyncio")),
            args=[ast.Constant(value=0)],
        ):
            return True
        case _:
            return False


def sleeps(module: ast.Module) -> Iterator[ast.AST]:
    """Every use of something named sleep, but turns of the loop."""
    turns = {
        id(node.func)
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and is_one_turn(node)
    }
    for node in ast.walk(module):
        match node:
            case ast.Attribute(attr="sleep") if id(node) not in turns:
                yield node
            case ast.Name(id="sleep") | ast.alias(name="sleep"):
                yield node


def blocking_sleeps(module: ast.Module) -> Iterator[ast.AST]:
    """Sleeps of a thread: a shell on asyncio may pace itself, a thread waits."""
    for node in sleeps(module):
        match node:
            case ast.Attribute(value=ast.Name(id="asyncio")):
                pass
            case _:
                yield node


def evasions(module: ast.Module) -> Iterator[ast.AST]:
    """Tests that do not run, mocks, and our own code replaced under test."""
    for node in ast.walk(module):
        match node:
            case (
                ast.Attribute(value=ast.Name(id="pytest"), attr=name)
                | ast.Attribute(value=ast.Attribute(attr="mark"), attr=name)
            ) if name in EVASIONS:
                yield node
            case ast.Attribute(value=ast.Name(id="monkeypatch"), attr=name) if (
                name in SWAPS
            ):
                yield node
            case (
                ast.ImportFrom(module="unittest.mock")
                | ast.alias(name="unittest.mock" | "mock")
            ):
                yield node


@pytest.mark.parametrize("path", files("tests"), ids=label)
def test_no_test_waits_for_time_to_pass(path: Path) -> None:
    assert [place(path, node) for node in sleeps(tree(path))] == []


@pytest.mark.parametrize("path", files(*PACKAGES), ids=label)
def test_no_thread_of_the_product_waits_for_time_to_pass(path: Path) -> None:
    assert [place(path, node) for node in blocking_sleeps(tree(path))] == []


@pytest.mark.parametrize("path", files("tests"), ids=label)
def test_no_test_is_left_out_or_swaps_our_code(path: Path) -> None:
    assert [place(path, node) for node in evasions(tree(path))] == []


def test_the_rules_on_tests_see_what_they_forbid() -> None:
    bad = ast.parse(
        "import time, asyncio\n"
        "from time import sleep\n"
        "time.sleep(1)\n"
        "asyncio.sleep(0.1)\n"
        "asyncio.sleep(0)\n"
        "pytest.skip('no')\n"
        "@pytest.mark.xfail\n"
        "def test(monkeypatch): monkeypatch.setattr(a, 'b', 1)\n"
        "from unittest.mock import Mock\n"
        "monkeypatch.setenv('A', 'b')\n"
    )
    lines = [getattr(n, "lineno", 0) for n in sleeps(bad)]
    assert sorted(lines) == [2, 3, 4]
    assert sorted({getattr(n, "lineno", 0) for n in blocking_sleeps(bad)}) == [2, 3]
    assert sorted({getattr(n, "lineno", 0) for n in evasions(bad)}) == [6, 7, 8, 9]
