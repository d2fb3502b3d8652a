"""A word in every column that nobody has said may leave: the tables are found, not listed.

tests/test_snapshot.py plants by hand what is private in rows that leave in part. Here a table or a
column that was made yesterday is planted without anybody having thought of it.
"""
# ruff: noqa: S608 (tables of a database that the test made)

from contextlib import closing

from test_snapshot import fresh_original, plant, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import allowed
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.sqlite import sqlite3

MAY_LEAVE = {table.name: {*table.public, *table.shown, *table.computed} for table in allowed.TABLES}
WORD = "PLANTED"


def tables(conn):
    """Plain tables of the file: not those that a search index is made of."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    found = {name: sql or "" for name, sql in conn.execute(sql)}
    virtual = [name for name, made in found.items() if made.upper().startswith("CREATE VIRTUAL")]
    return [
        name
        for name in found
        if not name.startswith("_sqlite")  # which version of the program the file is for
        and not any(name == one or name.startswith(f"{one}_") for one in virtual)
    ]


def columns(conn, table):
    """Columns that hold what is written there (others are computed), and whether one is text."""
    for _, name, kind, _, _, _, hidden in conn.execute(f'PRAGMA table_xinfo("{table}")'):
        if not hidden:
            yield name, kind.upper() not in ("INTEGER", "REAL")


def planted(path):
    """A word of its own in every text that is not named as leaving, in every table there is."""
    words = []
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            conn.execute(f'DROP TRIGGER "{name}"')
        for table in tables(conn):
            leaving = MAY_LEAVE.get(table, set())
            found = list(columns(conn, table))
            mine = [name for name, text in found if text and name not in leaving]
            if not conn.execute(f'SELECT 1 FROM "{table}"').fetchone() and table not in MAY_LEAVE:
                names = ", ".join(f'"{name}"' for name, _ in found)
                marks = ", ".join("?" * len(found))
                row = ["x" if text else number for number, (_, text) in enumerate(found, 7)]
                conn.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row)
            for name in mine:
                word = f"{WORD}-{table}-{name}"
                conn.execute(f'UPDATE "{table}" SET "{name}" = ? || \'-\' || rowid', [word])
                words.append(word)
        for _, made in triggers:
            conn.execute(made)
    return words


def test_no_column_leaves_that_nobody_named(source, target):  # noqa: F811
    plant(source)
    conn = source.conn
    conn.execute("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY, actor TEXT, word TEXT)")
    conn.execute("ALTER TABLE evidence ADD COLUMN of_tomorrow TEXT")
    words = planted(source.path)
    assert len(words) > 60
    for one in ("leases-actor", "of_tomorrow-word", "evidence-of_tomorrow", "acts-reason"):
        assert f"{WORD}-{one}" in words
    before = source.path.read_bytes()
    rows_of = {word.split("-")[1] for word in words if word.encode() not in before}
    # Of what leaves in part, only rows that are there could be planted.
    assert rows_of <= {"relations", "article_times", "article_addresses"}
    make(source.path, target)
    copy = target.read_bytes()
    assert [word for word in words if word.encode() in copy] == []
    assert WORD.encode() not in copy


def test_every_table_is_one_that_leaves_or_one_that_stays(source):  # noqa: F811
    """What is in neither list would not be made in the copy, and a page would miss it."""
    found = set(tables(source.conn))
    unknown = {name for name in found - set(MAY_LEAVE) - set(allowed.EMPTY) if name[0] != "_"}
    assert unknown == set()
