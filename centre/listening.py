"""The socket that the centre listens on: where it may, and how it is set up."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Final

from centre.errors import CannotListen, WrongOption

_BACKLOG: Final = 2048
#: Bytes that a peer does not take for so long end the connection, ms: a wall that
#: stands still is cut by the hub, and this frees what was under way to it.
_STUCK_MS: Final = 5_000
_LAST_PORT: Final = 65_535


def listen(host: str, port: int, *, local: bool, plain: bool) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    `local`: only a loopback address will do (a centre without tokens). Any other is
    refused too unless `plain` says that it may be served without TLS. Raises
    `WrongOption` and `CannotListen`.
    """
    if port > _LAST_PORT:
        raise WrongOption(f"port {port}: a port is 0 to {_LAST_PORT}")
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host!r}: {error.strerror}") from error
    family, kind, protocol, _, address = infos[0]
    if not ip_address(str(address[0]).partition("%")[0]).is_loopback:
        _permit(host, local=local, plain=plain)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STUCK_MS)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"cannot listen on {host}:{port}: {error.strerror}; is a centre running "
            "there? Name another port, or 0 for a free one"
        ) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Where walls reach it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _permit(host: str, *, local: bool, plain: bool) -> None:
    if local:
        raise WrongOption(
            f"a centre without tokens serves this machine only, not {host}: "
            "listen on 127.0.0.1, or leave --dev out and give it tokens"
        )
    if not plain:
        raise WrongOption(
            f"{host} is not this machine and the centre speaks no TLS itself: listen "
            "on 127.0.0.1 behind a TLS proxy, or ask for --plain"
        )
