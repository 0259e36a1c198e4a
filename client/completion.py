"""`gridwall completion`: shell completion made of the argument parser itself.

Every script holds the same table: for each part its options and parts, and what may
follow an option. Nothing of gridwall runs while a person types.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final, NamedTuple

FILES: Final = "@files"
FOLDERS: Final = "@folders"
#: What may stand for a metavar.
_BY_METAVAR: Final = {"FILE": FILES, "DIR": FOLDERS, "NAME": ""}
_PLACES: Final = "changning boston"


class Choice(NamedTuple):
    """An option or part: its names, a line of help, what follows it.

    `takes`: words with spaces between, `FILES`, `FOLDERS`, empty for anything; None:
    nothing follows.
    """

    names: tuple[str, ...]
    help: str
    takes: str | None = None


class Part(NamedTuple):
    """What may be typed behind `path`: parts and options; `files`: and files."""

    path: tuple[str, ...]
    parts: tuple[Choice, ...]
    options: tuple[Choice, ...]
    words: str = ""


def parts_of(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[Part]:
    """The part itself, then those inside it; hidden options are left out."""
    options: list[Choice] = []
    parts: list[Choice] = []
    inner: list[tuple[str, argparse.ArgumentParser]] = []
    words = ""
    for action in parser._actions:  # noqa: SLF001 (argparse has no other way)
        if action.help == argparse.SUPPRESS:
            continue
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            helps = {a.dest: a.help or "" for a in action._choices_actions}  # noqa: SLF001
            parts += [Choice((name,), helps.get(name, "")) for name in action.choices]
            inner += action.choices.items()
        elif action.option_strings:
            takes = None if action.nargs == 0 else _takes(action)
            told = (action.help or "") % vars(action)
            options.append(Choice(tuple(action.option_strings), told, takes))
        else:
            words = _takes(action)
    yield Part(path, tuple(parts), tuple(options), words)
    for name, each in inner:
        yield from parts_of(each, (*path, name))


def _takes(action: argparse.Action) -> str:
    if action.choices:
        return " ".join(map(str, action.choices))
    if action.dest == "place":
        return _PLACES
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    return _BY_METAVAR.get(metavar, FILES if action.dest == "ledger" else "")


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The completion of one shell: bash, zsh or fish."""
    return _SHELLS[shell](list(parts_of(parser)))


# bash, and zsh through its own emulation of it


def _bash(parts: list[Part]) -> str:
    return _BASH_HEAD + "".join(_bash_tables(parts)) + _BASH_TAIL


def _bash_tables(parts: list[Part]) -> Iterator[str]:
    yield "    case $part in\n"
    for part in parts:
        inner = [name for choice in part.parts for name in choice.names]
        options = [name for choice in part.options for name in choice.names]
        yield f"    {_quoted(' '.join(part.path))})\n"
        yield f"        parts={_quoted(' '.join(inner))}\n"
        yield f"        options={_quoted(' '.join(options))}\n"
        yield f"        words={_quoted(part.words)}\n"
        yield "        case $1 in\n"
        for choice in part.options:
            if choice.takes is not None:
                names = "|".join(choice.names)
                yield f"        {names}) takes={_quoted(choice.takes)} ;;\n"
        yield "        *) takes=- ;;\n        esac ;;\n"
    yield "    esac\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


_BASH_HEAD: Final = """\
# gridwall completion for bash: source <(gridwall completion bash)
_gridwall_table() { # option -> parts options words takes, of $part
    parts='' options='' words='' takes=-
"""
_BASH_TAIL: Final = """\
}
_gridwall() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local part='' parts options words takes word skip=0 i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((skip)); then skip=0; continue; fi
        _gridwall_table "$word"
        if [[ $word == -* ]]; then
            [[ $takes != - ]] && skip=1
        elif [[ " $parts " == *" $word "* ]]; then
            part=${part:+$part }$word
        fi
    done
    _gridwall_table "$before"
    local offered="$parts $words"
    if ((skip)); then offered=$takes
    elif [[ $current == -* ]]; then offered=$options
    fi
    case $offered in
    *@files*) compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    *@folders*) compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current") ;;
    esac
}
complete -F _gridwall gridwall
"""


# zsh


def _zsh(parts: list[Part]) -> str:
    return _ZSH_HEAD + "".join(_zsh_tables(parts)) + _ZSH_TAIL


def _zsh_tables(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        yield f"    {_quoted(' '.join(part.path))})\n"
        yield f"        parts=({' '.join(map(_zsh_item, part.parts))})\n"
        yield f"        options=({' '.join(map(_zsh_item, part.options))})\n"
        yield f"        more={_quoted(part.words)}\n"
        yield "        case $1 in\n"
        for choice in part.options:
            if choice.takes is not None:
                names = "|".join(choice.names)
                yield f"        {names}) takes={_quoted(choice.takes)} ;;\n"
        yield "        *) takes=- ;;\n        esac ;;\n"


def _zsh_item(choice: Choice) -> str:
    told = _plain(choice.help).replace(":", "\\:")
    return " ".join(_quoted(f"{name}:{told}") for name in choice.names)


_ZSH_HEAD: Final = """\
#compdef gridwall
# gridwall completion for zsh: a file _gridwall in a folder of $fpath
_gridwall_table() {
    parts=() options=() more='' takes=-
    case $part in
"""
_ZSH_TAIL: Final = """\
    esac
}
_gridwall() {
    local part='' more takes word skip=0 i
    local -a parts options
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        if ((skip)); then skip=0; continue; fi
        _gridwall_table "$word"
        if [[ $word == -* ]]; then
            [[ $takes != - ]] && skip=1
        elif [[ -n ${parts[(r)$word:*]} ]]; then
            part=${part:+$part }$word
        fi
    done
    _gridwall_table "${words[CURRENT-1]}"
    local offered=$more
    ((skip)) && offered=$takes
    case $offered in
    @files) _files; return ;;
    @folders) _files -/; return ;;
    esac
    [[ -n $offered ]] && compadd -- ${=offered}
    ((skip)) && return
    if [[ ${words[CURRENT]} == -* ]]; then _describe -o option options
    else _describe part parts
    fi
}
if [[ $funcstack[1] == _gridwall ]]; then _gridwall "$@"
else compdef _gridwall gridwall
fi
"""


# fish


def _fish(parts: list[Part]) -> str:
    names = sorted({part.path[0] for part in parts if part.path})
    lines = [
        "# gridwall completion for fish: ~/.config/fish/completions/gridwall.fish",
        "complete -c gridwall -f",
    ]
    for part in parts:
        when = _fish_when(part, names)
        lines += [_fish_line(c, when) for c in (*part.parts, *part.options)]
        if part.words:
            lines.append(f"complete -c gridwall {when} {_fish_takes(part.words)}")
    return "\n".join(lines) + "\n"


def _fish_when(part: Part, names: list[str]) -> str:
    if not part.path:
        return f"-n {_quoted('not __fish_seen_subcommand_from ' + ' '.join(names))}"
    seen = [f"__fish_seen_subcommand_from {name}" for name in part.path]
    inner = [name for choice in part.parts for name in choice.names]
    if inner:
        seen.append(f"not __fish_seen_subcommand_from {' '.join(inner)}")
    return f"-n {_quoted('; and '.join(seen))}"


def _fish_line(choice: Choice, when: str) -> str:
    words = [f"complete -c gridwall {when}"]
    for name in choice.names:
        if name.startswith("--"):
            words.append(f"-l {name[2:]}")
        elif name.startswith("-"):
            words.append(f"-s {name[1:]}")
        else:
            words.append(f"-a {name}")
    if choice.takes is not None:
        words.append(f"-r {_fish_takes(choice.takes)}")
    return " ".join([*words, f"-d {_quoted(_plain(choice.help))}"]).replace("  ", " ")


def _fish_takes(takes: str) -> str:
    if takes == FILES:
        return "-F"
    if takes == FOLDERS:
        return f"-a {_quoted('(__fish_complete_directories)')}"
    return f"-a {_quoted(takes)}" if takes else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


_SHELLS: Final = {"bash": _bash, "zsh": _zsh, "fish": _fish}
