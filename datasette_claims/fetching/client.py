"""Asks for pages: one at a time, a second apart on each host, with a name and an end."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from urllib.parse import urlsplit

import httpcore
import httpx

from datasette_claims import weblink
from datasette_claims.fetching import guard, robots
from datasette_claims.fetching.answers import Answer, Known, Outcome
from datasette_claims.fetching.transport import Transport

AGENT = "datasette-claims"
HOME = "https://github.com/datasette-claims/datasette-claims"
MOST_REDIRECTS = 5
_GONE = (404, 410)
_WAIT = (429, 503)
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked of others: bytes and seconds of an answer, seconds between two requests."""

    largest: int = 10 * 1024 * 1024
    seconds: float = 30.0
    pause: float = 1.0


class Refusal(Exception):
    """An address is not asked for; the message says why."""


class Fetcher(AbstractContextManager["Fetcher"]):
    """Asks for addresses, one after the other; use it in a ``with`` statement.

    ``permits`` says which machines may be asked; ``sleep`` waits some seconds. Proxies and
    passwords of the environment are not used: they would lead past the guard.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        permits: guard.Permits = guard.public,
        resolve: guard.Resolve | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._connections = guard.Connections(permits, *([resolve] if resolve else []))
        self._sleep = sleep
        self._robots: dict[str, robots.Robots] = {}
        self._next: dict[str, float] = {}
        self._client = httpx.Client(
            transport=Transport(self._connections),
            headers={
                "User-Agent": f"{AGENT}/{version('datasette-claims')} (+{HOME})",
                "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
                "Accept-Encoding": "gzip",
            },
            timeout=min(10.0, self._limits.seconds),
            trust_env=False,
            follow_redirects=False,
        )

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, address: str, known: Known | None = None) -> Answer:
        """The answer of an address; never raises for what others send or do not send."""
        at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        known = known or Known()
        try:
            return self._get(address, known, at)
        except Refusal as reason:
            return Answer(address, "refused", at, message=str(reason))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            outcome, message = _told(error)
            return Answer(address, outcome, at, message=message)

    def _get(self, address: str, known: Known, at: str) -> Answer:
        final = address
        for _ in range(MOST_REDIRECTS + 1):
            self._check(final)
            conditional = _conditions(known) if final == address else {}
            got = self._patiently(final, conditional)
            if got.location is None:
                return _answer(address, final, at, got, known)
            final = got.location
        return Answer(
            address, "failed", at, final, message=f"led on more than {MOST_REDIRECTS} times"
        )

    def _check(self, address: str) -> None:
        """Raise where an address is none that may be asked for."""
        if fault := weblink.fault(address):
            raise Refusal(f"the address {fault}")
        if reason := self._rules(address).forbid(address):
            raise Refusal(reason)

    def _rules(self, address: str) -> robots.Robots:
        """The robots.txt of the address's site, asked for once."""
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            status, data, where = None, b"", f"{site}/robots.txt"
            try:
                for _ in range(MOST_REDIRECTS + 1):
                    got = self._ask(where, {}, robots.LARGEST, cut=True)
                    status, data = got.status, got.data
                    if got.location is None:
                        break
                    status, where = 404, got.location
            except httpx.HTTPError as error:
                if _told(error)[0] == "refused":
                    raise
                status = None
            self._robots[site] = robots.read(status, data, AGENT)
        return self._robots[site]

    def _patiently(self, address: str, headers: Mapping[str, str]) -> _Got:
        """What comes; where the server asks to wait a little, what comes then."""
        got = self._ask(address, headers, self._limits.largest)
        if got.status in _WAIT and 0 < got.retry_after <= _LONGEST_WAIT:
            self._sleep(got.retry_after)
            got = self._ask(address, headers, self._limits.largest)
        return got

    def _ask(
        self, address: str, headers: Mapping[str, str], largest: int, *, cut: bool = False
    ) -> _Got:
        self._wait(address)
        self._connections.deadline = time.monotonic() + self._limits.seconds
        with self._client.stream("GET", address, headers=headers) as response:
            location = _location(response)
            data = b"" if location else _read(response, largest, cut=cut)
            return _Got(response.status_code, response.headers, location, data)

    def _wait(self, address: str) -> None:
        """Let the host have its pause since the request before."""
        parts = urlsplit(address)
        host = parts.netloc.lower()
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        pause = max(self._limits.pause, min(rules.delay if rules else 0.0, _LONGEST_WAIT))
        now = time.monotonic()
        if (left := self._next.get(host, now) - now) > 0:
            self._sleep(left)
        self._next[host] = max(now, self._next.get(host, now)) + pause


@dataclass(frozen=True, slots=True)
class _Got:
    status: int
    headers: httpx.Headers
    location: str | None
    data: bytes

    @property
    def retry_after(self) -> float:
        told = self.headers.get("retry-after", "")
        return float(told) if told.isascii() and told.isdigit() else 0.0


def _read(response: httpx.Response, largest: int, *, cut: bool) -> bytes:
    """The unpacked bytes of an answer; too many are refused, or ``cut`` off."""
    read = bytearray()
    for chunk in response.iter_bytes(64 * 1024):
        read += chunk
        if len(read) > largest:
            if cut:
                break
            raise Refusal(f"larger than {largest // 1024**2} MB")
    return bytes(read[:largest])


def _location(response: httpx.Response) -> str | None:
    """Where an answer leads on to; None where it does not."""
    if not response.has_redirect_location:
        return None
    return str(response.url.join(response.headers["location"]))


def _conditions(known: Known) -> dict[str, str]:
    told = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in told.items() if value}


def _answer(address: str, final: str, at: str, got: _Got, known: Known) -> Answer:
    headers = got.headers
    hashed = hashlib.sha256(got.data).hexdigest() if got.data else ""
    outcome, message = _outcome(got)
    if outcome == "got" and known.hash and hashed == known.hash:
        outcome = "unchanged"
    return Answer(
        address,
        outcome,
        at,
        final,
        got.status,
        message,
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", "") or (known.etag if got.status == 304 else ""),
        last_modified=headers.get("last-modified", "")
        or (known.last_modified if got.status == 304 else ""),
        hash=known.hash if outcome == "unchanged" else hashed if outcome == "got" else "",
        data=got.data if outcome == "got" else b"",
    )


def _outcome(got: _Got) -> tuple[Outcome, str]:
    status = got.status
    if status == 304:
        return "unchanged", ""
    if status in _GONE:
        return "gone", f"the page is gone (HTTP {status})"
    if status in (401, 402, 403, 451):
        return "refused", f"the site does not give this page to programs (HTTP {status})"
    if status == 200:
        return ("got", "") if got.data else ("failed", "the answer was empty")
    return "failed", f"the site answered HTTP {status}; try again later"


def _told(error: Exception) -> tuple[Outcome, str]:
    """How an error of the network is told; what the guard forbade was refused."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, guard.Forbidden):
            return "refused", str(cause)
        if isinstance(cause, httpcore.TimeoutException):
            return "failed", "no whole answer in the time that a page has; try again later"
        cause = cause.__cause__
    return "failed", f"no answer: {error or type(error).__name__}"
