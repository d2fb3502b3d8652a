"""Claims by the dozen or the thousand, without articles worth reading."""

import itertools

from datasette_claims.store import database
from datasette_claims.store.changes import named
from datasette_claims.store.sqlite import sqlite3

COLUMNS = (
    "id", "article_id", "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role",
    "context", "said_on", "confidence", "flag", "position", "status", "publication", "edited",
    "origin", "rule", "extractor", "created_at", "updated_at",
)  # fmt: skip

USUAL = {
    "text": "harga beras naik",
    "type": "indirect",
    "kind": "say",
    "cue": "mengatakan",
    "context": "Ia mengatakan harga beras naik.",
    "confidence": 0.9,
    "position": 0,
    "status": "unreviewed",
    "publication": "draft",
    "edited": 0,
    "origin": "machine",
    "rule": "by-test",
    "extractor": "test 1",
    "created_at": "2026-01-05T09:00:00Z",
    "updated_at": "2026-01-05T09:00:00Z",
}


def claims(path, rows):
    """The path, of a database in which each row is a claim: ``{"text": …, "speaker": "Siti"}``.

    Besides columns of ``claims``, a row may have ``speaker`` (a name), and ``article``, ``outlet``,
    ``published``, ``language``, ``title``; the first row of an article decides about it.
    """
    with database.opened(path) as db:
        fill(db.conn, rows)
    return path


def fill(conn: sqlite3.Connection, rows):
    numbers = itertools.count()
    speakers, outlets, articles, stored = {}, {}, {}, []
    for given in rows:
        row = {**USUAL, **given}
        row.setdefault("id", f"claim{next(numbers):06}")
        row["article_id"] = row.get("article", "a1")
        if name := row.get("speaker"):
            row["speaker_id"] = row.get("speaker_id", name.lower().replace(" ", "-"))
            speakers[row["speaker_id"]] = name
        if name := row.get("outlet"):
            outlets[name.lower()] = name
        articles.setdefault(row["article_id"], row)
        stored.append(tuple(row.get(column) for column in COLUMNS))
    with conn, named(conn, "loader", "loader"):
        conn.executemany("INSERT INTO outlets (id, name) VALUES (?, ?)", outlets.items())
        conn.executemany(
            "INSERT INTO speakers (id, name, kind) VALUES (?, ?, 'person')", speakers.items()
        )
        conn.executemany(
            "INSERT INTO articles (id, url, title, outlet_id, published, language, text, text_hash,"
            " loaded_at) VALUES (?, ?, ?, ?, ?, ?, 'Teks berita.', ?, '2026-01-05T09:00:00Z')",
            [
                (
                    key,
                    f"https://news.example/{key}",
                    row.get("title"),
                    (row.get("outlet") or "").lower() or None,
                    row.get("published"),
                    row.get("language", "id"),
                    key,
                )
                for key, row in articles.items()
            ],
        )
        marks = ", ".join("?" * len(COLUMNS))
        conn.executemany(
            f"INSERT INTO claims ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
            stored,
        )
        conn.execute(
            "UPDATE claims SET (outlet_id, language, published) = (SELECT outlet_id, language,"
            " published FROM articles WHERE articles.id = article_id)"
        )
