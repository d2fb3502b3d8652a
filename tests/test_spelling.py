"""Two spellings of one name: what counts as a slip."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.text.spelling import one_slip


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("lestari", "lestrai", True),  # two letters swapped
        ("lestari", "elstari", True),
        ("lestari", "lestair", True),
        ("lestari", "lestarii", True),  # one more
        ("lestari", "lesari", True),  # one less
        ("lestari", "lestuari", True),
        ("lestari", "lestaru", True),  # another
        ("lestari", "bestari", True),
        ("lestari", "lestari", False),  # none
        ("lestari", "lestru", False),
        ("lestari", "lestaria", True),
        ("lestari", "lestariab", False),
        ("lestari", "lesrati", False),  # letters swapped that are no neighbours
        ("lestari", "elstair", False),  # two pairs
        ("ab", "ba", True),
        ("ab", "cd", False),
    ],
)
def test_one_slip(one, other, slip):
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip
