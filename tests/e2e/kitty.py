"""The pictures of a kitty-like terminal: what was sent, placed and taken away."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

from PIL import Image

_COMMAND = re.compile(
    rb"(?:\x1b7\x1b\[(\d+);(\d+)H)?\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\", re.DOTALL
)


class Pictures:
    """Answers the question, collects the pieces; `broken` answers byte by byte."""

    def __init__(self, *, broken: bool = False) -> None:
        self.shown: dict[int, Image.Image] = {}
        self.at: dict[int, tuple[int, int, int, int]] = {}  # row, column, cells
        self.asked = 0
        self._broken = broken
        self._rest = b""
        self._pieces: list[bytes] = []
        self._keys: dict[bytes, bytes] = {}
        self._spot = (0, 0)

    def feed(self, data: bytes) -> list[bytes]:
        """Output of the program; what to answer."""
        self._rest += data
        answers: list[bytes] = []
        end = 0
        for found in _COMMAND.finditer(self._rest):
            end = found.end()
            if found[1]:
                self._spot = int(found[1]), int(found[2])
            keys = dict(pair.split(b"=", 1) for pair in found[3].split(b","))
            if keys.get(b"a") == b"q":
                self.asked += 1
                answer = b"\x1b_Gi=" + keys[b"i"] + b";OK\x1b\\"
                pieces = [answer[i : i + 1] for i in range(len(answer))]
                answers += pieces if self._broken else [answer]
            else:
                self._take(keys, found[4])
        self._rest = self._rest[end:][-20_000:]
        return answers

    def _take(self, keys: dict[bytes, bytes], piece: bytes) -> None:
        if keys.get(b"a") == b"d":
            self.shown.pop(int(keys[b"i"]), None)
            return
        if keys.get(b"a") == b"T":
            self._keys, self._pieces = keys, []
        self._pieces.append(piece)
        assert len(piece) <= 4096
        if keys[b"m"] == b"0":
            number = int(self._keys[b"i"])
            png = b64decode(b"".join(self._pieces), validate=True)
            self.shown[number] = Image.open(BytesIO(png))
            cells = int(self._keys[b"c"]), int(self._keys[b"r"])
            self.at[number] = (*self._spot, *cells)
