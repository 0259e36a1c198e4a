"""`--filter TEXT` at the command line: the wall's grammar, its faults underlined."""

from __future__ import annotations

from collections.abc import Callable

from client.errors import ClientError
from domain.place import Place
from domain.state import Case
from domain.text import clean, width
from domain.views.filter import Fault, Vocabulary, parse


class FilterWrong(ClientError):
    """A filter that cannot be read; the message shows where and why."""

    exit_code = 2


def picker(
    text: str, place: Place | None, words: Callable[[str], str], me: str = ""
) -> Callable[[Case, int], bool]:
    """Whether a case fulfils the filter at a time (ms); raises `FilterWrong`.

    `words` gives the sentences of the faults, `me` is what `@me` stands for.
    """
    parsed = parse(text, Vocabulary(place), me)
    if parsed.filter is None:
        raise FilterWrong(
            "\n".join(_told(text, fault, words) for fault in parsed.faults)
        )
    return parsed.filter.matches


def _told(text: str, fault: Fault, words: Callable[[str], str]) -> str:
    before, part = clean(text[: fault.start]), clean(text[fault.start : fault.end])
    line = f"{before}{part}{clean(text[fault.end :])}"
    mark = " " * width(before) + "^" * max(1, width(part))
    args = map(clean, fault.args)
    return f"--filter: {words(fault.key).format(*args)}\n  {line}\n  {mark}"
