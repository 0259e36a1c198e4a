"""`gridwall user`: the table of its arguments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Makes a part: parts, name, text, examples..., part=name of what runs.
Part = Callable[..., ArgumentParser]


def user(parts: Any, part: Part) -> None:
    """Accounts and their tokens."""
    top = part(
        parts,
        "user",
        "Give, list and take back the tokens of a centre. It may run meanwhile: it "
        "notices within seconds. Every change is written to audit.jsonl.",
    )
    deeds = top.add_subparsers(title="what", metavar="WHAT", required=True)
    for add in (_add, _list, _revoke, _renew, _break_glass):
        add(deeds, part)


def _deed(
    deeds: Any, part: Part, name: str, text: str, *examples: str
) -> ArgumentParser:
    made = part(deeds, name, text, *examples, part="user")
    made.add_argument("--data", required=True, type=Path, metavar="DIR",
                      help="data folder of the centre")  # fmt: skip
    made.set_defaults(deed=name)
    return made


def _add(deeds: Any, part: Part) -> None:
    made = _deed(
        deeds,
        part,
        "add",
        "Print a new token for an account. It is shown this once; only its hash is "
        "kept.",
        "gridwall user add liming --role dispatcher,leader --name 李明 --data DIR",
        "gridwall user add cg01 --role department --unit cg --hours 720 --data DIR",
        "gridwall user add lobby --role watch --unit street:310105006 --data DIR",
    )
    made.add_argument("account", metavar="NAME", help="1 to 64 visible ASCII")
    made.add_argument("--role", required=True, metavar="ROLES",
                      help="with commas between, e.g. dispatcher,leader")  # fmt: skip
    made.add_argument("--unit", default="", metavar="CODE",
                      help="street:CODE or department:CODE: all it sees")  # fmt: skip
    made.add_argument("--name", default="", metavar="TEXT", help="as people know them")
    made.add_argument("--glass", default="", metavar="ROLES",
                      help="roles it may take in an emergency, logged")  # fmt: skip
    made.add_argument("--place", default="", metavar="NAME",
                      help="the place that the unit is of")  # fmt: skip
    _hours(made)


def _hours(made: ArgumentParser) -> None:
    made.add_argument("--hours", type=float, default=12.0,
                      help="from now until it runs out (%(default)g)")  # fmt: skip


def _list(deeds: Any, part: Part) -> None:
    made = _deed(deeds, part, "list", "Print the tokens, without themselves.")
    made.add_argument("--json", action="store_true", help="for programs")


def _revoke(deeds: Any, part: Part) -> None:
    made = _deed(
        deeds,
        part,
        "revoke",
        "Take back all tokens of an account, or one by its id. Feeds are closed.",
        "gridwall user revoke liming --data DIR",
    )
    made.add_argument("account", metavar="NAME", help="account, or id of a token")


def _renew(deeds: Any, part: Part) -> None:
    made = _deed(deeds, part, "renew", "Let tokens count for longer.")
    made.add_argument("account", metavar="NAME", help="account, or id of a token")
    _hours(made)


def _break_glass(deeds: Any, part: Part) -> None:
    made = _deed(
        deeds,
        part,
        "break-glass",
        "Give an account one more role for a short time. It is logged, counted in "
        "/healthz, and its unit stays what it was.",
        "gridwall user break-glass liming --role commander "
        '--reason "flood, nobody else in reach" --data DIR',
    )
    made.add_argument("account", metavar="NAME", help="an account with a token")
    made.add_argument("--role", required=True, metavar="ROLE", help="one role")
    made.add_argument("--reason", required=True, metavar="TEXT", help="why")
    made.add_argument("--minutes", type=float, default=15.0,
                      help="how long (%(default)g)")  # fmt: skip
