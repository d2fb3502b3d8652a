"""What a changed article says in place of a claim: which of its claims is suggested."""

import many
import pytest

from datasette_claims.store import readings
from datasette_claims.store.changes import by_loader
from datasette_claims.store.database import opened
from datasette_claims.store.matching import Matter
from datasette_claims.store.outlook import Found, Stored

SAID = "satu dua tiga empat lima"  # four pairs of words
HALF = "satu dua tiga lain juga"
LESS = "satu dua lain juga pula"


@pytest.fixture
def db(tmp_path):
    with opened(many.claims(tmp_path / "c.db", ({} for _ in range(40)))) as db, by_loader(db):
        yield db


def key(number):
    return f"claim{number:06}"


def old(number=0, at=1000, text=SAID, context="kalimat lama", speaker="ana", parts=("content",)):
    spans = {(part, at, at + 5) for part in parts} | {("source", 0, 3)}
    row = {"text": text, "context": context, "speaker_id": speaker}
    return Stored(key(number), row, frozenset(spans), frozenset(), Matter(text), False)


def new(number, text="tidak sama sekali", at=1000, context="lain sama sekali", speaker="budi"):
    row = {"text": text, "context": context, "speaker_id": speaker, "position": at}
    return key(number), Found(row, frozenset(), Matter(text), None)


def suggested(db, gone, found, growth=0):
    readings.suggest(db, gone, found, growth, "now")
    return db.execute(
        "SELECT claim_id, other_id FROM relations WHERE kind = 'reads_now' AND at = 'now'"
        " AND state = 'suggested' ORDER BY 1, 2"
    ).fetchall()


CROWD = [new(n, at=1000 + n) for n in range(10, 18)]  # eight, all nearer than what is further off


@pytest.mark.parametrize(
    ("gone", "found", "growth", "wanted"),
    [
        # By the words, or by the sentence that they stand in; half of them is enough.
        (old(), [new(1, SAID)], 0, 1),
        (old(), [new(1, HALF)], 0, 1),
        (old(), [new(1, LESS)], 0, None),
        (old(context=SAID), [new(1, context=HALF)], 0, 1),
        (old(context=SAID), [new(1, context=LESS)], 0, None),
        # The speaker decides a tie, and is no ground alone.
        (old(), [new(1, HALF), new(2, HALF, speaker="ana")], 0, 2),
        (old(), [new(1, HALF, speaker="ana"), new(2, HALF)], 0, 1),
        (old(), [new(1, speaker="ana")], 0, None),
        (old(), [new(1, LESS, speaker="ana")], 0, None),
        (old(), [new(1, HALF, speaker="ana"), new(2, SAID)], 0, 2),
        # Where nothing tells them apart, the first in the text.
        (old(), [new(1, SAID, at=1002), new(2, SAID, at=1001)], 0, 2),
        # Nobody follows themselves.
        (old(), [new(0, SAID)], 0, None),
        # Only what is near: where it stood, or where that has moved to.
        (old(), [*CROWD, new(1, SAID, at=1018)], 0, None),
        (old(), [*CROWD[1:], new(1, SAID, at=1018)], 0, 1),
        (old(), [*CROWD, new(1, SAID, at=3000)], 2000, 1),
        (old(), [*CROWD, new(1, SAID, at=900)], -100, 1),
        (old(), [*CROWD, new(1, SAID, at=0)], 0, None),  # where its source stood
        # Without a place there is nothing near.
        (old(parts=()), [new(1, SAID)], 0, None),
    ],
)
def test_which_claim_is_suggested(db, gone, found, growth, wanted):
    expected = [] if wanted is None else [(gone.id, key(wanted))]
    assert suggested(db, [gone], found, growth) == expected


def test_each_of_several_has_its_own(db):
    gone = [old(parts=()), old(0, at=50), old(1, at=2000, text="enam tujuh delapan sembilan")]
    found = [new(2, SAID, at=60), new(3, "enam tujuh delapan sembilan", at=2010)]
    expected = [(key(0), key(2)), (key(1), key(3))]
    assert suggested(db, gone, found) == expected
    assert suggested(db, gone, found) == expected  # told again, it is told once
    assert suggested(db, [], found) == suggested(db, gone, []) == expected


def test_what_nobody_decided_is_withdrawn_when_the_words_are_back(db):
    for number, state in enumerate(("suggested", "accepted", "refused"), 1):
        db.execute(
            "INSERT INTO relations (claim_id, other_id, kind, state, at)"
            " VALUES (?, ?, 'reads_now', ?, 'now')",
            [key(0), key(number), state],
        )
    readings.withdraw(db, [key(1)])
    assert db.execute("SELECT count(*) FROM relations").fetchone() == (3,)
    readings.withdraw(db, [key(0)])
    assert db.execute("SELECT state FROM relations ORDER BY 1").fetchall() == [
        ("accepted",), ("refused",),
    ]  # fmt: skip
