"""Ids of cases: opaque, unguessable, in the order of their time.

Ids made about the same time stand together in every index, which keeps appends cheap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

#: Crockford's base 32 in lower case: no i, l, o, u.
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_CHARS: Final = 9  # 45 bits of ms: until the year 3084
_RANDOM_CHARS: Final = 11
_RANDOM_BYTES: Final = 7  # 56 bits, 55 of them used


def _spell(value: int, chars: int) -> str:
    return "".join(
        ALPHABET[value >> 5 * place & 31] for place in reversed(range(chars))
    )


class Ids:
    """Calling it with a time in ms makes the next id: 20 letters and digits.

    `entropy(n)` gives n random bytes: the system's for real work, a seeded generator's
    for a run that must come out the same again.
    """

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy

    def __call__(self, at: int) -> str:
        """The id of something that begins at `at`."""
        chance = int.from_bytes(self._entropy(_RANDOM_BYTES), "big")
        return _spell(at, _TIME_CHARS) + _spell(chance, _RANDOM_CHARS)
