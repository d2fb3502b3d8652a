"""What people do to a database, one act at a time, for tests of what becomes of it in a merge."""

from dataclasses import replace

from newsroom import run
from reviewing import set_status
from stories import claims

from datasette_claims.store import (
    assignments,
    correcting,
    merging,
    parting,
    reviews,
    savedsearches,
    second,
    undoing,
)
from datasette_claims.store.judging import Judgement
from datasette_claims.store.undoing import last

EARLY = """
Ana Wati= [source Ana Wati] [cue mengatakan] bahwa [content jembatan itu aman dan kuat].
Ana= [source Ana] [cue mengatakan] bahwa [content jalan itu rusak].
Budi Hartono= [source Budi Hartono] [cue menolak] [content usul itu].
"""
LATE = """
Ana= [source Ana] [cue menyatakan] bahwa [content jalan itu sudah baik].
Walhi Timur= [source Walhi Timur] [cue membantah] bahwa [content sungai itu kotor].
"""
URLS = ("https://satu.example/1", "https://dua.example/2")

IGNORED = {"leases", "looked", "text_shingles", "_sqlite_migrations", "_sqlite_sequence"}
NUMBERED = {
    "acts", "evidence", "status_history", "review_notes", "second_readings", "readings",
    "article_versions", "article_links", "fetches",
}  # fmt: skip
LATER = {
    "revision", "updated_at", "ended_revision", "analysed", "features", "checkable", "reach",
    "statement",
}  # fmt: skip
"""Columns that a merge raises or fills anew."""


def stored(db, *without):
    """All that is stored, whatever its numbers are; acts without the numbers that they name."""
    found = {}
    for table in db.table_names():
        if "_fts" in table or table.startswith("sqlite_") or table in IGNORED:
            continue
        rows = []
        for row in db.query(f"SELECT * FROM {table}"):  # noqa: S608
            if table in NUMBERED:
                del row["id"]
            if table == "acts" and str(row["record"]).isdigit():
                row["record"] = "a number"
            rows.append({name: value for name, value in row.items() if name not in without})
        found[table] = sorted(rows, key=repr)
    return found


def claim(db, number):
    """A claim that is in the articles above, by its number in their order."""
    rows = claims(db, "id, revision, text", "origin = 'machine'")
    return rows[number % len(rows)]


def speaker(db, number):
    found = db.execute("SELECT id FROM speakers WHERE kind <> 'unnamed' ORDER BY id").fetchall()
    return found[number % len(found)][0]


def judge(db, number, actor, status="false", publication="draft", reason="Alasan"):
    one = claim(db, number)
    set_status(
        db, one["id"], seen=one["revision"], status=status, rationale=reason,
        publication=publication, actor=actor,
    )  # fmt: skip


def publish(db, number, actor, status="true"):
    one = claim(db, number)
    reviews.review(
        db, one["id"], seen=one["revision"], actor=actor,
        judgement=Judgement(status, f"Sebab {actor}", "published"),
        links=[{"url": f"https://bukti.example/{actor}"}], again=True,
    )  # fmt: skip


def link(db, number, actor):
    one = claim(db, number)
    reviews.review(
        db, one["id"], seen=one["revision"], actor=actor,
        links=[{"url": f"https://bukti.example/{actor}/{number}"}], again=True,
    )  # fmt: skip


def unlink(db, number, actor):
    link(db, number, actor)
    one = claim(db, number)
    (key,) = db.execute("SELECT max(id) FROM evidence WHERE claim_id = ?", [one["id"]]).fetchone()
    reviews.remove_evidence(db, one["id"], key, actor=actor)


def note(db, number, actor):
    reviews.review(db, claim(db, number)["id"], seen=None, actor=actor, note=f"Catatan {actor}")


def confirm(db, number, actor):
    judge(db, number, "cici", "misleading")
    one = claim(db, number)
    second.read(db, one["id"], "confirmed", seen=one["revision"], actor=actor, reason=None)


def correct(db, number, actor):
    one = claim(db, number)
    words = correcting.words_of(db.conn, one["id"])
    correcting.correct(
        db, one["id"], words=replace(words, kind="deny", speaker=f"Orang {actor}", speaker_id=None),
        seen=one["revision"], actor=actor,
    )  # fmt: skip


def shorten(db, number, actor):
    one = claim(db, number)
    words = correcting.words_of(db.conn, one["id"])
    (_, start, end) = next(span for span in _spans(db, one["id"]) if span[0] == "content")
    correcting.correct(
        db, one["id"], words=replace(words, spans=((start, end - 2),)), seen=one["revision"],
        actor=actor,
    )  # fmt: skip


def split(db, number, actor):
    one = claim(db, number)
    (_, start, end) = next(span for span in _spans(db, one["id"]) if span[0] == "content")
    parts = [[(start, start + 4)], [(start + 4, end)]]
    parting.split(db, one["id"], parts=parts, seen=one["revision"], actor=actor)


def _spans(db, key):
    return db.execute(
        "SELECT part, start, end FROM claim_spans WHERE claim_id = ?", [key]
    ).fetchall()


def enter(db, number, actor):
    one = claim(db, number)
    words = correcting.words_of(db.conn, one["id"])
    (_, start, end) = next(span for span in _spans(db, one["id"]) if span[0] == "content")
    article = db.execute("SELECT article_id FROM claims WHERE id = ?", [one["id"]]).fetchone()[0]
    words = replace(words, spans=((start + 1, end),), kind="believe")
    correcting.enter(db, article, words=words, actor=actor)


def undo(db, number, actor):
    judge(db, number, actor, "true")
    undoing.undo(db, last(db.conn, actor, "2000").batch, actor=actor)


def assign(db, number, actor):
    assignments.assign(db, claim(db, number)["id"], actor, actor=actor)


def merge(db, number, actor):
    one, other = speaker(db, number), speaker(db, number + 1)
    if one != other:
        merging.merge(db, one, other, actor=actor)


def part(db, number, actor):
    merge(db, number, actor)
    merging.part(db, speaker(db, number), actor=actor)


def tell_apart(db, number, actor):
    merging.told_apart(db, speaker(db, number), speaker(db, number + 2), actor=actor)


def rename(db, number, actor):
    merging.describe(db, speaker(db, number), {"name": f"Nama {actor}", "note": "x"}, actor=actor)


def name(db, number, actor):
    merging.add_name(db, speaker(db, number), f"Julukan {actor}", actor=actor)


def unname(db, number, actor):
    name(db, number, actor)
    merging.remove_name(db, speaker(db, number), f"Julukan {actor}", actor=actor)


def save_search(db, number, actor):
    savedsearches.save(
        db, f"Topik {number}", f"status=false&q={actor}", actor=actor, own=bool(number % 2)
    )


def rename_search(db, number, actor):
    search = savedsearches.save(db, f"{actor} {number}", "status=true", actor=actor, own=False)
    savedsearches.rename(db, search.id, f"Baru {actor} {number}", actor=actor)


def remove_search(db, number, actor):
    search = savedsearches.save(db, f"{actor} {number}", "status=true", actor=actor, own=False)
    savedsearches.remove(db, search.id, actor=actor)


ACTS = {
    act.__name__: act
    for act in (
        judge, publish, link, unlink, note, confirm, correct, shorten, split, enter, undo, assign,
        merge, part, tell_apart, rename, name, unname, save_search, rename_search, remove_search,
    )
}  # fmt: skip
"""What one person can do, each from anything to something; ``Refused`` where it cannot be."""

SHELL = {
    "an article's headline": ("UPDATE articles SET title = 'Judul baru' WHERE url LIKE '%satu%'",),
    "an outlet's name": ("UPDATE outlets SET name = 'Kabar' WHERE id = 'kabar-uji'",),
    "an outlet's merge": ("UPDATE outlets SET merged_into = 'harian' WHERE id = 'kabar-uji'",),
    "a status' words": ("UPDATE statuses SET label_en = 'Wrong' WHERE key = 'false'",),
    "a new status": (
        "INSERT INTO statuses (key, kind, label_en, label_id, definition, colour, position)"
        " VALUES ('half', 'verdict', 'Half', 'Separuh', 'Half of it', 'amber', 99)",
    ),
}
"""What people do by SQL: what our pages have no form for."""


def shell(path, what, actor):
    run(path, *SHELL[what], actor=actor)
