"""Role x state x command, written out by hand from the trade's book of rules.

Nothing here is taken from the product: the tests of the matrix hold the product against
it, in the domain and through the door. A line is a transition: its number, the command,
the states it starts in, the state it leads to (`=` the same, `<` the one before), who
may. `system` stands in no line and in all of them: the centre itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple

STATES: Final = (
    "REPORTED", "VERIFYING", "ACCEPTED", "FILED", "DISPATCHED", "HANDLING",
    "RETURN_REQ", "HANG_REQ", "HUNG", "FED_BACK", "CHECKING", "CHECKED", "VOID_REQ",
    "CLOSED", "VOIDED",
)  # fmt: skip
OPEN: Final = STATES[:-2]
ROLES: Final = (
    "officer", "coordinator", "acceptance", "dispatcher", "leader", "commander",
    "department", "street", "supervisor", "watch", "ops", "admin", "system",
)  # fmt: skip
#: Roles that act for a unit: what a case is not theirs by.
FOREIGN: Final = {"department": "not-your-case", "street": "not-your-area"}

_TABLE: Final = """
 2 send-verify         REPORTED                    VERIFYING   acceptance
 3 verify              VERIFYING                   REPORTED    officer
 4 accept              REPORTED                    ACCEPTED    acceptance
 5 refuse              REPORTED                    VOID_REQ    acceptance
 6 merge               REPORTED                    VOIDED      acceptance
 7 file                ACCEPTED                    FILED       leader
 8 refuse-to-file      ACCEPTED                    VOIDED      leader
 9 send-back           ACCEPTED                    REPORTED    leader
10 dispatch            FILED                       DISPATCHED  dispatcher
11 send-back           FILED                       ACCEPTED    dispatcher
11 ask-void            FILED                       VOID_REQ    dispatcher
12 take                DISPATCHED                  HANDLING    department
13 bounce              DISPATCHED,HANDLING         RETURN_REQ  department
14 approve-bounce      RETURN_REQ                  FILED       dispatcher,leader
15 reject-bounce       RETURN_REQ                  HANDLING    dispatcher,leader
16 force-assign        RETURN_REQ,FILED            DISPATCHED  leader,commander
17 redispatch          FILED                       DISPATCHED  dispatcher
18 recall              DISPATCHED                  FILED       dispatcher
19 assign              DISPATCHED,HANDLING         HANDLING    department,street
20 ask-extension       HANDLING                    =           department
21 approve-extension   HANDLING                    =           leader,commander
21 reject-extension    HANDLING                    =           leader,commander
22 ask-suspension      HANDLING                    HANG_REQ    department
23 approve-suspension  HANG_REQ                    HUNG        dispatcher,commander
24 reject-suspension   HANG_REQ                    HANDLING    dispatcher,commander
25 resume              HUNG                        HANDLING    dispatcher
26 feed-back           HANDLING                    FED_BACK    department
27 send-check          FED_BACK                    CHECKING    acceptance
27 auto-check          FED_BACK                    CHECKED     -
28 pass-check          CHECKING                    CHECKED     officer
29 fail-check          CHECKING                    DISPATCHED  officer
30 close               CHECKED                     CLOSED      leader
31 return-to-check     CHECKED                     FED_BACK    leader
32 special-close       *                           CLOSED      commander
33 ask-void            DISPATCHED,HANDLING         VOID_REQ    dispatcher
34 approve-void        VOID_REQ                    VOIDED      leader
34 reject-void         VOID_REQ                    <           leader
35 urge                *                           =           leader,supervisor,street,commander
36 answer-urge         *                           =           department
37 appeal              CLOSED                      =           department
37 rule-appeal         CLOSED                      =           dispatcher
38 revisit             CLOSED                      =           acceptance
39 recur               CLOSED                      =           -
 0 confirm-self-handled REPORTED                   CLOSED      acceptance
 0 recompute-deadline  *                           =           -
"""  # noqa: E501

#: Who reports (1), and for which sources.
REPORTERS: Final = {
    "officer": {"officer"},
    "coordinator": {"coordinator"},
    "acceptance": {"hotline", "sensor", "public"},
    "system": {"officer", "coordinator", "hotline", "sensor", "public"},
}
SOURCES: Final = ("officer", "coordinator", "hotline", "sensor", "public")


class Row(NamedTuple):
    """A line of the table."""

    number: int
    command: str
    states: tuple[str, ...]
    to: str
    roles: frozenset[str]

    def after(self, state: str, before: str) -> str:
        """The state that it leads to; `before`: the one a refused void returns to."""
        return {"=": state, "<": before}.get(self.to, self.to)


def _row(line: str) -> Row:
    number, command, states, to, roles = line.split()
    return Row(
        int(number),
        command,
        OPEN if states == "*" else tuple(states.split(",")),
        to,
        frozenset() if roles == "-" else frozenset(roles.split(",")),
    )


ROWS: Final = tuple(_row(line) for line in _TABLE.strip().splitlines())
COMMANDS: Final = tuple(dict.fromkeys(row.command for row in ROWS))
CELLS: Final = {(state, row.command): row for row in ROWS for state in row.states}


def expected(state: str, command: str, role: str, *, own: bool) -> str:
    """`ok`, or the code that the workflow refuses with, when nothing else is wrong."""
    row = CELLS.get((state, command))
    if row is None:
        return "wrong-state"
    if role not in row.roles and role != "system":
        return "role-not-allowed"
    return "ok" if own else FOREIGN.get(role, "ok")
