"""httpx over connections of our own; it offers no other way to say what is connected to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpcore
import httpx

from datasette_claims.fetching import guard


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes a quarter of a second."""
    return httpx.create_ssl_context(trust_env=False)


class Transport(httpx.BaseTransport):
    """Hands the requests of httpx to connections that the guard opens."""

    def __init__(self, connections: guard.Connections) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=4,
            keepalive_expiry=5.0,
            network_backend=connections,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _told_as_httpx():
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _told_as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _told_as_httpx() -> Iterator[None]:
    """Errors of the connection are raised as those of httpx, with the former as their cause."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise httpx.TransportError(str(error)) from error
