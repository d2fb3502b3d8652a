"""An upgrade that reads an unchanged source differently says so, moves spans, flags no verdict."""

import dataclasses
import hashlib
import textwrap

import pytest
import reviewing
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import MONDAY, TUESDAY, WEDNESDAY, claims, content, fresh, untrue_spans

from datasette_claims.extraction import analyse
from datasette_claims.model import Article
from datasette_claims.reading.textfile import readable
from datasette_claims.store import correcting
from datasette_claims.store.rereading import Alignment
from datasette_claims.store.writing import store_batch

LINES = [
    "The mayor of Leeds, Rina Hall, told reporters on Monday that the bridge over the river was"
    " safe and would be opened in May.",
    "“We are glad about this decision of the council,” said Tom Reed, a trader at the old market.",
    "Ann Lee denied that five million pounds were missing from the fund of the city of Leeds.",
    "According to Tom Reed, the ferry had broken down twelve times since the beginning of March.",
]
TEXT = "\n\n".join(LINES) + "\n"
FORMER = {
    "line ends": TEXT.replace("\n", "\r\n"),
    "entities": TEXT.replace("“", "&ldquo;").replace("”", "&#8221;"),
    "soft hyphens": TEXT.replace("bridge", "brid\xadge").replace("market", "mar\xadket"),
    "broken lines": "\n\n".join(textwrap.fill(line, 70) for line in LINES) + "\n",
    "Markdown": TEXT.replace("Rina Hall", "**Rina Hall**").replace(
        "the ferry", "[the ferry](https://example.org/a)"
    ),
    "all of it": "\r\n\r\n".join(
        textwrap.fill(line, 70).replace("\n", "\r\n").replace("“", "&ldquo;") for line in LINES
    ),
}


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def stored_by_an_older_version(db, text):
    """As 0.1.0 stored it: the text as it stands in the file, and nothing of its bytes."""
    article = Article(text, origin="/a.txt")
    store_batch(db, [(article, analyse(text, "en"))], MONDAY)


def read_today(text, **details):
    plain = readable(text)
    return Article(
        plain,
        origin="/a.txt",
        kind="text",
        raw_hash=sha(text),
        former_hash=sha(text) if plain != text else "",
        **details,
    )


def load(db, article, now):
    (outcome,) = store_batch(db, [(article, analyse(article.text, "en"))], now)
    return outcome


def judged(db):
    for claim in claims(db):
        reviewing.set_status(
            db, claim["id"], seen=1, status="false", rationale="Data", publication="draft",
            actor="ana",
        )  # fmt: skip
    return {row["id"]: row["speaker_id"] for row in claims(db)}


@pytest.mark.parametrize("text", FORMER.values(), ids=FORMER)
def test_a_new_reading_of_the_same_source_flags_no_verdict(text):
    with fresh() as db:
        stored_by_an_older_version(db, text)
        assert len(claims(db)) >= 3
        before = judged(db)
        outcome = load(db, read_today(text), TUESDAY)
        assert outcome.kind == "read anew"
        ((now, loaded_at),) = db.execute("SELECT text, loaded_at FROM articles")
        assert (now.rstrip(), loaded_at) == (TEXT.rstrip(), MONDAY)
        after = {row["id"]: row for row in claims(db)}
        assert {key: after[key]["speaker_id"] for key in before} == before
        assert all(after[key]["flag"] is None and after[key]["status"] == "false" for key in before)
        assert not untrue_spans(db)
        assert not [row for row in after.values() if "&" in row["text"] or "\r" in row["text"]]
        assert not db.execute("SELECT 1 FROM article_versions").fetchall()
        assert not db.execute("SELECT 1 FROM relations").fetchall()
        whole = content(db)
        assert load(db, read_today(text), WEDNESDAY).kind == "unchanged"
        assert content(db) == whole


def test_a_source_that_changed_with_the_upgrade_is_changed():
    with fresh() as db:
        stored_by_an_older_version(db, FORMER["line ends"])
        judged(db)
        text = FORMER["line ends"].replace("five million", "six million")
        assert load(db, read_today(text), TUESDAY).kind == "changed"
        flags = [row["flag"] for row in claims(db) if "five million" in row["text"]]
        assert flags == ["not_in_article"]
        assert db.execute("SELECT count(*) FROM article_versions").fetchone() == (1,)


def test_the_bytes_tell_later_that_a_source_is_as_it_was():
    """Also where the new reading leaves out what a claim stood in."""
    with fresh() as db:
        first = Article(TEXT, origin="/a.html", kind="html", raw_hash="x", url="https://e.org/a")
        load(db, first, MONDAY)
        judged(db)
        shorter = "\n\n".join(LINES[:2])
        now = Article(shorter, origin="/b.html", kind="html", raw_hash="x", url="https://e.org/a")
        assert load(db, now, TUESDAY).kind == "read anew"
        rows = claims(db)
        assert {row["flag"] for row in rows} == {None}
        assert {row["status"] for row in rows} == {"false"}
        placed = {key for (key,) in db.execute("SELECT claim_id FROM claim_spans")}
        assert {row["id"] for row in rows if row["position"] is not None} == placed
        assert 0 < len(placed) < len(rows)
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        whole = content(db)
        assert load(db, now, WEDNESDAY).kind == "unchanged"
        assert content(db) == whole


def test_what_a_person_wrote_stays():
    text = FORMER["entities"]
    with fresh() as db:
        stored_by_an_older_version(db, text)
        claim = claims(db)[0]
        db.execute("UPDATE claims SET text = 'In my own words' WHERE id = ?", [claim["id"]])
        load(db, read_today(text), TUESDAY)
        (row,) = claims(db, where=f"id = '{claim['id']}'")
        assert (row["text"], row["flag"]) == ("In my own words", None)


def test_words_that_a_person_chose_in_the_article_are_read_as_it_is():
    text = FORMER["broken lines"]
    with fresh() as db:
        stored_by_an_older_version(db, text)
        claim = claims(db, where="instr(text, char(10))")[0]
        words = correcting.words_of(db.conn, claim["id"])
        start, end = words.spans[0]
        last = text.rindex(" ", start, end)
        words = dataclasses.replace(words, spans=((start, last),))
        correcting.correct(db, claim["id"], words=words, seen=1, actor="ana")
        load(db, read_today(text), TUESDAY)
        (row,) = claims(db, where=f"id = '{claim['id']}'")
        ((start, end),) = correcting.words_of(db.conn, claim["id"]).spans
        assert (row["text"], row["edited"], row["flag"]) == (TEXT[start:end], 1, None)


@given(st.text("ab \n&;x“\xad.", max_size=60), st.text("ab \n&;x“\xad.", max_size=60))
@settings(max_examples=examples(150), deadline=None)
def test_an_alignment_gives_stretches_of_the_new_text(old, new):
    alignment = Alignment(old, new)
    for start in range(len(old)):
        for end in range(start + 1, len(old) + 1):
            if to := alignment(start, end):
                assert 0 <= to[0] < to[1] <= len(new)
    same = Alignment(old, old)
    for start, letter in enumerate(old):
        if letter.isalnum():
            assert same(start, start + 1) == (start, start + 1)
