"""What a database tells of itself: its words, how much it holds, whether it is one of ours."""

from contextlib import closing

import many
import pytest

from datasette_claims.store import home, presence
from datasette_claims.store.changes import by_person
from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary


@pytest.fixture(scope="module")
def conn():
    rows = [
        {"speaker": "Siti", "article": "a1", "said_on": "2025-01-01", "position": 1},
        {"speaker": "Siti Aminah", "article": "a1", "said_on": "2025-03-01"},
        {"speaker": "Budi", "article": "a2", "said_on": "2025-02-01"},
        {"article": "a2", "flag": "not_extracted", "said_on": "2025-04-01"},
        *({"article": "a3", "said_on": f"2024-0{n}-01"} for n in range(1, 6)),
    ]
    with opened(":memory:") as db:
        many.fill(db.conn, rows)
        db.execute("UPDATE speakers SET merged_into = 'siti-aminah' WHERE id = 'siti'")
        for number in (4, 6, 5):
            with by_person(db, "ana"):
                db.execute(
                    "INSERT INTO evidence (claim_id, url, added_at, added_by)"
                    " VALUES (?, 'https://bukti.example/1', '2026-01-01T00:00:00Z', 'ana')",
                    [f"claim00000{number}"],
                )
                db.execute(
                    "UPDATE claims SET status = 'false', publication = 'published', rationale = 'x'"
                    " WHERE id = ?",
                    [f"claim00000{number}"],
                )
            db.execute(
                "UPDATE claims SET updated_at = ? WHERE id = ?",
                [f"2026-02-0{number}T00:00:00Z", f"claim00000{number}"],
            )
        yield db.conn


def test_the_vocabulary_has_its_own_order(conn):
    found = vocabulary(conn)
    keys = [key for (key,) in conn.execute("SELECT key FROM statuses ORDER BY position")]
    assert list(found) == keys
    assert found["false"].label_en == "False"
    assert (found["false"].active, found["extraction_error"].published) == (1, 0)


def test_a_status_that_is_not_in_the_vocabulary_is_no_judgement(conn):
    assert vocabulary(conn)["hoax"] == Status(
        key="hoax", kind="workflow", label_en="hoax", label_id="hoax", definition="",
        colour="grey", published=0, active=0,
    )  # fmt: skip


def test_how_much_there_is(conn):
    assert home.sizes(conn) == (3, 2)  # Siti is Siti Aminah


def test_where_it_stands(conn):
    counts = {one.status.key: one.claims for one in home.standing(conn)}
    assert list(counts) == list(vocabulary(conn))
    assert {key: n for key, n in counts.items() if n} == {"unreviewed": 5, "false": 3}


@pytest.mark.parametrize("most", [0, 1, 2, 9])
def test_a_few_claims(conn, most):
    checked = [card["id"] for card in home.checked(conn, most)]
    assert checked == ["claim000006", "claim000005", "claim000004"][:most]
    newest = [card["id"] for card in home.newest(conn, most)]
    assert newest == [f"claim00000{n}" for n in (1, 2, 0, 8, 7)][:most]


def test_whether_a_file_is_one_of_ours(conn):
    assert presence.state(conn) == "current"
    assert presence.holds_claims(conn) is True
    with closing(sqlite3.connect(":memory:")) as other:
        assert presence.state(other) == "foreign"
        assert presence.holds_claims(other) is False
        presence.enforce_foreign_keys(other)
        assert other.execute("PRAGMA foreign_keys").fetchone() == (0,)
    conn.execute("PRAGMA foreign_keys = OFF")
    presence.enforce_foreign_keys(conn)
    assert conn.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize("table", presence.TABLES)
def test_a_file_without_one_of_its_tables_has_nothing_to_show(table):
    with opened(":memory:") as db:
        db.execute(f"ALTER TABLE {table} RENAME TO gone")
        assert presence.state(db.conn) == "foreign"
        assert presence.holds_claims(db.conn) is (table != "claim_spans")


def test_who_asks_in_a_hurry_leaves_the_patience_of_others_as_it_was(tmp_path):
    path = many.claims(tmp_path / "c.db", [{}])
    with closing(sqlite3.connect(path, timeout=4)) as conn, closing(sqlite3.connect(path)) as other:
        assert presence.state_at_once(conn, 10) == "current"
        assert conn.execute("PRAGMA busy_timeout").fetchone() == (4000,)
        other.execute("BEGIN EXCLUSIVE")
        asked = []
        conn.set_trace_callback(asked.append)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            presence.state_at_once(conn, 10)
        conn.set_trace_callback(None)
        assert asked[1] == "PRAGMA busy_timeout = 10"
        assert conn.execute("PRAGMA busy_timeout").fetchone() == (4000,)


def test_what_is_no_database_or_in_use_is_left_to_whoever_uses_it(tmp_path):
    (tmp_path / "x.db").write_text("no database, but long enough to be looked at as one")
    with closing(sqlite3.connect(tmp_path / "x.db")) as conn:
        presence.enforce_foreign_keys(conn)
