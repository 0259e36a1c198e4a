"""Forms of several commands: dispatch and re-dispatch, the ruling on a bounce.

No Textual here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from domain import commands as c
from domain import workflow
from domain.codes import State
from domain.state import Case
from tui.forms.departments import Co, Lead
from tui.forms.fields import Choose, Option, Text
from tui.forms.form import Form, Incomplete, Values
from tui.forms.making import Ground, guards, row_words
from widgets.draw.form import Choice

#: Each of many cases to its own first suggestion.
EACH: Final = "*"
#: What a bounce for another city's or district's business is voided with.
_NOT_OURS: Final = "V04"
_DISPATCH: Final = workflow.rows_of(c.Dispatch)[0]
_REDISPATCH: Final = workflow.rows_of(c.Redispatch)[0]
Bars = Mapping[str, str]


def sent(case: Case, values: Values) -> c.AnyCommand:
    """A dispatch, or a re-dispatch of a case that was bounced."""
    made: Any = c.Redispatch if case.bounces else c.Dispatch
    command: c.AnyCommand = made(**values)
    return command


def dispatch_form(ground: Ground) -> Form:
    """To whom: three suggestions, or any department by code, initials or name."""

    def steps(case: Case, values: Values) -> tuple[c.AnyCommand, ...]:
        return (sent(case, _each(case, values, ground)),)

    row = _REDISPATCH if ground.case.bounces else _DISPATCH
    return Form(
        "dispatch", row_words(row), ground.cases, _fields(ground), steps, ground.at,
        marked=ground.marked,
    )  # fmt: skip


def redispatch_form(ground: Ground) -> Form:
    """To somebody else, from wherever the case is: what has to go before goes before.

    A dispatch that was not taken is recalled, a bounce that waits is approved.
    """

    def steps(case: Case, values: Values) -> tuple[c.AnyCommand, ...]:
        given = _each(case, values, ground)
        if case.state is State.DISPATCHED:
            return (c.Recall(), sent(case, given))
        if case.state is State.RETURN_REQ:
            return (c.ApproveBounce(), _again(given))
        return (sent(case, given),)

    return Form(
        "redispatch", row_words(_REDISPATCH), ground.cases, _fields(ground), steps,
        ground.at, marked=ground.marked,
    )  # fmt: skip


def _again(values: Values) -> c.AnyCommand:
    made: Any = c.Redispatch
    command: c.AnyCommand = made(**values)
    return command


def _fields(ground: Ground) -> list[Any]:
    several = len(ground.cases) > 1
    own = (Option(EACH, Choice(word="form.each"), (EACH,)),) if several else ()
    lead = Lead(ground.case, ground.offers, ground.place.departments, own)
    co = Co(ground.place.departments, lead)
    return [lead, co, Text("note", "note"), *guards(_DISPATCH, ground.cases)]


def _each(case: Case, values: Values, ground: Ground) -> Values:
    if values.get("department") != EACH:
        return values
    own = ground.first(case)
    co = tuple(code for code in _codes(values) if code != own)
    return {**values, "department": own, **({"co": co} if co else {})}


def _codes(values: Values) -> tuple[str, ...]:
    found: Any = values.get("co", ())
    return tuple(found)


#: The rulings in their order, and the words of each.
RULINGS: Final = ("approve", "reject", "again", "force", "backstop", "city")
_TO_SOMEBODY: Final = frozenset({"again", "force"})
#: Rulings that need a note, and what to say without one.
_NOTED: Final = {
    "reject": "form.note_needed",
    "force": "needed.note",
    "backstop": "needed.note",
}


def ruling_form(ground: Ground, bars: Bars) -> Form:
    """On a bounce. `bars`: ruling -> why it is not for this person, a key."""
    options = [
        Option(name, Choice(word=f"ruling.to_{name}", barred=bars.get(name, "")),
               barred=bars.get(name, ""))
        for name in RULINGS
    ]  # fmt: skip
    ruling = Choose("ruling", "ruling", options, letters=False)
    ruling.chosen = next((n for n, o in enumerate(options) if not o.barred), 0)
    lead = Lead(ground.case, ground.offers, ground.place.departments)
    co = Co(ground.place.departments, lead)
    for field in (lead, co):
        field.wanted = lambda: ruling.value in _TO_SOMEBODY
    note = Text("note", "note")
    fields = (ruling, lead, co, note)
    return Form(
        "rule", "form.rule", ground.cases, fields, _ruled, ground.at,
        detail=ground.detail, now=ground.now,
    )  # fmt: skip


def _ruled(_case: Case, values: Values) -> tuple[c.AnyCommand, ...]:
    given = dict(values)
    ruling = str(given.pop("ruling", ""))
    note = str(given.get("note", ""))
    if ruling in _NOTED and not note:
        raise Incomplete("note", _NOTED[ruling])
    match ruling:
        case "approve":
            return (c.ApproveBounce(note=note),)
        case "reject":
            return (c.RejectBounce(note=note),)
        case "again":
            given.pop("note", None)
            return (c.ApproveBounce(note=note), _again(given))
        case "city":
            return (
                c.ApproveBounce(note=note),
                c.AskVoid(reason=_NOT_OURS, note=note),
            )
        case _:
            made: Any = c.ForceAssign
            return (made(**given),)


def bars_of(barred: Mapping[type[c.Command], str], role_may_send: bool) -> Bars:  # noqa: FBT001
    """Why not, a ruling: `barred` has the refusal's code for each command of it."""
    found: dict[str, str] = {}
    for name, command in (
        ("approve", c.ApproveBounce),
        ("reject", c.RejectBounce),
        ("again", c.ApproveBounce),
        ("force", c.ForceAssign),
        ("backstop", c.ForceAssign),
        ("city", c.ApproveBounce),
    ):
        code = barred.get(command, "")
        if not code and name in ("again", "city") and not role_may_send:
            code = "role-not-allowed"
        if code:
            found[name] = f"bar.{code}".replace("-", "_")
    return found
