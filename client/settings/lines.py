"""In which line of a TOML file a key stands; the standard reader does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Keys = tuple[str, ...]


def lines_of(text: str) -> dict[Keys, int]:
    """Every key of a well-formed file, `("keys", "dispatch")`, and its line from 1.

    Tables stand there too, with the line of their head. Keys of tables in an array are
    left out. The text is cut into the shortest pieces that the reader takes: each is
    one statement, however many lines it has.
    """
    import tomllib  # only for those who have such a file: it takes long

    found: dict[Keys, int] = {}
    table: Keys = ()
    for number, piece in _statements(text):
        held = tomllib.loads(piece)
        if piece.lstrip().startswith("["):
            table = _deepest(held)
            found.setdefault(table, number)
            continue
        for keys in _leaves(held):
            for size in range(1, len(keys) + 1):
                found.setdefault((*table, *keys[:size]), number)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    import tomllib

    piece, first = "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        first = first or number
        piece += line + "\n"
        try:
            held = tomllib.loads(piece)
        except tomllib.TOMLDecodeError:
            continue  # the statement goes on
        if held:
            yield first, piece
        piece, first = "", 0


def _deepest(held: Mapping[str, object]) -> Keys:
    keys: Keys = ()
    inner: object = held
    while isinstance(inner, Mapping) and inner:
        key = next(iter(inner))
        keys, inner = (*keys, key), inner[key]
    return keys


def _leaves(held: Mapping[str, object]) -> Iterator[Keys]:
    for key, value in held.items():
        if isinstance(value, Mapping) and value:
            yield from ((key, *rest) for rest in _leaves(value))
        else:
            yield (key,)
