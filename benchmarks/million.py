"""A database of a million invented claims, to try what a large one costs.

    python -m benchmarks.million many.db            # some ten minutes
    python -m benchmarks.million few.db 250 1       # ten thousand claims

Three languages, forty sayings an article, some thousand speakers of whom some are quoted far more
than others, five years of dates; each twentieth article is a copy of another in another paper. What
extraction would find is told by whoever made the sentences, and once stored they are stored again
and again under other keys, on other days. Each fifth claim is judged, by three colleagues, today.
"""

# ruff: noqa: S608 (SQL is put together from the names of columns)

from __future__ import annotations

import argparse
import json
import random
import time
from datetime import date, timedelta
from pathlib import Path

from sqlite_utils import Database

from datasette_claims.extraction.checkable import rate
from datasette_claims.model import Analysis, Article, Claim, Span
from datasette_claims.store import database, moments, ratings, schema, writing
from datasette_claims.store.changes import by_person, transaction

PER_ARTICLE = 40
BATCH = 50
JUDGED = 5
"""Each so many is."""

PEOPLE = ("siti", "budi", "root")
PLACES = ("Jakarta", "Leeds", "Surabaya", "Penang", "York", "Bandung", "Johor", "Kent")
GIVEN = (
    "Siti", "Budi", "Rina", "Agung", "Maya", "Dewi", "Hasan", "Laila", "Omar", "Tini", "Ana",
    "Paul", "Ruth", "Simon", "Clara", "Edwin", "Nora", "Felix", "Irma", "Joko",
)  # fmt: skip
FAMILY = tuple(
    begin + end
    for begin in ("Har", "Rah", "Sut", "Wib", "Lub", "Nas", "Man", "Kar", "Tob", "Sim", "Pan")
    for end in ("tono", "mawan", "owo", "is", "ution", "ley", "don", "ing", "ford", "jaya")
)
SAID = {"en": "said", "id": "mengatakan", "ms": "berkata"}
CONTENTS = {
    "en": (
        "the price of rice in {place} rose by {number} per cent",
        "“I believe that the new school is very important for us in {place}”",
        "unemployment was worse than in {place}, where {number} people live",
        "the bridge number {number} will be ready in {place} soon",
    ),
    "id": (
        "harga beras di {place} naik {number} persen",
        "“Saya percaya sekolah itu sangat penting bagi kita di {place}”",
        "pengangguran lebih buruk daripada di {place} dengan {number} orang warga",
        "jembatan nomor {number} akan segera siap di {place}",
    ),
    "ms": (
        "harga beras di {place} naik {number} peratus",
        "“Saya percaya sekolah itu amat penting bagi kita di {place}”",
        "pengangguran lebih teruk daripada di {place} dengan {number} orang penduduk",
        "jambatan nombor {number} akan siap di {place} tidak lama lagi",
    ),
}


def article(number: int) -> tuple[Article, Analysis]:
    """The article with this number and its claims: always the same."""
    copied = number % 20 == 19
    shuffle = random.Random(number - 7 if copied else number)
    language = shuffle.choice(tuple(CONTENTS))
    # The square brings some names far more often than others
    people = [
        f"{GIVEN[int(shuffle.random() ** 2 * len(GIVEN))]}"
        f" {FAMILY[int(shuffle.random() ** 2 * len(FAMILY))]}"
        for _ in range(4)
    ]
    text, claims = "", []
    for _ in range(PER_ARTICLE):
        who, cue = shuffle.choice(people), SAID[language]
        content = shuffle.choice(CONTENTS[language]).format(
            place=shuffle.choice(PLACES), number=shuffle.randrange(2, 90_000)
        )
        at = len(text)
        text += f"{who} {cue} {content}.\n\n"
        source = Span(at, at + len(who))
        verb = Span(source.end + 1, source.end + 1 + len(cue))
        claims.append(
            Claim(
                content=(Span(verb.end + 1, verb.end + 1 + len(content)),),
                source=(source,),
                cue=(verb,),
                speaker=who,
                type="direct" if content.startswith("“") else "indirect",
                kind="say",
                context=Span(at, len(text) - 2),
                rule="source cue content",
                confidence=0.5 + shuffle.random() / 2,
            )
        )
    day = date(2021, 1, 1) + timedelta(days=shuffle.randrange(1826) + copied)
    return (
        Article(
            text,
            url=f"https://news.example/{number}",
            title=f"Article {number}",
            outlet=f"Harian {PLACES[(number + shuffle.randrange(7)) % len(PLACES)]}",
            published=day.isoformat(),
            language=language,
        ),
        Analysis(language, tuple(claims)),
    )


def store(db: Database, articles: int) -> None:
    """So many articles."""
    begun = time.monotonic()
    for first in range(0, articles, BATCH):
        batch = [article(number) for number in range(first, min(articles, first + BATCH))]
        writing.store_batch(db, batch, moments.now())
        if first % 1000 == 0:
            print(f"{first:>6} articles {time.monotonic() - begun:7.0f} s", flush=True)


def multiply(db: Database, times: int) -> None:
    """All that is stored, so many times: each time under other keys, and some days earlier."""
    kept = {
        table: [row[1] for row in db.execute(f"PRAGMA table_xinfo({table})") if not row[6]]
        for table in ("articles", "claims", "claim_spans")
    }
    keys = {"id", "article_id", "claim_id", "copies", "group_id", "url", "statement"}
    with transaction(db):
        schema.remove_guards(db.conn)
        ends = {
            table: db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] for table in kept
        }
        for turn in range(1, times):
            for table, columns in kept.items():
                values = [
                    f"{name} || '-{turn}'" if name in keys
                    else f"date({name}, '-{turn * 3} days')" if name in ("published", "said_on")
                    else name
                    for name in columns
                ]  # fmt: skip
                db.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
                    f" FROM {table} WHERE rowid <= ?",
                    [ends[table]],
                )
            print(f"{turn + 1:>6} times", flush=True)
        db.execute("INSERT INTO claims_fts (claims_fts) VALUES ('rebuild')")
        schema.install_guards(db.conn)


def judge(db: Database) -> None:
    """Some of the claims are judged, as editors do it, without what a page would ask about it."""
    keys = [key for (key,) in db.execute("SELECT id FROM claims WHERE rowid % ? = 0", [JUDGED])]
    for first in range(0, len(keys), 5000):
        some = keys[first : first + 5000]
        with by_person(db, PEOPLE[first // 5000 % len(PEOPLE)]):
            db.execute(
                "UPDATE claims SET status = 'false', rationale = 'It is not so.'"
                " WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps(some)],
            )
        print(f"{first + len(some):>6} judged", flush=True)


def main(path: Path, articles: int, times: int) -> None:
    with database.opened(path) as db:
        store(db, articles)
        ratings.catch_up(db, rate)
        multiply(db, times)
        judge(db)
        database.tidy(db)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path, metavar="NEW.db")
    parser.add_argument("articles", type=int, nargs="?", default=2_500)
    parser.add_argument("times", type=int, nargs="?", default=10, help="that they are stored")
    options = parser.parse_args()
    main(options.path, options.articles, options.times)
