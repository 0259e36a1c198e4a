"""A centre in this process, a caller at its doors, and an address for walls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from centre.gateway import Gateway
from tests.house import Caller, caller, house, listening


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with house(tmp_path) as gateway:
        yield gateway


@pytest.fixture
async def door(centre: Gateway) -> AsyncIterator[Caller]:
    async with caller(centre) as one:
        yield one


@pytest.fixture
async def url(centre: Gateway) -> AsyncIterator[str]:
    async with listening(centre) as where:
        yield where
