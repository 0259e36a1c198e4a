"""The menu of a case: what may be done by its letter, below it why not the rest."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.codes import OPEN, Role, State, Words
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cell, exact, gap, line, short

#: Cells of a row's words.
_WORDS: Final = {"zh": 14, "en": 24}
#: States that are named; more are counted.
_NAMED: Final = 4


class MenuRow(msgspec.Struct, frozen=True):
    """One row of the workflow; `barred`: why not, a key of the catalogue.

    `roles` are those that may, `states` those it starts in, where that is the reason.
    """

    letter: str
    words: Words
    barred: str = ""
    roles: tuple[Role, ...] = ()
    states: tuple[State, ...] = ()


class MenuView(msgspec.Struct, frozen=True):
    """`message`: why the last key did nothing; `marked`: so many cases are meant."""

    number: str = ""
    state: State = State.REPORTED
    role: Role = Role.WATCH
    marked: int = 1
    rows: tuple[MenuRow, ...] = ()
    chosen: int = 0
    message: str = ""


def menu(view: MenuView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """A heading, the window around the chosen row, the keys."""
    names = lens.names
    head = [
        gap(1),
        Span(lens.say("menu.title"), Tone.WARN),
        gap(2),
        short(view.number, 24, Tone.STRONG),
        gap(2),
        Span(names.state(view.state), Tone.TEXT),
        gap(2),
        Span(names.role(view.role), Tone.DIM),
    ]
    if view.marked > 1:
        told = lens.say("form.all").format(n=view.marked)
        head += [gap(2), Span(told, Tone.WARN)]
    room = max(0, rows - 2)
    start = max(0, min(view.chosen - room // 2, len(view.rows) - room))
    lines = [line(*head)]
    for number, row in enumerate(view.rows[start : start + room], start):
        lines.append(_row(row, lens, columns, chosen=number == view.chosen))
    lines += [line()] * (rows - 1 - len(lines))
    lines.append(_foot(view, lens, columns, start, room))
    return [
        exact(one if one.ground is Ground.CURSOR else one._replace(ground=Ground.FORM),
              columns)
        for one in lines[:rows]
    ]  # fmt: skip


def _foot(view: MenuView, lens: Lens, columns: int, start: int, room: int) -> Line:
    if view.message:
        row = view.rows[view.chosen]
        told = short(reason(row, lens), columns - 1, Tone.WARN)
        return line(gap(1), told)
    more = f"  {start + 1}–{min(len(view.rows), start + room)}/{len(view.rows)}"
    keys = short(lens.say("menu.keys") + more, columns - 1, Tone.DIM)
    return line(gap(1), keys)


def _row(row: MenuRow, lens: Lens, columns: int, *, chosen: bool) -> Line:
    mark = Span("▸" if chosen else " ", Tone.INFO)
    wide = _WORDS["en" if lens.wide else "zh"]
    tone = Tone.FAINT if row.barred else Tone.STRONG if chosen else Tone.TEXT
    letter = cell(row.letter or "·", 1, Tone.FAINT if row.barred else Tone.INFO)
    words = cell(lens.names.say(row.words), wide, tone)
    why = short(reason(row, lens), max(0, columns - wide - 7), Tone.DIM)
    ground = Ground.CURSOR if chosen else Ground.FORM
    return line(gap(1), mark, letter, gap(2), words, gap(1), why, ground=ground)


def reason(row: MenuRow, lens: Lens) -> str:
    """Why it may not be done; empty when it may."""
    if not row.barred:
        return ""
    if row.states:
        if len(row.states) == len(OPEN):
            return lens.say("menu.while_open")
        named = " / ".join(lens.names.state(one) for one in row.states[:_NAMED])
        return lens.say("bar.wrong_state").format(states=named)
    who = " / ".join(lens.names.role(role) for role in row.roles)
    if row.barred == "bar.role_not_allowed":
        return lens.say(row.barred).format(roles=who or lens.names.role(Role.SYSTEM))
    return lens.say(row.barred)


def rows_for(view: MenuView) -> int:
    """How many rows it takes to show all of it."""
    return len(view.rows) + 2
