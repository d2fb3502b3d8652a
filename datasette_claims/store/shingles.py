"""Which texts are copies of one another: compared by a sample of their runs of five words.

A text keeps the smallest of the hashes of its runs (min-hash by the bottom of one hash function).
What two texts have in common below the limit that both samples reach tells how much they share.
Nothing is drawn by chance: the same texts give the same answer on every machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import blake2b

from datasette_claims.store import keys

RUN = 5
"""Words of a run: of shorter ones unrelated texts share some, and one corrected word breaks more
of longer ones."""

MOST = 256
"""Hashes that are kept of a text. Texts of up to so many runs are compared exactly; of longer ones
the share is known within some hundredths."""

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """The sample of a text; empty where it has no word."""
    return frozenset(sorted(set(_hashes(keys.words(text))))[:MOST])


def share(one: Shingles, other: Shingles) -> float:
    """0 to 1: how much of the shorter text stands in the longer one."""
    limit = min(_limit(one), _limit(other))
    a, b = ({number for number in some if number <= limit} for some in (one, other))
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def packed(some: Shingles) -> bytes:
    """The sample as it is stored."""
    return struct.pack(f">{len(some)}I", *sorted(some))


def unpacked(stored: bytes) -> Shingles:
    """What ``packed`` stored."""
    return frozenset(struct.unpack(f">{len(stored) // 4}I", stored))


def _limit(some: Shingles) -> int:
    """Up to here a sample holds every hash of its text."""
    return max(some) if len(some) == MOST else 2**32


def _hashes(words: list[str]) -> Iterator[int]:
    for at in range(max(len(words) - RUN + 1, min(len(words), 1))):
        run = " ".join(words[at : at + RUN]).encode("utf-8", "surrogatepass")
        yield int.from_bytes(blake2b(run, digest_size=4).digest(), "big")
