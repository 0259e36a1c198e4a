"""Where a centre is and what opens it."""

from __future__ import annotations

from urllib.parse import SplitResult, urlencode, urlsplit

import msgspec

from client.errors import AddressWrong


class Door(msgspec.Struct, frozen=True):
    """The base address (`http://host:port`) and the token; empty: none is needed."""

    url: str
    token: str = ""

    def __repr__(self) -> str:
        """Without the token: a traceback or a log may print it."""
        return f"Door({self.url!r})"

    def __post_init__(self) -> None:
        """Raise `AddressWrong` unless the address is http or https with a host."""
        parts = self._parts()
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressWrong(
                f"{self.url!r} is no address of a centre; it looks like "
                "http://127.0.0.1:8080"
            )

    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.url)
            parts.port  # noqa: B018  raises for what is no port
            (parts.hostname or "").encode("idna")
        except ValueError as error:
            raise AddressWrong(f"{self.url!r} is no address: {error}") from error
        return parts

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        return self.url.rstrip("/")

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries; never in an address, which logs print."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def feed(self, **query: str | int) -> str:
        """The feed's websocket address with a query."""
        scheme, _, rest = self.base.partition("://")
        secure = "wss" if scheme == "https" else "ws"
        return f"{secure}://{rest}/feed?{urlencode(query)}"
