"""Where a string would be read as markup: the wall between data and widgets.

Textual reads a `str` as markup; text that people outside typed must come as `Content`,
`Text` or a cleaned `Segment`. The reading is syntactic: it reports what is seen to be a
string where Textual would parse it. What it cannot see, tests with hostile text do.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.architecture.sources import called

# Calls whose text is parsed: how many positional arguments, and which keywords.
SINKS: dict[str, tuple[int, set[str]]] = {
    "Button": (1, {"label"}),
    "Checkbox": (1, {"label"}),
    "Collapsible": (0, {"title"}),
    "Label": (1, {"content"}),
    "Option": (1, {"prompt"}),
    "OptionList": (99, set()),
    "RadioButton": (1, {"label"}),
    "Static": (1, {"content"}),
    "Tab": (1, {"label"}),
    "TabPane": (1, {"title"}),
    "add_column": (1, {"label"}),
    "add_columns": (99, set()),
    "add_option": (1, {"option"}),
    "add_row": (99, {"label"}),
    "notify": (1, {"message", "title"}),
    "render_str": (1, {"text_content"}),
    "update": (1, {"content"}),
    "update_cell": (3, {"value"}),
    "update_cell_at": (2, {"value"}),
    "with_tooltip": (1, {"tooltip"}),
}
TITLES = {"border_title", "border_subtitle", "tooltip", "label", "prompt"}
PARSERS = {"from_markup"}
STR_METHODS = {"format", "join", "replace", "strip", "lower", "upper", "ljust", "rjust"}
STR_ANNOTATIONS = {"str", "str | None", "LiteralString"}


class Breach(NamedTuple):
    """A place where a string would be read as markup."""

    line: int
    why: str


def is_str(annotation: ast.expr | None) -> bool:
    """Whether an annotation says string."""
    return annotation is not None and ast.unparse(annotation) in STR_ANNOTATIONS


def names_of_strings(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Fields and functions that are annotated as strings wherever they are defined."""
    kinds: dict[str, set[bool]] = defaultdict(set)
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.FunctionDef(name=name, returns=annotation):
                kinds[name].add(is_str(annotation))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                kinds[name].add(is_str(annotation))
    return frozenset(name for name, found in kinds.items() if found == {True})


def breaches(tree: ast.Module, strings: frozenset[str] = frozenset()) -> list[Breach]:
    """Every breach in a module, in order; `strings` are names known to be strings."""
    reader = _Reader(strings)
    reader.visit(tree)
    return sorted(reader.found)


def _parsed(call: ast.Call, name: str) -> Iterator[ast.expr]:
    """The arguments of a call that would be parsed."""
    positional, keywords = SINKS[name]
    for argument in call.args[:positional]:
        match argument:
            case ast.Starred(value=ast.ListComp(elt=item) | ast.GeneratorExp(elt=item)):
                yield item
            case _:
                yield argument
    yield from (k.value for k in call.keywords if k.arg in keywords)


def _is_plain(call: ast.Call) -> bool:
    """Whether the call says markup=False."""
    return any(
        k.arg == "markup"
        and isinstance(k.value, ast.Constant)
        and k.value.value is False
        for k in call.keywords
    )


class _Reader(ast.NodeVisitor):
    """Walks a module and knows which local names hold strings."""

    def __init__(self, strings: frozenset[str]) -> None:
        self.found: set[Breach] = set()
        self._strings = strings
        self._locals: dict[str, bool] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer = self._locals
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self._locals = outer | {a.arg: is_str(a.annotation) for a in arguments}
        self.generic_visit(node)
        self._locals = outer

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            match target:
                case ast.Name(id=name):
                    self._locals[name] = self._is_string(node.value)
                case ast.Attribute(attr=name) if name in TITLES:
                    self._report(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self._locals[node.target.id] = is_str(node.annotation)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = called(node)
        if name in SINKS and not _is_plain(node):
            for argument in _parsed(node, name):
                self._report(argument)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.generic_visit(node)
        if node.attr in PARSERS:
            self.found.add(Breach(node.lineno, f"{node.attr} parses markup"))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        home = (node.module or "").partition(".")[0]
        if home in {"rich", "textual"} and "escape" in {a.name for a in node.names}:
            self.found.add(Breach(node.lineno, "escape is broken upstream"))

    def _report(self, value: ast.expr) -> None:
        match value:
            case ast.Constant(value=str(text)) if "[" not in text:
                return
        if self._is_string(value):
            text = ast.unparse(value)
            self.found.add(Breach(value.lineno, f"a string read as markup: {text}"))

    def _is_string(self, value: ast.expr) -> bool:
        match value:
            case ast.Constant(value=constant):
                return isinstance(constant, str)
            case ast.JoinedStr():
                return True
            case ast.Name(id=name):
                return self._locals.get(name, name in self._strings)
            case ast.Attribute(attr=name):
                return name in self._strings
            case ast.Call():
                return self._returns_string(value)
        return any(map(self._is_string, _alternatives(value)))

    def _returns_string(self, call: ast.Call) -> bool:
        match call.func:
            case ast.Name(id="str" | "repr" | "format" | "chr"):
                return True
            case ast.Attribute(value=receiver, attr=name) if name in STR_METHODS:
                return self._is_string(receiver)
        return called(call) in self._strings


def _alternatives(value: ast.expr) -> list[ast.expr]:
    """The expressions of which any being a string makes the whole one."""
    match value:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [left, right]
        case ast.BinOp(left=left, op=ast.Mod() | ast.Mult()):
            return [left]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values):
            return values
        case ast.NamedExpr(value=inner):
            return [inner]
        case _:
            return []
