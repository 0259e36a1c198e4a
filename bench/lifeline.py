"""A load goes on until its stdin ends: when we say so, or when we are gone."""

from __future__ import annotations

import asyncio
import sys


async def ended() -> None:
    """Until then."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()
