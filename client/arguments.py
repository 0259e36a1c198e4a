"""The tables of the command line: parts, their arguments, their help.

`gridwall.py` runs what is chosen; shell completion and `docs/COMMANDS.md` are made of
the same tables. `part` in the result names what to run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import fill
from typing import Any, Final, NoReturn, get_args

from client.parts_officer import officer
from client.parts_user import user
from client.settings.fields import Glyphs, Link, Preset

_LANGS: Final = ("zh", "en")
SHELLS: Final = ("bash", "zsh", "fish")
FORMATS: Final = ("csv", "jsonl")


class _UnsureError(Exception):
    """Only the whole command line can tell what is wrong."""


class _Quick(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UnsureError(message)


def parsed(words: Sequence[str], version: str, codes: str) -> argparse.Namespace:
    """What was asked for; ends the process on `--help` and on what is wrong.

    Only the tables of parts that are named are made: all of them take as long as the
    first frame of a wall.
    """
    if not {"-h", "--help", "--version"} & set(words):
        with suppress(_UnsureError):
            return _made(_Quick, version, codes, set(words)).parse_args(words)
    return parser(version, codes).parse_args(words)


def parser(version: str, codes: str) -> argparse.ArgumentParser:
    """The whole command line; `codes` explains the exit codes."""
    return _made(argparse.ArgumentParser, version, codes, None)


def _made(
    kind: type[argparse.ArgumentParser], version: str, codes: str, only: set[str] | None
) -> argparse.ArgumentParser:
    top = kind(
        prog="gridwall",
        description="A city district's grid-management centre and its wall.",
        epilog=f"Exit codes: {codes}",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"gridwall {version}")
    top.set_defaults(part="wall", demo=False)
    _wall(top)
    parts = top.add_subparsers(title="other parts", metavar="PART")
    for name, add in _PARTS.items():
        if only is None or name in only:
            add(parts)
    return top


def _part(
    parts: Any, name: str, text: str, *examples: str, part: str = ""
) -> argparse.ArgumentParser:
    more = "\n".join(["examples:", *(f"  {example}" for example in examples)])
    made: argparse.ArgumentParser = parts.add_parser(
        name,
        help=text.partition(". ")[0].removesuffix("."),
        description=fill(text, 78),
        epilog=more if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.set_defaults(part=part or name)
    return made


def _whose(part: argparse.ArgumentParser) -> None:
    part.add_argument("--centre", metavar="URL", help="a centre that runs already")
    part.add_argument("--token-file", metavar="FILE", help="its token, mode 0600")
    part.add_argument("--place", metavar="NAME", help="changning or boston")
    part.add_argument("--data", metavar="DIR", help="data folder of the centre")


def _language(part: argparse.ArgumentParser) -> None:
    part.add_argument("--lang", choices=_LANGS, help="Chinese or English")


def _wall(part: argparse.ArgumentParser) -> None:
    _whose(part)
    part.add_argument("--role", help="the role that may write, e.g. dispatcher")
    part.add_argument("--unit", help="department or street that you act for")
    _screen(part)


def _screen(part: argparse.ArgumentParser) -> None:
    part.add_argument("--actor", help="your account")
    part.add_argument("--readonly", action="store_true", help="look, never write")
    _language(part)
    part.add_argument("--theme", metavar="NAME", help="colours, e.g. dark or light")
    part.add_argument("--glyphs", choices=get_args(Glyphs),
                      help="signs that the terminal draws in one cell")  # fmt: skip
    part.add_argument("--link", choices=get_args(Link),
                      help="how much the line to the terminal carries")  # fmt: skip
    part.add_argument("--keys", dest="keymap", choices=get_args(Preset),
                      help="set of keys")  # fmt: skip


def _play(part: argparse.ArgumentParser) -> None:
    part.add_argument("--from", dest="start", default="", metavar="TIME",
                      help="2026-09-24T14:00, the place's own time")  # fmt: skip
    part.add_argument("--until", default="", metavar="TIME", help="where it ends")
    part.add_argument("--speed", default="60", help="1 to 36000, or max")
    part.add_argument("--seed", type=int, default=1, help="another one, another day")
    part.add_argument("--rate", type=float, default=0.0, metavar="N",
                      help="so many cases a minute more")  # fmt: skip
    part.add_argument("--warm-up", type=float, metavar="HOURS",
                      help="hours played at once before --from")  # fmt: skip
    part.add_argument("--paused", action="store_true", help="begin with a still clock")


def played(options: argparse.Namespace) -> list[str]:
    """The arguments of a demo, as a part that is started gets them."""
    pairs = {
        "--from": options.start,
        "--until": options.until,
        "--speed": options.speed,
        "--seed": options.seed,
        "--rate": options.rate,
        "--warm-up": "" if options.warm_up is None else options.warm_up,
    }
    found = [f"{name}={value}" for name, value in pairs.items() if value != ""]
    return [*found, "--paused"] if options.paused else found


def _demo(parts: Any) -> None:
    part = _part(
        parts,
        "demo",
        "Open the wall on a replay or a drill.",
        "gridwall demo --place changning --speed 60",
        "gridwall demo --place boston --headless",
        part="wall",
    )
    _wall(part)
    _play(part)
    part.add_argument("--headless", action="store_true", help="no wall")
    part.set_defaults(demo=True)


def _desk(parts: Any) -> None:
    part = _part(
        parts,
        "desk",
        "Open a department's desk: its own cases by deadline, and nothing else.",
        "gridwall desk --department 城管 --centre https://grid.example "
        "--token-file ~/.config/gridwall/token",
        "gridwall desk --department hw",
    )
    part.add_argument("--department", required=True, metavar="NAME",
                      help="its name, short name, code or initials")  # fmt: skip
    _whose(part)
    _screen(part)
    part.set_defaults(role="department")


def _centre(parts: Any) -> None:
    part = _part(
        parts,
        "centre",
        "Run a centre: ledger, desk, feed, doors.",
        "gridwall centre --place changning --data /var/lib/gridwall",
    )
    part.add_argument("--place", required=True, metavar="NAME",
                      help="changning or boston")  # fmt: skip
    part.add_argument("--data", required=True, type=Path, metavar="DIR",
                      help="its folder, made when it is not there")  # fmt: skip
    part.add_argument("--listen", default="127.0.0.1:8420", metavar="HOST:PORT",
                      help="%(default)s unless told; port 0: any")  # fmt: skip
    part.add_argument("--dev", action="store_true", help="loopback, without tokens")
    part.add_argument("--plain", action="store_true",
                      help="allow another address, without TLS")  # fmt: skip
    part.add_argument("--simulated-clock", type=int, metavar="MS",
                      help="a clock that a driver moves, from here")  # fmt: skip
    part.add_argument("--drill", action="store_true", help="all of it is a drill")
    part.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    _play(part)


def _drive(parts: Any) -> None:
    part = _part(parts, "drive", "Play cases into a demo's centre.")
    part.add_argument("--url", required=True, help="address of the centre")
    part.add_argument("--place", required=True, metavar="NAME",
                      help="changning or boston")  # fmt: skip
    part.add_argument("--lifeline", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("--token-on-stdin", action="store_true", help=argparse.SUPPRESS)
    _play(part)


def _verify(parts: Any) -> None:
    part = _part(
        parts,
        "verify",
        "Check a ledger against its hash chain.",
        "gridwall verify ~/.local/share/gridwall/changning",
    )
    part.add_argument("ledger", type=Path, help="data folder or ledger file")
    part.add_argument("--head", type=Path, metavar="FILE", help="a head kept elsewhere")
    part.add_argument("--thorough", action="store_true", help="keys and indexes too")


def _tail(parts: Any) -> None:
    part = _part(
        parts,
        "tail",
        "Print the feed, a line a record. Fields have tabs between them.",
        "gridwall tail --plain --centre http://127.0.0.1:8420",
        "gridwall tail --plain --scope street:310105006 --after 0",
        "gridwall tail --plain --filter 'urgent=yes li=red'",
    )
    _whose(part)
    part.add_argument("--plain", action="store_true", help="no colours (the default)")
    part.add_argument("--scope", default="all",
                      help="all, street:CODE, department:CODE")  # fmt: skip
    part.add_argument("--after", type=int, metavar="SEQ",
                      help="begin behind this record")  # fmt: skip
    part.add_argument("--filter", default="", metavar="TEXT",
                      help="as behind `/` on the wall")  # fmt: skip
    _language(part)


def _status(parts: Any) -> None:
    part = _part(
        parts,
        "status",
        "Print the figures of the place, its streets and departments. They are counted "
        "as the wall counts them, from a snapshot of the feed.",
        "gridwall status",
        "gridwall status --json --centre http://127.0.0.1:8420 | jq .whole.open",
    )
    _whose(part)
    part.add_argument("--json", action="store_true",
                      help="for programs, as docs/COMMANDS.md says")  # fmt: skip
    part.add_argument("--wait", type=float, default=20.0, metavar="SECONDS",
                      help="how long the centre may take (%(default)g)")  # fmt: skip
    _language(part)


def _export(parts: Any) -> None:
    part = _part(
        parts,
        "export",
        "Write cases as a table, newest first. Without -o to standard output, a page "
        "at a time; a file appears when it is whole. Addresses of elders are masked.",
        "gridwall export csv --bom -o cases.csv",
        "gridwall export jsonl --all --from 2026-09-01 --to 2026-09-30 | jq .number",
    )
    part.add_argument("format", choices=FORMATS, help="columns are the same in both")
    _whose(part)
    which = part.add_mutually_exclusive_group()
    for name, text in (
        ("open", "cases that are open (the default)"),
        ("closed", "cases that are closed or void"),
        ("all", "both"),
    ):
        which.add_argument(f"--{name}", dest="which", action="store_const", const=name,
                           help=text)  # fmt: skip
    part.set_defaults(which="open")
    part.add_argument("--filter", default="", metavar="TEXT",
                      help="as behind `/` on the wall")  # fmt: skip
    part.add_argument("--from", dest="since", default="", metavar="TIME",
                      help="reported then or later: 2026-09-24 or 2026-09-24T14:00, "
                      "the place's own time")  # fmt: skip
    part.add_argument("--to", dest="until", default="", metavar="TIME",
                      help="reported before; a day is meant whole")  # fmt: skip
    part.add_argument("-o", "--output", type=Path, metavar="FILE",
                      help="mode 0600; never over another file")  # fmt: skip
    part.add_argument("--force", action="store_true", help="over another file too")
    part.add_argument("--bom", action="store_true",
                      help="mark a csv as UTF-8, as Excel wants it")  # fmt: skip
    _language(part)


def _doctor(parts: Any) -> None:
    part = _part(
        parts,
        "doctor",
        "Look at terminal, machine, folders and centre, and say what to do.",
        "gridwall doctor",
        "gridwall doctor --json --centre http://127.0.0.1:8420 | jq .worst",
    )
    _whose(part)
    part.add_argument("--json", action="store_true", help="for programs")
    _language(part)


def _config(parts: Any) -> None:
    part = _part(parts, "config", "Show the settings, or check a config file.")
    inner = part.add_subparsers(title="what", metavar="WHAT", required=True)
    show = _part(
        inner,
        "show",
        "Print every setting as a config file. Flags are settings too.",
        "gridwall config show --origin",
        "gridwall config show --theme light > ~/.config/gridwall/config.toml",
        part="config show",
    )
    show.add_argument("--origin", action="store_true", help="where each came from")
    _wall(show)
    check = _part(
        inner,
        "check",
        "Check config files, each with its lines; without FILE those that are read.",
        "gridwall config check new.toml",
        part="config check",
    )
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="TOML")


def _keys(parts: Any) -> None:
    part = _part(parts, "keys", "Print the keys of the wall, as they are bound.")
    part.add_argument("--markdown", action="store_true", help="as tables")
    part.add_argument("--keys", dest="keymap", choices=get_args(Preset),
                      help="set of keys")  # fmt: skip
    _language(part)


def _completion(parts: Any) -> None:
    part = _part(
        parts,
        "completion",
        "Print a shell's completion.",
        "source <(gridwall completion bash)",
        "gridwall completion zsh > ~/.zfunc/_gridwall",
        "gridwall completion fish > ~/.config/fish/completions/gridwall.fish",
    )
    part.add_argument("shell", choices=SHELLS, help="whose")


#: The parts in the order of the help.
_PARTS: Final[Mapping[str, Callable[[Any], None]]] = {
    "demo": _demo,
    "desk": _desk,
    "centre": _centre,
    "drive": _drive,
    "verify": _verify,
    "tail": _tail,
    "status": _status,
    "export": _export,
    "user": lambda parts: user(parts, _part),
    "officer": lambda parts: officer(parts, _part, _whose),
    "doctor": _doctor,
    "config": _config,
    "keys": _keys,
    "completion": _completion,
}
