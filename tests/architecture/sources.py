"""Our own source files, their syntax trees and their modules."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "client", "widgets", "tui", "centre")


def files(*folders: str) -> list[Path]:
    """Every Python file below the folders, sorted."""
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]


def product() -> list[Path]:
    """Every Python file that a user gets."""
    return [ROOT / "gridwall.py", *files(*PACKAGES)]


def label(path: object) -> str:
    """A file as a test id."""
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else str(path)


def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    """`widgets.draw.bar` for widgets/draw/bar.py, `widgets` for its __init__.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(*packages: str) -> Iterator[ModuleType]:
    """Every module of the packages, imported (but no `__main__`)."""
    for path in files(*packages):
        if path.stem != "__main__":
            yield importlib.import_module(module_name(path))


def called(call: ast.Call) -> str:
    """`update` for `x.y.update(…)` and `update(…)`; empty for other calls."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def place(path: Path, node: ast.AST) -> str:
    """File and line, for a message that an editor can follow."""
    return f"{label(path)}:{getattr(node, 'lineno', 0)}"
