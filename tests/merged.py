"""What people do to a database, one act at a time, for tests of what becomes of it in a merge."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from newsroom import run
from reviewing import find, revision, set_status
from stories import MONDAY, TUESDAY, claims, fresh, load, story

from datasette_claims.store import (
    assignments,
    carrying,
    correcting,
    errors,
    joining,
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
CHANGED = EARLY.replace("[content jalan itu rusak]", "[content jalan itu rusak berat]")
"""The first article as its page reads later: one claim says something else."""
COPIED = """
Tono= [source Tono] [cue berkata] bahwa [content harga beras naik dua kali dalam setahun ini].
Sri= [source Sri] [cue menilai] bahwa [content pasar kota masih sepi pembeli sejak Lebaran].
"""
FIRST = "Rudi= [source Rudi] [cue mengklaim] bahwa [content pabrik itu punya izin 2019]."
THEN = FIRST.replace("2019", "2021")
ANEW = "[source Rudi] [cue mengklaim] [content bahwa pabrik itu punya izin 2019]."

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


@cache
def made():
    """A database in which nobody has worked yet."""
    return _bytes(_articles)


@cache
def worked():
    """The same with articles that are copies, that changed and that the program reads otherwise by
    now, and with work of every kind, which both sides of a merge have in common."""
    return _bytes(_articles, _more, _work)


def _bytes(*steps):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        with fresh(path) as db:
            for step in steps:
                step(db)
        return path.read_bytes()


def _articles(db):
    load(db, EARLY, url=URLS[0], title="Judul", outlet="Kabar Uji", published="2026-01-04")
    load(db, LATE, url=URLS[1], outlet="Harian", published="2026-01-05")
    db.execute("UPDATE speakers SET kind = 'person'")


def _more(db):
    for number in (3, 4):
        load(
            db, COPIED, url=f"https://salinan.example/{number}", outlet=f"Salinan {number}",
            published="2026-01-06",
        )  # fmt: skip
    load(db, FIRST, url="https://lama.example/5", published="2026-01-04")
    publish_key(db, _key(db, "punya izin 2019"), "cici")
    load(db, THEN, TUESDAY, url="https://lama.example/5", published="2026-01-04")
    load(db, FIRST, url="https://lama.example/6", published="2026-03-04")
    publish_key(db, _key(db, "punya izin 2019", "flag IS NULL"), "cici")
    text, _ = story(FIRST)
    _, anew = story(ANEW)
    assert text == story(ANEW)[0]
    load(
        db, FIRST, TUESDAY, url="https://lama.example/6", published="2026-03-04", analysis=anew,
        extractor="test 2",
    )  # fmt: skip
    db.execute("UPDATE speakers SET kind = 'person'")


def _key(db, words, where="1"):
    return claims(db, "id", f"text LIKE '%{words}' AND {where}")[0]["id"]


def _work(db):
    publish(db, 0, "cici")
    publish(db, 2, "cici")
    withdraw(db, 2, "cici")
    confirm(db, 1, "dodi")
    note(db, 0, "cici")
    link(db, 3, "cici")
    correct(db, 3, "cici")
    tell_apart(db, 0, "cici")
    merge(db, 1, "cici")
    save_search(db, 8, "cici")
    name(db, 2, "cici")


def claim(db, number):
    """A claim that is in the articles above, by its number in their order."""
    return _one_of(claims(db, "id, revision, text", "origin = 'machine' AND flag IS NULL"), number)


def _one_of(some, number):
    if not some:
        raise errors.Unknown("There is none.")
    return some[number % len(some)]


def speaker(db, number):
    found = db.execute("SELECT id FROM speakers WHERE kind <> 'unnamed' ORDER BY id").fetchall()
    return _one_of(found, number)[0]


def judge(db, number, actor, status="false", publication="draft", reason="Alasan"):
    one = claim(db, number)
    set_status(
        db, one["id"], seen=one["revision"], status=status, rationale=reason,
        publication=publication, actor=actor,
    )  # fmt: skip


def publish(db, number, actor, status="true"):
    publish_key(db, claim(db, number)["id"], actor, status)


def publish_key(db, key, actor, status="true"):
    reviews.review(
        db, key, seen=revision(db, key), actor=actor,
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


def withdraw(db, number, actor):
    one = claims(db, "id, revision, status", "publication = 'published'")
    one = _one_of(one, number)
    set_status(
        db, one["id"], seen=one["revision"], status=one["status"], rationale=f"Ditarik {actor}",
        publication="withdrawn", actor=actor,
    )  # fmt: skip


def hold_back(db, number, actor):
    one = claims(db, "id, revision, status, rationale", "publication = 'published'")
    one = _one_of(one, number)
    set_status(
        db, one["id"], seen=one["revision"], status=one["status"], rationale=one["rationale"],
        publication="draft", actor=actor,
    )  # fmt: skip


def unlink_common(db, number, actor):
    found = db.execute(
        "SELECT claim_id, id FROM evidence WHERE removed_at IS NULL ORDER BY id"
    ).fetchall()
    reviews.remove_evidence(db, *_one_of(found, number), actor=actor)


def swap_link(db, number, actor):
    """A verdict goes on resting on a link: on another one."""
    one = claims(db, "id, revision", "publication = 'published'")
    one = _one_of(one, number)
    found = "SELECT id FROM evidence WHERE claim_id = ? AND removed_at IS NULL"
    (old,) = _one_of(db.execute(found, [one["id"]]).fetchall(), 0)
    reviews.review(
        db, one["id"], seen=one["revision"], actor=actor,
        links=[{"url": f"https://baru.example/{actor}"}], again=True,
    )  # fmt: skip
    reviews.remove_evidence(db, one["id"], old, actor=actor)


def object_to(db, number, actor):
    one = claims(db, "id", "status IN ('true', 'false', 'misleading')")
    find(db, "objected", actor=actor, key=_one_of(one, number)["id"], reason=f"Tidak {actor}")


def unite(db, number, actor):
    key = claim(db, number)["id"]
    split(db, number, actor)
    others = json.loads(
        db.execute("SELECT became FROM acts WHERE kind = 'split' ORDER BY id DESC").fetchone()[0]
    )["claims"]
    keys = [key, *others]
    parting.join(db, keys, seen={key: revision(db, key) for key in keys}, actor=actor)


def _copies(db, number):
    keys = [row["id"] for row in claims(db, "id", "copies IS NOT NULL")]
    key = _one_of(keys, number)
    others = db.execute(
        "SELECT o.id FROM claims AS c JOIN claims AS o ON o.copies = c.copies AND o.id <> c.id"
        " WHERE c.id = ?",
        [key],
    ).fetchall()
    return key, _one_of(others, 0)[0]


def part_copies(db, number, actor):
    key, _ = _copies(db, number)
    joining.part(db, key, key, actor=actor)


def join_copies(db, number, actor):
    part_copies(db, number, "cici")
    key, other = _copies(db, number)
    joining.join(
        db, key, other, seen=revision(db, key), other_seen=revision(db, other), actor=actor
    )


def judge_copies(db, number, actor):
    key, _ = _copies(db, number)
    publish_key(db, key, actor, "false")


def _related(db):
    found = "SELECT claim_id, other_id FROM relations WHERE kind = 'reads_now'"
    return _one_of(db.execute(found).fetchall(), 0)


def carry(db, number, actor):
    one, other = _related(db)
    carrying.carry_over(db, one, other, seen=revision(db, other), actor=actor)


def refuse(db, number, actor):
    carrying.refuse_relation(db, *_related(db), actor=actor)


def _reading(db):
    found = "SELECT claim_id, id FROM readings WHERE NOT known"
    return _one_of(db.execute(found).fetchall(), 0)


def take_over(db, number, actor):
    key, reading = _reading(db)
    carrying.take_over(db, key, reading, seen=revision(db, key), actor=actor)


def leave(db, number, actor):
    carrying.leave_reading(db, *_reading(db), actor=actor)


def undo_common(db, number, actor):
    """Who worked before the two were made takes back what they did, in one of them."""
    batches = [
        batch
        for (batch,) in db.execute(
            "SELECT DISTINCT batch FROM acts WHERE actor = 'cici' AND claim_id IS NOT NULL"
        )
    ]
    undoing.undo(db, _one_of(batches, number), actor="cici")


def unmerge(db, number, actor):
    """Somebody whom both sides know as another one is of their own again."""
    found = db.execute("SELECT id FROM speakers WHERE merged_into IS NOT NULL").fetchall()
    (key,) = _one_of(found, number)
    merging.part(db, key, actor=actor)


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
        withdraw, hold_back, unlink_common, swap_link, object_to, unite, part_copies, join_copies,
        judge_copies, carry, refuse, take_over, leave, undo_common, unmerge,
        judge, publish, link, unlink, note, confirm, correct, shorten, split, enter, undo, assign,
        merge, part, tell_apart, rename, name, unname, save_search, rename_search, remove_search,
    )
}  # fmt: skip
"""What one person can do, each from anything to something; ``Refused`` where it cannot be."""


def reload(db, number, actor):
    """The page of an article reads otherwise: nobody's act, but the two sides have two texts."""
    load(
        db, (CHANGED, EARLY + f"Baris {actor}.")[number % 2], (TUESDAY, MONDAY)[number % 3 == 2],
        url=URLS[0], title="Judul", outlet="Kabar Uji", published="2026-01-04",
    )  # fmt: skip


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
