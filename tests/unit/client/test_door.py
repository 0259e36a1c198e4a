from __future__ import annotations

import pytest

from client.door import Door
from client.errors import AddressWrong


def test_the_feed_lies_below_the_address() -> None:
    door = Door("http://127.0.0.1:8080/")
    assert door.feed(scope="street:T01", after=0).startswith(
        "ws://127.0.0.1:8080/feed?scope=street%3AT01&after=0"
    )
    assert Door("https://centre.example/wall").feed(after=3) == (
        "wss://centre.example/wall/feed?after=3"
    )


def test_a_token_is_in_the_headers_and_nowhere_else() -> None:
    door = Door("http://127.0.0.1:8080", "canary")
    assert door.headers == {"Authorization": "Bearer canary"}
    assert "canary" not in repr(door) + str(door) + door.feed(after=1)
    assert Door("http://127.0.0.1:8080").headers == {}


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8080", "ws://127.0.0.1", "http://", "http://a:b", "http://[::1",
     "http://" + "a" * 70 + ".example", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_named(url: str) -> None:
    with pytest.raises(AddressWrong):
        Door(url)
