"""What the same speaker said before on the matter: whose words, from when, and no copies twice."""

import many
import pytest
from sqlite_utils import Database
from stories import fresh

from datasette_claims.store.changes import by_loader
from datasette_claims.store.earlier import said_before

RICE = "harga beras naik 12 persen di pasar kota"
CLAIMS = [
    {"id": "copy", "text": RICE, "published": "2026-01-09", "outlet": "Bernas"},
    {"id": "now", "text": RICE, "published": "2026-01-08", "outlet": "Antara"},
    {"id": "before", "text": "harga beras turun lagi di kota", "published": "2026-01-03"},
    {"id": "again", "text": "harga beras turun lagi di kota", "published": "2026-01-04"},
    {"id": "later", "text": RICE, "published": "2026-02-01"},
    {"id": "other", "text": "jembatan lama ditutup", "published": "2026-01-02"},
    {"id": "error", "text": RICE, "published": "2026-01-01", "status": "extraction_error"},
    {"id": "somebody", "text": RICE, "published": "2026-01-01", "speaker": "Budi Hartono"},
]


@pytest.fixture
def conn():
    with fresh() as db:
        rows = [{"article": row["id"], "speaker": "Siti Aminah", **row} for row in CLAIMS]
        many.fill(db.conn, rows)
        yield db.conn


def joined(conn, *groups):
    with by_loader(Database(conn, execute_plugins=False)):
        for first, *rest in groups:
            conn.executemany(
                "UPDATE claims SET copies = ? WHERE id = ?",
                [(first, key) for key in (first, *rest)],
            )


def before(conn, key="now"):
    return {row["id"] for row in said_before(conn, key)}


def test_the_same_speaker_on_the_same_matter_until_that_day(conn):
    assert before(conn) == {"before", "again"}
    assert before(conn, "later") == {"copy", "now", "before", "again"}
    assert before(conn, "before") == set()
    assert before(conn, "nobody") == set()


def test_copies_of_the_claim_are_not_said_before(conn):
    joined(conn, ["now", "copy"])
    assert before(conn) == before(conn, "copy") == {"before", "again"}


def test_of_other_copies_the_first_stands_for_all(conn):
    joined(conn, ["now", "copy"], ["before", "again"])
    assert before(conn) == {"before"}
    assert before(conn, "later") == {"now", "before"}
