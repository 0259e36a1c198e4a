"""`docs/ROLES.md`: who may do what, from the tables that decide it."""

from __future__ import annotations

from collections.abc import Iterator

from centre.access import BOUND, GRANTS
from domain.codes import ROLE_WORDS, STATE_WORDS, Role, State
from domain.workflow import TRANSITIONS, Transition

_SCOPES = (
    "An account sees the whole place (a district's centre, or a city's), or one street "
    "or department of it when its token is bound to one (`gridwall user add --unit`); "
    f"the roles {' and '.join(f'`{role}`' for role in sorted(BOUND))} always are. A "
    "street has the cases that lie in it, a department those it was ever sent. What is "
    "not theirs is not there: 404, no line of a list, no record of a feed, no photo. A "
    "report may be made anywhere. `ops` sees how the feed runs (its heartbeats and the "
    "number of its last record: the scope `none`) and no case; a wall of it is the ops "
    "view. Whoever sees cases may also look as `watch`, in the "
    "same bounds: so does an account of several roles that names none. `system` is "
    "the centre itself and no account's."
)
_TOKENS = (
    "`gridwall user add` prints a token once: 256 random bits, kept as their SHA-256, "
    "which needs to be no slow hash because there is nothing to guess. It runs out "
    "after 12 hours unless told otherwise. `tokens.json` is for its owner alone, in a "
    "folder that is, and refused if it is not. A running centre looks every second: "
    "who is revoked or has run out gets 401, and its feeds are closed with 4401. "
    "`audit.jsonl` has every change, who made it and when. A token file that will not "
    "do any more changes nothing until it is put right; the centre's log says so."
)
_GLASS = (
    "An account may act in one more role for 15 minutes: with the header "
    "`Gridwall-Break-Glass: why` (UTF-8 per cent-encoded) if the role is among its "
    "`--glass`, or after `gridwall user break-glass NAME --role ROLE --reason TEXT`. "
    "The street or department stays, `system`, `ops` and `admin` are never given, and "
    "who is only `ops` or `admin` is given nothing. It is in `audit.jsonl` before it "
    "counts, in the centre's log, in `/me` and, as a number, in `/healthz`."
)
_COMMANDS = (
    "The number is the transition's in WORKFLOW.md; the states are those it starts in. "
    "In any other: 409 `wrong-state`; by any other role: 403 `role-not-allowed`; by "
    "another unit: 404."
)
_LIMITS = (
    ("commands of a dispatcher", "20 a minute, 10 at once", "429 `too-fast`"),
    ("photos of an account", "60 a minute, 32 at once", "429 `too-fast`"),
    ("feeds of an account", "4", "closed with 1013"),
    ("handshakes of an address (of an account behind a proxy on the same machine)",
     "5 in 10 s", "closed with 1013"),
    ("wrong tokens from an address",
     "10 a minute; then for 15 minutes only tokens that were right there before count",
     "429 `locked-out`"),
    ("page of cases", "200", "400 `query-wrong`"),
    ("body; headers", "64 KiB; 8 KiB", "413; 431"),
)  # fmt: skip


def roles_page() -> str:
    """The page."""
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Everything is denied that is not granted here. No role has a delete.",
            "",
            "## Scopes",
            "",
            _SCOPES,
            "",
            "## What may be asked of the centre",
            "",
            *_actions(),
            "",
            "## Commands by role",
            "",
            _COMMANDS,
            "",
            *_commands(),
            "",
            "## Tokens",
            "",
            _TOKENS,
            "",
            "## Breaking the glass",
            "",
            _GLASS,
            "",
            "## Limits",
            "",
            "| what | limit | then |",
            "|---|---|---|",
            *(f"| {' | '.join(limit)} |" for limit in _LIMITS),
            "",
        ]
    )


def _actions() -> Iterator[str]:
    yield "| role | 中文 | " + " | ".join(GRANTS) + " |"
    yield "|---|---|" + "---|" * len(GRANTS)
    for role in Role:
        marks = ("yes" if role in roles else "–" for roles in GRANTS.values())
        yield f"| `{role}` | {ROLE_WORDS[role].zh} | {' | '.join(marks)} |"


def _commands() -> Iterator[str]:
    yield from ("| role | commands |", "|---|---|")
    for role in Role:
        rows = [row for row in TRANSITIONS if role in row.roles]
        if role is Role.SYSTEM:
            rows = [row for row in TRANSITIONS if not row.roles]
        told = " · ".join(map(_told, rows)) or "none"
        more = ", and all the others" if role is Role.SYSTEM else ""
        yield f"| `{role}` | {told}{more} |"


def _told(row: Transition) -> str:
    number = f"{row.number} " if row.number else ""
    return f"{number}`{row.slug}` {_states(row.sources)}".strip()


def _states(sources: frozenset[State]) -> str:
    if not sources:
        return ""
    names = [state.value for state in STATE_WORDS if state in sources]
    return "(any open)" if len(names) > len(State) - 3 else f"({', '.join(names)})"
