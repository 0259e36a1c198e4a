"""Message catalogues: read at run time, and made (`python -m tui.catalogue`).

A .po file beside each .mo holds the words; its keys are names (`queue.title`), so both
languages can be as short as their room. Only what is used of the format is read: a
comment, `msgid "…"` and `msgstr "…"` on a line each.
"""

from __future__ import annotations

import ast
import gettext
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

#: Language of the wall -> folder of its catalogue.
LOCALES: Final[Mapping[str, str]] = {"zh": "zh_CN", "en": "en"}
DOMAIN: Final = "gridwall"
_MAGIC: Final = 0x950412DE
_HEAD: Final = 28  # bytes before the tables


def choose(asked: str, locale: str) -> str:
    """The language: what was asked for, else Chinese unless the locale is another's.

    `C`, `POSIX` and none say nothing about a person, so they leave it Chinese.
    """
    if asked in LOCALES:
        return asked
    language = locale.partition(".")[0].partition("_")[0].lower()
    return "zh" if language in ("", "c", "posix", "zh") else "en"


def words(lang: str) -> Callable[[str], str]:
    """Key -> word in that language; a key that is not there answers itself."""
    with _folder(lang).joinpath(f"{DOMAIN}.mo").open("rb") as file:
        found = gettext.GNUTranslations(file).gettext

    def say(key: str) -> str:
        # The empty key is the header of the file.
        return found(key) if key else ""

    return say


def _folder(lang: str) -> Path:
    return Path(__file__).parent / "locale" / LOCALES[lang] / "LC_MESSAGES"


def source(lang: str) -> str:
    """The text of a .po file."""
    return _folder(lang).joinpath(f"{DOMAIN}.po").read_text(encoding="utf-8")


def compiled(lang: str) -> bytes:
    """The bytes of the .mo file that is there."""
    return _folder(lang).joinpath(f"{DOMAIN}.mo").read_bytes()


def entries(text: str) -> dict[str, str]:
    """Key -> word of a .po text; raises `ValueError` for a line that is neither."""
    found: dict[str, str] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, value = line.strip().partition(" ")
        if kind == "msgid":
            key = ast.literal_eval(value)
        elif kind == "msgstr":
            found[key] = ast.literal_eval(value)
        elif kind and not kind.startswith("#"):
            raise ValueError(f"line {number}: neither msgid nor msgstr: {line!r}")
    return found


def compile_po(text: str) -> bytes:
    """The .mo bytes of a .po text (GNU gettext, revision 0, no hash table)."""
    pairs = sorted((k.encode(), v.encode()) for k, v in entries(text).items() if v)
    count = len(pairs)
    at = _HEAD + 16 * count
    tables: list[bytes] = []
    for texts in ([key for key, _ in pairs], [value for _, value in pairs]):
        for item in texts:
            tables.append(struct.pack("<II", len(item), at))
            at += len(item) + 1
    head = struct.pack("<7I", _MAGIC, 0, count, _HEAD, _HEAD + 8 * count, 0, 0)
    strings = [item + b"\0" for k in (0, 1) for item in (pair[k] for pair in pairs)]
    return head + b"".join(tables) + b"".join(strings)


def main() -> None:
    """Write the .mo beside every .po."""
    for lang in LOCALES:
        target = _folder(lang) / f"{DOMAIN}.mo"
        target.write_bytes(compile_po(source(lang)))


if __name__ == "__main__":
    main()
