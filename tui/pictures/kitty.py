"""The kitty graphics protocol: a PNG in pieces, placed on cells, and removed."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

#: Can you show pictures? Asked about one pixel, nothing is drawn.
QUESTION: Final = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
ANSWER: Final = "\x1b_Gi=31;OK\x1b\\"
#: Numbers of our pictures begin here: the terminal may know others.
_FIRST: Final = 4_207_000
#: Characters of a piece; the terminal takes no more.
_PIECE: Final = 4096


def placed(png: bytes, side: int, columns: int, rows: int) -> str:
    """Send it and show it from where the cursor stands, which it does not move.

    A picture sent before for the same `side` is replaced; no answer is wanted.
    """
    data = b64encode(png).decode("ascii")
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    keys = f"a=T,f=100,i={_FIRST + side},p=1,c={columns},r={rows},C=1,q=2,"
    sent = []
    for number, piece in enumerate(pieces, 1):
        more = int(number < len(pieces))
        sent.append(f"\x1b_G{keys}m={more};{piece}\x1b\\")
        keys = "q=2,"
    return "".join(sent)


def removed(side: int) -> str:
    """Take the picture away, and what the terminal keeps of it."""
    return f"\x1b_Ga=d,d=I,i={_FIRST + side},q=2\x1b\\"
