"""How a claim, a speaker or a search stands on which both sides of a merge worked."""

import json
from contextlib import closing

import pytest
from budget import first
from click.testing import CliRunner
from merged import (
    ACTS,
    CHANGED,
    EARLY,
    URLS,
    claim,
    correct,
    hold_back,
    judge,
    judge_copies,
    link,
    made,
    publish,
    publish_key,
    reload,
    shorten,
    unlink_common,
    withdraw,
    worked,
)
from reviewing import revision
from stories import TUESDAY, claims, fresh, load
from test_merge import again, nothing_lost, of

from datasette_claims.cli import claims as command
from datasette_claims.merge import merge
from datasette_claims.store import errors, merging, savedsearches, second, undoing
from datasette_claims.store.changes import by_person
from datasette_claims.store.sqlite import sqlite3


def nothing(db):
    """One side does not touch it."""


def numbered(words):
    """An act on the claim with these words, whatever its number is."""

    def of_claim(act, actor):
        def done(db):
            rows = claims(db, "text", "origin = 'machine' AND flag IS NULL")
            act(db, [words in row["text"] for row in rows].index(True), actor)

        return done

    return of_claim


on = numbered("usul itu")
changed = numbered("jalan itu rusak")


def both(*acts):
    def done(db):
        for act in acts:
            act(db)

    return done


def newer(db):
    reload(db, 0, "siapa")


def draft(status="true", reason="R"):
    return lambda db, number, actor: judge(db, number, actor, status, reason=reason)


def published(db, number, actor):
    link(db, number, actor)
    judge(db, number, actor, "true", "published", "R")


def published_on_what_is_there(db, number, actor):
    judge(db, number, actor, "true", "published", "R")


def objected(db, number, actor):
    key = claim(db, number)["id"]
    second.read(db, key, "objected", seen=revision(db, key), actor=actor, reason="Salah")


def undone(db):
    """What was published before the two were made."""
    query = "SELECT batch FROM acts WHERE actor = 'cici' AND kind = 'status'"
    undoing.undo(db, db.execute(query).fetchone()[0], actor="cici")


def pull(actor, act=withdraw):
    return lambda db: act(db, 0, actor)


@pytest.fixture
def lay(tmp_path):
    """What becomes of ``common`` work and what each side did after: rows of the result, conflicts.

    Nothing is lost, whichever is named first, and merging again changes nothing.
    """

    def laid(common, one, other, stored=None):
        paths = [tmp_path / f"{name}.db" for name in ("a", "b", "c")]
        for path in paths:
            path.unlink(missing_ok=True)
        paths[0].write_bytes(stored or made())
        with fresh(paths[0]) as db:
            common(db)
        paths[1].write_bytes(paths[0].read_bytes())
        before = of(paths[0])
        for path, act in zip(paths, (one, other), strict=False):
            with fresh(path) as db:
                act(db)
        told = merge(paths[:2], paths[2]).conflicts
        result = of(paths[2])
        nothing_lost(before, [of(path) for path in paths[:2]], result)
        again(paths[2], *paths[:2])
        return result, told

    return laid


def stands(result):
    """Claims on which somebody worked: words, kind, status, publication, flag."""
    names = ("text", "kind", "status", "publication", "flag")
    return sorted(
        tuple(row[name] for name in names)
        for row in result["claims"]
        if row["status"] != "unreviewed" or row["edited"]
    )


USUL, RUSAK = "usul itu", "jalan itu rusak"
GONE = "not_in_article"

# What was done before the two were made, what each did, how the claim stands, what is told of it.
STANDS = {
    "a withdrawal and a publication": (
        on(publish, "cici"), pull("ana"), on(publish, "budi"),
        [(USUL, "say", "true", "withdrawn", None)], ["reason of claim"],
    ),
    "a withdrawal and a draft that says something else": (
        on(publish, "cici"), pull("ana"), on(draft("false"), "budi"),
        [(USUL, "say", "true", "withdrawn", None)], ["claim"],
    ),
    "a draft and a publication": (
        on(draft(), "cici"), both(on(published, "ana"), pull("ana", hold_back)),
        on(published, "budi"),
        [(USUL, "say", "true", "draft", None)], ["publication of claim"],
    ),
    "published on a link that the other removed": (
        on(link, "cici"), on(published_on_what_is_there, "ana"),
        lambda db: unlink_common(db, 0, "budi"),
        [(USUL, "say", "true", "draft", None)], ["claim"],
    ),
    "published, and objected to": (
        on(draft(), "cici"), on(published, "ana"), on(objected, "budi"),
        [(USUL, "say", "true", "draft", None)], ["claim"],
    ),
    "undone, and published anew": (
        on(publish, "cici"), undone, on(publish, "ana"), None, ["claim"],
    ),
    "undone": (on(publish, "cici"), undone, nothing, [], []),
    "published, and corrected": (
        nothing, on(publish, "ana"), on(correct, "budi"),
        [(USUL, "deny", "true", "draft", None)], ["claim"],
    ),
    "published and corrected otherwise by both": (
        nothing, both(on(correct, "ana"), on(publish, "ana")),
        both(on(shorten, "budi"), numbered("usul i")(publish, "budi")), None,
        ["claim", "reason of claim"],
    ),
    "a text that changed elsewhere, and a correction with a verdict": (
        nothing, newer, both(on(correct, "budi"), on(publish, "budi")),
        [(USUL, "deny", "true", "published", None)], [],
    ),
    "a text that changed there, and a correction with a verdict": (
        nothing, newer, both(changed(correct, "budi"), changed(publish, "budi")),
        [(RUSAK, "deny", "true", "published", GONE)], [],
    ),
    "a text that changed there, and a verdict": (
        nothing, newer, changed(publish, "budi"), [(RUSAK, "say", "true", "published", GONE)], [],
    ),
    "a text that changed elsewhere after a correction, and a verdict": (
        nothing, both(on(correct, "ana"), newer), on(publish, "budi"),
        [(USUL, "deny", "true", "draft", None)], ["claim"],
    ),
    "a text that changed elsewhere, and a correction of what was published": (
        on(publish, "cici"), newer, on(correct, "budi"),
        [(USUL, "deny", "unreviewed", "draft", None)], [],
    ),
    "a text that changed there, and a correction of what was published": (
        changed(publish, "cici"), newer, changed(correct, "budi"),
        [(RUSAK, "deny", "unreviewed", "draft", GONE)], [],
    ),
    "a text that changed elsewhere, and a withdrawal": (
        on(publish, "cici"), newer, pull("budi"), [(USUL, "say", "true", "withdrawn", None)], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("turned", "name"),
    first(len(STANDS), [(turned, name) for turned in (False, True) for name in STANDS]),
)
def test_how_a_claim_stands_on_which_both_worked(lay, name, turned):
    common, one, other, wanted, told = STANDS[name]
    if turned:
        one, other = other, one
    result, conflicts = lay(common, one, other)
    if wanted is not None:
        assert stands(result) == wanted
    assert not [row for row in result["claims"] if row["publication"] == "published" and told]
    assert [conflict.what for conflict in conflicts] == told


def test_a_withdrawal_keeps_its_reason(lay):
    result, _ = lay(on(publish, "cici"), on(draft("false", "Rahasia"), "ana"), pull("budi"))
    (row,) = (row for row in result["claims"] if row["publication"] == "withdrawn")
    assert row["rationale"] == "Ditarik budi"
    assert any("Rahasia" in note["note"] for note in result["review_notes"])


def test_undoing_does_not_pass_the_draft_of_the_merge(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, act in ((one, on(published, "ana")), (other, on(draft(), "budi"))):
        path.write_bytes(made())
        with fresh(path) as db:
            act(db)
    merge([one, other], into)
    with fresh(into) as db:
        batch = undoing.last(db.conn, "budi", "2000").batch
        with pytest.raises(errors.Refused):
            undoing.undo(db, batch, actor="budi")
        assert not claims(db, where="publication = 'published'")


def test_an_undo_reaches_the_speaker_of_the_article_that_is_there(tmp_path):
    """Who is known within one article alone has another key where the article has one."""
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    with fresh(one) as db:
        load(db, EARLY, url=URLS[0])
    with fresh(other) as db:
        load(db, EARLY, origin="1.txt")
        changed(correct, "budi")(db)
    merge([one, other], into)
    with fresh(into) as db:
        undoing.undo(db, undoing.last(db.conn, "budi", "2000").batch, actor="budi")
    with fresh(one) as db, fresh(into) as result:
        names = "id, text, speaker_id, kind"
        assert claims(result, names) == claims(db, names)


KEYS = {
    "told_apart": lambda told: told["other"],
    "speaker": lambda told: told["merged_into"],
    "search_saved": lambda told: told["query"],
}


@pytest.mark.parametrize("kind", KEYS)
def test_what_acts_tell_has_the_keys_of_the_result(tmp_path, kind):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    with fresh(one) as db:
        load(db, EARLY, url=URLS[0])
        (article,) = db.execute("SELECT id FROM articles").fetchone()
    with fresh(other) as db:
        load(db, EARLY, origin="1.txt")
        (theirs,) = db.execute("SELECT id FROM articles").fetchone()
        assert theirs != article
        if kind == "told_apart":
            merging.told_apart(db, "ana-wati", f"ana-{theirs}", actor="budi")
        elif kind == "speaker":
            db.execute("UPDATE speakers SET kind = 'person'")
            merging.merge(db, "ana-wati", f"ana-{theirs}", actor="budi")
        else:
            savedsearches.save(db, "Satu", f"article={theirs}", actor="budi", own=False)
    merge([one, other], into)
    with fresh(into) as db:
        found = [
            KEYS[kind](json.loads(became))
            for (became,) in db.execute("SELECT became FROM acts WHERE kind = ?", [kind])
        ]
        assert any(article in (value or "") for value in found)
        assert not any(theirs in (value or "") for value in found)
        queries = [query for (query,) in db.execute("SELECT query FROM saved_searches")]
        assert queries == ([f"article={article}"] if kind == "search_saved" else [])
    again(into, one, other)


@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
def test_who_is_one_here_and_two_there_stays_two(lay, turned):
    acts = [
        lambda db: merging.merge(db, "ana-wati", "walhi-timur", actor="ana"),
        lambda db: merging.told_apart(db, "walhi-timur", "ana-wati", actor="budi"),
    ]
    result, (conflict,) = lay(nothing, *(acts[::-1] if turned else acts))
    assert all(row["whole_id"] == row["id"] for row in result["speakers"])
    assert len(result["speaker_pairs"]) == 1
    assert conflict.source == ("b.db" if turned else "a.db")


def test_a_name_that_both_gave_to_somebody_else_is_told_once(lay):
    acts = [
        lambda db, who=who, actor=actor: merging.add_name(db, who, "Si Anu", actor=actor)
        for who, actor in (("ana-wati", "ana"), ("budi-hartono", "budi"))
    ]
    _, (conflict,) = lay(nothing, *acts)
    assert (conflict.what, conflict.stands) == ("name", "“ana-wati”")


def test_that_two_are_not_one_is_taken_back(lay):
    def taken_back(db):
        batch = db.execute("SELECT batch FROM acts WHERE kind = 'told_apart'").fetchone()[0]
        merging.undo(db, batch, actor="cici")

    def apart(db):
        merging.told_apart(db, "walhi-timur", "ana-wati", actor="cici")

    for acts in ((taken_back, nothing), (nothing, taken_back)):
        result, _ = lay(apart, *acts)
        assert result["speaker_pairs"] == []


def test_a_removal_and_a_new_name_of_a_search_are_told(tmp_path):
    def saved(db):
        savedsearches.save(db, "Satu", "status=true", actor="cici", own=False)

    def removed(db):
        savedsearches.remove(db, "satu", actor="ana")

    def renamed(db):
        savedsearches.rename(db, "satu", "Dua", actor="budi")

    paths = [tmp_path / f"{name}.db" for name in ("a", "b")]
    paths[0].write_bytes(made())
    with fresh(paths[0]) as db:
        saved(db)
    paths[1].write_bytes(paths[0].read_bytes())
    for path, act in zip(paths, (removed, renamed), strict=True):
        with fresh(path) as db:
            act(db)
    for order, stands in ((paths, []), (paths[::-1], ["Dua"])):
        into = tmp_path / f"{len(stands)}.db"
        (conflict,) = merge(order, into).conflicts
        assert conflict.what == "saved search"
        assert [row["name"] for row in of(into)["saved_searches"]] == stands
        again(into, *order)


def test_copies_that_were_judged_otherwise_are_told(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, url, status in ((one, URLS[0], "true"), (other, URLS[1], "false")):
        with fresh(path) as db:
            load(db, EARLY, url=url, outlet=path.stem, published="2026-01-04")
            on(lambda db, number, actor, how=status: publish(db, number, actor, how), path.stem)(db)
    (conflict,) = merge([one, other], into).conflicts
    assert (conflict.what, conflict.stands) == ("copies, claim", "“true”")
    again(into, one, other)


def test_a_reading_that_one_left_is_not_told_again(lay):
    result, _ = lay(nothing, nothing, lambda db: ACTS["leave"](db, 0, "budi"), worked())
    assert all(row["known"] for row in result["readings"])
    _, (conflict,) = lay(
        nothing,
        lambda db: ACTS["leave"](db, 0, "ana"),
        lambda db: ACTS["take_over"](db, 0, "budi"),
        worked(),
    )
    assert conflict.what == "reading of claim"


def test_what_was_carried_over_and_refused_is_told(lay):
    _, (conflict,) = lay(
        nothing, lambda db: ACTS["refuse"](db, 0, "ana"), lambda db: ACTS["carry"](db, 0, "budi"),
        worked(),
    )  # fmt: skip
    assert (conflict.what, conflict.stands) == ("relation of claim", "“refused”")


def test_joined_copies_that_both_judged(lay):
    def other_one(db):
        keys = [row["id"] for row in claims(db, "id", "copies IS NOT NULL")]
        publish_key(db, keys[-1], "budi", "true")

    def joined(db):
        judge_copies(db, 3, "ana")

    result, conflicts = lay(nothing, joined, other_one, worked())
    assert {conflict.what for conflict in conflicts} == {"claim"}
    judged = [row for row in result["claims"] if row["copies"] and row["status"] == "false"]
    assert [row["publication"] for row in judged] == ["draft", "draft"]


def test_details_that_a_person_told_of_an_article_stay_theirs(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, title in ((one, "Judul"), (other, "Judul yang benar")):
        with fresh(path) as db:
            load(db, EARLY, url=URLS[0], title=title)
    with closing(sqlite3.connect(other)) as conn, conn:
        conn.execute("UPDATE articles SET edited = 1")  # as “Add an article” does
    merge([one, other], into)
    with fresh(into) as db:
        assert db.execute("SELECT title, edited FROM articles").fetchall() == [
            ("Judul yang benar", 1)
        ]
    again(into, one, other)


@pytest.mark.parametrize("told", ["no JSON", "[1]", ""])
def test_a_log_that_somebody_else_wrote_is_kept_as_it_is(tmp_path, told):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path in (one, other):
        path.write_bytes(made())
    with fresh(other) as db, by_person(db, "budi"):
        for kind in ("speaker", "told_apart"):
            db.execute(
                "INSERT INTO acts (at, actor, kind, record, became)"
                " VALUES ('2026', 'budi', ?, 'ana-wati', ?)",
                [kind, told],
            )
    merge([one, other], into)
    assert [row["became"] for row in of(into)["acts"]] == [told, told]
    again(into, one, other)


def test_a_text_that_was_added_to_leaves_the_other_to_be_read_anew(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, text in ((one, CHANGED), (other, EARLY)):
        with fresh(path) as db:
            load(db, text, *([TUESDAY] if path is one else []), url=URLS[0])
            db.execute("UPDATE articles SET analysed = 'x'")
    merge([one, other], into)
    with fresh(into) as db:
        assert db.execute("SELECT analysed FROM articles").fetchall() == [(None,)]


@pytest.mark.parametrize("kind", first(3, ["folder", "input", "nowhere"]))
def test_a_table_of_conflicts_that_cannot_be_written_is_told_before(tmp_path, kind):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path in (one, other):
        path.write_bytes(made())
    table = {"folder": tmp_path, "input": one, "nowhere": tmp_path / "x" / "y.csv"}[kind]
    told = CliRunner().invoke(
        command, ["merge", str(one), str(other), str(into), "--conflicts", str(table)]
    )
    assert told.exit_code == 1
    assert len(told.output.splitlines()) == 1
    assert not into.exists()
    assert one.read_bytes() == made()


def test_files_of_one_name_are_told_apart(tmp_path):
    folders = [tmp_path / name for name in ("x", "y", "z")]
    for folder in folders:
        folder.mkdir()
        (folder / "a.db").write_bytes(made())
    report = merge([folder / "a.db" for folder in folders], tmp_path / "c.db")
    assert list(report.counts) == [str(folder / "a.db") for folder in folders[1:]]
