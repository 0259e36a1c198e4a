"""Structs and their members as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import msgspec
from msgspec.inspect import StructType, type_info


def doc(cls: type) -> str:
    """The docstring of a class or module, on one line."""
    return " ".join(cleandoc(cls.__doc__ or "").split())


def _type(info: msgspec.inspect.Type) -> str:
    match info:
        case msgspec.inspect.UnionType(types=types):
            return " or ".join(map(_type, types))
        case msgspec.inspect.ListType(item_type=item):
            return f"list of {_type(item)}"
        case msgspec.inspect.VarTupleType(item_type=item):
            return f"list of {_type(item)}"
        case msgspec.inspect.DictType(value_type=value):
            return f"object of {_type(value)}"
        case StructType(cls=cls) | msgspec.inspect.EnumType(cls=cls):
            return f"`{cls.__name__}`"
    return type(info).__name__.removesuffix("Type").lower()


def _fields(cls: type) -> Iterator[str]:
    info = type_info(cls)
    assert isinstance(info, StructType)  # noqa: S101 (only structs are documented)
    for field in info.fields:
        need = "" if field.required else " (may be missing)"
        yield f"| `{field.encode_name}` | {_type(field.type)}{need} |"


def table(cls: type) -> str:
    """The members of a struct and their types."""
    rows = "\n".join(_fields(cls))
    return f"\n| member | type |\n|---|---|\n{rows}\n" if rows else ""
