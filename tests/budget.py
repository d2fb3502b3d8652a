"""What the unit tests do of a long test; all of it is done by the slow ones (``make slow``)."""

import itertools

import pytest
from hypothesis import settings

settings.register_profile("slow", max_examples=100, deadline=None)
settings.register_profile("unit", max_examples=20, deadline=None)


def examples(number):
    """How many Hypothesis tries of those that the slow tests try."""
    return max(1, number * settings.default.max_examples // 100)


def first(quick, rows):
    """Rows for ``parametrize``: the first ``quick`` are unit tests, the others slow ones."""
    return [row if n < quick else slow(row) for n, row in enumerate(rows)]


def slow(row):
    if type(row) is type(pytest.param()):
        return pytest.param(*row.values, id=row.id, marks=[*row.marks, pytest.mark.slow])
    return pytest.param(*(row if isinstance(row, tuple) else [row]), marks=pytest.mark.slow)


def meeting(how_many, *values):
    """Every row that has one value of each kind. Unit tests are so many of them that each value
    stands in one (1), or every two values meet in one (2); the others are slow.
    """
    rows = list(itertools.product(*map(range, map(len, values))))
    missing = {some for row in rows for some in met(row, how_many)}
    quick = set()
    while missing:
        best = max(rows, key=lambda row: len(missing & met(row, how_many)))
        quick.add(best)
        missing -= met(best, how_many)
    chosen = {row: tuple(kind[n] for kind, n in zip(values, row, strict=True)) for row in rows}
    return [row if at in quick else slow(row) for at, row in chosen.items()]


def turns(values, number):
    """Some of the values for the one of that number, a quarter; four numbers together have all."""
    whole = settings.default.max_examples >= 100
    return list(values) if whole else list(values)[number % 4 :: 4]


def met(row, how_many):
    return set(itertools.combinations(enumerate(row), how_many))
