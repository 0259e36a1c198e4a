"""The text of the generated pages: the feed and the commands, from the code itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

import msgspec
from msgspec.inspect import StructType, type_info

from domain import wire
from domain.codes import STATE_WORDS
from domain.events import AnyEvent, Record
from domain.workflow import TRANSITIONS

HERE: Final = Path(__file__).parent
_MADE = "<!-- made by `make docs` from the code; do not edit -->\n"


def _doc(cls: type) -> str:
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


def _table(cls: type) -> str:
    rows = "\n".join(_fields(cls))
    return f"\n| member | type |\n|---|---|\n{rows}\n" if rows else ""


def _message(cls: type) -> str:
    config = cls.__struct_config__  # type: ignore[attr-defined]
    return f"\n### `{config.tag}`\n{_doc(cls)}\n{_table(cls)}"


def wire_page() -> str:
    """`docs/WIRE.md`."""
    down = "".join(_message(cls) for cls in wire.AnyDown.__args__)
    facts = "".join(_message(cls) for cls in AnyEvent.__args__)
    return (
        f"{_MADE}# The feed, protocol {wire.PROTOCOL}\n\n{_doc(wire)}\n\n"
        f"Heartbeat every {wire.HEARTBEAT_S:g} s; frames of at most "
        f"{wire.MAX_DOWN // 1024} KiB down and {wire.MAX_UP // 1024} KiB up. Close "
        f"codes: {wire.CLOSE_PROTOCOL} other protocol, {wire.CLOSE_AUTH} token, "
        f"{wire.CLOSE_SCOPE} scope, {wire.CLOSE_SLOW} too slow.\n\n"
        f"## From the centre\n{down}\n## From a wall\n{_message(wire.Ack)}\n"
        f"## The record\n{_doc(Record)}\n{_table(Record)}\n"
        f"## Its facts\nThe member `type` names the fact.\n{facts}"
    )


def workflow_page() -> str:
    """`docs/WORKFLOW.md`."""
    lines = [
        "| # | command | 中文 | from | to | who | needs |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in TRANSITIONS:
        states = ", ".join(s.value for s in STATE_WORDS if s in row.sources) or "–"
        needs = [w for w, on in (("note", row.note), ("photo", row.photo)) if on]
        if row.reasons:
            codes = list(row.reasons)
            needs.insert(0, f"{codes[0]}–{codes[-1]}")
        who = ", ".join(sorted(row.roles)) or "system"
        lines.append(
            f"| {row.number or '–'} | `{row.slug}` | {row.zh} | {states} | "
            f"{row.to or 'same'} | {who} | {', '.join(needs)} |"
        )
    return f"{_MADE}# Every transition\n\n" + "\n".join(lines) + "\n"


PAGES: Final[dict[Path, Callable[[], str]]] = {
    HERE / "WIRE.md": wire_page,
    HERE / "WORKFLOW.md": workflow_page,
}
