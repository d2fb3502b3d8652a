"""How well the order of the queue puts what can be checked before what cannot: `checkable.txt`.

    python -m benchmarks.checkable

Prints for the claims that were looked at while weights and words were chosen, and for those that
were held back: the AUC (how often a checkable claim stands before one that is not; by chance 0.5),
and how many of the first twenty are checkable.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import NamedTuple

from datasette_claims.extraction.checkable import Rating, rate

CLAIMS = Path(__file__).with_suffix(".txt")
FIRST = 20


class Judged(NamedTuple):
    """An invented claim, whether it can be checked, and what the program makes of it."""

    text: str
    language: str
    checkable: bool
    rating: Rating


def claims() -> list[Judged]:
    """Those of the file, in its order."""
    lines = CLAIMS.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    told = ((*head.split(), text) for head, text in rows)
    return [
        Judged(text, language, sign == "+", rate(text, kind, language))
        for language, sign, kind, text in told
    ]


def auc(some: list[Judged]) -> float:
    """How often a checkable claim stands before another; two of equal points count half."""
    good = [one.rating.points for one in some if one.checkable]
    bad = [one.rating.points for one in some if not one.checkable]
    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in product(good, bad)]
    return sum(wins) / len(wins)


def first(some: list[Judged]) -> int:
    """How many of the first can be checked; of equal points, those that cannot come first."""
    ordered = sorted(some, key=lambda one: (-one.rating.points, one.checkable))
    return sum(one.checkable for one in ordered[:FIRST])


def main() -> None:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    every = claims()
    for name, some in (("looked at", every[::2]), ("held back", every[1::2]), ("all", every)):
        good = sum(one.checkable for one in some)
        print(
            f"{name:10} {len(some):3} claims, {good} checkable: AUC {auc(some):.3f}, "
            f"{first(some)} of the first {FIRST}"
        )
    for language in ("en", "id", "ms"):
        print(f"{language:10} AUC {auc([one for one in every if one.language == language]):.3f}")


if __name__ == "__main__":
    main()
