"""Nothing of ours hides a name of Textual: it would break it far from the cause.

Looked at: names in the class body, and attributes set on `self` (ours and theirs).
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap

import pytest
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tests.architecture.sources import modules

# Written into every class by Textual itself.
MADE_BY_TEXTUAL = {
    "_computes",
    "_css_type_name",
    "_css_type_names",
    "_decorated_handlers",
    "_inherit_bindings",
    "_inherit_component_classes",
    "_inherit_css",
    "_merged_bindings",
    "_reactives",
    "can_focus",
    "can_focus_children",
    "handler_name",
}
# Public methods and attributes that exist to be given by a subclass.
MEANT_TO_BE_OVERRIDDEN = {
    "render_segments",
    "allow_select",
    "bubble",
    "check_action",
    "check_consume_key",
    "compose",
    "control",
    "crop",  # of a strip: `widgets/draw/whole.py`
    "divide",
    "expand",
    "feed",
    "get_default_screen",
    "get_content_height",
    "get_content_width",
    "get_css_variables",
    "get_line_filters",
    "get_system_commands",
    "get_theme_variable_defaults",
    "namespace",
    "render",
    "render_line",
    "render_lines",
    "selection_updated",
    "shrink",
    "tick",
    "verbose",
}
HOOKS = ("action_", "compute_", "key_", "on_", "validate_", "watch_")


def ours(*packages: str) -> list[type]:
    """Every class of the packages that derives from a class of Textual."""
    found = {
        cls
        for module in modules(*packages)
        for cls in vars(module).values()
        if inspect.isclass(cls)
        and cls.__module__ == module.__name__
        and textual_bases(cls)
    }
    return sorted(found, key=lambda cls: cls.__qualname__)


def textual_bases(cls: type) -> list[type]:
    """The classes of Textual that a class derives from, without itself."""
    return [b for b in cls.__mro__[1:] if b.__module__.partition(".")[0] == "textual"]


def set_on_self(cls: type) -> set[str]:
    """Names that the class's own methods assign on `self`."""
    if cls.__module__ not in sys.modules:
        return set()
    body = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    return {
        node.attr
        for node in ast.walk(body)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def is_dunder(name: str) -> bool:
    """`__init__` and name-mangled names cannot clash."""
    return name.startswith("__") or "__" in name.lstrip("_")


def private(names: set[str]) -> set[str]:
    """The private ones among the names."""
    return {n for n in names if n.startswith("_") and not is_dunder(n)}


def hidden(cls: type) -> set[str]:
    """Names of Textual that a class of ours takes for itself."""
    bases = textual_bases(cls)
    in_class = {name for base in bases for name in vars(base)}
    on_self = {name for base in bases for name in set_on_self(base)}
    mine = set(vars(cls)) | set_on_self(cls)
    methods = {n for n in vars(cls) if inspect.isfunction(inspect.unwrap(vars(cls)[n]))}
    public = {
        n
        for n in methods & (in_class | on_self)
        if not n.startswith((*HOOKS, "_")) and n not in MEANT_TO_BE_OVERRIDDEN
    }
    covered = {
        n
        for n in set_on_self(cls) & in_class
        if any(inspect.isfunction(vars(base).get(n)) for base in bases)
    }
    return (private(mine) & (in_class | on_self)) - MADE_BY_TEXTUAL | public | covered


def test_no_class_of_ours_hides_a_name_of_textual() -> None:
    clashes = {
        f"{cls.__module__}.{cls.__qualname__}": sorted(names)
        for cls in ours("widgets", "tui")
        if (names := hidden(cls))
    }
    assert clashes == {}


class Fine(Widget):
    def __init__(self) -> None:
        super().__init__()
        self.tooltip = None
        self._rows_shown: list[str] = []

    def render(self) -> str:
        return ""

    def on_mount(self) -> None:
        self.border_title = "x"


class PrivateMethod(Widget):
    def _on_mount(self) -> None: ...


class PrivateAttribute(Widget):
    def __init__(self) -> None:
        super().__init__()
        self._size = 3


class PublicMethod(Widget):
    def region(self) -> None: ...


class PublicAttribute(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.refresh = 3


class PrivateOfTheApp(App[None]):
    def _exit(self) -> None: ...


class NoteOfOurs(Message):
    def stop(self) -> NoteOfOurs: ...


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        (Fine, set()),
        (PrivateMethod, {"_on_mount"}),
        (PrivateAttribute, {"_size"}),
        (PublicMethod, {"region"}),
        (PublicAttribute, {"refresh"}),
        (PrivateOfTheApp, {"_exit"}),
        (NoteOfOurs, {"stop"}),
    ],
)
def test_the_guard_sees_a_hidden_name(cls: type, names: set[str]) -> None:
    assert hidden(cls) == names
