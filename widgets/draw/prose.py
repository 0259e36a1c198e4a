"""Long text from outside, broken into lines of so many cells."""

from __future__ import annotations

from domain.text import clean, width


def wrap(text: str, columns: int) -> list[str]:
    """Cleaned text in lines of at most `columns` cells; its own line breaks stay.

    Words are kept whole where they fit; Chinese breaks anywhere.
    """
    columns = max(2, columns)
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += _broken(clean(paragraph).strip(), columns)
    return lines


def _broken(text: str, columns: int) -> list[str]:
    if width(text) <= columns:
        return [text] if text else []
    lines: list[str] = []
    line, used, space = "", 0, -1
    for char in text:
        wide = width(char)
        if used + wide > columns:
            if char != " " and space > 0 and line[space + 1 :].isascii():
                lines.append(line[:space])
                line = line[space + 1 :]
            else:
                lines.append(line.rstrip())
                line = ""
            used, space = width(line), -1
            if char == " " and not line:
                continue
        if char == " ":
            space = len(line)
        line += char
        used += wide
    if line:
        lines.append(line)
    return lines
