"""`docs/COMMANDS.md`: the command line, made of its own tables."""

from __future__ import annotations

from collections.abc import Iterator

import gridwall
from client import completion, status
from client.arguments import parser
from client.export import COLUMNS
from client.settings.fields import ABOUT, TABLES, Settings, allowed
from docs.tables import doc, table
from tui import doctor

_STRUCTS = (
    status.Row,
    status.Department,
    status.Window,
    status.Share,
    status.Today,
    status.Freshness,
)
_INTRODUCTION = (
    "Standard output is data, standard error is narration. `gridwall PART --help` has "
    "examples."
)
_SOURCES = (
    "`/etc/gridwall/config.toml` < `$XDG_CONFIG_HOME/gridwall/config.toml` < "
    "`GRIDWALL_*` < flags; `gridwall config show --origin` tells what holds and why, "
    "`gridwall config check FILE` what is wrong."
)
_COLUMNS = (
    "The columns of csv and the members of jsonl, in this order; new ones go to the "
    "end. A csv is RFC 4180 in UTF-8; a text that a spreadsheet would take for a "
    "formula has `'` before it. In jsonl texts are as they were typed."
)


def commands_page() -> str:
    """The page."""
    return "\n".join(
        [
            "# The command line",
            "",
            _INTRODUCTION,
            "",
            *_exit_codes(),
            *_parts(),
            *_settings(),
            *_status(),
            *_export(),
            *_doctor(),
        ]
    )


def _exit_codes() -> Iterator[str]:
    yield from ("## Exit codes", "", "| code | meaning |", "|---|---|")
    for each in gridwall.exit_codes().rstrip(".").split(" · "):
        code, _, meaning = each.partition(" ")
        yield f"| {code} | {meaning} |"
    yield ""


def _parts() -> Iterator[str]:
    yield from ("## Parts", "")
    found = list(completion.parts_of(parser("", "")))
    every = set(found[0].options)
    for part in found:
        if part.parts and part.path:
            continue
        yield f"### `{' '.join(('gridwall', *part.path))}`"
        inherits = bool(part.path) and len(every & set(part.options)) >= len(every) - 1
        own = [o for o in part.options if not (inherits and o in every)]
        if inherits:
            yield from ("", "The options of `gridwall` itself, and:")
        yield from ("", *_options(own), "")


def _options(options: list[completion.Choice]) -> Iterator[str]:
    told = [option for option in options if "--help" not in option.names]
    if told:
        yield from ("| option | |", "|---|---|")
    for option in told:
        names = ", ".join(f"`{name}`" for name in option.names)
        words = option.takes or ""
        takes = "" if words.startswith("@") else words.replace(" ", ", ")
        told_takes = f" ({takes})" if takes and takes not in option.help else ""
        yield f"| {names} | {option.help}{told_takes} |"


def _settings() -> Iterator[str]:
    yield from (
        "## Settings",
        "",
        _SOURCES,
        "",
        "| setting | what for | what may be there | usually |",
        "|---|---|---|---|",
    )
    usual = Settings()
    for name in Settings.__struct_fields__:
        value = "" if name in TABLES else f"`{getattr(usual, name)!s}`"
        named = f"`[{name}]`" if name in TABLES else f"`{name}`"
        shown = value.replace("``", "")
        yield f"| {named} | {ABOUT[name]} | {allowed(name)} | {shown} |"
    yield ""


def _status() -> Iterator[str]:
    yield from ("## `gridwall status --json`", "", doc(status.Report))
    yield from (table(status.Report), "")
    for cls in _STRUCTS:
        yield from (f"### `{cls.__name__}`", "", doc(cls), table(cls), "")


def _export() -> Iterator[str]:
    yield from (
        "## `gridwall export`",
        "",
        _COLUMNS,
        "",
        " · ".join(f"`{name}`" for name in COLUMNS),
        "",
    )


def _doctor() -> Iterator[str]:
    yield from ("## `gridwall doctor --json`", "", doc(doctor.Findings))
    yield from (table(doctor.Findings), "")
    levels = ", ".join(f"`{level}`" for level in doctor.Level)
    yield f"A check has `id`, `level` ({levels}), `code`, `facts` and `text`."
    yield ""
