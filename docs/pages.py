"""The text of the generated pages, from the code itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from docs.commands import commands_page
from docs.keys import keys_page
from docs.roles import roles_page
from docs.tables import doc, table
from domain import wire
from domain.calendar import DAY_MS
from domain.codes import STATE_WORDS
from domain.decisions.recurring import CHRONIC_AFTER, RECUR_MS, SAME_METRES
from domain.events import AnyEvent, Record
from domain.workflow import TRANSITIONS

HERE: Final = Path(__file__).parent
_MADE = "<!-- made by `make docs` from the code; do not edit -->\n"


def _message(cls: type[msgspec.Struct]) -> str:
    return f"\n### `{cls.__struct_config__.tag}`\n{doc(cls)}\n{table(cls)}"


def wire_page() -> str:
    """`docs/WIRE.md`."""
    down = "".join(_message(cls) for cls in wire.AnyDown.__args__)
    facts = "".join(_message(cls) for cls in AnyEvent.__args__)
    return (
        f"{_MADE}# The feed, protocol {wire.PROTOCOL}\n\n{doc(wire)}\n\n"
        f"Heartbeat every {wire.HEARTBEAT_S:g} s; frames of at most "
        f"{wire.MAX_DOWN // 1024} KiB down and {wire.MAX_UP // 1024} KiB up. Close "
        f"codes: {wire.CLOSE_PROTOCOL} other protocol, {wire.CLOSE_AUTH} token, "
        f"{wire.CLOSE_SCOPE} scope, {wire.CLOSE_SLOW} too slow.\n\n"
        f"## From the centre\n{down}\n## From a wall\n{_message(wire.Ack)}\n"
        f"## The record\n{doc(Record)}\n{table(Record)}\n"
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
    rows = "\n".join(lines)
    return f"{_MADE}# Every transition\n\n{rows}\n\n{_recurring()}"


def _recurring() -> str:
    """How 39 comes about, which nobody commands."""
    return (
        "39 is the centre's own: whoever reports, the report is the new case, and it "
        "carries `recurs` when a case of the same subclass was closed there (same unit "
        f"grid, at most {SAME_METRES:g} m apart, the same component) in the "
        f"{RECUR_MS // DAY_MS} days before; from the {CHRONIC_AFTER}rd in a row it is "
        "chronic. Acceptance that changes class or place looks again. `recur` itself "
        "is for what comes again without a report.\n"
    )


PAGES: Final[dict[Path, Callable[[], str]]] = {
    HERE / "COMMANDS.md": lambda: _MADE + commands_page(),
    HERE / "WIRE.md": wire_page,
    HERE / "WORKFLOW.md": workflow_page,
    HERE / "KEYS.md": lambda: _MADE + keys_page(),
    HERE / "ROLES.md": lambda: _MADE + roles_page(),
}
