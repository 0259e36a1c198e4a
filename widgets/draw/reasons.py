"""Why dispatches were bounced, and who is charged for it."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.counting import OUR_ERROR
from domain.rates import Share
from domain.state import ALL
from domain.views.scores import Reason, Reasons
from widgets.draw.lens import Lens
from widgets.draw.parts import bar, count, percent
from widgets.draw.spans import (
    Ground,
    Line,
    Span,
    Tone,
    cell,
    cells,
    flow,
    gap,
    line,
    title,
)

_CODE, _COUNT, _SHARE, _MOST_BAR = 4, 6, 7, 40
_BARRED: Final = 10  # cells from which a bar says something


class ReasonsView(msgspec.Struct, frozen=True):
    """`cursor`: the chosen reason's code."""

    reasons: Reasons = Reasons()
    cursor: str = ""
    focused: bool = False
    stamp: str = ""


def reasons(view: ReasonsView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, heading, the reasons by how often they were given, who is charged."""
    shown, names = view.reasons, lens.names
    who = names.street(ALL) if shown.key == ALL else names.department(shown.key)
    name = lens.say("reasons.title").format(who=who)
    note = view.stamp or lens.say("reasons.note").format(
        period=shown.period, count=count(shown.asked)
    )
    lines = [title(name, columns, note)]
    if not shown.asked:
        return [*lines, line(gap(1), Span(lens.say("reasons.empty"), Tone.DIM))]
    charged = _charged(shown, lens, columns)
    room = rows - 2 - len(charged)
    sizes = _sizes(lens, columns)
    lines.append(_titles(lens, sizes))
    lines += [_row(one, view, lens, sizes) for one in ordered(shown)[: max(1, room)]]
    return [*lines, *charged][:rows]


def ordered(shown: Reasons) -> list[Reason]:
    """The most frequent first."""
    return sorted(shown.rows, key=lambda row: (-row.count, row.code))


def _sizes(lens: Lens, columns: int) -> tuple[int, int, int]:
    """Words, bar, blame."""
    words, blame = (31, 8) if lens.wide else (18, 6)
    rest = columns - 2 - _CODE - _COUNT - _SHARE - blame - 2
    if rest < words + _BARRED:
        return max(8, rest), 0, blame
    return words, min(_MOST_BAR, rest - words - 1), blame


def _titles(lens: Lens, sizes: tuple[int, int, int]) -> Line:
    words, drawn, blame = sizes
    return line(
        gap(2),
        cell(lens.say("reasons.reason"), _CODE + words, Tone.FAINT),
        cell(lens.say("reasons.count"), _COUNT, Tone.FAINT, right=True),
        cell(lens.say("reasons.share"), _SHARE, Tone.FAINT, right=True),
        gap(drawn + 1 if drawn else 0),
        gap(2),
        cell(lens.say("reasons.blame"), blame, Tone.FAINT),
    )


def _row(
    one: Reason, view: ReasonsView, lens: Lens, sizes: tuple[int, int, int]
) -> Line:
    words, room, blame = sizes
    here = view.focused and one.code == view.cursor
    tone = Tone.TEXT if one.count else Tone.FAINT
    share = Share(one.count, view.reasons.asked)
    spans = [
        Span("▸" if here else " ", Tone.INFO),
        gap(1),
        cell(one.code, _CODE, tone),
        cell(lens.names.reason(one.code), words, tone),
        cell(count(one.count) if one.count else "·", _COUNT, tone, right=True),
        cell(percent(share, 0) if one.count else "", _SHARE, Tone.DIM, right=True),
    ]
    if room:
        most = max(row.count for row in view.reasons.rows)
        solid = Span(bar(one.count / most, room), Tone.CALM)
        spans += [gap(1), solid, gap(room - cells((solid,)))]
    word = lens.say("reasons.centre") if one.code == OUR_ERROR else "·"
    spans += [gap(2), cell(word, blame, Tone.DIM if one.count else Tone.FAINT)]
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def _charged(shown: Reasons, lens: Lens, columns: int) -> list[Line]:
    """Whom the rulings are charged to, and what waits for one."""
    numbers = (
        ("centre", shown.centre), ("department", shown.rejected),
        ("nobody", shown.nobody), ("pending", shown.pending),
    )  # fmt: skip
    chunks = [
        (
            Span(lens.say(f"reasons.to.{key}") + " ", Tone.DIM),
            Span(count(number), Tone.STRONG if number else Tone.DIM),
        )
        for key, number in numbers
    ]
    return [Line((gap(2), *one.spans)) for one in flow(chunks, max(1, columns - 2), 3)]
