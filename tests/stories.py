"""Articles with their claims, written as marked text: one claim a line, spans as marks.

``[source Putin] [cue telah menyatakan] bahwa [content isu itu masih dibahas].`` A line without
content has no claim. ``speaker=`` before a line's text (``Donald Trump= [source Trump] …``) says
who it is; otherwise the source does.
"""

import re
from contextlib import contextmanager

from datasette_claims.model import Analysis, Article, Claim, Span
from datasette_claims.store import database
from datasette_claims.store.writing import store_batch

MARK = re.compile(r"\[(content|source|cue) ([^\]]*)\]")
MONDAY, TUESDAY, WEDNESDAY = (f"2026-01-0{day}T09:00:00Z" for day in (5, 6, 7))


def story(marked, language="id", **analysis):
    """``(text, Analysis)`` of a marked text."""
    text, claims = "", []
    for line in marked.strip().splitlines():
        speaker, _, words = line.strip().rpartition("= ")
        start, spans, end = len(text), {"content": [], "source": [], "cue": []}, 0
        for mark in MARK.finditer(words):
            text += words[end : mark.start()]
            spans[mark[1]].append(Span(len(text), len(text) + len(mark[2])))
            text += mark[2]
            end = mark.end()
        text += words[end:]
        if spans["content"]:
            parts = {part: tuple(some) for part, some in spans.items()}
            named = speaker or " ".join(text[slice(*span)] for span in parts["source"])
            claims.append(
                Claim(**parts, speaker=named, type="indirect", kind="say", rule="by-test",
                      context=Span(start, len(text)), confidence=0.9)
            )  # fmt: skip
        text += "\n"
    return text, Analysis(language, tuple(claims), **analysis)


def load(db, marked, now=MONDAY, *, extractor="test 1", analysis=None, **details):
    """The outcome of loading one marked text; ``details`` are those of ``Article``."""
    text, found = story(marked)
    (outcome,) = store_batch(
        db, [(Article(text, **details), analysis or found)], now, extractor=extractor
    )
    return outcome


@contextmanager
def fresh(path=":memory:"):
    """A new claims database, closed afterwards."""
    with database.opened(path, wait=0.2) as db:
        yield db


def claims(db, columns="*", where="1"):
    """Rows as dicts, in reading order."""
    return list(db.query(f"SELECT {columns} FROM claims WHERE {where} ORDER BY position, id"))  # noqa: S608


def content(db):
    """Everything that is stored, to compare."""
    tables = [
        name
        for name in db.table_names()
        if not name.startswith(
            ("sqlite_", "claims_fts_", "claims_substrings_fts_", "articles_fts_", "speakers_fts_")
        )
    ]
    return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}  # noqa: S608


def untrue_spans(db):
    """Stored spans that are not in the text they point into, or not the words of their claim."""
    texts = dict(db.execute("SELECT id, text FROM articles"))
    wrong, parts = [], {}
    for claim_id, article_id, part, start, end in db.execute(
        "SELECT claims.id, article_id, part, start, end FROM claim_spans"
        " JOIN claims ON claims.id = claim_id ORDER BY start"
    ):
        if not 0 <= start < end <= len(texts[article_id]):
            wrong.append((claim_id, part, start, end))
        parts.setdefault((claim_id, part), []).append(texts[article_id][start:end])
    for claim in claims(db, where="origin = 'machine' AND NOT edited"):
        for part, words in (("content", claim["text"]), ("source", claim["source"])):
            stands = parts.get((claim["id"], part))
            if stands and " … ".join(stands) != words:
                wrong.append((claim["id"], part, stands, words))
        if (claim["flag"] == "not_in_article") is ((claim["id"], "content") in parts):
            wrong.append((claim["id"], claim["flag"]))
    return wrong
