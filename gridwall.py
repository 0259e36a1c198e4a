"""The command line: parses arguments, picks clock and paths, starts one part.

The only module that knows both the wall and the centre, and the only one that reads the
real clock. Parts are imported when they are started.

Exit codes: 0 well · 1 a fault · 2 wrong usage · 3 data folder · 4 data folder in use ·
5 cannot listen · 6 ledger corrupt · 7 token refused · 8 other protocol · 9 not a
terminal · 10 terminal too small · 11 no centre · 12 place unknown or broken ·
13 doctor found a fault · 14 output file · 15 refused by the centre ·
16 sent, unconfirmed · 130 interrupted.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

__version__ = "0.1.0"

#: They turn the collector on themselves, once all they need is loaded.
_LOADING: Final = frozenset({"wall", "desk", "centre"})
#: What a device answers that takes no more.
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def main(argv: list[str] | None = None) -> int:
    """Run the command of `argv`; the exit code."""
    gc.disable()  # what is loaded stays: it would be looked through in vain
    from client.arguments import parsed
    from domain.errors import GridwallError

    words = sys.argv[1:] if argv is None else argv
    options = parsed(words, __version__, exit_codes())
    if options.part not in _LOADING:
        gc.enable()
    try:
        code = _PARTS[options.part](options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing may be written any more.
        _close_stdout()
        return 0
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _close_stdout()
        sys.stderr.write(f"gridwall: cannot write the output: {error.strerror}\n")
        return 14
    except GridwallError as error:
        sys.stderr.write(f"gridwall: {error}\n")
        return error.exit_code
    return code


def _close_stdout() -> None:
    """What still waits to be written is lost, without a word at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_codes() -> str:
    """What every exit code means, on one line."""
    return " ".join((__doc__ or "").partition("Exit codes: ")[2].split())


def _now() -> int:
    return time.time_ns() // 1_000_000


def _config_files() -> list[Path]:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [Path("/etc/gridwall/config.toml"), home / "gridwall" / "config.toml"]


def _settings(options: Namespace) -> Any:
    from client.settings import load

    return load(_config_files(), os.environ, vars(options))


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual) / "gridwall"


def _command(part: str, *arguments: str) -> list[str]:
    """How a part is started as a process of its own: this same file, same Python."""
    return [sys.executable, str(Path(__file__).resolve()), part, *arguments]


def _wall(options: Namespace) -> int:
    from client.arguments import played
    from client.settings import trace
    from tui import joining
    from tui.start import Start

    traced = trace(_config_files(), os.environ, vars(options))
    return joining.run(
        Start(
            settings=traced.settings,
            origins={".".join(keys): at for keys, at in traced.origins.items()},
            data=_folder("XDG_DATA_HOME", ".local/share"),
            state=_folder("XDG_STATE_HOME", ".local/state"),
            command=_command,
            demo=played(options) if options.demo else None,
            readonly=options.readonly,
            headless=options.demo and options.headless,
            locale=os.environ.get("LC_ALL") or os.environ.get("LANG", ""),
            now=_now,
            monotonic=time.monotonic,
            worked=time.process_time,
            entropy=os.urandom,
            themes=_config_files()[-1].parent / "themes",
            department=getattr(options, "department", ""),
        )
    )


def _drive_options(options: Namespace, url: str) -> Any:
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


def _centre(options: Namespace) -> int:
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


def _drive(options: Namespace) -> int:
    from centre.drive import run

    return run.run(_drive_options(options, options.url))


def _user(options: Namespace) -> int:
    from centre.users import command

    return command.run(options, _now, os.urandom, sys.stdout, sys.stderr)


def _random() -> Any:
    from random import Random

    return Random(os.urandom(8))  # noqa: S311 (spreads reconnects)


def _door(settings: Any) -> Any:
    """The centre that is named, or the one that runs on the data folder."""
    from client.embedded import held
    from client.errors import NoCentre
    from tui.doors import door_of

    home = _folder("XDG_DATA_HOME", ".local/share")
    folder = Path(settings.data) if settings.data else home / settings.place
    try:
        return door_of(settings, folder)
    except NoCentre as error:
        demo = home / f"demo-{settings.place}"
        if settings.centre or settings.data or not held(demo):
            raise
        raise NoCentre(f"{error}; a demo runs: --data {demo}") from error


def _lang(settings: Any) -> str:
    from tui.catalogue import choose

    return choose(settings.lang, os.environ.get("LC_ALL") or os.environ.get("LANG", ""))


def _tail(options: Namespace) -> int:
    from client import tail
    from tui.catalogue import words

    settings = _settings(options)
    return tail.run(
        tail.Options(
            door=_door(settings),
            monotonic=time.monotonic,
            rng=_random(),
            scope=options.scope,
            after=options.after,
            lang=settings.lang or "zh",
            filter=options.filter,
            me=settings.unit or settings.actor,
            words=words(_lang(settings)),
        ),
        sys.stdout,
        sys.stderr,
    )


def _status(options: Namespace) -> int:
    import msgspec

    from client import looking, status
    from tui.catalogue import words

    settings = _settings(options)
    door = _door(settings)
    seen = looking.look(door, time.monotonic, _random(), options.wait, _now)
    found = status.report(seen, door.base, seen.feed.server_now(time.monotonic()))
    if options.json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    else:
        lang = _lang(settings)
        sys.stdout.write(status.text(found, seen.place, words(lang), lang))
    return 0


def _verify(options: Namespace) -> int:
    from centre.ledger import telling

    ledger, head, thorough = options.ledger, options.head, options.thorough
    return telling.run(ledger, head, sys.stdout, sys.stderr, thorough=thorough)


def _officer(options: Namespace) -> int:
    from client import officer, photos

    settings = _settings(options)
    means = photos.Means(time.monotonic, time.sleep, _random(), os.urandom)
    return officer.run(_door(settings), settings.actor, options, means, sys.stdout)


def _export(options: Namespace) -> int:
    from client import exporting
    from tui.catalogue import words

    settings = _settings(options)
    lang = _lang(settings)
    asked = exporting.Asked(
        format=options.format,
        which=options.which,
        filter=options.filter,
        since=options.since,
        until=options.until,
        output=options.output,
        force=options.force,
        bom=options.bom,
        lang=lang,
        me=settings.unit or settings.actor,
        words=words(lang),
    )
    door, out = _door(settings), sys.stdout.buffer
    count = exporting.run(door, asked, time.monotonic, _random(), out)
    where = f" to {options.output}" if options.output else ""
    sys.stderr.write(f"gridwall export: {count:,} cases{where}\n")
    return 0


def _config_show(options: Namespace) -> int:
    from tui import configuring

    flags, out, err = vars(options), sys.stdout, sys.stderr
    shown = (_config_files(), os.environ, flags, out, err)
    return configuring.show(*shown, origins=options.origin)


def _config_check(options: Namespace) -> int:
    from tui import configuring

    return configuring.verify(options.files, _config_files(), sys.stdout, sys.stderr)


def _keys(options: Namespace) -> int:
    from tui import keytable
    from tui.catalogue import words
    from tui.keymap import Keymap

    settings = _settings(options)
    keymap = Keymap(settings.keymap, settings.keys)
    written = keytable.markdown if options.markdown else keytable.text
    sys.stdout.write(written(keymap, words(_lang(settings))))
    return 0


def _completion(options: Namespace) -> int:
    from client.arguments import parser
    from client.completion import script

    sys.stdout.write(script(parser(__version__, ""), options.shell))
    return 0


def _doctor(options: Namespace) -> int:
    from centre import profiles
    from client.settings import SettingsError, load
    from tui import configuring, doctor
    from tui.catalogue import words

    try:
        settings = _settings(options)
    except SettingsError:
        settings = load((), {}, vars(options))  # the finding says what is wrong
    home = _folder("XDG_DATA_HOME", ".local/share")
    site = doctor.Site(
        settings=settings,
        read=lambda: configuring.read(_config_files(), os.environ, vars(options)),
        door=lambda: _door(settings),
        data=Path(settings.data or home / settings.place),
        state=_folder("XDG_STATE_HOME", ".local/state"),
        config=_config_files()[-1].parent,
        calendar=profiles.calendar(settings.place),
        version=__version__,
        environment=os.environ,
        now=_now,
        monotonic=time.monotonic,
        rng=_random(),
    )
    return doctor.run(site, words(_lang(settings)), sys.stdout, json=options.json)


_PARTS: Final[dict[str, Callable[[Namespace], int]]] = {
    "wall": _wall,
    "desk": _wall,
    "centre": _centre,
    "drive": _drive,
    "verify": _verify,
    "user": _user,
    "tail": _tail,
    "status": _status,
    "export": _export,
    "officer": _officer,
    "doctor": _doctor,
    "config show": _config_show,
    "config check": _config_check,
    "keys": _keys,
    "completion": _completion,
}

if __name__ == "__main__":
    sys.exit(main())
