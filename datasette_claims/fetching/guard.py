"""Which machines may be asked: those of the internet, and of this house none unless told so.

The name is looked up once; the machine that is then connected to is the one whose number was looked
at, so that a name cannot lead elsewhere between the two.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Permits = Callable[[IPAddress], bool]
Resolve = Callable[..., Iterable[Any]]

_NAT64 = (
    ipaddress.IPv6Network("64:ff9b::/96"),  # RFC 6052
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # RFC 8215, of a local network
)


class Forbidden(httpcore.ConnectError):
    """The machine may not be asked; the message says why, and what allows it."""


def public(address: IPAddress) -> bool:
    """Is it a machine of the internet, also where its number is wrapped in another one?"""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return public(inner)
        if address.teredo is not None or any(address in network for network in _NAT64):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def anywhere(_address: IPAddress) -> bool:
    """For who says that machines of this house may be asked."""
    return True


class Connections(httpcore.NetworkBackend):
    """Connects only to machines that are permitted, and only until ``deadline`` (monotonic)."""

    def __init__(self, permits: Permits, resolve: Resolve = socket.getaddrinfo) -> None:
        self.deadline = float("inf")
        self._permits = permits
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self._numbers(host, port):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._left)
        raise failure or httpcore.ConnectError(f"the name {host} is not known")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise Forbidden("a socket of this machine is never asked")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _numbers(self, host: str, port: int) -> list[str]:
        """The numbers of a name, all of them permitted: where one is not, none is asked."""
        try:
            found = self._resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known ({error})") from error
        numbers = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        for number in numbers:
            if not self._permits(ipaddress.ip_address(number.partition("%")[0])):
                raise Forbidden(
                    f"{host} is a machine of this house or of no network ({number});"
                    " --allow-private lets it be asked"
                )
        return numbers

    def _left(self, timeout: float | None) -> float:
        """The time that an operation may take; raises where none is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection that ends with the time of its request, however slowly bytes trickle."""

    def __init__(
        self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]
    ) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Stream(inner, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
