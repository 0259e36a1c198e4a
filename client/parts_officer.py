"""`gridwall officer`: the tables of its arguments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Makes a part: parts, name, text, examples..., part=name of what runs.
Part = Callable[..., ArgumentParser]
#: Gives a part the arguments that name a centre.
Whose = Callable[[ArgumentParser], None]


def officer(parts: Any, part: Part, whose: Whose) -> None:
    """Errands of a grid officer."""
    top = part(
        parts,
        "officer",
        "Report and check as a grid officer's phone does, for scripts. One line of "
        "JSON answers; docs/PHONE.md tells its members and exit codes.",
    )
    errands = top.add_subparsers(title="errands", metavar="ERRAND", required=True)
    report = _errand(
        errands,
        (part, whose),
        "report",
        "Report a case, with photos. Place by street, grid, component or point.",
        "gridwall officer report --lat 31.22 --lon 121.42 --subclass C0101 "
        "--title 井盖缺失 --photo hole.jpg",
    )
    report.add_argument("--title", required=True, help="a line about it")
    for name, what in (
        ("subclass", "code of what it is"),
        ("street", "code of the street"),
        ("grid", "code of the unit grid"),
        ("component", "16 digits of a component (部件)"),
        ("text", "more about it"),
        ("address", "where, in words"),
    ):
        report.add_argument(f"--{name}", default="", help=what)
    for name in ("lat", "lon"):
        report.add_argument(f"--{name}", type=float, help="WGS-84 degrees")
    report.add_argument("--urgent", action="store_true", help="it cannot wait")
    report.add_argument("--self-handled", action="store_true",
                        help="put right on the spot")  # fmt: skip
    check = _errand(
        errands,
        (part, whose),
        "check",
        "Tell what a check after handling found, with photos.",
        "gridwall officer check CN-20260926-0417 pass --photo after.jpg",
        "gridwall officer check CN-20260926-0417 fail --reason K01 --photo still.jpg",
    )
    check.add_argument("case", metavar="CASE", help="id or number")
    check.add_argument("verdict", choices=("pass", "fail"), help="is it done?")
    check.add_argument("--reason", default="", help="K01 to K04, when it fails")
    check.add_argument("--note", default="", help="more about it")


def _errand(
    errands: Any, makers: tuple[Part, Whose], name: str, text: str, *examples: str
) -> ArgumentParser:
    make, whose = makers
    part = make(errands, name, text, *examples, part="officer")
    whose(part)
    part.add_argument("--role", choices=("officer", "coordinator"), default="officer",
                      help="whom you act as (%(default)s)")  # fmt: skip
    part.add_argument("--actor", help="your account")
    part.add_argument("--photo", type=Path, nargs="+", action="extend", default=[],
                      metavar="FILE", help="JPEG, PNG or WebP, <= 8 MiB")  # fmt: skip
    part.add_argument("--key", default="", metavar="KEY",
                      help="of an errand that is to be resumed")  # fmt: skip
    part.set_defaults(errand=name)
    return part
