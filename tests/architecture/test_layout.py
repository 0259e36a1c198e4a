"""House rules on files that no linter knows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import files, label, place, product, tree

MAX_LINES = 400
MAX_LINES_OF_THE_APP = 200
MAX_BROAD_EXCEPTS = 2


def limit(path: Path) -> int:
    """The file that grows in every project of this kind has a limit of its own."""
    return MAX_LINES_OF_THE_APP if label(path) == "tui/app.py" else MAX_LINES


@pytest.mark.parametrize("path", [*product(), *files("tests", "bench")], ids=label)
def test_no_file_is_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= limit(path)


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it catches everything, alone or in a tuple."""
    if handler.type is None:
        return True
    names = {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_only_two_edges_of_the_product_catch_everything() -> None:
    broad = [
        place(path, node)
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]
    assert len(broad) <= MAX_BROAD_EXCEPTS, broad
