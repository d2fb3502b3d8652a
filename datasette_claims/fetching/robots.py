"""What a site wants left alone: its robots.txt, as RFC 9309 has it."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

LARGEST = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site, as they stand for one user agent."""

    rules: Protego
    agent: str
    unreachable: str = ""

    def forbid(self, address: str) -> str:
        """Why the address may not be asked for; empty where it may."""
        if self.unreachable:
            return self.unreachable
        if not self.rules.can_fetch(address, self.agent):
            return "the site's robots.txt asks programs to leave this page alone"
        return ""

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for; 0 where it asks for none."""
        return float(self.rules.crawl_delay(self.agent) or 0)


def read(status: int | None, data: bytes, agent: str) -> Robots:
    """The rules that an answer brought: none where there is no file, all forbidden on an error."""
    text = ""
    unreachable = ""
    if status == 200:
        text = data[:LARGEST].decode("utf-8-sig", "replace")
    elif status is None or status >= 500:
        unreachable = "the site's robots.txt cannot be read now; try again later"
    return Robots(Protego.parse(text), agent, unreachable)
