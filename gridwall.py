"""The command line: parses arguments, picks clock and paths, starts one part.

The only module that knows both the wall and the centre, and the only one that reads the
real clock. Parts are imported when they are started.

Exit codes: 0 well · 1 a fault · 2 wrong usage · 3 data folder · 4 data folder in use ·
5 cannot listen · 6 ledger corrupt · 7 token refused · 8 other protocol · 9 not a
terminal · 10 terminal too small · 11 no centre · 12 place unknown or broken ·
130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

__version__ = "0.1.0"


def main(argv: list[str] | None = None) -> int:
    """Run the command of `argv`; the exit code."""
    options = _parser().parse_args(argv)
    from domain.errors import GridwallError

    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing may be written any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except GridwallError as error:
        sys.stderr.write(f"gridwall: {error}\n")
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="gridwall",
        description="A city district's grid-management centre and its wall.",
        epilog=" ".join((__doc__ or "").partition("Exit codes: ")[2].split()),
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"gridwall {__version__}")
    top.set_defaults(run=_wall, demo=False)
    _wall_options(top)
    parts = top.add_subparsers(title="other parts", metavar="PART")
    for add in (
        _demo_parser,
        _centre_parser,
        _drive_parser,
        _tail_parser,
        _verify_parser,
    ):
        add(parts)
    return top


def _part(parts: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(
        name, help=text, description=text, allow_abbrev=False
    )
    part.set_defaults(run=run)
    return part


def _client_options(part: argparse.ArgumentParser) -> None:
    part.add_argument("--centre", metavar="URL", help="a centre that runs already")
    part.add_argument("--token-file", metavar="FILE", help="its token, mode 0600")
    part.add_argument("--place", metavar="NAME", help="changning or boston")
    part.add_argument("--data", metavar="DIR", help="data folder of the centre")


def _wall_options(part: argparse.ArgumentParser) -> None:
    _client_options(part)
    part.add_argument("--role", help="the role that may write, e.g. dispatcher")
    part.add_argument("--unit", help="department or street that you act for")
    part.add_argument("--actor", help="your account")
    part.add_argument("--readonly", action="store_true", help="look, never write")
    part.add_argument("--lang", choices=("zh", "en"))
    part.add_argument("--theme")


def _demo_options(part: argparse.ArgumentParser) -> None:
    part.add_argument("--from", dest="start", default="", metavar="TIME",
                      help="2026-09-24T14:00, the place's own time")  # fmt: skip
    part.add_argument("--until", default="", metavar="TIME")
    part.add_argument("--speed", default="60", help="1 to 36000, or max")
    part.add_argument("--seed", type=int, default=1)
    part.add_argument("--rate", type=float, default=0.0, metavar="N",
                      help="so many cases a minute more")  # fmt: skip
    part.add_argument("--warm-up", type=float, metavar="HOURS",
                      help="hours played at once before --from")  # fmt: skip
    part.add_argument("--paused", action="store_true")


def _demo_parser(parts: Any) -> None:
    part = _part(parts, "demo", _wall, "Open the wall on a replay or a drill.")
    _wall_options(part)
    _demo_options(part)
    part.add_argument("--headless", action="store_true", help="no wall")
    part.set_defaults(demo=True)


def _centre_parser(parts: Any) -> None:
    part = _part(parts, "centre", _centre, "Run a centre: ledger, desk, feed, doors.")
    part.add_argument("--place", required=True, metavar="NAME")
    part.add_argument("--data", required=True, type=Path, metavar="DIR")
    part.add_argument("--listen", default="127.0.0.1:8420", metavar="HOST:PORT")
    part.add_argument("--dev", action="store_true", help="loopback, without tokens")
    part.add_argument("--plain", action="store_true",
                      help="allow another address, without TLS")  # fmt: skip
    part.add_argument("--simulated-clock", type=int, metavar="MS",
                      help="a clock that a driver moves, from here")  # fmt: skip
    part.add_argument("--drill", action="store_true", help="all of it is a drill")
    part.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    _demo_options(part)


def _drive_parser(parts: Any) -> None:
    part = _part(parts, "drive", _drive, "Play cases into a demo's centre.")
    part.add_argument("--url", required=True)
    part.add_argument("--place", required=True, metavar="NAME")
    part.add_argument("--lifeline", action="store_true", help=argparse.SUPPRESS)
    part.add_argument("--token-on-stdin", action="store_true", help=argparse.SUPPRESS)
    _demo_options(part)


def _tail_parser(parts: Any) -> None:
    part = _part(parts, "tail", _tail, "Print the feed, a line a record.")
    _client_options(part)
    part.add_argument("--plain", action="store_true", help="no colours (the default)")
    part.add_argument(
        "--scope", default="all", help="all, street:CODE, department:CODE"
    )
    part.add_argument(
        "--after", type=int, metavar="SEQ", help="begin behind this record"
    )
    part.add_argument("--lang", choices=("zh", "en"))


def _verify_parser(parts: Any) -> None:
    part = _part(parts, "verify", _verify, "Check a ledger against its hash chain.")
    part.add_argument("ledger", type=Path, help="data folder or ledger file")
    part.add_argument("--head", type=Path, metavar="FILE", help="a head kept elsewhere")
    part.add_argument("--thorough", action="store_true", help="keys and indexes too")


def _now() -> int:
    import time

    return time.time_ns() // 1_000_000


def _settings(options: argparse.Namespace) -> Any:
    from client.settings import Settings, load

    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    files = [Path("/etc/gridwall/config.toml"), home / "gridwall" / "config.toml"]
    flags = {k: v for k, v in vars(options).items() if k in Settings.__struct_fields__}
    return load(files, os.environ, flags)


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual) / "gridwall"


def _command(part: str, *arguments: str) -> list[str]:
    """How a part is started as a process of its own: this same file, same Python."""
    return [sys.executable, str(Path(__file__).resolve()), part, *arguments]


def _demo_arguments(options: argparse.Namespace) -> list[str]:
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


def _wall(options: argparse.Namespace) -> int:
    import time

    from tui import joining

    return joining.run(
        joining.Start(
            settings=_settings(options),
            data=_folder("XDG_DATA_HOME", ".local/share"),
            state=_folder("XDG_STATE_HOME", ".local/state"),
            command=_command,
            demo=_demo_arguments(options) if options.demo else None,
            readonly=options.readonly,
            headless=options.demo and options.headless,
            locale=os.environ.get("LC_ALL") or os.environ.get("LANG", ""),
            now=_now,
            monotonic=time.monotonic,
            entropy=os.urandom,
        )
    )


def _drive_options(options: argparse.Namespace, url: str) -> Any:
    from centre.drive import console
    from centre.drive.options import Options

    return Options(
        url=url,
        place=options.place,
        speed=console.speed(options.speed),
        start=options.start,
        until=options.until,
        warm_up_hours=options.warm_up,
        seed=options.seed,
        rate=options.rate,
        paused=options.paused,
        lifeline=getattr(options, "lifeline", False),
        token_on_stdin=getattr(options, "token_on_stdin", False),
    )


def _centre(options: argparse.Namespace) -> int:
    import time

    from centre import profiles, serve

    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdigit():
        sys.stderr.write(f"gridwall: --listen {options.listen}: give HOST:PORT\n")
        return 2
    simulated, drill = options.simulated_clock, options.drill
    if options.demo:
        from centre.drive.options import is_record, span

        times = span(profiles.load(options.place), _drive_options(options, ""))
        simulated, drill = times.since, not is_record(options.place)
    return serve.run(
        serve.Options(
            place=options.place,
            data=options.data,
            host=host.strip("[]"),
            port=int(port),
            version=__version__,
            now=_now,
            monotonic=time.monotonic,
            entropy=os.urandom,
            load=profiles.load,
            dev=options.dev,
            embedded=options.embedded,
            plain=options.plain,
            drill=drill,
            simulated_at=simulated,
        )
    )


def _drive(options: argparse.Namespace) -> int:
    from centre.drive import run

    return run.run(_drive_options(options, options.url))


def _tail(options: argparse.Namespace) -> int:
    import time
    from random import Random

    from client import tail
    from tui import joining

    settings = _settings(options)
    data = Path(settings.data) if settings.data else None
    folder = data or _folder("XDG_DATA_HOME", ".local/share") / settings.place
    return tail.run(
        tail.Options(
            door=joining.door_of(settings, folder),
            monotonic=time.monotonic,
            rng=Random(os.urandom(8)),  # noqa: S311 (spreads reconnects)
            scope=options.scope,
            after=options.after,
            lang=settings.lang or "zh",
        ),
        sys.stdout,
        sys.stderr,
    )


def _verify(options: argparse.Namespace) -> int:
    from centre.ledger.verify import Verdict, outside_head, verify

    path = options.ledger
    path = path / "ledger.db" if path.is_dir() else path
    outside = outside_head(options.head) if options.head else None
    for step in verify(path, outside, thorough=options.thorough):
        if isinstance(step, Verdict):
            seq, value = step.head.seq, step.head.hash
            said = step.reason or "every record is what was written"
            sys.stdout.write(f"head {seq} {value}\n{said}\n")
            return step.exit_code
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{step.seq:,} of {step.of:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
