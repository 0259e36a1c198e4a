"""What was done: my own commands with their fate, then what others did."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from widgets.draw.lens import Lens
from widgets.draw.parts import count, short_number
from widgets.draw.spans import Line, Span, Tone, cells, gap, line, short, title, trim


class Fate(StrEnum):
    """How far a command has come."""

    SENT = "sent"  # on its way
    DONE = "done"  # the ledger has it
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"  # sent, but no answer yet


class Deed(msgspec.Struct, frozen=True):
    """One thing done to a case; `fate` None: by somebody else. Times in ms, UTC."""

    at: int
    what: str  # tag of the event
    number: str
    department: str = ""
    code: str = ""
    actor: str = ""
    seq: int = 0
    fate: Fate | None = None
    reason: str = ""
    changed: str = ""  # tag of the event that came before mine
    changed_by: str = ""
    changed_at: int = 0


class ActionsView(msgspec.Struct, frozen=True):
    """Newest first; `rulings`: bounces that wait for a ruling."""

    deeds: tuple[Deed, ...] = ()
    rulings: int = 0


_MARKS: Final = {
    Fate.SENT: ("…", Tone.INFO),
    Fate.DONE: ("✓", Tone.GOOD),
    Fate.REFUSED: ("✕", Tone.BAD),
    Fate.UNCONFIRMED: ("?", Tone.WARN),
    None: (" ", Tone.DIM),
}


def actions(view: ActionsView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title and a row a deed; a long refusal gets a row of its own."""
    note = (
        lens.say("actions.note").format(n=count(view.rulings)) if view.rulings else ""
    )
    lines = [title(lens.say("actions.title"), columns, note)]
    if not view.deeds:
        return [*lines, line(gap(1), Span(lens.say("actions.empty"), Tone.DIM))]
    for deed in view.deeds:
        lines += _deed(deed, lens, columns)
    return lines[:rows]


def _deed(deed: Deed, lens: Lens, columns: int) -> list[Line]:
    mark, tone = _MARKS[deed.fate]
    mine = deed.fate is not None
    seq = Span(f"#{count(deed.seq)}" if deed.seq else "", Tone.DIM)
    room = columns - cells((seq,)) - 1
    spans = [
        Span(mark, tone),
        Span(lens.clock.second(deed.at), Tone.DIM),
        gap(1),
        *_who(deed),
        short(lens.names.event(deed.what), 16, Tone.STRONG if mine else Tone.TEXT),
        gap(1),
        short(short_number(deed.number), 24, Tone.TEXT),
    ]
    if deed.department:
        name = lens.names.department(deed.department)
        spans.append(short(f" → {name}", 24, Tone.TEXT))
    if deed.code:
        reason = f" {deed.code} {lens.names.reason(deed.code)}"
        spans.append(short(reason, columns, Tone.DIM))
    told = short(f" {_told(deed, lens)}".rstrip(), columns, tone)
    if deed.fate is Fate.REFUSED and cells((*spans, told)) > room:
        return [line(*trim(spans, columns)), line(gap(1), told)]
    return [line(*trim([*spans, told], room), gap(1), seq)]


def _who(deed: Deed) -> list[Span]:
    return [short(deed.actor, 12, Tone.DIM), gap(1)] if deed.actor else []


def _told(deed: Deed, lens: Lens) -> str:
    match deed.fate:
        case Fate.SENT | Fate.UNCONFIRMED:
            return lens.say(f"fate.{deed.fate}")
        case Fate.REFUSED if deed.changed:
            return lens.say("fate.changed").format(
                at=lens.clock.second(deed.changed_at),
                who=deed.changed_by,
                what=lens.names.event(deed.changed),
            )
        case Fate.REFUSED:
            return f"{lens.say('fate.refused')}: {deed.reason}"
        case _:
            return ""
