"""What all tests share: how hypothesis searches, and which tests start processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

E2E = Path(__file__).parent / "e2e"

# Examples are derived from the test itself, so that a run on one machine says the same
# as on another; --hypothesis-profile=search looks for new ones. No deadline: speed is
# the business of bench/.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", settings.get_profile("steady"), derandomize=False)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below tests/e2e is marked so: nobody can forget it."""
    for item in items:
        if E2E in item.path.parents:
            item.add_marker(pytest.mark.e2e)
