"""Whatever comes after a correction (loads, better rules, changed texts, undoing), nothing that a
person did is lost or moves to other words, and every span is in the text."""

import re
from dataclasses import replace

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import claims, fresh, story
from test_correcting import correct, judge, row, spans, standing, true_to_the_text

from datasette_claims.extraction import analyse
from datasette_claims.model import Article
from datasette_claims.store import correcting, parting, undoing
from datasette_claims.store.asserting import Words
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.statements import statement
from datasette_claims.store.writing import store_batch

# Marked as the program reads it; other rules mark otherwise (see RULES).
LINES = (
    "[source Wali Kota 👩🏽‍🚒 Ana] [cue berkata] [content jembatan itu “aman” 🌉 dan kuat].",
    "[source Budi] [cue menolak] bahwa [content harga beras naik] kata orang [content tahun ini].",
    "Menurut e\u0301lite, [source Cécile] [cue dit] que [content le pont est su\u0302r 🇫🇷].",
    "Tak ada klaim di sini, hanya 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 dan spasi\u00a0aneh.",
    "[content “Kami akan pergi,”] [cue kata] [source Budi].",
)
RULES = (
    lambda line: line,
    lambda line: re.sub(r"\[content ([^]]*)\]", r"\1", line) if "beras" in line else line,
    lambda line: line.replace("[content jembatan itu", "jembatan [content itu"),
    lambda line: line.replace("Tak ada klaim", "[source Tak] [cue ada] [content klaim]"),
)
CHANGES = (
    lambda lines: lines,
    lambda lines: ["Pembaruan 🚨: satu baris lagi.", *lines],
    lambda lines: lines[:1] + lines[2:],
    lambda lines: [line.replace("beras", "cabai") for line in lines],
    lambda lines: [line.replace("aman", "tidak aman") for line in lines],
    lambda lines: lines[::-1],
)


def load(db, ending="\n", change=0, rules=0):
    """The story with these line ends, in one of its versions, read by one of the rules."""
    marked = [RULES[rules](line) for line in CHANGES[change](list(LINES))]
    text, analysis = story("\n".join(marked))
    if ending == "\r\n":
        places = [at for at, sign in enumerate(text) if sign == "\n"]

        def moved(span):
            start, end = (at + sum(place < at for place in places) for at in span)
            return type(span)(start, end)

        analysis = replace(analysis, claims=tuple(
            replace(one, context=moved(one.context), **{
                part: tuple(map(moved, getattr(one, part))) for part in ("content", "source", "cue")
            }) for one in analysis.claims))  # fmt: skip
        text = text.replace("\n", ending)
    article = Article(text, url="https://example.org/a", origin="a.txt")
    store_batch(db, [(article, analysis)], "2026-01-05T09:00:00Z", extractor=f"rules {rules}")


def said(db, key):
    one = row(db, key)
    whole = db.execute("SELECT whole_id FROM speakers WHERE id = ?", [one["speaker_id"]]).fetchone()
    return statement(one["text"], whole and whole[0], one["kind"], one["modality"])


def theirs(db):
    """What people have made of the claims that they have worked on."""
    return {
        key: (said(db, key), *rest)
        for key, *rest in db.execute(
            "SELECT id, edited, origin, status, rationale, publication, said_on, role FROM claims"
            " WHERE edited OR origin = 'person' OR id IN (SELECT claim_id FROM acts)"
        ).fetchall()
    }


PLACES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 60)).map(lambda p: (p[0], p[0] + p[1])),
    min_size=1, max_size=2,
).map(tuple)  # fmt: skip
DEEDS = st.one_of(
    st.tuples(st.just("move"), st.integers(0, 9), PLACES, st.booleans()),
    st.tuples(st.just("ends"), st.integers(0, 9), st.integers(-9, 9), st.integers(-9, 9)),
    st.tuples(
        st.just("tell"),
        st.integers(0, 9),
        st.sampled_from([
            {"kind": "warn"}, {"said_on": "2026-05"}, {"modality": "future"}, {"source": ()},
            {"speaker_id": None, "speaker": "Rina Hall"}, {"speaker_id": None, "speaker": "Budi"},
        ]),
    ),
    st.tuples(st.just("mention"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("enter"), PLACES),
    st.tuples(st.just("split"), st.integers(0, 9), st.integers(1, 20)),
    st.tuples(st.just("join"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("judge"), st.integers(0, 9), st.sampled_from(["draft", "published"])),
    st.tuples(st.just("undo"), st.sampled_from(["ana", "budi"])),
    st.tuples(st.just("load"), st.sampled_from(range(len(CHANGES))), st.integers(0, 3)),
)  # fmt: skip


def do(db, deed):
    """What a person does; the batch, None where nothing came of it."""
    what, *told = deed
    if what == "enter":
        (article_id,) = db.execute("SELECT id FROM articles").fetchone()
        words = Words(told[0], speaker="Siti Nur")
        return correcting.enter(db, article_id, words=words, actor="ana").batch
    keys = [one["id"] for one in claims(db)]
    key = keys[told[0] % len(keys)]
    seen = row(db, key)["revision"]
    if what == "move":
        return correct(db, key, spans=told[1], still=told[2]).batch
    if what == "ends":
        places = correcting.words_of(db.conn, key).spans
        if not places:
            return None
        first, last = places[0][0] + told[1], places[-1][1] + told[2]
        return correct(db, key, spans=((first, last),)).batch
    if what == "tell":
        return correct(db, key, **told[1]).batch
    if what == "mention":
        return correcting.correct_mention(
            db, key, seen=seen, actor="ana", speaker="Dewi Lestari", everywhere=told[1]
        ).batch
    if what == "split":
        places = correcting.words_of(db.conn, key).spans
        if not places:
            return None
        (start, end), *rest = places
        parts = [((start, start + told[1]),), ((start + told[1], end), *rest)]
        return parting.split(db, key, parts=parts, seen=seen, actor="ana").batch
    other = keys[told[1] % len(keys)]
    revisions = {one["id"]: one["revision"] for one in claims(db)}
    return parting.join(db, [key, other], seen=revisions, actor="ana").batch


@settings(max_examples=examples(120))
@given(st.sampled_from(["\n", "\r\n"]), st.lists(DEEDS, min_size=2, max_size=10))
def test_nothing_that_a_person_did_is_lost_or_moves_to_other_words(ending, deeds):
    with fresh() as db:
        load(db, ending)
        judged = {}  # claim -> the statements that a result of it was given on
        stood = []  # (batch, how all claims stood before it); emptied by whatever else comes
        for deed in deeds:
            log = list(db.query("SELECT * FROM acts"))
            keys = {one["id"] for one in claims(db)}
            before = theirs(db)
            if deed[0] == "load":
                load(db, ending, *deed[1:])
                assert {key: now for key, now in theirs(db).items() if key in before} == before
                stood.clear()
            elif deed[0] == "judge":
                key = sorted(keys)[deed[1] % len(keys)]
                judge(db, key, publication=deed[2])
                judged.setdefault(key, set()).add(said(db, key))
                stood.clear()
            elif deed[0] == "undo":
                found = undoing.last(db.conn, deed[1], "2000-01-01")
                try:
                    undone = found and undoing.undo(db, found.batch, actor=deed[1])
                except Refused:
                    assert theirs(db) == before
                else:
                    if undone and stood and stood[-1][0] == found.batch:
                        _, then = stood.pop()
                        now = {key: standing(db, key) for key in then}
                        assert now == then
                    else:
                        stood.clear()
            else:
                then = {key: standing(db, key) for key in keys}
                try:
                    batch = do(db, deed)
                except (Refused, Unknown):
                    assert {key: standing(db, key) for key in keys} == then
                else:
                    if batch:
                        stood.append((batch, then))
                        if deed[0] == "move" and deed[3]:  # the editor said that it holds for these
                            for key, statements in judged.items():
                                statements.add(said(db, key))
            true_to_the_text(db)
            assert keys <= {one["id"] for one in claims(db)}
            assert list(db.query("SELECT * FROM acts"))[: len(log)] == log
            for key, statements in judged.items():
                if row(db, key)["status"] == "false":
                    assert said(db, key) in statements


def test_loading_again_after_corrections_changes_nothing():
    with fresh() as db:
        load(db)
        first, second, third, *_ = (one["id"] for one in claims(db))
        places = correcting.words_of(db.conn, first).spans
        (start, end), *_ = places
        correct(db, second, kind="deny")
        correct(db, first, spans=((start + 9, end),))
        parting.split(
            db, third, parts=[(correcting.words_of(db.conn, third).spans[0],), ((0, 4),)],
            seen=1, actor="ana",
        )  # fmt: skip
        before = {one["id"]: (standing(db, one["id"])) for one in claims(db)}
        for _ in range(2):
            load(db)
            assert {one["id"]: standing(db, one["id"]) for one in claims(db)} == before


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_claim_whose_words_come_back_has_its_place_again(pieces):
    with fresh() as db:
        load(db)
        (start, end), *rest = correcting.words_of(db.conn, claims(db)[1]["id"]).spans
        key = claims(db)[1]["id"]
        correct(db, key, spans=((start, end - 5), *rest)[:pieces], kind="warn")
        places = [one for one in spans(db, key) if one[0] == "content"]
        load(db, change=3)
        assert (row(db, key)["flag"], spans(db, key)) == ("not_in_article", [])
        load(db, rules=1)
        assert row(db, key)["flag"] is None
        assert [one for one in spans(db, key) if one[0] == "content"] == places


BRIDGE = "Mayor Rina Hall said that the bridge was safe and open. The town was quiet."


def stored_as(db, text, day):
    article = Article(text, url="https://e.org/a", published="2026-05-04")
    store_batch(db, [(article, analyse(text, "en"))], f"2026-05-0{day}T09:00:00Z")


@pytest.mark.parametrize(
    "between",
    [
        "The town was quiet.",
        BRIDGE.replace("safe and open", "weak and closed"),
        f"Rain fell.\n\n{BRIDGE.replace('Hall said', 'Hall warned')}",
    ],
)
@pytest.mark.parametrize(
    "fix",
    [{"spans": ((26, 45),)}, {"speaker": "Tom Reed"}, {"kind": "warn"}, {"source": ()}],
    ids=lambda fix: next(iter(fix)),
)
def test_a_text_that_is_again_as_it_was_has_the_claim_as_it_was_left(fix, between):
    """Not flagged, in its place, and what was corrected does not come back beside it."""
    with fresh() as db:
        stored_as(db, BRIDGE, 5)
        key = claims(db)[0]["id"]
        correct(db, key, **fix)
        before = standing(db, key)
        stored_as(db, between, 6)
        stored_as(db, BRIDGE, 7)
        assert standing(db, key) == before
        if between.startswith("The town"):
            assert [one["id"] for one in claims(db)] == [key]


def test_what_was_corrected_in_another_text_since_is_no_longer_as_it_was_left():
    with fresh() as db:
        stored_as(db, BRIDGE, 5)
        key = claims(db)[0]["id"]
        correct(db, key, kind="warn")
        stored_as(db, f"Rain fell.\n\n{BRIDGE}", 6)
        correct(db, key, kind="deny")
        stored_as(db, "The town was quiet.", 7)
        stored_as(db, BRIDGE, 8)
        assert row(db, key)["kind"] == "deny"
        assert [BRIDGE[a:b] for part, a, b in spans(db, key) if part == "content"] in (
            [], ["the bridge was safe and open"],
        )  # fmt: skip
