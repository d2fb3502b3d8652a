"""Storing: twice changes nothing, better rules and changed pages spare what people did."""

import dataclasses

import pytest
import reviewing
from stories import MONDAY, TUESDAY, WEDNESDAY, claims, content, fresh, load, story, untrue_spans

from datasette_claims.model import Analysis, Article, Claim, Link, SaidOn, Span
from datasette_claims.store import articles, errors, queries, reviews, writing
from datasette_claims.store.filters import Filters
from datasette_claims.store.identity import Identity
from datasette_claims.store.writing import store_batch

TALKS = """
    Donald Trump= [source Presiden Donald Trump] [cue mendesak] [content Rusia untuk bergerak].
    Pertemuan itu berlangsung di perpustakaan.
    [source Putin] [cue menyatakan] bahwa [content isu gencatan senjata masih dibahas].
"""


@pytest.fixture
def db():
    with fresh() as db:
        yield db
        assert untrue_spans(db) == []
        db.execute("INSERT INTO claims_fts (claims_fts, rank) VALUES ('integrity-check', 1)")
        db.execute("INSERT INTO speakers_fts (speakers_fts, rank) VALUES ('integrity-check', 1)")
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
        assert not db.execute("SELECT * FROM _change_context").fetchall()


def judge(db, claim_id, status="false", seen=1):
    seen = reviewing.add_evidence(
        db, claim_id, seen=seen, url="https://example.org/", stance="refutes", actor="ana"
    )
    return reviewing.set_status(
        db,
        claim_id,
        seen=seen,
        status=status,
        rationale="Data",
        publication="published",
        actor="ana",
    )


def test_a_new_article_is_stored_with_all_that_was_found(db):
    text, analysis = story(TALKS, outlet="MINA", place="Jakarta")
    said = SaidOn(Span(text.index("isu"), text.index("isu") + 3), "2026-01-02", "month")
    first, second = analysis.claims
    first = dataclasses.replace(first, role="Presiden", modality="future", type="mixed")
    analysis = dataclasses.replace(
        analysis,
        claims=(first, dataclasses.replace(second, said=said)),
        links=(Link("related", "Baca itu", Span(0, 4)),),
    )
    article = Article(
        text, url="https://X.org/a?utm_source=feed#top", title="Judul", byline="Oleh A",
        published="2026-01-03", origin="a.txt",
    )  # fmt: skip
    (outcome,) = store_batch(db, [(article, analysis)], MONDAY, extractor="test 1")
    assert (outcome.kind, outcome.claims) == ("new", {"mixed": 1, "indirect": 1})
    (row,) = db.query("SELECT * FROM articles")
    assert row["text"] == text
    assert row["url"] == "https://x.org/a"
    assert [row[n] for n in ("outlet_id", "place", "language", "loaded_at", "loaded_from")] == [
        "mina", "Jakarta", "id", MONDAY, "a.txt",
    ]  # fmt: skip
    one, other = claims(db)
    assert (one["text"], one["source"]) == ("Rusia untuk bergerak", "Presiden Donald Trump")
    assert (one["role"], one["modality"], one["cue"]) == ("Presiden", "future", "mendesak")
    assert one["context"].startswith("Presiden Donald Trump mendesak")
    assert (one["speaker_id"], other["speaker_id"]) == ("donald-trump", f"putin-{row['id']}")
    assert (other["said_as"], other["said_on"], other["month"]) == ("isu", "2026-01-02", "2026-01")
    assert (one["published"], one["outlet_id"], one["language"]) == ("2026-01-03", "mina", "id")
    assert (one["status"], one["publication"], one["revision"]) == ("unreviewed", "draft", 1)
    assert (one["created_at"], one["extractor"], one["origin"]) == (MONDAY, "test 1", "machine")
    aliases = db.execute("SELECT alias FROM speaker_aliases WHERE speaker_id = 'donald-trump'")
    assert aliases.fetchall() == [("Presiden Donald Trump",)]
    assert list(db.execute("SELECT kind, name, url FROM article_links")) == [
        ("related", "Baca itu", None)
    ]


@pytest.mark.parametrize(
    "details",
    [
        {"origin": "a.txt"},
        {"url": "https://example.org/a", "origin": "a.txt"},
        {"origin": "-"},
        {},
        {"url": "https://example.org/a", "title": "T", "outlet": "O", "published": "2026-01-01"},
    ],
)
def test_loading_twice_changes_nothing(db, details):
    load(db, TALKS, MONDAY, **details)
    before = content(db)
    assert load(db, TALKS, TUESDAY, extractor="test 2", **details).kind == "unchanged"
    assert content(db) == before


def test_better_rules_add_and_correct_in_place_and_flag(db):
    load(db, TALKS, url="https://example.org/a")
    trump, putin = claims(db)
    outcome = load(
        db,
        """
        Donald Trump= [source Presiden Donald Trump] [cue mendesak] Rusia [content untuk bergerak].
        [source Pertemuan] itu [cue berlangsung] [content di perpustakaan].
        Putin menyatakan bahwa isu gencatan senjata masih dibahas.
        """,
        TUESDAY,
        url="https://example.org/a",
        extractor="test 2",
    )
    assert outcome.kind == "changed"
    now = {row["id"]: row for row in claims(db)}
    assert len(now) == 3
    corrected = now[trump["id"]]
    assert (corrected["text"], corrected["updated_at"]) == ("untuk bergerak", TUESDAY)
    assert (corrected["extractor"], corrected["created_at"]) == ("test 2", MONDAY)
    assert (corrected["revision"], corrected["edited"]) == (2, 0)
    lost = now[putin["id"]]
    assert {**putin, "flag": "not_extracted", "extractor": "test 2", "updated_at": TUESDAY} == lost


def test_a_claim_that_is_found_again_loses_its_flag(db):
    bare = TALKS.replace("[source Putin] [cue menyatakan]", "Putin menyatakan").replace(
        "[content isu gencatan senjata masih dibahas]", "isu gencatan senjata masih dibahas"
    )
    for round_ in (TALKS, bare, TALKS):
        load(db, round_, url="https://example.org/a")
    assert [row["flag"] for row in claims(db)] == [None, None]


def test_a_changed_page_keeps_its_claims_and_its_earlier_text(db):
    load(db, TALKS, url="https://example.org/a", origin="a.txt", title="Judul")
    trump, putin = claims(db)
    changed = """
        Pembaruan: paragraf ini ditambahkan kemudian.
        Donald Trump= [source Presiden Donald Trump] [cue mendesak] [content Rusia segera bergerak].
        Pertemuan itu dibatalkan.
    """
    outcome = load(db, changed, TUESDAY, url="https://example.org/a", origin="a.txt")
    assert outcome.kind == "changed"
    now = {row["id"]: row for row in claims(db)}
    assert set(now) == {trump["id"], putin["id"]}
    assert now[trump["id"]]["text"] == "Rusia segera bergerak"
    assert now[trump["id"]]["flag"] is None
    gone = now[putin["id"]]
    assert (gone["flag"], gone["text"], gone["position"]) == ("not_in_article", putin["text"], None)
    (version,) = db.query("SELECT * FROM article_versions")
    assert version["text"] == story(TALKS)[0]
    assert (version["title"], version["loaded_at"], version["replaced_at"]) == (
        "Judul", MONDAY, TUESDAY,
    )  # fmt: skip
    assert db.execute("SELECT title FROM articles").fetchone() == ("Judul",)
    again = content(db)
    assert (
        load(db, changed, WEDNESDAY, url="https://example.org/a", origin="a.txt").kind
        == "unchanged"
    )
    assert content(db) == again
    load(db, TALKS, WEDNESDAY, url="https://example.org/a", origin="a.txt")
    assert [(row["id"], row["flag"]) for row in claims(db)] == [
        (trump["id"], None), (putin["id"], None),
    ]  # fmt: skip


def test_words_that_stand_elsewhere_in_a_changed_page_are_not_called_gone(db):
    load(db, TALKS, url="https://example.org/a")
    text = "Tambahan. Putin menyatakan bahwa isu gencatan senjata masih dibahas."
    load(db, text, TUESDAY, url="https://example.org/a")
    flags = {row["text"]: row["flag"] for row in claims(db)}
    assert flags == {
        "Rusia untuk bergerak": "not_in_article",
        "isu gencatan senjata masih dibahas": "not_extracted",
    }


BRIDGE = "Ana Wati= [source Bupati Ana] [cue berkata] [content jembatan itu dibuka]."


@pytest.mark.parametrize(
    ("reading", "stale"),
    [
        (BRIDGE.replace("Ana Wati=", "Ani Wati="), True),
        (BRIDGE.replace("[content jembatan", "jembatan [content"), True),
        (BRIDGE.replace("[source Bupati Ana]", "Bupati [source Ana]"), False),
    ],
)
def test_who_judges_must_have_seen_the_newest_reading(db, reading, stale):
    load(db, BRIDGE, url="https://example.org/a")
    (seen,) = claims(db)
    load(db, reading, TUESDAY, url="https://example.org/a")
    change = {"status": "false", "rationale": "Data", "publication": "draft", "actor": "ana"}
    if stale:
        with pytest.raises(errors.Stale):
            reviewing.set_status(db, seen["id"], seen=seen["revision"], **change)
        assert claims(db)[0]["status"] == "unreviewed"
    else:
        assert reviewing.set_status(db, seen["id"], seen=seen["revision"], **change) == 2


def test_a_flagged_claim_that_only_rules_have_changed_is_left_out(db):
    load(db, BRIDGE, url="https://example.org/a")
    for reading in (
        BRIDGE.replace("Ana Wati=", "Ani Wati="),
        "Bupati Ana berkata jembatan dibuka.",
    ):
        load(db, reading, TUESDAY, url="https://example.org/a")
    assert [row["flag"] for row in claims(db)] == ["not_in_article"]
    assert queries.count(db.conn, Filters()) == 0
    judge(db, claims(db)[0]["id"], seen=2)
    assert queries.count(db.conn, Filters()) == 1


@pytest.mark.parametrize(
    ("changed", "key_kept", "flag"),
    [
        ("Isu “gencatan” senjata masih dibahas", False, "not_in_article"),
        ("isu  gencatan\xa0sen\xadjata MASIH dibahas", True, None),
        ("isu gencatan senjata, masih dibahas", False, "not_in_article"),
        ("isu gencatan sanjata masih dibahas", False, "not_in_article"),
        ("isu gencatan senjata tidak dibahas", False, "not_in_article"),
        ("isu gencatan senjata masih belum dibahas", False, "not_in_article"),
    ],
)
def test_a_verdict_stays_with_its_words(db, changed, key_kept, flag):
    load(db, TALKS, url="https://example.org/a")
    judged = claims(db)[1]
    judge(db, judged["id"])
    load(
        db,
        TALKS.replace("isu gencatan senjata masih dibahas", changed),
        TUESDAY,
        url="https://example.org/a",
    )
    (now,) = claims(db, where="status = 'false'")
    assert now["id"] == judged["id"]
    assert (now["rationale"], now["publication"], now["revision"]) == ("Data", "published", 2)
    assert (now["flag"], now["text"]) == (flag, changed if key_kept else judged["text"])
    assert len(claims(db)) == (2 if key_kept else 3)
    assert db.execute("SELECT count(*) FROM status_history").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM evidence").fetchone() == (1,)


def test_a_verdict_on_one_number_does_not_pass_to_another(db):
    line = "[source Menteri Sri] [cue berkata] [content harga beras naik {} persen pada bulan ini]."
    load(db, line.format(5), url="https://example.org/a")
    judge(db, claims(db)[0]["id"])
    load(db, line.format(50), TUESDAY, url="https://example.org/a")
    assert {row["text"][17:]: (row["status"], row["flag"]) for row in claims(db)} == {
        "5 persen pada bulan ini": ("false", "not_in_article"),
        "50 persen pada bulan ini": ("unreviewed", None),
    }


TRUMP = (
    "Donald Trump= [source Presiden Donald Trump] [cue mendesak] [content Rusia untuk bergerak]."
)


@pytest.mark.parametrize("status", ["false", None, "note of the past"])
@pytest.mark.parametrize(
    ("reading", "change"),
    [
        (TRUMP.replace("Donald Trump=", "Melania Trump="), {}),
        (TRUMP, {"kind": "deny"}),
        (TRUMP, {"modality": "negated"}),
        (TRUMP, {"speaker": "", "source": ()}),
        (TRUMP.replace("bergerak].", "bergerak.]"), {}),
    ],
)
def test_no_better_rule_gives_a_verdict_to_somebody_or_something_else(db, reading, change, status):
    load(db, TRUMP, url="https://example.org/a")
    (seen,) = claims(db)
    if status == "false":
        judge(db, seen["id"])
    else:
        reviewing.add_evidence(db, seen["id"], seen=1, url="https://example.org/", actor="ana")
        reviews.remove_evidence(db, seen["id"], 1, actor="ana")
    if status == "note of the past":
        for now, reason in (("false", "Data"), ("unreviewed", None)):
            (row,) = claims(db)
            reviewing.set_status(
                db, seen["id"], seen=row["revision"], status=now, rationale=reason,
                publication="draft", actor="ana",
            )  # fmt: skip
    before = content(db)
    _, found = story(reading)
    found = dataclasses.replace(
        found, claims=tuple(dataclasses.replace(c, **change) for c in found.claims)
    )
    for kind in ("changed", "unchanged"):
        outcome = load(db, TRUMP, TUESDAY, url="https://example.org/a", analysis=found)
        assert outcome.kind == kind
        after = content(db)
        assert len(after.pop("readings")) == 1  # the program now reads …
        assert after == {name: rows for name, rows in before.items() if name != "readings"}
    load(db, TRUMP, WEDNESDAY, url="https://example.org/a")
    assert not content(db)["readings"]


def test_a_judged_claim_that_newer_rules_do_not_find_stays_as_it_was(db):
    load(db, TRUMP, url="https://example.org/a")
    judge(db, claims(db)[0]["id"])
    before = claims(db)
    load(db, TRUMP, TUESDAY, url="https://example.org/a", analysis=Analysis("id"))
    assert claims(db) == before
    assert db.execute("SELECT known, text FROM readings").fetchall() == [(0, None)]


def test_other_words_that_better_rules_read_stand_beside_the_judged_ones(db):
    line = "[source Menteri Sri] [cue berkata] harga beras tidak [content akan segera naik lagi]."
    load(db, line, url="https://example.org/a")
    (seen,) = claims(db)
    judge(db, seen["id"])
    better = line.replace("harga beras tidak [content", "[content harga beras tidak")
    for _ in range(2):
        load(db, better, TUESDAY, url="https://example.org/a")
        assert {row["text"]: (row["status"], row["flag"]) for row in claims(db)} == {
            "akan segera naik lagi": ("false", None),
        }
    (reading,) = db.query("SELECT text, known FROM readings")
    assert reading == {"text": "harga beras tidak akan segera naik lagi", "known": 0}
    assert claims(db)[0]["speaker_id"] == seen["speaker_id"]


def test_a_judged_claim_takes_what_does_not_change_who_said_what(db):
    load(db, TRUMP, url="https://example.org/a")
    (seen,) = claims(db)
    judge(db, seen["id"])
    _, found = story(TRUMP)
    (one,) = found.claims
    one = dataclasses.replace(one, confidence=0.4, rule="better", role="Presiden")
    found = dataclasses.replace(found, claims=(one,))
    load(db, TRUMP, TUESDAY, url="https://example.org/a", analysis=found)
    (now,) = claims(db)
    assert (now["confidence"], now["rule"], now["role"]) == (0.4, "better", "Presiden")
    assert (now["status"], now["speaker_id"]) == ("false", seen["speaker_id"])


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ("[source Joko Widodo] [cue mendesak] [content Rusia untuk bergerak].", "not_in_article"),
        (
            "Kemarin [source Joko Widodo] [cue berkata]: [content Rusia untuk bergerak].",
            "not_in_article",
        ),
        ("Kata [source Joko Widodo], [content Rusia, untuk bergerak].", "not_in_article"),
        (
            "Donald Trump= Kemarin [source Trump] [cue meminta] [content Rusia untuk bergerak].",
            None,
        ),
    ],
)
def test_a_changed_page_gives_a_verdict_to_nobody_else(db, changed, flag):
    load(db, TRUMP, url="https://example.org/a")
    (seen,) = claims(db)
    judge(db, seen["id"])
    for _ in range(2):
        load(db, changed, TUESDAY, url="https://example.org/a")
        (judged,) = claims(db, where="status = 'false'")
        assert (judged["id"], judged["speaker_id"]) == (seen["id"], "donald-trump")
        assert judged["flag"] == flag
        others = claims(db, where="status = 'unreviewed'")
        assert [row["speaker_id"] for row in others] == (["joko-widodo"] if flag else [])


def test_a_speaker_whom_a_person_merged_is_the_same_in_a_changed_page(db):
    load(db, "[source Putin] [cue berkata] [content sesuatu].", url="https://example.org/a")
    load(db, "[source Vladimir Putin] [cue berkata] [content hal lain].", origin="b.txt")
    (seen,) = claims(db, where="source = 'Putin'")
    judge(db, seen["id"])
    db.execute(
        "UPDATE speakers SET merged_into = 'vladimir-putin' WHERE id = ?", [seen["speaker_id"]]
    )
    load(
        db, "Kemarin [source Vladimir Putin] [cue berkata] [content sesuatu].", TUESDAY,
        url="https://example.org/a",
    )  # fmt: skip
    (now,) = claims(db, where=f"article_id = '{seen['article_id']}'")
    assert (now["id"], now["status"], now["flag"]) == (seen["id"], "false", None)
    assert now["speaker_id"] == seen["speaker_id"]


def test_a_corrected_claim_is_left_alone(db):
    load(db, TALKS, url="https://example.org/a")
    putin = claims(db)[1]
    load(db, "[source Vladimir Putin] [cue berkata] [content sesuatu yang lain].", origin="b.txt")
    db.execute(
        "UPDATE claims SET speaker_id = 'vladimir-putin', text = 'Isu itu dibahas.' WHERE id = ?",
        [putin["id"]],
    )
    corrected = claims(db, where=f"id = '{putin['id']}'")
    assert (corrected[0]["edited"], corrected[0]["revision"]) == (1, 2)
    assert load(db, TALKS, TUESDAY, url="https://example.org/a").kind == "unchanged"
    assert claims(db, where=f"id = '{putin['id']}'") == corrected
    load(db, "Pendahuluan baru." + TALKS, WEDNESDAY, url="https://example.org/a")
    (moved,) = claims(db, where=f"id = '{putin['id']}'")
    assert (moved["text"], moved["speaker_id"], moved["flag"]) == (
        "Isu itu dibahas.", "vladimir-putin", None,
    )  # fmt: skip
    assert moved["position"] == corrected[0]["position"] + len("Pendahuluan baru.\n")
    assert len(claims(db)) == 3  # what the machine finds there is this claim, not another


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("Pertemuan itu berlangsung di perpustakaan", "not_in_article"),
        (
            "Mereka bertemu di perpustakaan, menurut artikel itu",
            None,
        ),  # never stood there literally
    ],
)
def test_a_claim_made_by_hand_is_left_alone(db, words, flag):
    outcome = load(db, TALKS, url="https://example.org/a")
    db.execute(
        "INSERT INTO claims (id, article_id, text, type, kind, context)"
        " VALUES ('mine', ?, ?, 'indirect', 'say', 'x')",
        [outcome.article_id, words],
    )
    mine = claims(db, where="id = 'mine'")
    assert (mine[0]["origin"], mine[0]["language"]) == ("person", "id")
    load(db, TALKS, TUESDAY, url="https://example.org/a")
    assert claims(db, where="id = 'mine'") == mine
    load(db, TALKS.replace("di perpustakaan", "di istana"), TUESDAY, url="https://example.org/a")
    (now,) = claims(db, where="id = 'mine'")
    assert now["flag"] == flag
    told = {"flag": None, "updated_at": None, "statement": None}
    assert {**now, **told} == {**mine[0], **told}


def test_a_merge_of_speakers_stays(db):
    load(db, TALKS, url="https://example.org/a")
    load(db, "[source Vladimir Putin] [cue berkata] [content sesuatu yang lain].", origin="b.txt")
    mononym = claims(db, where="source = 'Putin'")[0]["speaker_id"]
    db.execute("UPDATE speakers SET merged_into = 'vladimir-putin' WHERE id = ?", [mononym])
    load(db, TALKS, TUESDAY, url="https://example.org/a")
    speakers = db.execute("SELECT speaker, speaker_id FROM claims_flat WHERE source = 'Putin'")
    assert speakers.fetchall() == [("Vladimir Putin", "vladimir-putin")]


def test_single_names_of_two_articles_are_two_speakers(db):
    for name in ("a", "b"):
        load(db, "[source Sugiono] [cue berkata] [content hal " + name + "].", origin=name)
    assert len({row["speaker_id"] for row in claims(db)}) == 2


def test_a_name_that_only_older_rules_made_leaves_with_its_last_claim(db):
    load(db, TALKS, url="https://example.org/a")
    better = TALKS.replace("[source Putin]", "Vladimir Putin= [source Putin]").replace("    V", "V")
    load(db, better, url="https://example.org/a")
    assert sorted(row[0] for row in db.execute("SELECT id FROM speakers")) == [
        "donald-trump", "vladimir-putin",
    ]  # fmt: skip


def test_a_name_that_better_rules_take_from_a_speaker_is_no_longer_theirs(db):
    named = "[source Donald Trump] [cue berkata] [content hal satu].\n"
    load(db, named + "Donald Trump= [source Putin] [cue berkata] [content hal dua].", origin="a")
    db.execute("INSERT INTO speaker_aliases VALUES ('donald-trump', 'POTUS')")
    load(db, named + "Vladimir Putin= [source Putin] [cue berkata] [content hal dua].", origin="a")
    assert sorted(db.execute("SELECT speaker_id, alias FROM speaker_aliases")) == [
        ("donald-trump", "Donald Trump"), ("donald-trump", "POTUS"), ("vladimir-putin", "Putin"),
    ]  # fmt: skip


ONE, OTHER = {"url": "https://one.org/a"}, {"url": "https://other.org/a"}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (ONE, OTHER, False),  # a wire story in two outlets
        (ONE, {}, True),
        ({}, ONE, True),
        ({"outlet": "Antara"}, {**ONE, "outlet": "Tempo"}, False),
        (ONE, {"url": "http://ONE.org/a?utm_medium=x&fbclid=1#bagian"}, True),
        (ONE, {"url": "https://one.org/a?page=2"}, False),
        ({"origin": "a"}, {"origin": "b"}, True),
        ({"origin": "a"}, {"origin": "b", **ONE}, True),
    ],
)
def test_which_articles_of_one_text_are_the_same(db, first, second, together):
    one = load(db, TALKS, **first)
    other = load(db, TALKS, TUESDAY, **second)
    assert (one.article_id == other.article_id) is together
    before = content(db)
    for details in (first, second, first):
        assert load(db, TALKS, WEDNESDAY, **details).kind == "unchanged"
    assert content(db) == before


OTHER_STORY = """
    [source Gubernur Wayan Arta] [cue menegaskan] [content jalan itu selesai tahun depan].
    Warga setempat menunggu sejak lama.
"""


@pytest.mark.parametrize(
    ("origin", "changed", "together"),
    [
        ("a.txt", TALKS + "    Tambahan satu kalimat.\n", True),
        ("a.txt", OTHER_STORY, False),  # the file holds another article now
        ("-", TALKS + "    Tambahan satu kalimat.\n", False),  # standard input is no place
    ],
)
def test_which_texts_of_one_file_are_the_same_article(db, origin, changed, together):
    one = load(db, TALKS, origin=origin)
    other = load(db, changed, TUESDAY, origin=origin)
    assert (one.article_id == other.article_id) is together
    before = content(db)
    assert load(db, changed, WEDNESDAY, origin=origin).kind == "unchanged"
    assert content(db) == before


def test_two_files_with_two_states_of_one_page_do_not_take_turns(db):
    newer = TALKS + "    Tambahan satu kalimat.\n"
    files = [(TALKS, "a-old.txt"), (newer, "a.txt")]
    for marked, origin in files:
        load(db, marked, url="https://example.org/a", origin=origin)
    before = content(db)
    for marked, origin in files * 2:
        outcome = load(db, marked, TUESDAY, url="https://example.org/a", origin=origin)
        assert outcome.kind == "unchanged"
    assert content(db) == before


def test_an_older_text_without_an_address_is_an_article_of_its_own(db):
    newer = TALKS + "    Tambahan satu kalimat.\n"
    one = load(db, TALKS, origin="a.txt")
    load(db, newer, origin="a.txt")
    other = load(db, TALKS, origin="old.txt")
    assert (other.kind, one.article_id != other.article_id) == ("new", True)


def test_details_given_once_are_not_undone_by_silence(db):
    load(db, TALKS, origin="a.txt", published="2026-01-02", language="ms", outlet="Antara")
    text, found = story(TALKS, outlet="MINA")
    article = articles.as_kept(db, Article(text, origin="a.txt"))
    assert (article.published, article.language) == ("2026-01-02", "ms")
    load(db, TALKS, TUESDAY, origin="a.txt", analysis=found)
    details = db.execute("SELECT published, language, outlet_id, given FROM articles").fetchone()
    assert details == ("2026-01-02", "ms", "antara", "language outlet_id published")


def test_a_second_source_fills_gaps_and_contradicts_nothing(db):
    load(db, TALKS, origin="a.txt", published="2026-01-02", language="id")
    text, _ = story(TALKS)
    copy = Article(text, origin="b.txt", published="1999-01-01", language="ms", title="Judul")
    kept = articles.as_kept(db, copy)
    assert (kept.published, kept.language, kept.title) == ("2026-01-02", "id", "Judul")
    load(db, TALKS, origin="b.txt", published="1999-01-01", language="ms", title="Judul")
    details = db.execute("SELECT published, language, title, loaded_from FROM articles").fetchone()
    assert details == ("2026-01-02", "id", "Judul", "a.txt")


def test_details_found_in_the_text_follow_better_rules(db):
    text, _ = story(TALKS)
    load(db, TALKS, origin="a.txt", analysis=Analysis("ms", outlet="Antara", place="Medan"))
    load(db, TALKS, origin="a.txt", analysis=Analysis("id", outlet="Tempo", place="Jakarta"))
    assert db.execute("SELECT language, outlet_id, place FROM articles").fetchone() == (
        "id", "tempo", "Jakarta",
    )  # fmt: skip
    assert articles.as_kept(db, Article(text, origin="a.txt")).language == ""


def test_details_that_a_person_corrected_stay(db):
    load(db, TALKS, origin="a.txt", title="Judul", published="2026-01-02")
    db.execute("UPDATE articles SET title = 'Judul benar', published = '2025-12-31'")
    assert {row["published"] for row in claims(db)} == {"2025-12-31"}
    load(db, TALKS, TUESDAY, origin="a.txt", title="Judul", published="2026-01-02")
    assert db.execute("SELECT title, published FROM articles").fetchone() == (
        "Judul benar", "2025-12-31",
    )  # fmt: skip
    text, _ = story(TALKS)
    kept = articles.as_kept(db, Article(text, origin="a.txt", published="2026-01-02"))
    assert kept.published == "2025-12-31"


def test_new_details_reach_the_claims(db):
    load(db, TALKS, origin="a.txt")
    load(db, TALKS, TUESDAY, origin="a.txt", published="2026-01-02", outlet="MINA")
    assert {(row["published"], row["outlet_id"]) for row in claims(db)} == {("2026-01-02", "mina")}


def test_an_outlet_has_one_record_under_its_short_and_long_name(db):
    for origin, outlet in (("a", "MINA"), ("b", "Mi’raj News Agency (MINA)"), ("c", "MINA")):
        load(db, TALKS + "\n" + origin, origin=origin, outlet=outlet)
    assert db.execute("SELECT id, name FROM outlets").fetchall() == [
        ("mina", "Mi’raj News Agency (MINA)")
    ]


def test_links_follow_the_article_and_keep_an_address_that_was_found(db):
    _, found = story(TALKS)
    links = (Link("related", "Baca itu", Span(0, 4)), Link("secondary_source", "X", Span(5, 6)))
    load(db, TALKS, analysis=dataclasses.replace(found, links=links))
    db.execute("UPDATE article_links SET url = 'https://example.org/' WHERE kind = 'related'")
    load(db, TALKS, analysis=dataclasses.replace(found, links=links[:1]))
    assert list(db.execute("SELECT kind, url FROM article_links")) == [
        ("related", "https://example.org/")
    ]


def test_equal_claims_of_one_article_have_keys_of_their_own(db):
    line = "[source Ali Hasan] [cue berkata] [content kami tidak tahu].\n"
    load(db, line * 3, origin="a.txt")
    before = claims(db, "id, position")
    assert len({row["id"] for row in before}) == 3
    assert load(db, line * 3, TUESDAY, origin="a.txt").kind == "unchanged"
    assert claims(db, "id, position") == before


def test_keys_are_the_same_on_every_machine():
    with fresh() as one, fresh() as other:
        load(one, TALKS, url="https://example.org/a")
        load(other, OTHER_STORY, origin="b")
        load(other, TALKS, TUESDAY, url="http://example.org/a#x", origin="elsewhere")
        assert {row["id"] for row in claims(one)} < {row["id"] for row in claims(other)}


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"content": ()}, "without content"),
        ({"content": (Span(0, 9999),)}, "outside the text"),
        ({"content": (Span(3, 3),)}, "outside the text"),
        ({"source": (Span(-1, 2),)}, "outside the text"),
    ],
)
def test_what_cannot_be_true_is_refused_before_anything_is_written(db, claim, why):
    text, found = story(TALKS)
    wrong = dataclasses.replace(found.claims[0], **claim)
    batch = [
        (Article(text, origin="good.txt"), found),
        (Article(text + "x", origin="bad.txt"), dataclasses.replace(found, claims=(wrong,))),
    ]
    with pytest.raises(errors.Unstorable, match=rf"bad\.txt: .*{why}") as caught:
        store_batch(db, batch, MONDAY)
    assert caught.value.index == 1
    assert not claims(db)


def test_half_a_character_is_refused(db):
    with pytest.raises(errors.Unstorable, match="half a character"):
        store_batch(db, [(Article("Ia berkata \ud83d.", origin="a"), Analysis("id"))], MONDAY)


def test_a_file_may_have_any_name(db):
    load(db, TALKS, origin="rusak\udcff.txt")
    assert load(db, TALKS + "Tambahan.", TUESDAY, origin="rusak\udcff.txt").kind == "changed"
    assert db.execute("SELECT loaded_from FROM articles").fetchall() == [("rusak\\udcff.txt",)]


@pytest.mark.parametrize("text", ["", "\x00", "a\x00b", "\u202eterbalik\u200b", "\r\n\r\n"])
def test_any_text_is_stored_as_it_is(db, text):
    (outcome,) = store_batch(db, [(Article(text, origin="a"), Analysis("id"))], MONDAY)
    assert outcome.kind == "new"
    assert db.execute("SELECT text FROM articles").fetchone() == (text,)
    (outcome,) = store_batch(db, [(Article(text, origin="a"), Analysis("id"))], TUESDAY)
    assert outcome.kind == "unchanged"


def test_a_batch_that_breaks_leaves_nothing(db, monkeypatch):
    load(db, OTHER_STORY, origin="before")
    before = content(db)
    text, found = story(TALKS)
    db.execute(
        "CREATE TEMP TRIGGER breaks AFTER INSERT ON claims BEGIN SELECT raise(ABORT, 'x'); END"
    )
    with pytest.raises(Exception, match="x"):
        store_batch(db, [(Article(text, origin="a"), found)], MONDAY)
    db.execute("DROP TRIGGER breaks")
    assert not db.conn.in_transaction
    assert content(db) == before


def test_a_quotation_that_the_cue_interrupts_shows_the_gap(db):
    text = "“Kami siap,” katanya, “pergi.”"
    claim = Claim(
        content=(Span(0, 12), Span(22, 30)), source=(), cue=(Span(13, 20),), speaker="",
        type="direct", kind="say", context=Span(0, 30), rule="by-test", confidence=0.5,
    )  # fmt: skip
    store_batch(db, [(Article(text), Analysis("id", (claim,)))], MONDAY)
    (row,) = claims(db)
    assert (row["text"], row["source"], row["speaker_id"]) == (
        "“Kami siap,” … “pergi.”",
        None,
        None,
    )


STRETCHES = [
    (Span(-1, 2), False),
    (Span(0, 0), False),
    (Span(3, 2), False),
    (Span(0, 1), True),
    (Span(0, len("Ana berkata ya.")), True),
    (Span(0, len("Ana berkata ya.") + 1), False),
    (Span(len("Ana berkata ya."), len("Ana berkata ya.")), False),
]


@pytest.mark.parametrize(("span", "stands"), STRETCHES)
@pytest.mark.parametrize("part", ["content", "source", "cue", "context", "said", "link"])
def test_whatever_is_stored_stands_in_the_text(part, span, stands):
    article = Article("Ana berkata ya.", origin="a.txt")
    claim = Claim((Span(0, 3),), (), (), "Ana", "indirect", "say", Span(0, 15), "r", 0.9)
    links = (Link("related", "x", span),) if part == "link" else ()
    if part != "link":
        value = {"context": span, "said": SaidOn(span, "", "")}.get(part, (span,))
        claim = dataclasses.replace(claim, **{part: value})
    analysis = Analysis("id", (claim,), links=links)
    if stands:
        writing._check(article, analysis, 0)
        return
    with pytest.raises(errors.Unstorable, match="found outside the text") as refused:
        writing._check(article, analysis, 7)
    assert refused.value.index == 7


@pytest.mark.parametrize(("at", "stands"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_time_is_of_a_place_in_the_text(at, stands):
    article = Article("Ana berkata ya.", url="https://x.org/", times=((at, 5),))
    if stands:
        writing._check(article, Analysis("id", ()), 0)
        return
    with pytest.raises(errors.Unstorable, match=r"https://x\.org/: a time was told outside"):
        writing._check(article, Analysis("id", ()), 0)


def test_an_article_that_cannot_be_stored_is_named_as_well_as_it_can_be():
    for article, name in (
        (Article("\ud800", origin="a.txt", url="https://x.org/"), "a.txt"),
        (Article("\ud800", url="https://x.org/"), "https://x.org/"),
        (Article("\ud800"), "the article"),
    ):
        with pytest.raises(errors.Unstorable, match=f"^{name}: has half a character"):
            writing._check(article, Analysis("id", ()), 0)
    writing._check(Article("a", origin="file \udc80.txt"), Analysis("id", ()), 0)


ROW = {"id": "a1", "loaded_from": "old.txt", "title": "Hujan", "url": "https://x.org/a"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "old.txt"),
        ({"loaded_from": None}, "Hujan"),
        ({"loaded_from": "-"}, "Hujan"),
        ({"loaded_from": "", "title": None}, "https://x.org/a"),
        ({"loaded_from": "", "title": None, "url": None}, "a1"),
    ],
)
def test_what_a_person_calls_a_stored_article(change, name):
    assert writing._name({**ROW, **change}) == name


@pytest.mark.parametrize(
    ("origin", "row", "clash", "told"),
    [
        ("new.txt", None, None, ""),
        (
            "new.txt", None, ROW,
            "has the address of old.txt (https://x.org/a) but another text: both are kept, as two"
            " articles; give each the address of its own page",
        ),
        (
            "new.txt", {**ROW, "id": "a2"}, ROW,
            "has the address of old.txt (https://x.org/a) but another text: both are kept, as two"
            " articles; give each the address of its own page",
        ),
        (
            "new.txt", ROW, ROW,
            "has the address of old.txt (https://x.org/a) but another text: both are kept, this one"
            " among the earlier texts of that article; give each the address of its own page",
        ),
        (
            "old.txt", None, ROW,
            "holds another text than before under one address (https://x.org/a): both are kept, as"
            " two articles (the other is Hujan)",
        ),
        (
            "old.txt", None, {**ROW, "title": None},
            "holds another text than before under one address (https://x.org/a): both are kept, as"
            " two articles (the other is a1)",
        ),
        (
            "-", None, {**ROW, "loaded_from": "-"},
            "has the address of Hujan (https://x.org/a) but another text: both are kept, as two"
            " articles; give each the address of its own page",
        ),
    ],
)  # fmt: skip
def test_two_texts_under_one_address_are_told_in_a_line(origin, row, clash, told):
    article = Article("x", url="https://x.org/a", origin=origin)
    assert writing._clash(article, Identity(row=row, clash=clash)) == told


def test_an_outlet_takes_the_fuller_form_of_its_name(db):
    def name():
        return db.execute("SELECT name FROM outlets").fetchall()

    writing._ensure_outlet(db, "mina", "MINA")
    assert name() == [("MINA",)]
    writing._ensure_outlet(db, "mina", "Lain (LAIN)")  # not its own
    writing._ensure_outlet(db, "mina", "Mina")  # not fuller
    assert name() == [("MINA",)]
    writing._ensure_outlet(db, "mina", "Mi'raj News Agency (MINA)")
    writing._ensure_outlet(db, "mina", "Mi'raj Islamic News Agency (MINA)")  # it has a full one
    assert name() == [("Mi'raj News Agency (MINA)",)]
